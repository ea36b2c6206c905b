"""Notices on either database, many at a time."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat.notice_outcome import Outcome
from bot.channels.wechat.notices import Notices
from bot.channels.wechat.notifier import SUBSCRIPTION, TEMPLATE, Notifier
from bot.channels.wechat.templates import Values
from bot.conversations.service import Conversations
from bot.gateway.channel_parsers import WechatTemplate
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.channels.tencent.platform import Account, account, errcode, says

WHO = "default:oCustomer"
CLAIM = Values(claim_no="C20260001", status="审核中")
TEMPLATES = {
    "claim": WechatTemplate("T", {"character_string1": "claim_no", "phrase2": "status"}),
    "renewal": WechatTemplate("S", {"thing1": "claim_no"}, "subscription"),
}


@pytest.fixture
async def official(clock: FrozenClock) -> AsyncIterator[Account]:
    async with account(clock) as each:
        yield each


@pytest.fixture
def notices(engine: AsyncEngine, clock: FrozenClock) -> Notices:
    return Notices(engine, clock)


@pytest.fixture
def notifier(engine: AsyncEngine, clock: FrozenClock, official: Account, notices: Notices) -> Notifier:
    return Notifier(engine, clock, official.client, notices, TEMPLATES, pause_s=0)


@pytest.fixture
async def conversation_id(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock) -> str:
    conversations = Conversations(engine, keyring, clock, LocalSignals())
    return (await conversations.open("wechat", external_id=WHO)).id


async def test_senders_at_once_use_one_key(
    notifier: Notifier, conversation_id: str, official: Account
) -> None:
    sent = await asyncio.gather(*(notifier.send(conversation_id, "claim", CLAIM, "1") for _ in range(4)))

    assert set(sent) == {Outcome.SENT}
    bodies = [json.loads(call.body) for call in official.platform.calls if call.endpoint == TEMPLATE]
    (key,) = {body["client_msg_id"] for body in bodies}
    assert 0 < len(key) <= 32 and bodies[0]["touser"] == "oCustomer"


async def test_senders_at_once_send_one_subscription_message(
    notifier: Notifier, conversation_id: str, official: Account
) -> None:
    sent = await asyncio.gather(*(notifier.send(conversation_id, "renewal", CLAIM, "1") for _ in range(4)))

    assert official.platform.count(SUBSCRIPTION) == 1 and not any(outcome.fall_back for outcome in sent)


async def test_a_no_heard_many_times_is_a_no(
    notifier: Notifier, notices: Notices, conversation_id: str, official: Account
) -> None:
    official.platform.script(SUBSCRIPTION, errcode(43101), times=3)

    keys = ("1", "2", "3")
    sent = await asyncio.gather(*(notifier.send(conversation_id, "renewal", CLAIM, key) for key in keys))

    assert set(sent) == {Outcome.NO_CONSENT}
    assert await notifier.send(conversation_id, "renewal", CLAIM, "4") is Outcome.NO_CONSENT
    assert official.platform.count(SUBSCRIPTION) <= 3
    official.platform.scripted.clear()
    await notices.consented(WHO, "S", True, "event-1")
    assert await notifier.send(conversation_id, "renewal", CLAIM, "5") is Outcome.SENT


async def test_a_result_told_before_the_answer_counts(
    notifier: Notifier, notices: Notices, conversation_id: str, official: Account, clock: FrozenClock
) -> None:
    began = clock.now()
    await notices.ended(WHO, "7", "failed: system failed")
    official.platform.script(TEMPLATE, says({"errcode": 0, "msgid": 7}))

    assert await notifier.send(conversation_id, "claim", CLAIM, "1") is Outcome.SENT

    assert await notifier.outcome(conversation_id, "1") is Outcome.FAILED
    assert [failure.key for failure in await notifier.failures(began)] == ["1"]
    assert await notifier.failures(began + timedelta(seconds=1)) == []
