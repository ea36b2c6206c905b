"""The agents' side: the queue, and everything a person does with a conversation."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.errors import EmptyMessage, IllegalTransition, LostRace, MessageTooLong, NotOwner
from bot.conversations.message import Content, Incoming, MessageType, Sender
from bot.conversations.owner import TRANSITIONS, Owner, check
from bot.conversations.queues import AlwaysThere
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals


class Three(AlwaysThere):
    async def places(self, connection: AsyncConnection, queue: str) -> int:
        return 3


async def queued(chats: Conversations, queue: str = "general", priority: int = 0) -> str:
    chat = (await chats.open("web")).id
    await chats.receive(chat, Incoming("转", text="转人工"))
    turn = await chats.turns.claim("w")
    assert turn is not None and turn.conversation_id == chat
    handoff = Handoff(queue, "asked", priority, {"summary": "客户要人工"})
    assert await chats.turns.commit(turn, [Content("好的")], handoff=handoff)
    return chat


async def serving_order(chats: Conversations) -> list[str]:
    return [listed.id for listed in await chats.agents.queue()]


async def position(chats: Conversations, chat: str) -> int | None:
    queue = (await chats.status(chat)).queue
    return None if queue is None else queue.position


async def notice(chats: Conversations, chat: str) -> str:
    message = (await chats.messages(chat))[-1]
    assert (message.sender, message.content.type) == (Sender.SYSTEM, MessageType.NOTICE)
    return message.content.text


@pytest.mark.parametrize("source", Owner)
@pytest.mark.parametrize("target", Owner)
def test_only_the_transitions_of_the_table_are_allowed(source: Owner, target: Owner) -> None:
    if target in TRANSITIONS[source]:
        check(source, target)
    else:
        with pytest.raises(IllegalTransition) as refusal:
            check(source, target)
        assert refusal.value.data == {"source": source.value, "target": target.value}


def test_only_the_queue_leads_to_an_agent_and_nobody_takes_from_the_bot() -> None:
    assert {source for source in Owner if Owner.AGENT in TRANSITIONS[source]} == {Owner.QUEUE, Owner.AGENT}


@pytest.mark.asyncio
class TestTheQueue:
    async def test_a_hand_off_shows_the_customer_place_and_a_way_out(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        await queued(chats)
        clock.advance(timedelta(seconds=1))
        chat = await queued(chats)

        card = (await chats.messages(chat))[-1].content

        assert card.card is not None and card.card["kind"] == "handoff"
        assert (card.card["position"], card.card["queue"]) == (2, "general")
        assert card.card["estimated_wait_s"] > 0
        assert "前面还有 1 位" in card.text
        assert [button.payload for button in card.buttons] == ["/queue_cancel", "/callback_request"]

    async def test_first_come_first_served_within_a_priority(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        early = await queued(chats)
        clock.advance(timedelta(seconds=5))
        late = await queued(chats)
        clock.advance(timedelta(seconds=5))
        urgent = await queued(chats, priority=2)

        assert await serving_order(chats) == [urgent, early, late]
        assert [await position(chats, chat) for chat in (urgent, early, late)] == [1, 2, 3]

    async def test_each_skill_group_counts_its_own_places(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        await queued(chats, "claims")
        clock.advance(timedelta(seconds=1))
        other = await queued(chats, "complaints")

        assert await position(chats, other) == 1

    async def test_those_behind_move_up_when_one_is_accepted(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        first = await queued(chats)
        clock.advance(timedelta(seconds=1))
        second = await queued(chats)

        await chats.agents.accept(first, "wang", "小王")

        assert (await position(chats, first), await position(chats, second)) == (None, 1)

    async def test_a_priority_is_a_head_start_and_nobody_waits_for_ever_behind_urgent_ones(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        old = await queued(chats)
        clock.advance(timedelta(seconds=301))
        early = await queued(chats)
        clock.advance(timedelta(seconds=299))
        urgent = await queued(chats, priority=1)

        assert await serving_order(chats) == [old, urgent, early]
        clock.advance(timedelta(hours=1))
        assert await serving_order(chats) == [old, urgent, early]

    async def test_how_much_a_priority_weighs_is_the_queues_own(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        await chats.queues.change("complaints", {"age_every_s": 60})
        early = await queued(chats, "complaints")
        clock.advance(timedelta(seconds=61))
        urgent = await queued(chats, "complaints", priority=1)

        assert await serving_order(chats) == [early, urgent]

    async def test_the_estimate_follows_how_long_people_had_conversations_and_their_places(
        self, chat_engine: AsyncEngine, keyring: Keyring, clock: FrozenClock
    ) -> None:
        chats = Conversations(chat_engine, keyring, clock, LocalSignals(), Three())
        served = await queued(chats)
        clock.advance(timedelta(minutes=20))
        await chats.agents.accept(served, "wang", "小王")
        clock.advance(timedelta(seconds=600))
        await chats.agents.close(served, "wang")
        await queued(chats)
        clock.advance(timedelta(seconds=1))

        status = await chats.status(await queued(chats))

        assert status.queue is not None
        assert (status.queue.position, status.queue.estimated_wait_s) == (2, 400)

    async def test_a_customer_may_ask_for_a_call_instead_and_the_bot_arranges_it(
        self, chats: Conversations
    ) -> None:
        chat = await queued(chats)
        await chats.receive(chat, Incoming("补", text="我想问退保能拿回多少"))

        await chats.receive(chat, Incoming("电", payload="/callback_request"))

        assert (await chats.get(chat)).owner is Owner.BOT and await serving_order(chats) == []
        turn = await chats.turns.claim("w")
        assert turn is not None and turn.content.payload == "/callback_request"
        assert (await chats.agents.history(chat))[-1].details["reason"] == "callback"
        assert "我想问退保能拿回多少" in [each.content.text for each in await chats.messages(chat)]

    async def test_a_customer_may_stop_waiting(self, chats: Conversations) -> None:
        chat = await queued(chats)

        await chats.receive(chat, Incoming("不等", payload="/queue_cancel"))

        assert (await chats.get(chat)).owner is Owner.BOT
        assert await serving_order(chats) == []
        assert "已取消排队" in await notice(chats, chat)
        assert await chats.turns.claim("w") is None

    async def test_stopping_twice_gets_an_answer_too(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.receive(chat, Incoming("不等", payload="/queue_cancel"))

        await chats.receive(chat, Incoming("再按", payload="/queue_cancel"))

        assert "没有在排队" in await notice(chats, chat)

    async def test_what_is_written_while_waiting_is_kept_for_the_agent(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.receive(chat, Incoming("补", text="车牌是粤B12345"))

        await chats.agents.accept(chat, "wang", "小王")

        assert "车牌是粤B12345" in [message.content.text for message in await chats.messages(chat)]

    async def test_conversations_of_a_lost_agent_go_to_the_front(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        held = [await queued(chats), await queued(chats)]
        for chat in held:
            await chats.agents.accept(chat, "wang", "小王")
        clock.advance(timedelta(minutes=5))
        waiting = await queued(chats)

        assert sorted(await chats.agents.requeue_of("wang")) == sorted(held)

        order = await serving_order(chats)
        assert (sorted(order[:2]), order[2]) == (sorted(held), waiting)
        assert await chats.agents.held_by("wang") == []
        assert "排在最前面" in await notice(chats, held[0])
        assert await chats.agents.requeue_of("wang") == []

    async def test_a_lost_agent_does_not_move_what_a_colleague_holds(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "zhao", "小赵")

        assert await chats.agents.requeue_of("wang") == []
        assert (await chats.get(chat)).agent == "zhao"

    async def test_the_customer_of_a_lost_agent_really_stands_first_as_told(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")
        clock.advance(timedelta(minutes=1))
        await queued(chats, priority=2)

        await chats.agents.requeue_of("wang")

        assert await position(chats, chat) == 1
        assert (await serving_order(chats))[0] == chat


@pytest.mark.asyncio
class TestAnAgent:
    async def test_takes_a_waiting_conversation_once(self, chats: Conversations) -> None:
        chat = await queued(chats)

        await chats.agents.accept(chat, "wang", "小王")
        with pytest.raises(LostRace) as lost:
            await chats.agents.accept(chat, "zhao", "小赵")

        assert lost.value.data == {"owner": "agent"}
        assert (await chats.get(chat)).agent == "wang"
        assert "小王" in await notice(chats, chat)

    async def test_does_not_take_what_the_bot_owns(self, chats: Conversations) -> None:
        chat = (await chats.open("web")).id

        with pytest.raises(LostRace):
            await chats.agents.accept(chat, "wang", "小王")

    async def test_holds_no_more_than_the_capacity(self, chats: Conversations) -> None:
        first, second = await queued(chats), await queued(chats)
        await chats.agents.accept(first, "wang", "小王", capacity=1)

        with pytest.raises(LostRace) as lost:
            await chats.agents.accept(second, "wang", "小王", capacity=1)

        assert lost.value.data["capacity"] == 1
        assert await chats.agents.count_held("wang") == 1
        await chats.agents.accept(second, "zhao", "小赵", capacity=1)

    async def test_speaks_only_in_conversations_held(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")
        before = await chats.messages(chat)

        for call in (
            chats.agents.say(chat, "zhao", "小赵", "我来", "1"),
            chats.agents.transfer(chat, "zhao", to_agent="zhao", to_name="小赵"),
            chats.agents.give_back(chat, "zhao"),
            chats.agents.close(chat, "zhao"),
        ):
            with pytest.raises(NotOwner):
                await call

        assert await chats.messages(chat) == before

    async def test_says_a_message_once_per_client_id(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")

        first = await chats.agents.say(chat, "wang", "小王", "您好", "1")
        again = await chats.agents.say(chat, "wang", "小王", "您好", "1")

        assert (again.seq, again.duplicate) == (first.seq, True)
        message = (await chats.messages(chat))[-1]
        assert (message.sender, message.content.text, message.as_wire()["agent"]) == (
            Sender.AGENT,
            "您好",
            "小王",
        )

    async def test_is_held_to_the_same_limits_of_text(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")

        with pytest.raises(EmptyMessage):
            await chats.agents.say(chat, "wang", "小王", "  ", "1")
        with pytest.raises(MessageTooLong):
            await chats.agents.say(chat, "wang", "小王", "字" * 2_001, "2")

    async def test_returns_the_conversation_to_the_bot_which_answers_again(
        self, chats: Conversations
    ) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")

        await chats.agents.give_back(chat, "wang")

        assert "智能助手" in await notice(chats, chat)
        await chats.receive(chat, Incoming("b", text="再问一句"))
        turn = await chats.turns.claim("w")
        assert turn is not None and turn.content.text == "再问一句"

    async def test_returns_the_conversation_to_the_front_of_the_queue(
        self, chats: Conversations, clock: FrozenClock
    ) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")
        clock.advance(timedelta(minutes=1))
        await queued(chats)

        await chats.agents.give_back(chat, "wang", Owner.QUEUE)

        assert (await serving_order(chats))[0] == chat

    async def test_transfers_to_a_colleague_with_a_note(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")

        await chats.agents.transfer(chat, "wang", to_agent="zhao", to_name="小赵", note="要查理赔")

        assert (await chats.get(chat)).agent == "zhao"
        event = (await chats.agents.history(chat))[-1]
        assert (event.by, event.details["agent"], event.details["note"]) == ("wang", "zhao", "要查理赔")
        with pytest.raises(NotOwner):
            await chats.agents.say(chat, "wang", "小王", "还有", "9")

    async def test_transfers_to_a_skill_group(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")

        await chats.agents.transfer(chat, "wang", to_queue="claims", to_name="理赔组")

        (listed,) = await chats.agents.queue()
        assert (listed.id, listed.queue, listed.agent) == (chat, "claims", None)

    async def test_closes_with_a_wrap_up_that_auditors_can_read(self, chats: Conversations) -> None:
        chat = await queued(chats)
        await chats.agents.accept(chat, "wang", "小王")

        await chats.agents.close(chat, "wang", wrap_up="solved", summary="已告知材料")

        event = (await chats.agents.history(chat))[-1]
        assert (event.source, event.target, event.by) == (Owner.AGENT, Owner.CLOSED, "wang")
        assert (event.details["wrap_up"], event.details["summary"]) == ("solved", "已告知材料")
        (listed,) = await chats.agents.all()
        assert (listed.owner, listed.agent, listed.queue, listed.waiting_since) == (
            Owner.CLOSED,
            None,
            None,
            None,
        )

    async def test_reads_the_dossier_of_the_hand_off(self, chats: Conversations) -> None:
        chat = await queued(chats)

        (event,) = await chats.agents.history(chat)

        assert (event.source, event.target, event.by) == (Owner.BOT, Owner.QUEUE, "bot")
        assert (event.details["reason"], event.details["summary"]) == ("asked", "客户要人工")
