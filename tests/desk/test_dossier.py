"""What the bot did before it handed over, as the agent reads it."""

from datetime import timedelta
from typing import Any

from bot.conversations.message import Content
from bot.conversations.turns import Handoff
from tests.gateway_fixtures import Chat, Gateway, Seat

SECOND = timedelta(seconds=1)
POLICY = Content("保单有效", card={"kind": "policy", "policy_no": "QHP1"})
ENTRY = Content("等待期是三十天", source={"faq": "wait-01", "clause": "条款第三条"})
MISSED = Content("没太明白", template="utter_fallback")


async def asks(
    gateway: Gateway, chat: Chat, client_id: str, text: str, *answers: Content, **more: Any
) -> None:
    gateway.clock.advance(SECOND)
    assert (await chat.post(client_id, text=text)).status == 202
    await gateway.bot_answers(*answers, **more)


async def dossier(seat: Seat, chat: Chat) -> dict[str, Any]:
    detail = await (await seat.get(f"/api/desk/conversations/{chat.conversation_id}")).json()
    found: dict[str, Any] = detail["dossier"]
    return found


async def test_the_agent_reads_what_was_looked_up_and_what_was_not_understood(gateway: Gateway) -> None:
    chat, lili = await gateway.open_chat(), await gateway.sign_in("lili")
    await asks(gateway, chat, "1", "我的保单", POLICY)
    await asks(gateway, chat, "2", "等待期多久", ENTRY)
    await asks(gateway, chat, "3", "那个那个", MISSED)
    await asks(gateway, chat, "4", "转人工", Content("好的"), handoff=Handoff("general", "requested"))

    read = await dossier(lili, chat)

    assert read["looked_up"] == [
        {"seq": 2, "kind": "policy", "number": "QHP1"},
        {"seq": 4, "kind": "faq", "number": "wait-01"},
    ]
    assert read["failed_turns"] == [5]


async def test_what_the_bot_did_before_an_earlier_agent_is_not_told_again(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    chat = await gateway.open_chat()
    await asks(gateway, chat, "1", "我的保单", POLICY, handoff=Handoff("general", "requested"))
    await lili.act(chat.conversation_id, "accept")
    gateway.clock.advance(SECOND)
    await lili.act(chat.conversation_id, "return")
    await asks(gateway, chat, "2", "那个那个", MISSED, handoff=Handoff("general", "requested"))

    read = await dossier(lili, chat)

    assert read["looked_up"] == [] and len(read["failed_turns"]) == 1
