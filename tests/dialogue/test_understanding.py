"""What is kept of each turn for those who train the bot."""

from bot.conversations.understandings import Understanding
from tests.dialogue.conftest import Customer


async def _last(customer: Customer) -> Understanding:
    found = await customer.world.conversations.understandings.of([customer.conversation_id])
    return found[customer.conversation_id][-1].understanding


async def test_a_question_of_the_faq_is_kept_with_its_entry_and_what_came_next(customer: Customer) -> None:
    await customer.says("出了事几天之内要报案")

    understood = await _last(customer)
    assert (understood.intent, understood.faq) == ("faq", "claims.report_deadline")
    assert understood.template == "utter_faq"
    assert len(understood.ranking) == len(understood.topics) == 3
    assert understood.typed and not understood.missed and not understood.in_task


async def test_what_was_not_understood_says_so(customer: Customer) -> None:
    await customer.says("紫色的大象会不会跳华尔兹")

    assert (await _last(customer)).missed


async def test_names_and_days_are_kept_as_places_in_the_text_alone(customer: Customer) -> None:
    text = "我叫王小明，我昨天在苏州追尾了"
    await customer.says(text)

    mentions = (await _last(customer)).mentions
    assert {entity: text[start:end] for entity, start, end in mentions} == {
        "person": "王小明",
        "date": "昨天",
        "place": "苏州",
    }


async def test_an_answer_to_the_bots_own_question_is_marked_as_one(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.says("我也不太清楚")

    assert (await _last(customer)).in_task


async def test_a_press_is_no_typing_and_says_what_was_chosen(customer: Customer) -> None:
    await customer.says("出了事几天之内要报案")
    title = customer.heard[-1].content.buttons[0].title
    await customer.presses(title)

    understood = await _last(customer)
    assert not understood.typed
    assert understood.choice is not None and understood.choice.startswith("/faq")
