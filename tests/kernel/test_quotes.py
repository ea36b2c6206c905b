"""Marks around other people's words: they survive templates and cannot be forged from inside."""

from hypothesis import given
from hypothesis import strategies as st

from kernel.quotes import FIRST, LAST, quoted, unquoted


@given(st.text(), st.text().filter(lambda own: FIRST not in own and LAST not in own), st.text())
def test_a_quote_is_found_where_it_stands_whatever_it_holds(first: str, own: str, second: str) -> None:
    text, spans = unquoted(f"{quoted(first)}{own}{quoted(second)}")

    plain = [words.replace(FIRST, "").replace(LAST, "") for words in (first, second)]
    assert text == plain[0] + own + plain[1]
    assert [text[start:end] for start, end in spans] == plain


@given(st.text())
def test_no_mark_is_ever_left(text: str) -> None:
    assert not {FIRST, LAST} & set(unquoted(text)[0])


def test_words_of_our_own_are_no_quote() -> None:
    assert unquoted("已经登记") == ("已经登记", [])


def test_a_quote_that_is_cut_off_reaches_to_the_end() -> None:
    assert unquoted(f"经过：{FIRST}他说保本") == ("经过：他说保本", [(3, 7)])
