"""Parting and merging texts for channels that limit a message by bytes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.texts import merged, split_bytes

ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400)


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(text=ANY, limit=st.integers(4, 200))
def test_pieces_keep_every_character_in_order_and_fit(text: str, limit: int) -> None:
    pieces = split_bytes(text, limit)
    assert without_blanks("".join(pieces)) == without_blanks(text)
    assert all(0 < len(piece.encode()) <= limit and piece.strip() for piece in pieces)


def test_a_short_text_stays_whole() -> None:
    assert split_bytes("您好\n\n请问有什么可以帮您？", 2048) == ["您好\n\n请问有什么可以帮您？"]


def test_a_long_text_is_parted_after_a_sentence() -> None:
    sentence = "等待期内因疾病住院的，我们不承担给付责任。"
    pieces = split_bytes(sentence * 100, 2048)
    assert all(piece.endswith("。") for piece in pieces)
    assert "".join(pieces) == sentence * 100


def test_a_paragraph_is_a_better_place_than_a_sentence() -> None:
    pieces = split_bytes("甲" * 80 + "\n\n" + "乙。" * 60, 300)
    assert pieces[0] == "甲" * 80


def test_five_thousand_characters_without_a_pause_arrive_in_full_pieces() -> None:
    pieces = split_bytes("保" * 5_000, 2048)
    assert "".join(pieces) == "保" * 5_000
    assert [len(piece) for piece in pieces[:-1]] == [682] * (len(pieces) - 1)


def test_merging_sets_a_blank_line_between_and_drops_what_is_blank() -> None:
    assert merged(["您好", " ", "有什么可以帮您？\n"]) == "您好\n\n有什么可以帮您？"
