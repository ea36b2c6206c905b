"""Notices by template and by subscription: sent once, told of, or left to another channel."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat.notice_outcome import Outcome
from bot.channels.wechat.notices import Notices
from bot.channels.wechat.notifier import SUBSCRIPTION, TEMPLATE, Notifier
from bot.channels.wechat.templates import Values
from bot.gateway.channel_parsers import WechatTemplate
from bot.gateway.channels import wechat_client, wechat_notifier
from bot.gateway.middleware import SETTINGS
from kernel.clock import SHANGHAI

from .conftest import OpenStage, Stage

RENEWAL = Values(
    product="青禾尊享一生百万医疗保险二零二六版加强计划",
    policy_no="QHL0120230001234",
    due_on=date(2026, 12, 1),
    amount=Decimal("1200"),
)
TEMPLATES = {
    "renewal": WechatTemplate(
        "TEMPLATE_RENEWAL",
        {"thing1": "product", "character_string2": "policy_no", "time3": "due_on", "amount4": "amount"},
    )
}
BY_CONSENT = {
    "renewal": WechatTemplate(
        "SUBSCRIBE_RENEWAL", {"thing1": "product", "time2": "due_on", "amount3": "amount"}, "subscription"
    )
}


@asynccontextmanager
async def notifier_of(
    stage: Stage, database: AsyncEngine, templates: dict[str, WechatTemplate] = TEMPLATES
) -> AsyncIterator[Notifier]:
    settings, clock = replace(stage.gateway.app[SETTINGS], wechat_templates=templates), stage.gateway.clock
    async with wechat_client(settings, clock) as client:
        yield wechat_notifier(settings, database, clock, client)


@pytest.fixture
async def notifier(stage: Stage, database: AsyncEngine) -> AsyncIterator[Notifier]:
    async with notifier_of(stage, database) as notifier:
        yield notifier


async def follower(stage: Stage, openid: str = "oCustomer") -> str:
    """Their conversation."""
    await stage.push("subscribe", openid)
    return await stage.conversation_id(openid)


async def told(notifier: Notifier, conversation_id: str, key: str, outcome: Outcome) -> None:
    """Wait until the platform's word on the notice has come."""
    for _ in range(50):
        if await notifier.outcome(conversation_id, key) is outcome:
            return
        await asyncio.sleep(0.1)
    assert await notifier.outcome(conversation_id, key) is outcome


def read(stage: Stage, channel: str = "template") -> list[str]:
    return [row.text for row in stage.wechat.find_sent(openid="oCustomer", channel=channel)]


async def test_a_renewal_notice_arrives_with_its_fields_filled_and_is_told_of(
    stage: Stage, notifier: Notifier
) -> None:
    customer = await follower(stage)

    assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.SENT

    assert read(stage) == [
        "青禾尊享一生百万医疗保险二零二六版加强… | QHL0********1234 | 2026年12月1日 00:00 | 1200.00元"
    ]
    await told(notifier, customer, "due-1", Outcome.DELIVERED)


async def test_a_notice_goes_out_once_for_its_key(stage: Stage, notifier: Notifier) -> None:
    customer = await follower(stage)

    for _ in range(3):
        assert await notifier.send(customer, "renewal", RENEWAL, "due-1") in (
            Outcome.SENT,
            Outcome.DELIVERED,
        )
    await notifier.send(customer, "renewal", RENEWAL, "due-2")

    assert len(read(stage)) == 2 == len(stage.wechat.find_calls(TEMPLATE))


async def test_two_senders_of_a_notice_show_it_once(stage: Stage, notifier: Notifier) -> None:
    customer = await follower(stage)
    stage.wechat.fault(TEMPLATE, hang=0.5, after=True)

    first = asyncio.create_task(notifier.send(customer, "renewal", RENEWAL, "due-1"))
    await stage.wechat.wait_sent(1, 5, channel="template")
    await notifier.send(customer, "renewal", RENEWAL, "due-1")
    await first

    assert len(read(stage)) == 1 and len(stage.wechat.find_calls(TEMPLATE)) > 1


async def test_a_notice_taken_without_an_answer_is_shown_once(stage: Stage, database: AsyncEngine) -> None:
    customer = await follower(stage)
    stage.wechat.fault(TEMPLATE, drop=True, after=True)

    async with notifier_of(stage, database) as notifier:
        assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.SENT

    assert len(read(stage)) == 1 and len(stage.wechat.find_calls(TEMPLATE)) == 2


async def test_a_sender_that_ended_half_way_may_send_again(stage: Stage, database: AsyncEngine) -> None:
    customer = await follower(stage)
    stage.wechat.fault(TEMPLATE, hang=3, after=True)
    async with notifier_of(stage, database) as ended:
        sending = asyncio.create_task(ended.send(customer, "renewal", RENEWAL, "due-1"))
        await stage.wechat.wait_sent(1, 5, channel="template")
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    async with notifier_of(stage, database) as notifier:
        assert await notifier.outcome(customer, "due-1") is Outcome.UNSURE
        assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.SENT

    assert len(read(stage)) == 1


async def test_after_ten_minutes_a_notice_of_unknown_outcome_is_left_alone(
    stage: Stage, database: AsyncEngine
) -> None:
    customer = await follower(stage)
    stage.wechat.fault(TEMPLATE, http=500, count=2)
    async with notifier_of(stage, database) as notifier:
        assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.UNSURE
        stage.gateway.clock.advance(timedelta(minutes=10))
        assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.UNSURE

    assert len(stage.wechat.find_calls(TEMPLATE)) == 2


async def test_a_busy_platform_is_asked_again_later(stage: Stage, notifier: Notifier) -> None:
    customer = await follower(stage)
    stage.wechat.fault(TEMPLATE, errcode=45011)

    assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.LATER
    assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.SENT


async def test_whoever_blocked_notices_gets_them_elsewhere(stage: Stage, notifier: Notifier) -> None:
    customer, began = await follower(stage), stage.gateway.clock.now()
    stage.wechat.user("oCustomer").blocks_templates = True

    assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.SENT
    await told(notifier, customer, "due-1", Outcome.BLOCKED)

    (failure,) = await notifier.failures(began)
    assert (failure.conversation_id, failure.key, failure.notice) == (customer, "due-1", "renewal")
    assert failure.outcome.fall_back
    # The next one is not tried, until a month has passed.
    assert await notifier.send(customer, "renewal", RENEWAL, "due-2") is Outcome.BLOCKED
    assert len(stage.wechat.find_calls(TEMPLATE)) == 1
    stage.gateway.clock.advance(timedelta(days=31))
    assert await notifier.send(customer, "renewal", RENEWAL, "due-3") is Outcome.SENT


async def test_a_failure_of_the_platforms_is_told(stage: Stage, notifier: Notifier) -> None:
    customer = await follower(stage)
    await notifier.send(customer, "renewal", RENEWAL, "due-1")
    await told(notifier, customer, "due-1", Outcome.DELIVERED)
    number = stage.wechat.find_sent(channel="template")[0].msgid

    for _ in range(2):
        status = "failed: system failed"
        await stage.push("TEMPLATESENDJOBFINISH", msgid=number, status=status)

    await told(notifier, customer, "due-1", Outcome.FAILED)


async def test_nothing_is_sent_to_whom_we_do_not_know(stage: Stage, notifier: Notifier) -> None:
    assert await notifier.send("nobody", "renewal", RENEWAL, "due-1") is Outcome.NOT_FOLLOWING
    assert stage.wechat.find_calls(TEMPLATE) == []


async def test_nothing_of_a_visitor_of_the_web_page_is_sent(stage: Stage, notifier: Notifier) -> None:
    visitor = (await stage.conversations.open("web")).id

    assert await notifier.send(visitor, "renewal", RENEWAL, "due-1") is Outcome.NOT_FOLLOWING


async def test_who_has_left_gets_no_notice(stage: Stage, notifier: Notifier) -> None:
    customer = await follower(stage)
    stage.wechat.user("oCustomer").subscribed = False

    assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.NOT_FOLLOWING


@pytest.mark.parametrize(
    ("errcode", "outcome", "again_after"),
    [
        (45009, Outcome.DAILY_QUOTA, timedelta(hours=24)),
        (48001, Outcome.NO_RIGHT, timedelta(hours=1)),
        (40037, Outcome.SETUP, timedelta(hours=1)),
        (40164, Outcome.SETUP, timedelta(hours=1)),
    ],
)
async def test_what_would_be_refused_to_all_is_asked_once(
    stage: Stage, notifier: Notifier, errcode: int, outcome: Outcome, again_after: timedelta
) -> None:
    customer = await follower(stage)
    stage.wechat.fault(TEMPLATE, errcode=errcode)

    for key in ("due-1", "due-2", "due-1"):
        assert await notifier.send(customer, "renewal", RENEWAL, key) is outcome
    assert outcome.fall_back and len(stage.wechat.find_calls(TEMPLATE)) == 1

    stage.gateway.clock.advance(again_after)
    assert await notifier.send(customer, "renewal", RENEWAL, "due-3") is Outcome.SENT


async def test_the_daily_quota_begins_anew_at_midnight_in_shanghai(stage: Stage, notifier: Notifier) -> None:
    customer, clock = await follower(stage), stage.gateway.clock
    stage.wechat.fault(TEMPLATE, errcode=45009)
    await notifier.send(customer, "renewal", RENEWAL, "due-1")

    now: datetime = clock.now().astimezone(SHANGHAI)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    clock.advance(midnight - now - timedelta(minutes=1))
    assert await notifier.send(customer, "renewal", RENEWAL, "due-2") is Outcome.DAILY_QUOTA
    clock.advance(timedelta(minutes=1))
    assert await notifier.send(customer, "renewal", RENEWAL, "due-3") is Outcome.SENT


async def test_a_field_without_a_value_is_not_sent(stage: Stage, notifier: Notifier) -> None:
    customer = await follower(stage)

    assert await notifier.send(customer, "renewal", Values(product="医疗险"), "1") is Outcome.BAD_VALUE
    assert stage.wechat.find_calls(TEMPLATE) == []


async def test_a_notice_without_a_template_is_anothers_to_send(stage: Stage, notifier: Notifier) -> None:
    assert await notifier.send(await follower(stage), "claim", RENEWAL, "1") is Outcome.NO_TEMPLATE


async def test_a_consent_is_a_subscription_message(stage: Stage, database: AsyncEngine) -> None:
    customer = await follower(stage)
    for second in range(1_800_000_000, 1_800_000_002):
        await stage.push("subscribe_msg_popup_event", template_id="SUBSCRIBE_RENEWAL", create_time=second)
    consents = Notices(database, stage.gateway.clock)
    assert await consents.left(customer, "SUBSCRIBE_RENEWAL") == 2

    async with notifier_of(stage, database, BY_CONSENT) as notifier:
        for key in ("1", "2"):
            assert await notifier.send(customer, "renewal", RENEWAL, key) is Outcome.SENT
        # Used up, as the platform says; it is not asked again.
        for key in ("3", "4"):
            assert await notifier.send(customer, "renewal", RENEWAL, key) is Outcome.NO_CONSENT
        await told(notifier, customer, "2", Outcome.DELIVERED)

    assert len(stage.wechat.find_calls(SUBSCRIPTION)) == 3 and len(read(stage, "subscribe")) == 2
    assert await consents.left(customer, "SUBSCRIBE_RENEWAL") == 0


async def test_who_never_agreed_is_asked_of_the_platform_once(stage: Stage, database: AsyncEngine) -> None:
    customer = await follower(stage)

    async with notifier_of(stage, database, BY_CONSENT) as notifier:
        for key in ("1", "2"):
            assert await notifier.send(customer, "renewal", RENEWAL, key) is Outcome.NO_CONSENT
        assert len(stage.wechat.find_calls(SUBSCRIPTION)) == 1
        await stage.push("subscribe_msg_popup_event", template_id="SUBSCRIBE_RENEWAL")
        assert await notifier.send(customer, "renewal", RENEWAL, "3") is Outcome.SENT


@pytest.mark.parametrize(
    ("event", "given"),
    [("subscribe_msg_change_event", {}), ("subscribe_msg_popup_event", {"status": "reject"})],
)
async def test_a_consent_taken_back_is_not_tried(
    stage: Stage, database: AsyncEngine, event: str, given: dict[str, str]
) -> None:
    customer = await follower(stage)
    await stage.push("subscribe_msg_popup_event", template_id="SUBSCRIBE_RENEWAL")
    await stage.push(event, template_id="SUBSCRIBE_RENEWAL", **given)

    async with notifier_of(stage, database, BY_CONSENT) as notifier:
        assert await notifier.send(customer, "renewal", RENEWAL, "1") is Outcome.NO_CONSENT
    assert stage.wechat.find_calls(SUBSCRIPTION) == []


async def test_a_subscription_message_of_unknown_outcome_is_never_repeated(
    stage: Stage, database: AsyncEngine
) -> None:
    customer = await follower(stage)
    await stage.push("subscribe_msg_popup_event", template_id="SUBSCRIBE_RENEWAL")
    stage.wechat.fault(SUBSCRIPTION, drop=True, after=True)

    async with notifier_of(stage, database, BY_CONSENT) as notifier:
        for _ in range(2):
            assert await notifier.send(customer, "renewal", RENEWAL, "1") is Outcome.UNSURE

    assert len(read(stage, "subscribe")) == 1 == len(stage.wechat.find_calls(SUBSCRIPTION))


async def test_who_leaves_takes_the_record_along(open_stage: OpenStage, database: AsyncEngine) -> None:
    stage = await open_stage()
    customer = await follower(stage)
    async with notifier_of(stage, database) as notifier:
        await notifier.send(customer, "renewal", RENEWAL, "due-1")
        await told(notifier, customer, "due-1", Outcome.DELIVERED)

        await stage.push("unsubscribe")

        assert await notifier.outcome(customer, "due-1") is None
        assert await notifier.send(customer, "renewal", RENEWAL, "due-1") is Outcome.NOT_FOLLOWING
