"""A turn's contents as messages of the account: few, within their bytes, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.renderer import GO_ON, MENU_ITEMS, TEXT_BYTES, Part, render
from bot.conversations.message import Button, Content, MessageType

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("保险合同。，\n 👨‍👩‍👧"), max_size=3_000
)
BUTTONS = st.lists(
    st.builds(Button, st.text("查保单理赔", min_size=1, max_size=50), st.uuids().map(str)), max_size=9
)


def letters(text: str) -> str:
    return "".join(text.split())


@given(st.lists(st.builds(Content, TEXTS, buttons=BUTTONS.map(tuple)), max_size=4))
def test_nothing_is_lost_and_every_message_fits(contents: list[Content]) -> None:
    parts = render(contents)

    whole = letters("".join(part.text for part in parts))
    at = 0
    for content in contents:
        at = whole.index(letters(content.text), at) + len(letters(content.text))
    for part in parts:
        room = len(GO_ON.encode()) if part.more else 0
        assert part.text.strip() and len(part.text.encode()) + room <= TEXT_BYTES
    assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False] * bool(parts)
    assert render(contents) == parts


@given(st.lists(st.builds(Content, TEXTS, buttons=BUTTONS.map(tuple)), min_size=1, max_size=3))
def test_a_menu_says_all_that_the_text_says_and_fits_as_well(contents: list[Content]) -> None:
    for part in render(contents):
        if part.menu is not None:
            said = "\n".join([part.menu.head, *(title for _, title in part.menu.items)])
            assert len(said.encode()) <= TEXT_BYTES and len(part.menu.items) <= MENU_ITEMS
            assert all(letters(content.text) in letters(part.menu.head) for content in contents)


def test_short_texts_are_one_message_with_blank_lines_between() -> None:
    contents = [
        Content("您好。"),
        Content("保单在这里。", MessageType.CARD, card={"kind": "policies"}),
        Content(""),
    ]

    assert render(contents) == [Part("您好。\n\n保单在这里。")]


def test_the_source_of_an_answer_stands_below_it_and_above_the_choices() -> None:
    content = Content(
        "犹豫期十五天。", source={"clause": "条款 第三条"}, buttons=(Button("没看懂", "/again"),)
    )

    [part] = render([content])

    assert part.text == "犹豫期十五天。\n依据：条款 第三条\n1. 没看懂\n回复前面的数字即可。"
    assert part.menu is not None and part.menu.head == "犹豫期十五天。\n依据：条款 第三条\n\n请点下面的选项："


def test_payloads_are_not_on_the_wire() -> None:
    [part] = render([Content("哪一张？", buttons=(Button("车险", '/policy{"no": "P123"}'),))])

    assert part.menu is not None and "P123" not in repr(part)


def test_choices_of_an_earlier_text_are_numbers_only() -> None:
    contents = [Content("哪一张？", buttons=(Button("车险", "/1"),)), Content("或者发我保单号。")]

    assert render(contents)[0].menu is None
