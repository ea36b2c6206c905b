"""A claim's clocks in plain words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from actions.claim_course import clocks, course
from insurance.domain.claim_clocks import Basis, ClockCode, Deadline
from insurance.domain.claims import ClaimStatus, EventKind, NextStep
from insurance.services.claims import ClaimView, TimelineEntry

C = ClockCode
NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


def _due(code: ClockCode, days: int, basis: Basis = Basis.LAW) -> Deadline:
    return Deadline(code, NOW + timedelta(days=days), basis)


def _told(*deadlines: Deadline) -> str:
    facts: dict[str, Any] = dict.fromkeys(
        ("policy_no", "line", "amount_claimed", "amount_approved", "due_by")
    )
    view = ClaimView(
        claim_no="LP1",
        status=ClaimStatus.REVIEWING,
        next_step=NextStep.WAIT,
        reported_at=NOW,
        date_of_loss=date(2026, 11, 1),
        timeline=[],
        missing_documents=[],
        deadlines=tuple(sorted(deadlines, key=lambda each: each.due)),
        **facts,
    )
    return "".join(clocks(view, NOW))


def test_our_own_time_first_the_laws_behind_it() -> None:
    said = _told(_due(C.DECISION, 30), _due(C.DECISION, 5, Basis.HOUSE))
    assert said == "核定结果我们自己定的是 2026年11月21日 前给您，法律规定最晚 2026年12月16日。"


def test_an_own_time_after_the_laws_is_not_told() -> None:
    said = _told(_due(C.DECISION, 5), _due(C.DECISION, 9, Basis.HOUSE))
    assert "11月25日" not in said and "法律规定最晚 2026年11月21日" in said


def test_our_own_time_is_over_and_we_say_sorry() -> None:
    said = _told(_due(C.DECISION, 20), _due(C.DECISION, -2, Basis.HOUSE))
    assert "2026年11月14日 已经过了，对不起" in said and "法律规定最晚 2026年12月6日" in said


def test_the_laws_time_is_over_and_there_is_a_way_on() -> None:
    said = _told(_due(C.DECISION, -1), _due(C.DECISION, -20, Basis.HOUSE))
    assert "法律规定的期限是 2026年11月15日，已经晚了，对不起" in said and "转人工" in said


def test_after_a_dispute_our_own_time_alone() -> None:
    assert _told(_due(C.DECISION, 10, Basis.HOUSE)) == "复核结果按我们自己定的期限，2026年11月26日 前给您。"


@pytest.mark.parametrize(("days", "told"), [(45, False), (20, True), (-1, False)])
def test_an_advance_is_told_when_it_comes_near(days: int, told: bool) -> None:
    assert ("先付给您" in _told(_due(C.ADVANCE, days))) is told


@pytest.mark.parametrize("code", ClockCode)
@pytest.mark.parametrize("days", [3, -3])
@pytest.mark.parametrize("basis", Basis)
def test_every_clock_has_words_with_its_day(code: ClockCode, days: int, basis: Basis) -> None:
    said = _told(_due(code, days, basis))
    day = "11月19日" if days > 0 else "11月13日"
    assert day in said or (code is C.ADVANCE and not said)


def test_papers_come_before_the_result() -> None:
    said = _told(_due(C.DECISION, 5), _due(C.DOCUMENT_NOTICE, 5, Basis.HOUSE))
    assert said.index("材料够不够") < said.index("核定结果")


@pytest.mark.parametrize("status", [*ClaimStatus, *(kind for kind in EventKind if not kind.moves)])
def test_every_step_so_far_has_plain_words(status: str) -> None:
    said = course([TimelineEntry(NOW, status, None)])
    assert said.startswith("2026年11月16日：") and status not in said


def test_a_day_is_one_line_and_nothing_is_said_twice() -> None:
    entries = [
        TimelineEntry(NOW + timedelta(days=days), status, None)
        for days, status in ((0, "reported"), (0, "documents"), (0, "documents"), (1, "submitted"))
    ]
    assert course(entries) == "2026年11月16日：您报了案、收到您的材料\n2026年11月17日：收到理赔申请"
