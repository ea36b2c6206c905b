"""The demo's phone: messages go through the real callback and come back, and outside the demo there is none of it."""

import asyncio
import base64
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Button, Content
from bot.conversations.service import Conversations
from bot.gateway.middleware import SETTINGS
from bot.gateway.settings import Settings
from kernel.clock import FrozenClock
from tests.gateway_fixtures import PNG, running, soon

Screen = dict[str, Any]
REAL_ACCOUNT = {
    "WECHAT_APP_ID": "wx0000000000000001",
    "WECHAT_APP_SECRET": "secret",
    "WECHAT_TOKEN": "token",
    "WECHAT_AES_KEY": "a" * 43,
}

PRODUCTION = {
    "ENV": "production",
    "SECRET_KEY": base64.urlsafe_b64encode(bytes(range(32))).decode(),
    "DATA_KEYS": base64.urlsafe_b64encode(bytes(range(32, 64))).decode(),
}


@dataclass
class Demo:
    client: "TestClient[Any, Any]"
    settings: Settings
    conversations: Conversations

    async def phone(self, *, followed: bool = True) -> "Phone":
        response = await self.client.post("/api/demo/phones")
        assert response.status == 201, await response.text()
        phone = Phone(self.client, (await response.json())["token"])
        if followed:
            await phone.does("follow")
            await phone.sees(lambda screen: len(screen["bubbles"]) == 1)
        return phone

    async def bot_answers(self, *answers: Content) -> None:
        """As a worker does, as soon as there is something to answer."""
        while (turn := await self.conversations.turns.claim("test")) is None:
            await asyncio.sleep(0.01)
        assert await self.conversations.turns.commit(turn, answers)


@dataclass
class Phone:
    client: "TestClient[Any, Any]"
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def acts(self, kind: str, value: str = "", **more: Any) -> aiohttp.ClientResponse:
        body = {"client_id": uuid.uuid4().hex, "kind": kind, "value": value, **more}
        return await self.client.post("/api/demo/phone/acts", json=body, headers=self.headers)

    async def does(self, kind: str, value: str = "", **more: Any) -> None:
        response = await self.acts(kind, value, **more)
        assert response.status == 202, await response.text()

    async def sends_picture(self, content: bytes) -> aiohttp.ClientResponse:
        path = f"/api/demo/phone/pictures?client_id={uuid.uuid4().hex}"
        return await self.client.post(path, data=content, headers=self.headers)

    async def screen(self, version: int = 0, wait: float = 0) -> Screen:
        query = {"version": str(version), "wait": str(wait)}
        response = await self.client.get("/api/demo/phone", params=query, headers=self.headers)
        assert response.status == 200, await response.text()
        found: Screen = await response.json()
        return found

    async def sees(self, expected: Callable[[Screen], bool]) -> Screen:
        async def watching() -> Screen:
            screen = await self.screen()
            while not expected(screen):
                screen = await self.screen(screen["version"], 5)
            return screen

        found: Screen = await soon(watching(), 15)
        return found


def said(screen: Screen, sender: str = "account") -> list[str]:
    return [bubble["text"] for bubble in screen["bubbles"] if bubble["sender"] == sender]


def finished(tries: int) -> Callable[[Screen], bool]:
    return lambda screen: screen["push"] is not None and len(screen["push"]["tries"]) == tries


@pytest.fixture
async def demo(database: AsyncEngine, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Demo]:
    async with running(database, clock, tmp_path, ENV="demo") as gateway:
        yield Demo(gateway.client, gateway.app[SETTINGS], gateway.conversations)


async def test_who_follows_is_welcomed_in_the_reply(demo: Demo) -> None:
    phone = await demo.phone(followed=False)
    assert (await phone.screen())["bubbles"] == []

    await phone.does("follow")
    screen = await phone.sees(lambda screen: bool(said(screen)))

    assert "您好" in said(screen)[0] and screen["bubbles"][0]["way"] == "reply"
    assert [each["answer"] for each in screen["push"]["tries"]] == ["reply"]


async def test_a_message_is_answered_in_the_reply_and_costs_no_quota(demo: Demo) -> None:
    phone = await demo.phone()

    await phone.does("text", "犹豫期有几天")
    await soon(demo.bot_answers(Content("犹豫期一般是 15 天。")))
    screen = await phone.sees(lambda screen: len(said(screen)) == 2)

    assert said(screen, "me") == ["犹豫期有几天"] and said(screen)[-1] == "犹豫期一般是 15 天。"
    assert screen["bubbles"][-1]["way"] == "reply"
    assert {each["kind"]: each["left"] for each in screen["windows"]} == {"event": 3, "message": 5}


async def test_what_comes_later_is_a_customer_service_message_and_counted(
    demo: Demo, clock: FrozenClock
) -> None:
    phone = await demo.phone()
    await phone.does("text", "转人工")
    screen = await phone.sees(lambda screen: said(screen, "me") == ["转人工"])
    # The reply's time passes.
    screen = await phone.sees(finished(1))
    assert screen["push"]["tries"][0]["answer"] == "success"

    await soon(demo.bot_answers(Content("好的，正在为您转接。")))
    screen = await phone.sees(lambda screen: len(said(screen)) == 2)

    assert screen["bubbles"][-1]["way"] == "service"
    left = {each["kind"]: each["left"] for each in screen["windows"]}
    assert sorted(left.values()) in ([2, 5], [3, 4])


async def test_a_message_delivered_three_times_gets_one_answer(demo: Demo) -> None:
    phone = await demo.phone()

    await phone.does("text", "犹豫期有几天", thrice=True)
    await soon(demo.bot_answers(Content("15 天。")))
    screen = await phone.sees(finished(3))

    assert sorted(each["answer"] for each in screen["push"]["tries"]) == ["reply", "success", "success"]
    assert said(screen)[1:] == ["15 天。"]
    assert await demo.conversations.turns.claim("test") is None


async def test_an_item_of_the_menu_says_what_it_stands_for(demo: Demo) -> None:
    phone = await demo.phone()
    menu = (await phone.screen())["menu"]
    assert [button["name"] for button in menu] == ["查询", "办理", "人工"]

    await phone.does("click", menu[0]["sub_button"][0]["key"])
    await soon(demo.bot_answers(Content("请告诉我您的手机号。")))

    assert "请告诉我您的手机号。" in said(await phone.sees(lambda screen: len(said(screen)) == 2))


async def test_a_choice_can_be_pressed_where_it_came_as_a_menu_of_links(demo: Demo) -> None:
    phone = await demo.phone()
    await phone.does("text", "我要报案")
    await phone.sees(finished(1))
    choices = (Button("有人受伤", "/injured"), Button("没有人受伤", "/nobody_injured"))
    await soon(demo.bot_answers(Content("有人受伤吗？", buttons=choices)))
    screen = await phone.sees(lambda screen: len(said(screen)) == 2)
    item = screen["bubbles"][-1]["items"][1]
    assert item["title"] == "没有人受伤"

    await phone.does("item", item["id"], title=item["title"])
    await soon(demo.bot_answers(Content("那就好。")))
    screen = await phone.sees(lambda screen: len(said(screen)) == 3)

    assert said(screen)[-1] == "那就好。" and said(screen, "me")[-1] == "没有人受伤"


async def test_a_picture_is_fetched_from_the_platform_by_its_number(demo: Demo) -> None:
    phone, stranger = await demo.phone(), await demo.phone()

    assert (await phone.sends_picture(PNG)).status == 202
    await soon(demo.bot_answers(Content("照片收到了。")))
    screen = await phone.sees(lambda screen: len(said(screen)) == 2)

    assert said(screen)[-1] == "照片收到了。"
    media_id = next(bubble["media_id"] for bubble in screen["bubbles"] if bubble["media_id"])
    path = f"/api/demo/phone/pictures/{media_id}"
    own = await demo.client.get(path, headers=phone.headers)
    assert (own.status, await own.read()) == (200, PNG)
    assert (await demo.client.get(path, headers=stranger.headers)).status == 404


async def test_a_phone_that_unfollows_is_empty_and_its_conversation_erased(demo: Demo) -> None:
    phone = await demo.phone()
    await phone.does("text", "在吗")
    await soon(demo.bot_answers(Content("在的。")))
    await phone.sees(lambda screen: len(said(screen)) == 2)

    await phone.does("unfollow")
    screen = await phone.sees(lambda screen: not screen["followed"] and finished(1)(screen))
    assert screen["bubbles"] == [] and screen["windows"] == []
    assert (await phone.acts("text", "还在吗")).status == 422

    await phone.does("follow")
    assert len(said(await phone.sees(lambda screen: bool(said(screen))))) == 1


async def test_every_visitor_has_a_phone_of_their_own(demo: Demo) -> None:
    one, other = await demo.phone(), await demo.phone()

    await one.does("text", "只给我看的")
    await soon(demo.bot_answers(Content("好的")))
    await one.sees(lambda screen: len(said(screen)) == 2)

    assert said(await other.screen(), "me") == []
    assert (await demo.client.get("/api/demo/phone")).status == 401
    assert (await Phone(demo.client, "guessed").acts("follow")).status == 401


async def test_what_the_page_shows_of_a_push_is_masked(demo: Demo) -> None:
    phone = await demo.phone()

    await phone.does("text", "我的手机号是 13812345678")
    xml = (await phone.sees(lambda screen: bool(said(screen, "me"))))["push"]["xml"]

    assert "<MsgType><![CDATA[text]]></MsgType>" in xml and "我的手机号是" in xml
    assert "13812345678" not in xml


async def test_the_same_act_sent_again_happens_once(demo: Demo) -> None:
    phone = await demo.phone()

    for _ in range(2):
        await phone.does("text", "在吗", client_id="same")
    await soon(demo.bot_answers(Content("在的。")))

    assert said(await phone.sees(lambda screen: len(said(screen)) == 2), "me") == ["在吗"]
    assert await demo.conversations.turns.claim("test") is None


async def test_a_phone_may_not_flood_the_account(demo: Demo) -> None:
    phone = await demo.phone()

    statuses = [(await phone.acts("text", "在吗", client_id="same")).status for _ in range(31)]

    # Following was the first of thirty a minute.
    assert statuses == [202] * 29 + [429] * 2


async def test_a_stranger_can_neither_push_to_the_account_nor_send_in_its_name(demo: Demo) -> None:
    body = b"<xml><ToUserName>gh</ToUserName><Encrypt>AAAA</Encrypt></xml>"
    pushed = await demo.client.post("/wechat/default?timestamp=1&nonce=2&msg_signature=3", data=body)
    assert pushed.status == 403

    async with aiohttp.ClientSession() as session:
        for query, errcode in (("", 40001), ("?access_token=guessed", 40001)):
            url = f"{demo.settings.wechat_api_base}/cgi-bin/message/custom/send{query}"
            async with session.post(url, json={}) as response:
                assert (await response.json())["errcode"] == errcode


@pytest.mark.parametrize(
    "environment",
    [{"ENV": "test"}, {"ENV": "test", **REAL_ACCOUNT}, {"ENV": "demo", **REAL_ACCOUNT}, PRODUCTION],
    ids=["test", "test with an account", "demo with a real account", "production"],
)
async def test_elsewhere_there_is_nothing_of_it(
    database: AsyncEngine, clock: FrozenClock, tmp_path: Path, environment: dict[str, str]
) -> None:
    async with running(database, clock, tmp_path, **environment) as gateway:
        for method, path in (
            ("GET", "/demo/wechat"),
            ("POST", "/api/demo/phones"),
            ("GET", "/api/demo/phone"),
            ("POST", "/api/demo/phone/acts"),
            ("POST", "/api/demo/phone/pictures"),
        ):
            assert (await gateway.client.request(method, path)).status == 404, path
        assert gateway.app[SETTINGS].wechat_app_id == environment.get("WECHAT_APP_ID")
        described = await (await gateway.client.get("/api/openapi.json")).json()
        assert not [path for path in described["paths"] if "demo" in path]
