"""The draft of a summary."""

from datetime import UTC, datetime

from bot.conversations.message import Content, Message, Sender
from bot.desk.conversations.summary import drafted
from tests.desk.test_notes import held
from tests.gateway_fixtures import Gateway


def said(*lines: tuple[Sender, Content | str]) -> list[Message]:
    at = datetime(2026, 11, 16, tzinfo=UTC)
    return [
        Message(seq, at, sender, content if isinstance(content, Content) else Content(content))
        for seq, (sender, content) in enumerate(lines, start=1)
    ]


def test_it_says_what_was_wanted_looked_up_promised_and_how_it_ended() -> None:
    claim = Content("进度如下", card={"kind": "claim", "claim_no": "CLM20260001", "status": "reviewing"})

    draft = drafted(
        {"intents": ["claim_status", "handoff"]},
        said(
            (Sender.CUSTOMER, "我的理赔到哪了"),
            (Sender.BOT, claim),
            (Sender.AGENT, "您好，我看到了。材料已经提交核赔，三个工作日内给您答复。"),
            (Sender.AGENT, "还有别的要办的吗？"),
            (Sender.CUSTOMER, "好的，谢谢"),
        ),
    )

    assert draft.splitlines() == [
        "来意：理赔进度。",
        "查询：案件CLM20260001。",
        "答复：材料已经提交核赔，三个工作日内给您答复。",
        "结果：客户表示清楚，没有其他问题。",
    ]


def test_thanks_do_not_hide_that_the_customer_disagrees() -> None:
    draft = drafted({}, said((Sender.AGENT, "依据条款第三条"), (Sender.CUSTOMER, "谢谢，但我不接受")))

    assert draft == "结果：客户对结果不满意。"


def test_numbers_of_people_are_masked_and_questions_are_no_promises() -> None:
    draft = drafted(
        {}, said((Sender.AGENT, "要给您回电吗？\n明天上午回电13812345678。"), (Sender.CUSTOMER, "行"))
    )

    assert draft.endswith("明天上午回电138****5678。") and "吗" not in draft


def test_where_nothing_can_be_said_nothing_is() -> None:
    assert drafted({}, said((Sender.CUSTOMER, "谢谢"))) == ""


async def test_whoever_may_see_the_conversation_gets_the_draft(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    chat = await held(gateway, lili)
    await lili.act(chat.conversation_id, "messages", text="已为您登记回访。", client_id="1")
    path = f"/api/desk/conversations/{chat.conversation_id}/summary"

    assert await (await lili.get(path)).json() == {"summary": "答复：已为您登记回访。"}
    assert (await wei.get(path)).status == 403
