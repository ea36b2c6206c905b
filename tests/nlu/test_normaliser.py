"""One spelling, and the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normaliser import normalise


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＱＨＬ０１", "QHL01"),
        ("理賠進度", "理赔进度"),
        ("我要人工！！！！", "我要人工!"),
        ("急急急", "急"),
        ("保 单 号 123", "保单号 123"),
        ("13811111111", "13811111111"),
        ("一一一", "一一一"),
        ("好的👍", "好的好的"),
        ("谢谢🌹", "谢谢"),
        ("[强]", "好的"),
        ("a\u200bb\x00c", "abc"),
        ("著名的保险", "著名的保险"),
        ("", ""),
    ],
)
def test_what_people_type_folds_into_one_spelling(typed: str, folded: str) -> None:
    assert normalise(typed).text == folded


def test_a_span_of_folded_text_points_into_the_original() -> None:
    typed = "我的　保單  號是ＱＨ１２３４５！！"
    folded = normalise(typed)
    start = folded.text.index("QH12345")
    begin, end = folded.span(start, start + 7)
    assert typed[begin:end] == "ＱＨ１２３４５"


@given(st.text())
def test_every_span_is_inside_the_original_and_in_order(typed: str) -> None:
    folded = normalise(typed)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert all(0 <= start < end <= len(typed) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@given(st.text(alphabet="保單险急！ 1a，"))
def test_folding_twice_changes_nothing(typed: str) -> None:
    once = normalise(typed).text
    assert normalise(once).text == once
