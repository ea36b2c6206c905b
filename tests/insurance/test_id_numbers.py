"""Citizen id numbers: form, check character, calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.domain.id_numbers import age, check_character, is_valid

ON = date(2026, 11, 16)
BODIES = st.builds(
    lambda area, born, serial: f"{area:06d}{born:%Y%m%d}{serial:03d}",
    st.integers(110000, 999999),
    st.dates(date(1900, 1, 1), ON),
    st.integers(0, 999),
)


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "990000199001010017",
        "990000198512120029",
        "990000201202290035",
    ],
)
def test_a_right_number_is_valid(number: str) -> None:
    assert is_valid(number, ON)


@pytest.mark.parametrize(
    "number",
    [
        "990000201002290014",  # 2010 had no 29 February
        "990000199002300016",  # nor has any year a 30 February
        "11010519491231002x",  # as stored, the check character is a capital
        "110105491231002",  # 15 digits ended in 2013
        "990000203001010017",
        "",
        "１１０１０５１９４９１２３１００２X",
    ],
)
def test_a_wrong_number_is_not(number: str) -> None:
    assert not is_valid(number, ON)


@given(BODIES)
def test_only_one_check_character_fits(body: str) -> None:
    fitting = [last for last in "0123456789X" if is_valid(body + last, ON)]
    assert fitting == [check_character(body)]


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(body: str, place: int, shift: int) -> None:
    number = body + check_character(body)
    digit = str((int(number[place]) + shift) % 10)
    assert not is_valid(number[:place] + digit + number[place + 1 :], ON)


@given(BODIES)
def test_nobody_is_born_tomorrow(body: str) -> None:
    number = body + check_character(body)
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert is_valid(number, born)
    if born > date(1800, 1, 1):
        assert not is_valid(number, date.fromordinal(born.toordinal() - 1))


def test_a_year_is_full_on_the_birthday() -> None:
    assert age("990000196403120020", date(2026, 3, 11)) == 61
    assert age("990000196403120020", date(2026, 3, 12)) == 62
