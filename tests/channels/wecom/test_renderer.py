"""What was said in a row as messages of WeCom customer service."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom import renderer
from bot.channels.wecom.renderer import Menu, Text, render
from bot.conversations.message import Button, Content, Message, Sender
from tests.channels.scripted_bot import RunningClock
from tests.channels.test_texts import without_blanks

WORDS = st.text(alphabet="保单理赔，。\n ab", min_size=1, max_size=900)
CONTENTS = st.lists(
    st.builds(
        Content,
        WORDS,
        buttons=st.lists(
            st.builds(Button, st.text("甲乙丙", min_size=1, max_size=50), st.text("/ab", min_size=1)),
            max_size=4,
        ),
    ),
    min_size=1,
    max_size=5,
)


@given(CONTENTS)
def test_whatever_is_said_fits_and_nothing_of_it_is_lost(contents: list[Content]) -> None:
    messages = render(contents)
    shown = ""
    for message in messages:
        if isinstance(message, Text):
            assert 0 < len(message.content.encode()) <= 2048
            shown += message.content
        else:
            assert len(message.head.encode()) <= 1024
            assert 0 < len(message.items) <= 10
            assert all(len(title.encode()) <= 128 for _, title in message.items)
            assert 0 < len(message.plain.content.encode()) <= 2048
            shown += message.head + "".join(title for _, title in message.items)
    for content in contents:
        for line in content.text.split():
            assert without_blanks(line) in without_blanks(shown)
    assert render(contents) == messages


def test_a_short_answer_with_choices_is_one_message() -> None:
    (menu,) = render(
        [Content("好的。"), Content("选哪一份？", buttons=(Button("甲", "/a"), Button("乙", "/b")))]
    )
    assert isinstance(menu, Menu)
    assert menu.head == "好的。\n\n选哪一份？"
    assert menu.plain == Text("好的。\n\n选哪一份？\n1. 甲\n2. 乙\n回复前面的数字即可。")


def test_more_choices_than_a_menu_holds_are_numbered() -> None:
    (text,) = render([Content("选哪一份？", buttons=[Button(f"第{n}份", f"/{n}") for n in range(11)])])
    assert isinstance(text, Text)
    assert "11. 第10份" in text.content


def test_the_clause_an_answer_rests_on_stands_below_it() -> None:
    (text,) = render([Content("等待期90天。", source={"clause": "健康险条款第2.3条"})])
    assert text == Text("等待期90天。\n依据：健康险条款第2.3条")


def test_an_item_is_found_again_by_its_id_and_tells_nothing_of_its_payload() -> None:
    content = Content("选哪一份？", buttons=(Button("甲", '/choose{"policy_no": "P2024"}'),))
    (menu,) = render([content])
    assert isinstance(menu, Menu)
    ((item_id, _),) = menu.items
    assert "P2024" not in item_id
    message = Message(1, RunningClock().now(), Sender.BOT, content)
    assert renderer.clicked([message], item_id) == '/choose{"policy_no": "P2024"}'
    assert renderer.clicked([message], "welcome") is None


def test_only_grades_are_grades() -> None:
    assert [renderer.grade(each) for each in ("rate-5", "rate-1", "rate-0", "rate-６", "5", "")] == [5, 1] + [
        None
    ] * 4
