"""The page of flows is written by hand: every figure on it is the one the rules work with."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.outreach.manners import manners_of
from insurance.domain import claim_clocks, claim_times
from insurance.domain.cadence import Cadence, ReminderCase, read_cadence
from insurance.domain.complaint_clocks import REVIEW_TAKES
from insurance.domain.terms import DEFAULT_TERMS as TERMS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "web" / "insights" / "flows" / "flows.ts").read_text("utf-8")
MANNERS = manners_of()


def _step(name: str) -> str:
    """What the page says of a step, white space aside."""
    [found] = re.findall(rf'\{{\s*name: "{name}"[^}}]*\}}', PAGE)
    return str(found)


def _days(case: ReminderCase, wanted: range) -> str:
    """The table's days in that range, as the page lists them: the nearest to the due day last before it, first after it."""
    cadence: Cadence = read_cadence((ROOT / "insurance" / "domain" / "cadence.yml").read_text("utf-8"))
    days: Sequence[int] = [step.day for step in cadence.steps(case, "any") if step.day in wanted]
    return "、".join(str(abs(day)) for day in days)


_HOURS = {
    name: int(value.total_seconds() / 3600) for name, value in vars(TERMS).items() if "complaint" in name
}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("首次联系", f"{TERMS.claim_acknowledgement.total_seconds() / 3600:.0f} 小时"),
        ("收材料", f"{TERMS.claim_document_notice_days} 个工作日"),
        ("收材料", f"单证清单 {claim_clocks.COMPULSORY_LIST_DAYS} 日"),
        ("受理", f"{claim_times.ACCEPTANCE_DAYS} 日"),
        ("核定", f"{TERMS.claim_decision_days} 个工作日，要调查的 {TERMS.claim_decision_days_complex} 个"),
        (
            "核定",
            f"{claim_clocks.DECISION_DAYS} 日（保险法 23 条）；交强险 {claim_clocks.COMPULSORY_DECISION_DAYS} 日",
        ),
        ("赔付", f"{claim_clocks.PAYMENT_DAYS} 日（保险法 23 条）"),
        ("首次回应", f"{_HOURS['complaint_response']} 小时"),
        ("初步方案", f"{_HOURS['complaint_plan']} 小时"),
        ("处理", f"{_HOURS['complaint_handling']} 小时"),
        ("到期前提醒", f"前 {_days(ReminderCase.INSTALMENT, range(-99, 0))} 天"),
        ("宽限期", f"后 {_days(ReminderCase.INSTALMENT, range(1, 60))} 天"),
        ("效力中止", f"第 {_days(ReminderCase.INSTALMENT, range(60, 99))} 天"),
    ],
)
def test_a_step_names_the_limit_its_clock_has(step: str, said: str) -> None:
    assert said in _step(step)


@pytest.mark.parametrize(
    "said",
    [
        f"核定后 {claim_clocks.DENIAL_NOTICE_DAYS} 日内发出拒赔通知书",
        f"{claim_clocks.ADVANCE_DAYS} 日内先付能确定的部分",
        f"{TERMS.claim_decision_days_complex} 个工作日内复核",
        f"核查 {REVIEW_TAKES.days} 日内给结论",
        f"短期医疗、意外险：前 {_days(ReminderCase.RENEWAL, range(-99, 0))} 天提醒",
        f"车险：前 {_days(ReminderCase.AUTO, range(-59, 0))} 天提醒",
        f"前 {_days(ReminderCase.AUTO, range(-99, -59))} 天起",
        f"发送时间 {MANNERS.opens.hour}:{MANNERS.opens:%M}–{MANNERS.closes.hour}:{MANNERS.closes:%M}",
    ],
)
def test_what_stands_beside_them_does_as_well(said: str) -> None:
    assert said in PAGE
