"""Real races on PostgreSQL: tasks over several engines, as several processes would run them."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.conversations.errors import LostRace
from bot.conversations.message import Content, Incoming, Sender
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff
from kernel.clock import FrozenClock

pytestmark = pytest.mark.asyncio

HANDOFF = Handoff("general", "asked")


async def queued(chats: Conversations) -> str:
    """A conversation that waits for a person."""
    chat = (await chats.open("web")).id
    await chats.receive(chat, Incoming("转", text="转人工"))
    turn = await chats.turns.claim("w")
    assert turn is not None and await chats.turns.commit(turn, [], handoff=HANDOFF)
    return chat


async def test_twenty_copies_of_one_message_sent_at_once_are_one_message(
    all_chats: list[Conversations],
) -> None:
    chat = (await all_chats[0].open("web")).id

    received = await asyncio.gather(
        *(all_chats[n % 4].receive(chat, Incoming("同一条", text="我要报案")) for n in range(20))
    )

    assert {answer.seq for answer in received} == {1}
    assert sum(not answer.duplicate for answer in received) == 1
    assert [message.content.text for message in await all_chats[1].messages(chat)] == ["我要报案"]
    first, second = await all_chats[0].turns.claim("w1"), await all_chats[1].turns.claim("w2")
    assert first is not None and second is None


async def test_different_messages_sent_at_once_get_numbers_without_a_gap(
    all_chats: list[Conversations],
) -> None:
    chat = (await all_chats[0].open("web")).id

    received = await asyncio.gather(
        *(all_chats[n % 4].receive(chat, Incoming(str(n), text=f"第{n}条")) for n in range(20))
    )

    messages = await all_chats[0].messages(chat)
    assert [message.seq for message in messages] == list(range(1, 21))
    assert {answer.seq: f"第{n}条" for n, answer in enumerate(received)} == {
        message.seq: message.content.text for message in messages
    }


async def test_one_external_id_opened_at_once_is_one_conversation(all_chats: list[Conversations]) -> None:
    opened = await asyncio.gather(
        *(all_chats[n % 4].open("wechat", external_id="openid-1") for n in range(12))
    )

    assert len({conversation.id for conversation in opened}) == 1


async def test_of_two_agents_who_accept_at_once_one_wins_and_the_other_is_told(
    all_chats: list[Conversations],
) -> None:
    for _ in range(10):
        chat = await queued(all_chats[0])

        results = await asyncio.gather(
            all_chats[1].agents.accept(chat, "wang", "小王"),
            all_chats[2].agents.accept(chat, "zhao", "小赵"),
            return_exceptions=True,
        )

        assert sorted(type(result) for result in results if result is not None) == [LostRace]
        winner = "wang" if results[0] is None else "zhao"
        assert (await all_chats[3].get(chat)).agent == winner
        joined = [m for m in await all_chats[3].messages(chat) if "来了，" in m.content.text]
        assert len(joined) == 1


async def test_an_agent_who_accepts_twice_at_once_stays_within_capacity(
    all_chats: list[Conversations],
) -> None:
    for round_ in range(10):
        agent = f"wang{round_}"
        waiting = [await queued(all_chats[0]) for _ in range(3)]

        results = await asyncio.gather(
            *(
                chats.agents.accept(chat, agent, "小王", capacity=1)
                for chats, chat in zip(all_chats, waiting, strict=False)
            ),
            return_exceptions=True,
        )

        assert [result for result in results if result is not None and not isinstance(result, LostRace)] == []
        assert await all_chats[0].agents.count_held(agent) == 1


async def test_four_workers_answer_each_of_thirty_conversations_once_and_in_order(
    all_chats: list[Conversations],
) -> None:
    opened = [(await all_chats[0].open("web")).id for _ in range(30)]
    await asyncio.gather(
        *(
            all_chats[n % 4].receive(chat, Incoming(f"{n}", text=f"问{n}"))
            for n in range(3)
            for chat in opened
        )
    )
    left = 90

    async def work(chats: Conversations, name: str) -> None:
        nonlocal left
        while left:
            turn = await chats.turns.claim(name)
            if turn is None:
                await asyncio.sleep(0.005)
                continue
            assert await chats.turns.commit(turn, [Content(f"{turn.content.text}·答")], model=name)
            left -= 1

    await asyncio.wait_for(asyncio.gather(*(work(chats, f"w{n}") for n, chats in enumerate(all_chats))), 60)

    for chat in opened:
        messages = await all_chats[0].messages(chat)
        asked = [m.content.text for m in messages if m.sender is Sender.CUSTOMER]
        answered = [m.content.text for m in messages if m.sender is Sender.BOT]
        assert Counter(asked) == Counter(["问0", "问1", "问2"])
        assert answered == [f"{text}·答" for text in asked]


async def test_two_workers_never_work_on_one_conversation_at_once(all_chats: list[Conversations]) -> None:
    chat = (await all_chats[0].open("web")).id
    for n in range(4):
        await all_chats[0].receive(chat, Incoming(f"{n}", text=f"问{n}"))

    claims = await asyncio.gather(*(chats.turns.claim(f"w{n}") for n, chats in enumerate(all_chats)))

    assert [turn.content.text for turn in claims if turn is not None] == ["问0"]


async def test_an_answer_stands_before_the_agent_joins_or_not_at_all(
    all_chats: list[Conversations], clock: FrozenClock
) -> None:
    """A worker thought dead commits while an agent accepts what its successor handed off."""
    for _ in range(10):
        chat = (await all_chats[0].open("web")).id
        await all_chats[0].receive(chat, Incoming("1", text="转人工"))
        late = await all_chats[1].turns.claim("w1")
        clock.advance(timedelta(seconds=31))
        successor = await all_chats[2].turns.claim("w2")
        assert late is not None and successor is not None

        async def accept(chats: Conversations, chat: str = chat) -> None:
            for _ in range(500):
                try:
                    return await chats.agents.accept(chat, "wang", "小王")
                except LostRace:
                    await asyncio.sleep(0.001)
            raise AssertionError("never queued")

        stands, refused, _ = await asyncio.gather(
            all_chats[2].turns.commit(successor, [Content("马上为您转接。")], handoff=HANDOFF),
            all_chats[1].turns.commit(late, [Content("迟到的回答")]),
            accept(all_chats[3]),
        )

        assert (stands, refused) == (True, False)
        senders = [(m.sender, m.content.text[:2]) for m in await all_chats[0].messages(chat)]
        assert [sender for sender, _ in senders] == [
            Sender.CUSTOMER,
            Sender.BOT,
            Sender.SYSTEM,
            Sender.SYSTEM,
        ]
        assert senders[1][1] == "马上" and senders[3][1] == "客服"


async def test_a_customer_who_stops_waiting_and_an_agent_who_accepts_never_both_win(
    all_chats: list[Conversations],
) -> None:
    for _ in range(10):
        chat = await queued(all_chats[0])

        _, accepted = await asyncio.gather(
            all_chats[1].receive(chat, Incoming("取消", payload="/queue_cancel")),
            all_chats[2].agents.accept(chat, "wang", "小王"),
            return_exceptions=True,
        )

        conversation = await all_chats[0].get(chat)
        targets = [event.target for event in await all_chats[0].agents.history(chat)]
        if accepted is None:
            assert (conversation.owner, conversation.agent) == (Owner.AGENT, "wang")
            assert targets == [Owner.QUEUE, Owner.AGENT]
        else:
            assert isinstance(accepted, LostRace)
            assert (conversation.owner, conversation.agent) == (Owner.BOT, None)
            assert targets == [Owner.QUEUE, Owner.BOT]


async def test_a_message_sent_while_the_hand_off_commits_is_neither_lost_nor_answered_by_the_bot(
    all_chats: list[Conversations],
) -> None:
    for _ in range(10):
        chat = (await all_chats[0].open("web")).id
        await all_chats[0].receive(chat, Incoming("1", text="转人工"))
        turn = await all_chats[1].turns.claim("w1")
        assert turn is not None

        await asyncio.gather(
            all_chats[1].turns.commit(turn, [Content("好的。")], handoff=HANDOFF),
            all_chats[2].receive(chat, Incoming("2", text="快一点")),
        )

        texts = [m.content.text for m in await all_chats[0].messages(chat) if m.sender is Sender.CUSTOMER]
        assert texts == ["转人工", "快一点"]
        assert await all_chats[3].turns.claim("w2") is None
        assert not (await all_chats[0].status(chat)).busy
