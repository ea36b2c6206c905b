"""What `/metrics` says of a small house, and what it never says."""

from datetime import datetime, time, timedelta

from sqlalchemy import event, insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Content
from bot.conversations.models import DeliveryRow, TurnRow
from bot.gateway.metrics import FRESH_FOR
from bot.outreach.models import OutgoingRow
from kernel.clock import SHANGHAI
from kernel.schedule import LeaseRow
from tests.gateway_fixtures import Gateway

_SECRETS = ("13812345678", "110101199003070134", "PZHA20260001", "王小明", "C00042")


async def _read(gateway: Gateway) -> dict[str, float]:
    response = await gateway.client.get("/metrics")
    assert response.status == 200
    lines = [line.rpartition(" ") for line in (await response.text()).splitlines() if line[0] != "#"]
    return {name: float(value) for name, _, value in lines}


def _outgoing(gateway: Gateway, key: str, **values: object) -> dict[str, object]:
    now = gateway.clock.now()
    plain = {
        "key": key,
        "kind": "reminder",
        "customer_no": "C00042",
        "noun": "policy",
        "number": "PZHA20260001",
    }
    flags = {
        "personal": "王小明",
        "essential": False,
        "arrears": False,
        "refused": [],
        "attempts": 0,
        "token": 0,
    }
    times = {"due_at": now, "expires_at": now + timedelta(days=9), "try_at": now, "planned_at": now}
    return {**plain, **flags, **times, "state": "planned", "reason": None, "sent_at": None, **values}


async def test_turns_and_queues_of_a_small_house(gateway: Gateway, database: AsyncEngine) -> None:
    await gateway.waiting_chat("claims")
    gateway.clock.advance(timedelta(seconds=40))
    await (await gateway.open_chat()).post(text="保单什么时候到期")
    gateway.clock.advance(timedelta(seconds=30))
    await gateway.conversations.turns.beat("living", "model")
    async with database.begin() as connection:
        await connection.execute(insert(LeaseRow).values(
            name="leader", holder="x", fence=1, until=gateway.clock.now() + timedelta(seconds=9)
        ))  # fmt: skip

    before = await _read(gateway)
    await gateway.bot_answers(Content("好的"))
    async with database.begin() as connection:
        await connection.execute(update(TurnRow).where(TurnRow.id == 2).values(worker="living"))
    gateway.clock.advance(FRESH_FOR)
    after = await _read(gateway)

    assert before["baowen_turns_pending"] == 1 and before["baowen_turns_oldest_seconds"] == 30
    assert before['baowen_queue_waiting{queue="claims"}'] == 1
    assert before['baowen_queue_longest_wait_seconds{queue="claims"}'] == 70
    assert before["baowen_workers_ready"] == 1 and before["baowen_schedule_leader"] == 1
    assert after["baowen_turns_pending"] == after["baowen_turns_oldest_seconds"] == 0
    assert after['baowen_turns_recent{worker="living"}'] == after['baowen_turns_recent{worker="gone"}'] == 1
    assert after['baowen_turn_latency_seconds{quantile="0.95"}'] == 30
    assert after["baowen_schedule_leader"] == 0


async def test_what_is_on_its_way_out(gateway: Gateway, database: AsyncEngine) -> None:
    chat = await gateway.open_chat()
    await chat.post()
    gateway.clock.set(datetime.combine(gateway.clock.now().date() + timedelta(days=1), time(10), SHANGHAI))
    now = gateway.clock.now()
    async with database.begin() as connection:
        await connection.execute(insert(DeliveryRow).values(
            conversation_id=chat.conversation_id, seq=1, channel="wechat", state="waiting", not_before=now
        ))  # fmt: skip
        await connection.execute(insert(OutgoingRow), [
            _outgoing(gateway, "due in the night", try_at=now - timedelta(hours=8)),
            _outgoing(gateway, "later", try_at=now + timedelta(hours=1)),
            _outgoing(gateway, "sent", state="sent", kind="notice", sent_at=now - timedelta(hours=1)),
            _outgoing(gateway, "sent long ago", state="sent", kind="notice", sent_at=now - timedelta(days=2)),
            _outgoing(gateway, "skipped", state="skipped", reason="opted_out"),
        ])  # fmt: skip

    found = await _read(gateway)
    gateway.clock.set(datetime.combine(now.date(), time(23), SHANGHAI))
    at_night = await _read(gateway)

    assert found['baowen_undelivered{channel="wechat"}'] == 1
    assert found['baowen_undelivered_oldest_seconds{channel="wechat"}'] > 0
    assert found['baowen_outreach_planned{kind="reminder"}'] == 2
    assert found['baowen_outreach_sent{kind="notice"}'] == 1
    assert found['baowen_outreach_skipped{kind="reminder",reason="opted_out"}'] == 1
    # It could not go out before nine.
    assert found["baowen_outreach_overdue_seconds"] == 3600
    assert at_night["baowen_outreach_overdue_seconds"] == 0


async def test_no_customer_is_in_it(gateway: Gateway, database: AsyncEngine) -> None:
    chat = await gateway.waiting_chat("王小明的队列")
    await (await gateway.open_chat()).post(text="我是王小明，电话 13812345678，证件 110101199003070134")
    async with database.begin() as connection:
        await connection.execute(insert(OutgoingRow), [_outgoing(gateway, "PZHA20260001")])

    text = await (await gateway.client.get("/metrics")).text()

    assert 'baowen_queue_waiting{queue="other"} 1.0' in text
    assert [each for each in (*_SECRETS, chat.conversation_id, chat.token) if each in text] == []


async def test_the_database_is_asked_once_in_a_while(gateway: Gateway, database: AsyncEngine) -> None:
    statements: list[str] = []

    def executed(_: object, __: object, statement: str, *more: object) -> None:
        statements.append(statement)

    event.listen(database.sync_engine, "before_cursor_execute", executed)
    counts = []
    for wait in (timedelta(), timedelta(seconds=1), FRESH_FOR):
        gateway.clock.advance(wait)
        statements.clear()
        await _read(gateway)
        counts.append(sum("FROM turns" in each for each in statements))
    event.remove(database.sync_engine, "before_cursor_execute", executed)

    assert counts[0] > 0 and counts[1] == 0 and counts[2] == counts[0]
