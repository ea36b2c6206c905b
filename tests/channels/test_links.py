"""A messenger's conversation goes on the web page, by a link, and back."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.links import LIVES, ChatLinks, LinkExpired, PageLinks
from bot.channels.web.api import WEB_CHAT
from bot.conversations.ledger import ON_PAGE
from bot.conversations.message import Content, Incoming
from bot.conversations.outbox import Refused
from kernel.clock import FrozenClock
from kernel.database import create_engine
from tests.gateway_fixtures import PNG, Chat, Gateway, soon

AT = datetime(2026, 11, 16, tzinfo=UTC)
ASKS_FOR_A_FILE = Content("请把发票发给我。", ask={"slot": "documents", "input": "file"})


@dataclass
class Platform:
    """A push channel that remembers what customers see in it."""

    seen: list[str] = field(default_factory=list)
    refusal: Refused | None = None

    def render(self, contents: Sequence[Content]) -> Sequence[str]:
        return [content.text for content in contents]

    async def send(self, external_id: str, message: Any, key: str) -> str:
        if self.refusal:
            raise self.refusal
        self.seen.append(message)
        return "sent"


@dataclass
class Follower:
    """Somebody in WeChat, with what he sees there."""

    gateway: Gateway
    id: str
    platform: Platform = field(default_factory=Platform)

    @classmethod
    async def of(cls, gateway: Gateway) -> "Follower":
        return cls(gateway, (await gateway.conversations.open("wechat", external_id="default:openid")).id)

    async def writes(self, text: str) -> None:
        name = f"wx{self.gateway.clock.now().timestamp()}{text}"
        await self.gateway.conversations.receive(self.id, Incoming(name, text=text))

    async def delivered(self) -> list[str]:
        """All he has seen in WeChat, now that what is due went out."""
        await self.gateway.conversations.outbox({"wechat": self.platform}).run_once()
        return self.platform.seen

    @property
    def token(self) -> str:
        return token_of(self.gateway.app[WEB_CHAT].links, self.id)

    async def opens(self, token: str | None = None) -> Chat:
        response = await redeem(self.gateway, token or self.token)
        assert response.status == 201, await response.text()
        opened = await response.json()
        assert opened["conversation_id"] == self.id
        return Chat(self.gateway.client, opened["conversation_id"], opened["token"])


def token_of(links: ChatLinks, conversation_id: str) -> str:
    address, _, token = links.url(conversation_id).partition("/#link=")
    assert address == "http://127.0.0.1:8080"
    return token


async def redeem(gateway: Gateway, token: str) -> Any:
    return await gateway.client.post("/api/chat/sessions", json={"link": token})


async def refused(gateway: Gateway, token: str) -> bool:
    response = await redeem(gateway, token)
    return response.status == 401 and (await response.json())["error"]["code"] == "link_expired"


# --- the link


async def test_a_link_opens_the_conversation_with_all_that_was_said(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    await follower.writes("我要理赔")
    await gateway.bot_answers(Content("请说说经过"))
    page = await follower.opens()
    assert [each["text"] for each in (await page.read())["messages"]] == ["我要理赔", "请说说经过"]


async def test_a_link_opens_once(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    token = follower.token
    await follower.opens(token)
    assert await refused(gateway, token)


async def test_of_many_who_open_it_at_once_one_gets_in(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    token = follower.token
    statuses = [each.status for each in await asyncio.gather(*(redeem(gateway, token) for _ in range(8)))]
    assert sorted(statuses) == [201, *[401] * 7]


async def test_a_link_lives_ten_minutes(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    early, late = follower.token, follower.token
    gateway.clock.advance(LIVES - timedelta(seconds=1))
    await follower.opens(early)
    gateway.clock.advance(timedelta(seconds=1))
    assert await refused(gateway, late)


async def test_each_link_is_another_one_of_the_same_length(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    tokens = {follower.token for _ in range(20)}
    assert len(tokens) == 20 and len({len(token) for token in tokens}) == 1


async def test_every_changed_bit_and_every_other_spelling_is_refused(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    links, token = gateway.app[WEB_CHAT].links, follower.token
    raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for place in range(len(raw)):
        forged = bytearray(raw)
        forged[place] ^= 1
        with pytest.raises(LinkExpired):
            await links.redeem(urlsafe_b64encode(bytes(forged)).decode().rstrip("="))
    for spelled in (token + "=", token + "\n", token[:-1], f" {token}", ""):
        with pytest.raises(LinkExpired):
            await links.redeem(spelled)
    await follower.opens(token)


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: urlsafe_b64encode(raw).decode()))
def test_whatever_comes_as_a_link_is_refused_in_one_way(token: str) -> None:
    async def opened() -> None:
        engine = create_engine("sqlite:///:memory:")
        try:
            with pytest.raises(LinkExpired):
                await ChatLinks(engine, FrozenClock(AT), b"k" * 32, "https://x").redeem(token)
        finally:
            await engine.dispose()

    asyncio.run(opened())


async def test_a_link_of_another_house_is_refused(gateway: Gateway, database: AsyncEngine) -> None:
    follower = await Follower.of(gateway)
    other = ChatLinks(database, gateway.clock, b"another secret", "http://127.0.0.1:8080")
    assert await refused(gateway, token_of(other, follower.id))


async def test_a_link_to_no_conversation_is_refused(gateway: Gateway) -> None:
    assert await refused(gateway, token_of(gateway.app[WEB_CHAT].links, "0" * 32))


async def test_without_a_link_a_new_conversation_begins_as_ever(gateway: Gateway) -> None:
    bare = await gateway.client.post("/api/chat/sessions")
    empty = await gateway.client.post("/api/chat/sessions", json={})
    assert bare.status == empty.status == 201
    assert (await bare.json())["conversation_id"] != (await empty.json())["conversation_id"]


async def test_used_links_are_forgotten_when_they_are_over(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    token = follower.token
    await follower.opens(token)
    links = gateway.app[WEB_CHAT].links
    assert await links.prune() == 0
    gateway.clock.advance(LIVES)
    assert await links.prune() == 1
    assert await refused(gateway, token)


# --- where it is given


async def test_below_a_question_for_a_file_stands_a_link_that_works(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    await follower.writes("交材料")
    await gateway.bot_answers(ASKS_FOR_A_FILE)
    [text] = await follower.delivered()
    assert text.startswith(ASKS_FOR_A_FILE.text) and "只能打开一次" in text
    page = await follower.opens(text.rpartition("/#link=")[2])
    assert "link" not in (await page.read())["messages"][-1]["text"]


async def test_in_the_reply_to_the_customers_message_it_stands_as_well(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    soon_answered = Incoming("1", text="交材料")
    await gateway.conversations.receive(follower.id, soon_answered, reply_within=timedelta(seconds=4))
    await gateway.bot_answers(ASKS_FOR_A_FILE)
    reply = await gateway.conversations.replies.take(follower.id, 1)
    assert reply is not None and "/#link=" in reply.contents[0].text


async def test_other_questions_bring_no_link() -> None:
    class Never:
        def url(self, conversation_id: str) -> str:
            raise AssertionError

    said = [Content("您好"), Content("哪一份？", ask={"slot": "policy_no", "input": "choice"})]
    assert PageLinks(Never())("c", said) == said


# --- one conversation in two places


async def test_what_is_sent_on_the_page_is_read_there_and_need_not_go_out_in_wechat(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    page = await follower.opens()
    uploaded = await (await page.upload(PNG)).json()
    await page.post("1", attachment_id=uploaded["attachment_id"])
    await gateway.bot_answers(Content("收到照片"))
    frame = await page.read(after=1)
    assert [each["text"] for each in frame["messages"]] == ["收到照片"]
    await page.read(after=2)
    gateway.clock.advance(timedelta(minutes=1))
    assert await follower.delivered() == []


async def test_what_nobody_reads_on_the_page_goes_out_in_wechat(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    page = await follower.opens()
    await page.post("1", text="发完了")
    await gateway.bot_answers(Content("好的"))
    assert await follower.delivered() == []
    gateway.clock.advance(ON_PAGE)
    assert await follower.delivered() == ["好的"]


async def test_a_frame_the_page_never_confirmed_goes_out_in_wechat(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    page = await follower.opens()
    await page.post("1", text="发完了")
    await gateway.bot_answers(Content("好的"))
    await page.read(after=1)
    gateway.clock.advance(ON_PAGE)
    assert await follower.delivered() == ["好的"]


async def test_over_a_socket_it_is_the_same(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    page = await follower.opens()
    async with page.socket() as socket:
        await soon(socket.receive_json())
        await socket.send_json({"client_id": "1", "text": "在吗"})
        while "ack" not in await soon(socket.receive_json()):
            pass
        await gateway.bot_answers(Content("在的"))
        while not any(each["text"] == "在的" for each in (await soon(socket.receive_json()))["messages"]):
            pass
        await asyncio.sleep(1.5)  # the socket's next look
    gateway.clock.advance(timedelta(minutes=1))
    assert await follower.delivered() == []


async def test_what_is_written_in_wechat_is_answered_there_though_the_page_is_open(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    page = await follower.opens()
    await page.post("1", text="先在网页上说")
    await gateway.bot_answers(Content("好的"))
    await page.read(after=2)
    await follower.writes("回到微信了")
    await gateway.bot_answers(Content("欢迎回来"))
    assert [each["text"] for each in (await page.read(after=2))["messages"]] == ["回到微信了", "欢迎回来"]
    await page.read(after=4)
    assert await follower.delivered() == ["欢迎回来"]


async def test_writing_on_the_page_does_not_free_what_waits_for_a_message_in_wechat(gateway: Gateway) -> None:
    follower = await Follower.of(gateway)
    await follower.writes("你好")
    await gateway.bot_answers(Content("您好"))
    follower.platform.refusal = Refused("条数用完了", keep=True)
    await follower.delivered()
    follower.platform.refusal = None
    page = await follower.opens()
    await page.post("1", text="网页上说一句")
    gateway.clock.advance(timedelta(minutes=1))
    assert await follower.delivered() == []
    # Read on the page it waits no more.
    await page.read(after=3)
    assert await gateway.conversations.deliveries.undelivered(follower.id) == []
