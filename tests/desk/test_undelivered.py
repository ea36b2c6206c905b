"""What a push channel could not deliver stands in the agent's transcript, and comes there by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversations.message import Content, Incoming
from bot.conversations.outbox import MAX_ATTEMPTS, Refused
from bot.conversations.turns import Handoff
from bot.staff.accounts import Role
from tests.desk.times import later
from tests.gateway_fixtures import Gateway, Seat, soon


@dataclass
class Platform:
    """A channel that takes nothing, for a reason; `error`: without giving one."""

    refusal: Refused | None = None
    error: Exception | None = None

    def render(self, contents: Sequence[Content]) -> Sequence[str]:
        return [content.text for content in contents]

    async def send(self, external_id: str, message: Any, key: str) -> str:
        if refused := self.refusal or self.error:
            raise refused
        return "sent"


async def waiting(gateway: Gateway) -> str:
    """A WeChat customer who asked for a person; what the bot said has arrived."""
    conversation = await gateway.conversations.open("wechat", external_id="default:somebody")
    await gateway.conversations.receive(conversation.id, Incoming("1", text="转人工"))
    await gateway.bot_answers(Content("好的"), handoff=Handoff("claims", "requested"))
    await gateway.conversations.outbox({"wechat": Platform()}).run_once()
    return conversation.id


async def held_by(gateway: Gateway, name: str, conversation_id: str) -> Seat:
    seat = await gateway.sign_in(name)
    await seat.act(conversation_id, "accept")
    await gateway.conversations.outbox({"wechat": Platform()}).run_once()
    return seat


async def said(seat: Seat, conversation_id: str) -> dict[str, Any]:
    """The last message of the transcript."""
    detail = await (await seat.get(f"/api/desk/conversations/{conversation_id}")).json()
    message: dict[str, Any] = detail["transcript"][-1]
    return message


async def test_what_arrived_says_nothing(gateway: Gateway) -> None:
    talk = await waiting(gateway)
    lili = await held_by(gateway, "lili", talk)
    await lili.act(talk, "messages", text="您好", client_id="1")
    await gateway.conversations.outbox({"wechat": Platform()}).run_once()
    assert "undelivered" not in await said(lili, talk)


async def test_a_refusal_stands_below_the_message_in_the_channels_words(gateway: Gateway) -> None:
    talk = await waiting(gateway)
    lili = await held_by(gateway, "lili", talk)
    await lili.act(talk, "messages", text="您好", client_id="1")
    refusal = Refused("超过48小时没有互动，微信不让发")
    await gateway.conversations.outbox({"wechat": Platform(refusal)}).run_once()
    message = await said(lili, talk)
    assert (message["text"], message["undelivered"]) == (
        "您好",
        {"held": False, "reason": "超过48小时没有互动，微信不让发"},
    )


async def test_what_waits_for_the_customer_is_told_apart_and_goes_when_he_writes(gateway: Gateway) -> None:
    talk = await waiting(gateway)
    lili = await held_by(gateway, "lili", talk)
    await lili.act(talk, "messages", text="您好", client_id="1")
    platform = Platform(Refused("这个时段的条数用完了", keep=True))
    await gateway.conversations.outbox({"wechat": platform}).run_once()
    assert (await said(lili, talk))["undelivered"]["held"] is True

    await gateway.conversations.receive(talk, Incoming("2", text="在吗"))
    await gateway.conversations.outbox({"wechat": Platform()}).run_once()
    detail = await (await lili.get(f"/api/desk/conversations/{talk}")).json()
    assert not any("undelivered" in message for message in detail["transcript"])


async def test_where_every_try_failed_no_inner_name_is_shown(gateway: Gateway) -> None:
    talk = await waiting(gateway)
    lili = await held_by(gateway, "lili", talk)
    await lili.act(talk, "messages", text="您好", client_id="1")
    outbox = gateway.conversations.outbox({"wechat": Platform(error=ConnectionResetError())})
    for _ in range(MAX_ATTEMPTS):
        await outbox.run_once()
        await later(gateway, 90, lili)
    assert (await said(lili, talk))["undelivered"] == {"held": False, "reason": None}


async def test_the_page_of_who_holds_or_watches_it_is_told(gateway: Gateway) -> None:
    talk = await waiting(gateway)
    lili = await held_by(gateway, "lili", talk)
    boss = await gateway.sign_in("boss", role=Role.SUPERVISOR)
    await lili.act(talk, "messages", text="您好", client_id="1")
    async with lili.socket() as holding, boss.socket() as watching:
        await watching.send_json({"watch": talk})
        for socket in (holding, watching):
            await told_of(socket, talk)
        await gateway.conversations.outbox({"wechat": Platform(Refused("微信不让发"))}).run_once()
        for socket in (holding, watching):
            await told_of(socket, talk)


async def told_of(socket: Any, conversation_id: str) -> None:
    """The page is told that something changed in it."""
    while True:
        frame = await soon(socket.receive_json())
        if frame["type"] == "conversation" and frame["conversation_id"] == conversation_id:
            return
