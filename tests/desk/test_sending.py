"""What an agent sends beside words: quotes and files."""

from typing import Any

import aiohttp
import pytest

from bot.channels import quotes
from bot.channels.links import PageLinks
from bot.channels.wechat import renderer as wechat
from bot.channels.wecom import renderer as wecom
from bot.conversations.message import Content, MessageType
from tests.desk.test_notes import detail, held
from tests.gateway_fixtures import PNG, Chat, Gateway, Seat


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili")


async def upload(seat: Seat, chat: Chat, content: bytes, name: str = "保单.png") -> aiohttp.ClientResponse:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", content, filename=name, content_type="image/png")
    path = f"/api/desk/conversations/{chat.conversation_id}/attachments"
    return await seat.client.post(path, data=form, headers=seat.headers)


async def say(seat: Seat, chat: Chat, **message: Any) -> aiohttp.ClientResponse:
    return await seat.act(chat.conversation_id, "messages", **{"client_id": "1", **message})


async def last(chat: Chat) -> dict:
    return (await chat.read())["messages"][-1]


async def test_an_answer_may_quote_what_it_answers(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)
    asked = await (await chat.post("2", text="车险什么时候能赔")).json()

    assert (await say(lili, chat, text="我先看一下", quote=asked["seq"])).status == 202

    expected = {"seq": asked["seq"], "sender": "customer", "text": "车险什么时候能赔"}
    assert (await last(chat))["quote"] == expected
    assert (await detail(lili, chat))["transcript"][-1]["quote"] == expected


async def test_a_quote_is_short_and_masked_and_of_this_conversation(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)
    asked = await (await chat.post("2", text="我手机13812345678，" + "长" * 200)).json()

    await say(lili, chat, text="收到", quote=asked["seq"])
    nowhere = await say(lili, chat, text="收到", quote=99, client_id="2")

    quoted = (await last(chat))["quote"]["text"]
    assert len(quoted) == 81 and "138****5678" in quoted and nowhere.status == 422


@pytest.mark.parametrize("render", [wechat.render, wecom.render])
def test_in_a_messenger_the_quote_is_a_line_above_the_answer(render: Any) -> None:
    quote = {"seq": 3, "sender": "customer", "text": "车险什么时候能赔\n我等了" + "很久" * 20}

    [message] = render([Content("我先看一下", quote=quote)])

    text = message.text if hasattr(message, "text") else message.content
    line, answer = text.split("\n")
    assert line.startswith("回复“车险什么时候能赔 我等了很久") and line.endswith("…”")
    assert answer == "我先看一下"


def test_what_quotes_nothing_stays_as_it_is() -> None:
    content = Content("您好")

    assert quotes.quoted(content) is content


async def test_an_agents_file_reaches_the_customer_who_can_save_it(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)

    stored = await (await upload(lili, chat, PNG)).json()
    said = await say(lili, chat, text="", attachment_id=stored["id"])

    shown = await last(chat)
    assert said.status == 202 and (shown["type"], shown["sender"]) == ("attachment", "agent")
    assert (shown["text"], shown["attachment"]["name"]) == ("保单.png", "保单.png")
    saved = await gateway.client.get(f"/api/chat/attachments/{stored['id']}", headers=chat.headers)
    assert saved.status == 200 and await saved.read() == PNG
    assert saved.headers["Content-Disposition"].startswith("attachment")


async def test_a_file_may_have_words_with_it(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)
    stored = await (await upload(lili, chat, PNG)).json()

    await say(lili, chat, text="这是您的保单", attachment_id=stored["id"])

    shown = await last(chat)
    assert (shown["text"], shown["attachment"]["id"]) == ("这是您的保单", stored["id"])


async def test_files_of_agents_are_judged_like_those_of_customers(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, lili)

    script = await upload(lili, chat, b"<script>alert(1)</script>", "照片.png")
    empty = await upload(lili, chat, b"")

    assert (script.status, empty.status) == (415, 422)


async def test_only_who_holds_the_conversation_uploads_and_sends_what_is_its_own(
    gateway: Gateway, lili: Seat
) -> None:
    wei = await gateway.sign_in("wei")
    mine, other = await held(gateway, lili), await held(gateway, lili)
    stored = await (await upload(lili, other, PNG)).json()

    assert (await upload(wei, mine, PNG)).status == 403
    assert (await say(lili, mine, text="", attachment_id=stored["id"])).status == 404


def test_a_messenger_gets_a_link_to_an_agents_file() -> None:
    class Links:
        def url(self, conversation_id: str) -> str:
            return f"https://chat/#link={conversation_id}"

    file = Content("保单.pdf", MessageType.ATTACHMENT, attachment={"id": "a", "name": "保单.pdf"})

    first, second = PageLinks(Links())("c", [Content("请查收"), file])

    assert first.text == "请查收"
    assert second.text.startswith("保单.pdf\n\n客服给您发了文件") and "https://chat/#link=c" in second.text
