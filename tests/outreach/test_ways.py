"""The gateway's own ways: whom they reach, that a repeat is dropped, what the conversation knows afterwards."""

import base64
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import MessageType, Sender
from bot.conversations.subjects import Subject
from bot.conversations.turns import Handoff
from bot.gateway.middleware import SETTINGS
from bot.gateway.outreach import Places, WechatWay, ways_of
from bot.outreach.message import Kind, Outgoing
from bot.outreach.outreach import OUTREACH, Outreach
from insurance.bootstrap import Services, bootstrap
from insurance.domain.reminders import ReminderChannel
from insurance.services.contacts import Contact
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from tests.gateway_fixtures import FAQ_FOLDER, Chat, Gateway, database, running
from tests.insurance.conftest import RememberingSms
from tests.insurance.samples import a_customer, fill, id_number

__all__ = ["database"]
Make = Callable[..., Outgoing]
_KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
PRODUCTION = {"ENV": "production", "SECRET_KEY": _KEY, "DATA_KEYS": _KEY}


@dataclass
class House:
    gateway: Gateway
    store: SqlStore
    folder: Path
    services: Services
    sms: RememberingSms

    @property
    def outreach(self) -> Outreach:
        return self.gateway.app[OUTREACH]

    def lines(self, name: str) -> list[dict[str, str]]:
        """What went out."""
        file = self.folder / name
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []

    async def checked(self, chat: Chat, serial: int = 1, *, binds: bool = False) -> Chat:
        """The customer has proven who they are in this conversation."""
        identity = self.services.identity
        await identity.start(
            chat.conversation_id, f"1990000{serial:04d}", id_number(serial)[-4:], f"start {serial}"
        )
        await identity.verify(chat.conversation_id, self.sms.last_code, f"check {serial}", binds=binds)
        return chat

    async def contact(self, customer_no: str = "C1") -> Contact:
        contact = await self.gateway.services.contacts.of(customer_no)
        assert contact is not None
        return contact

    async def customer(self, **changes: Any) -> None:
        async with self.store.begin() as work:
            await work.customers.put([a_customer(**changes)])
            await work.commit()

    async def sends(self, *messages: Outgoing) -> int:
        await self.outreach.plan(messages)
        return (await self.outreach.run()).sent


async def holds(_: Sequence[Outgoing]) -> Mapping[str, str]:
    return {}


@pytest.fixture
async def open_house(
    database: AsyncEngine,
    clock: FrozenClock,
    tmp_path: Path,
) -> AsyncIterator[House]:
    files: dict[str, Any] = {
        "SMS_BACKEND": f"file:{tmp_path / 'sms.jsonl'}",
        "MAIL_BACKEND": f"file:{tmp_path / 'mail.jsonl'}",
    }
    async with running(database, clock, tmp_path, **files) as gateway:
        keyring, sms = Keyring(gateway.app[SETTINGS].data_keys), RememberingSms()
        store = SqlStore(database, keyring)
        await fill(store)
        # What these messages are about is nobody's record.
        gateway.app[OUTREACH].recheck(Kind.REMINDER, holds)
        services = bootstrap(engine=database, keyring=keyring, clock=clock, sms=sms, faq_folder=FAQ_FOLDER)
        yield House(gateway, store, tmp_path, services, sms)


async def test_a_text_is_the_short_one_and_goes_to_the_phone_on_record(
    open_house: House, message: Make
) -> None:
    assert await open_house.sends(message()) == 1
    [text] = open_house.lines("sms.jsonl")
    assert (text["phone"], text["text"]) == ("19900000001", message().sms)
    assert len(text["key"]) == 64 and "k" not in text["key"]


async def test_without_a_phone_it_is_an_e_mail(open_house: House, message: Make) -> None:
    await open_house.customer(phone="", email="an@example.com")
    assert await open_house.sends(message()) == 1
    [mail] = open_house.lines("mail.jsonl")
    assert (mail["to"], mail["subject"], mail["text"]) == ("an@example.com", "续期提醒", message().text)


async def test_without_either_it_is_a_notice_in_the_chat_that_was_theirs_last(
    open_house: House, message: Make
) -> None:
    chat = await open_house.checked(await open_house.gateway.open_chat())
    await open_house.customer(phone="")
    assert await open_house.sends(message()) == 1
    [said] = await open_house.gateway.conversations.messages(chat.conversation_id, after=0)
    assert (said.sender, said.content.type) == (Sender.SYSTEM, MessageType.NOTICE)
    assert said.content.text == message().text


async def test_a_chat_nobody_can_open_any_more_is_no_inbox(
    open_house: House, message: Make, clock: FrozenClock
) -> None:
    await open_house.checked(await open_house.gateway.open_chat())
    await open_house.customer(phone="")
    clock.advance(timedelta(hours=25))
    await open_house.outreach.plan([message(due_at=clock.now(), expires_at=clock.now() + timedelta(days=1))])
    assert (await open_house.outreach.run()).skipped == {"unreachable": 1}


async def test_a_chat_in_which_somebody_else_was_checked_since_is_not_theirs(open_house: House) -> None:
    chat = await open_house.gateway.open_chat()
    await open_house.checked(chat)
    assert (await open_house.contact("C1")).checked == (chat.conversation_id,)
    open_house.gateway.clock.advance(timedelta(minutes=5))
    await open_house.checked(chat, 2)
    assert (await open_house.contact("C1")).checked == ()
    assert (await open_house.contact("C2")).checked == (chat.conversation_id,)


async def test_a_repeat_of_a_key_is_no_second_line_also_in_another_process(
    open_house: House,
    message: Make,
    database: AsyncEngine,
    clock: FrozenClock,
) -> None:
    contact = await open_house.contact()
    for _ in range(2):
        for way in open_house.outreach._ways[1:3]:
            target = await way.reach(
                Contact(contact.customer_no, contact.phone, "an@example.com"), message(), None
            )
            assert target is not None
            await way.send(target, message(), "a" * 64)
    async with running(
        database, clock, open_house.folder, SMS_BACKEND=f"file:{open_house.folder / 'sms.jsonl'}"
    ) as other:
        way = other.app[OUTREACH]._ways[1]
        target = await way.reach(contact, message(), None)
        assert target is not None
        await way.send(target, message(), "a" * 64)
        await way.send(target, message(), "b" * 64)
    assert [line["key"][0] for line in open_house.lines("sms.jsonl")] == ["a", "b"]
    assert len(open_house.lines("mail.jsonl")) == 1


async def test_a_choice_made_a_moment_ago_counts(open_house: House, message: Make) -> None:
    chat = await open_house.checked(await open_house.gateway.open_chat())
    services = open_house.gateway.services
    identity = await services.identity.of(chat.conversation_id)
    await open_house.outreach.plan([message()])
    await services.reminders.set(chat.conversation_id, identity, False, "1", ReminderChannel.SMS)
    assert (await open_house.outreach.run()).sent == 1
    assert open_house.lines("sms.jsonl") == []
    await services.reminders.set(chat.conversation_id, identity, False, "2")
    await open_house.outreach.plan([message("next"), message("told", essential=True)])
    ran = await open_house.outreach.run()
    assert ran.skipped == {"opted_out": 1} and ran.sent == 1


async def test_the_first_answer_knows_what_it_is_about_and_the_second_one_not(
    open_house: House, message: Make
) -> None:
    chat = await open_house.checked(await open_house.gateway.open_chat())
    assert await open_house.sends(message()) == 1
    turns = open_house.gateway.conversations.turns
    await chat.post("1", text="怎么交")
    first = await turns.claim("test")
    assert first is not None and first.about == Subject("policy", "QH2024000001")
    assert await turns.commit(first, [])
    await chat.post("2", text="谢谢")
    second = await turns.claim("test")
    assert second is not None and second.about is None


async def test_the_notice_reaches_a_customer_who_is_with_a_person(open_house: House, message: Make) -> None:
    """It is stored beside what is being said; the bot stays silent."""
    chat = await open_house.checked(await open_house.gateway.open_chat())
    await open_house.customer(phone="")
    await chat.post(text="转人工")
    await open_house.gateway.bot_answers(handoff=Handoff("general", "requested"))
    assert await open_house.sends(message()) == 1
    said = await open_house.gateway.conversations.messages(chat.conversation_id, after=0)
    assert message().text in [each.content.text for each in said]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"ENV": "demo"}, ["wechat", "sms", "email", "web"]),
        (PRODUCTION, ["wechat", "web"]),
        (PRODUCTION | {"SMS_BACKEND": "file:texts.jsonl"}, ["wechat", "sms", "web"]),
    ],
)
async def test_what_is_only_printed_reaches_nobody_in_production(
    database: AsyncEngine,
    clock: FrozenClock,
    tmp_path: Path,
    environment: dict[str, str],
    expected: list[str],
) -> None:
    async with running(database, clock, tmp_path, **environment) as gateway:
        settings, conversations = gateway.app[SETTINGS], gateway.conversations
        places = Places(conversations, clock, settings.chat_idle)
        ways = ways_of(settings, clock, conversations, places, WechatWay(places))

    assert [way.channel.value for way in ways] == expected
