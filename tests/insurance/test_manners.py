"""How people write to customers: what is stopped, what is warned of, and what is left alone."""

from pathlib import Path
from typing import Any

import pytest

from insurance.domain.conduct import GUARDS, Severity, breaches
from insurance.domain.id_numbers import check_character
from insurance.domain.manners import FOR_PEOPLE, MANNERS
from insurance.services.faq import load

ID_NUMBER = "99010119900101001"
ID_NUMBER += check_character(ID_NUMBER)
CARD = "6222020000000000018"
FAQ = load(Path(__file__).parents[2] / "data" / "faq")


def found(text: str) -> list[tuple[str, str]]:
    return [(each.guard.id, each.guard.severity.value) for each in breaches(text, guards=FOR_PEOPLE)]


@pytest.mark.parametrize(
    ("text", "guard", "severity"),
    [
        ("您是不是老糊涂了", "belittle", "block"),
        ("你爱投诉就投诉", "belittle", "block"),
        ("您随便投诉", "belittle", "block"),
        ("别无理取闹", "belittle", "block"),
        (f"您的身份证是{ID_NUMBER}吧", "personal_data", "block"),
        (f"{ID_NUMBER[:6]} {ID_NUMBER[6:14]} {ID_NUMBER[14:]}", "personal_data", "block"),
        ("卡号 6222 0200 0000 0000 018", "personal_data", "block"),
        ("跟您说过多少遍了", "impatient", "warn"),
        ("您自己看一下吧", "impatient", "warn"),
        ("催也没用", "impatient", "warn"),
        ("这个不归我们管", "impatient", "warn"),
        ("特此通知", "officialese", "warn"),
        ("敬请谅解", "officialese", "warn"),
        ("绝对没问题", "sure", "warn"),
        ("这个百分百可以", "sure", "warn"),
        ("保证到账", "sure", "warn"),
        ("请马上处理！！", "shouting", "warn"),
        ("您好！收到！马上办！", "shouting", "warn"),
        ("在吗？？", "shouting", "warn"),
        ("这款保本", "yield", "block"),
    ],
)
def test_what_is_stopped_and_what_is_warned_of(text: str, guard: str, severity: str) -> None:
    assert (guard, severity) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "您好！我来帮您看",
        "在的，请说。您要查哪一份？",
        "不保证能通过，要看审核",
        "可以投诉，我帮您登记",
        "报案号 90520261116000123456",
        "保单号 880012345678901234",
        "您的手机尾号 0001 对吗",
        "麻烦您把发票拍一张，要看清金额",
        "请您自己保管好验证码",
        "说过的话我都记下来了",
    ],
)
def test_what_is_right_to_write_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_bot_is_not_held_to_the_manners_of_people() -> None:
    assert breaches("绝对没问题！！") == [] and all(guard.severity is Severity.BLOCK for guard in GUARDS)


@pytest.mark.parametrize("guard", MANNERS, ids=lambda guard: guard.id)
def test_what_is_said_instead_may_itself_be_said(guard: Any) -> None:
    assert found(guard.safe) == []


@pytest.mark.parametrize("entry", FAQ, ids=lambda entry: entry.id)
def test_every_checked_answer_passes(entry: Any) -> None:
    assert found(entry.answer) == []


def test_the_card_of_this_test_is_one() -> None:
    assert found(CARD) == [("personal_data", "block")] and found(CARD[:-1] + "9") == []
