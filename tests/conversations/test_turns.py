"""Workers: leases, fencing, repetition, and turns set aside."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.message import Content, Incoming, MessageType, Sender
from bot.conversations.models import MessageRow, WorkerRow
from bot.conversations.owner import Owner
from bot.conversations.queues import AlwaysThere, Queue
from bot.conversations.service import Conversations
from bot.conversations.turns import LEASE, MAX_ATTEMPTS, Handoff, Turn
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals

pytestmark = pytest.mark.asyncio


async def opened(chats: Conversations, *texts: str) -> str:
    chat = (await chats.open("web")).id
    for n, text in enumerate(texts):
        await chats.receive(chat, Incoming(f"{n}", text=text))
    return chat


async def claimed(chats: Conversations, worker: str = "w1") -> Turn:
    turn = await chats.turns.claim(worker)
    assert turn is not None
    return turn


async def said(chats: Conversations, chat: str) -> list[tuple[Sender, str]]:
    return [(message.sender, message.content.text) for message in await chats.messages(chat)]


async def test_turns_of_a_conversation_are_worked_on_one_after_the_other(chats: Conversations) -> None:
    await opened(chats, "一", "二")

    first = await claimed(chats)
    assert await chats.turns.claim("w2") is None
    await chats.turns.commit(first, [Content("答一")])

    assert (await claimed(chats, "w2")).content.text == "二"


async def test_a_busy_conversation_does_not_hold_up_another(chats: Conversations) -> None:
    await opened(chats, "一")
    other = await opened(chats, "二")
    await claimed(chats)

    assert (await claimed(chats, "w2")).conversation_id == other


async def test_a_dead_workers_turn_is_repeated_and_its_late_answer_refused(
    chats: Conversations, clock: FrozenClock
) -> None:
    chat = await opened(chats, "一")
    dead = await claimed(chats, "dead")
    clock.advance(LEASE)
    living = await claimed(chats, "living")

    assert not await chats.turns.commit(dead, [Content("迟到")])
    assert await chats.turns.commit(living, [Content("答一")])
    assert not await chats.turns.commit(dead, [Content("更迟")])

    assert await said(chats, chat) == [(Sender.CUSTOMER, "一"), (Sender.BOT, "答一")]


async def test_a_worker_that_was_only_slow_may_still_commit(chats: Conversations, clock: FrozenClock) -> None:
    await opened(chats, "一")
    turn = await claimed(chats)

    clock.advance(LEASE * 2)

    assert await chats.turns.commit(turn, [Content("答一")])


async def test_a_renewed_lease_keeps_the_turn(chats: Conversations, clock: FrozenClock) -> None:
    await opened(chats, "一")
    turn = await claimed(chats)
    clock.advance(LEASE * 2 / 3)
    assert await chats.turns.renew(turn)
    clock.advance(LEASE * 2 / 3)

    assert await chats.turns.claim("w2") is None
    clock.advance(LEASE / 3)
    assert await chats.turns.claim("w2") is not None
    assert not await chats.turns.renew(turn)


async def test_a_turn_commits_once(chats: Conversations) -> None:
    chat = await opened(chats, "一")
    turn = await claimed(chats)

    assert await chats.turns.commit(turn, [Content("答一")])
    assert not await chats.turns.commit(turn, [Content("答一")])

    assert await said(chats, chat) == [(Sender.CUSTOMER, "一"), (Sender.BOT, "答一")]


async def test_a_failed_turn_rests_longer_each_time(chats: Conversations, clock: FrozenClock) -> None:
    await opened(chats, "一")
    for rest in (timedelta(milliseconds=200), timedelta(milliseconds=800)):
        turn = await claimed(chats)
        await chats.turns.fail(turn, "ValueError")
        assert not await chats.turns.commit(turn, [Content("又想起来了")])
        clock.advance(rest - timedelta(milliseconds=1))
        assert await chats.turns.claim("w2") is None
        clock.advance(timedelta(milliseconds=1))

    assert (await claimed(chats)).attempts == 3


async def test_a_turn_that_keeps_failing_is_set_aside_and_a_person_offered(
    chats: Conversations, clock: FrozenClock
) -> None:
    chat = await opened(chats, "难倒机器人的话", "下一个问题")
    for _ in range(MAX_ATTEMPTS):
        await chats.turns.fail(await claimed(chats), "ValueError")
        clock.advance(timedelta(seconds=10))

    turn = await claimed(chats)

    assert turn.content.text == "下一个问题"
    notice = (await chats.messages(chat))[-1]
    assert (notice.sender, notice.content.type) == (Sender.SYSTEM, MessageType.NOTICE)
    assert "都已保存" in notice.content.text
    assert [(button.title, button.payload) for button in notice.content.buttons] == [("转人工", "/handoff")]
    await chats.turns.commit(turn, [Content("答")])
    pressed = await chats.receive(chat, Incoming("按", payload="/handoff"))
    assert (await claimed(chats)).seq == pressed.seq


async def test_a_worker_that_always_dies_is_set_aside_too(chats: Conversations, clock: FrozenClock) -> None:
    chat = await opened(chats, "每次都崩")
    for _ in range(MAX_ATTEMPTS):
        last = await claimed(chats)
        clock.advance(LEASE)

    assert await chats.turns.claim("w") is None
    assert not await chats.turns.commit(last, [Content("活过来了")])
    assert [sender for sender, _ in await said(chats, chat)] == [Sender.CUSTOMER, Sender.SYSTEM]


async def test_a_turn_nobody_can_read_is_set_aside_and_holds_up_nobody(
    chats: Conversations, chat_engine: AsyncEngine
) -> None:
    lost = await opened(chats, "密钥丢了的消息")
    other = await opened(chats, "别人的问题")
    async with chat_engine.begin() as connection:
        await connection.execute(
            update(MessageRow).where(MessageRow.conversation_id == lost).values(body="no key opens this")
        )

    assert (await claimed(chats)).conversation_id == other
    assert (await chats.messages(lost, after=1))[0].sender is Sender.SYSTEM


async def test_what_goes_with_a_turn_is_written_with_it_or_not_at_all(
    chats: Conversations, clock: FrozenClock
) -> None:
    async def also(connection: AsyncConnection) -> None:
        await connection.execute(insert(WorkerRow).values(id="mark", at=clock.now(), model="m"))

    await opened(chats, "一")
    dead = await claimed(chats)
    clock.advance(LEASE)
    living = await claimed(chats, "w2")

    assert not await chats.turns.commit(dead, [], also=also)
    assert await chats.turns.ready_workers() == []
    assert await chats.turns.commit(living, [], also=also)
    assert await chats.turns.ready_workers() == ["mark"]


async def test_a_failure_while_committing_writes_nothing(chats: Conversations) -> None:
    async def also(connection: AsyncConnection) -> None:
        raise RuntimeError("tracker store is away")

    chat = await opened(chats, "一")
    turn = await claimed(chats)

    with pytest.raises(RuntimeError):
        await chats.turns.commit(turn, [Content("半个回答")], handoff=Handoff("general", "asked"), also=also)

    assert await said(chats, chat) == [(Sender.CUSTOMER, "一")]
    assert (await chats.get(chat)).owner is Owner.BOT
    assert await chats.turns.commit(turn, [Content("整个回答")])


async def test_messages_behind_a_hand_off_are_left_to_the_person(chats: Conversations) -> None:
    chat = await opened(chats, "转人工", "我补充一句")

    await chats.turns.commit(await claimed(chats), [Content("好的")], handoff=Handoff("general", "asked"))

    assert await chats.turns.claim("w2") is None
    assert (Sender.CUSTOMER, "我补充一句") in await said(chats, chat)


async def test_the_bot_does_not_answer_while_a_person_holds_the_conversation(chats: Conversations) -> None:
    chat = await opened(chats, "转人工")
    await chats.turns.commit(await claimed(chats), [], handoff=Handoff("general", "asked"))
    await chats.receive(chat, Incoming("等", text="还要多久"))
    await chats.agents.accept(chat, "wang", "小王")
    await chats.receive(chat, Incoming("见", text="您好"))

    assert await chats.turns.claim("w") is None


class ClaimsByDay(AlwaysThere):
    async def closed(self, connection: AsyncConnection, queue: Queue) -> str | None:
        return "工作日 09:00 至 18:00" if queue.code == "claims" else None


async def test_after_hours_nobody_is_queued_and_the_notice_says_the_hours_and_a_way_to_leave_word(
    chat_engine: AsyncEngine, keyring: Keyring, clock: FrozenClock
) -> None:
    chats = Conversations(chat_engine, keyring, clock, LocalSignals(), ClaimsByDay())
    chat = await opened(chats, "转人工")

    await chats.turns.commit(await claimed(chats), [Content("我看看")], handoff=Handoff("claims", "asked"))

    assert await chats.agents.queue() == []
    assert (await chats.get(chat)).owner is Owner.BOT
    notice = (await chats.messages(chat))[-1]
    assert notice.content.type is MessageType.NOTICE and "工作日 09:00 至 18:00" in notice.content.text
    await chats.receive(chat, Incoming("b", payload=notice.content.buttons[0].payload))
    assert (await claimed(chats)).content.payload == "/callback_request"


async def test_hours_are_each_queues_own(
    chat_engine: AsyncEngine, keyring: Keyring, clock: FrozenClock
) -> None:
    chats = Conversations(chat_engine, keyring, clock, LocalSignals(), ClaimsByDay())
    chat = await opened(chats, "转人工")

    await chats.turns.commit(await claimed(chats), [], handoff=Handoff("sales", "asked"))

    assert [each.id for each in await chats.agents.queue()] == [chat]


async def test_a_worker_is_ready_while_it_beats_and_has_a_model(
    chats: Conversations, clock: FrozenClock
) -> None:
    await chats.turns.beat("loading", None)
    await chats.turns.beat("ready", "model-1")
    await chats.turns.beat("ready", "model-2")
    assert await chats.turns.ready_workers() == ["ready"]

    clock.advance(timedelta(seconds=16))

    assert await chats.turns.ready_workers() == []


async def test_a_worker_that_left_is_not_counted_on(chats: Conversations) -> None:
    await chats.turns.beat("w1", "model")
    await chats.turns.beat("w2", "model")

    await chats.turns.leave("w1")

    assert await chats.turns.ready_workers() == ["w2"]
