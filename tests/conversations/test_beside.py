"""Beside a conversation, on both databases: notes, joins, what is being written, how far the page is, search."""

import asyncio
from datetime import timedelta

import pytest

from bot.conversations.errors import IllegalTransition, NotJoined, NotOwner
from bot.conversations.joins import Mode
from bot.conversations.message import Content, Incoming
from bot.conversations.owner import Owner
from bot.conversations.reading import HowFar
from bot.conversations.service import Conversations
from bot.conversations.transcripts import Window
from bot.conversations.turns import Handoff
from kernel.clock import FrozenClock


async def waiting(chats: Conversations) -> str:
    conversation = await chats.open("web")
    await chats.receive(conversation.id, Incoming("1", "转人工"))
    turn = await chats.turns.claim("w")
    assert turn is not None and await chats.turns.commit(
        turn, [Content("好的")], handoff=Handoff("claims", "requested")
    )
    return conversation.id


@pytest.fixture
async def held(chats: Conversations) -> str:
    conversation_id = await waiting(chats)
    await chats.agents.accept(conversation_id, "wang", "王")
    return conversation_id


async def test_one_note_however_often_and_at_once_it_is_sent(chats: Conversations, held: str) -> None:
    notes = await asyncio.gather(*(chats.notes.add(held, "wang", "王", "核对材料", "n1") for _ in range(5)))

    assert len({note.id for note in notes}) == 1
    assert [note.text for note in await chats.notes.of(held)] == ["核对材料"]
    assert (await chats.notes.latest([held, "other"]))["other"] == 0


async def test_a_note_changes_nothing_of_the_conversation(
    chats: Conversations, held: str, clock: FrozenClock
) -> None:
    before = await chats.agents.get(held)
    clock.advance(timedelta(minutes=1))

    await chats.notes.add(held, "wang", "王", "核对材料", "n1")

    assert await chats.agents.get(held) == before


async def test_only_who_joined_to_whisper_whispers(chats: Conversations, held: str) -> None:
    with pytest.raises(NotJoined):
        await chats.notes.whisper(held, "chen", "陈", "先安抚", "w1")
    await chats.joins.whisper(held, "chen", "陈")
    await chats.notes.whisper(held, "chen", "陈", "先安抚", "w1")
    await chats.joins.barge_in(held, "chen", "陈", "王")
    with pytest.raises(NotJoined):
        await chats.notes.whisper(held, "chen", "陈", "我来", "w2")

    assert [note.text for note in await chats.notes.of(held)] == ["先安抚"]


async def test_of_two_supervisors_who_barge_in_at_once_each_takes_it_from_the_one_before(
    chats: Conversations, held: str
) -> None:
    await asyncio.gather(
        chats.joins.barge_in(held, "chen", "陈", None), chats.joins.barge_in(held, "zhao", "赵", None)
    )

    owner = (await chats.agents.get(held)).agent
    joined = {each.username: each.mode for each in (await chats.joins.of([held]))[held]}
    [other] = {"chen", "zhao"} - {owner}
    assert joined == {owner: Mode.BARGE_IN, other: Mode.LISTENER, "wang": Mode.LISTENER}


async def test_a_conversation_that_waits_is_accepted_not_barged_into(chats: Conversations) -> None:
    with pytest.raises(IllegalTransition):
        await chats.joins.barge_in(await waiting(chats), "chen", "陈", None)


async def test_nobody_is_joined_to_a_conversation_of_the_bots(chats: Conversations, held: str) -> None:
    await chats.joins.barge_in(held, "chen", "陈", None)

    await chats.agents.give_back(held, "chen", Owner.BOT)

    assert (await chats.joins.of([held]))[held] == []


async def test_what_is_written_replaces_what_was_and_is_over_after_ten_seconds(
    chats: Conversations, held: str, clock: FrozenClock
) -> None:
    await asyncio.gather(*(chats.typing.customer(held, "我") for _ in range(3)))
    await chats.typing.customer(held, "我想问")
    await chats.typing.agent(held, "wang", True)

    assert (await chats.typing.words([held]))[held].text == "我想问"
    assert await chats.typing.agent_writes(held)
    clock.advance(timedelta(seconds=10))
    await chats.typing.forget()
    assert await chats.typing.words([held]) == {} and not await chats.typing.agent_writes(held)
    with pytest.raises(NotOwner):
        await chats.typing.agent(held, "li", True)


async def test_the_page_goes_only_forward(chats: Conversations, held: str) -> None:
    last = (await chats.agents.get(held)).last_seq
    await asyncio.gather(*(chats.reading.mark(held, arrived=seq) for seq in (2, last, 1)))
    await chats.reading.mark(held, arrived=last)
    await chats.reading.mark(held, read=2)
    await chats.reading.mark(held, read=1)

    assert await chats.reading.of([held, "other"]) == {held: HowFar(last, 2)}


async def test_a_search_pages_through_messages_of_the_same_moment(
    chats: Conversations, held: str, clock: FrozenClock
) -> None:
    for number in range(10):
        await chats.receive(held, Incoming(f"s{number}", f"玻璃{number}"))
    other = await waiting(chats)
    for number in range(10):
        await chats.receive(other, Incoming(f"s{number}", f"玻璃{number}"))
    everything = Window(clock.now() - timedelta(days=1), clock.now() + timedelta(seconds=1))

    async def found(window: Window) -> list[tuple[str, int]]:
        seen, place = [], None
        while True:
            page = await chats.transcripts.search(
                lambda text: text.startswith("玻璃"), window, after=place, most_hits=3, most_searched=7
            )
            seen += [(hit.conversation_id, hit.message.seq) for hit in page.hits]
            place = page.rest
            if place is None:
                return seen

    both = await found(everything)
    assert len(both) == len(set(both)) == 20 and both == sorted(both, reverse=True)
    moment = (everything.since, everything.until)
    assert {each for each, _ in await found(Window(*moment, agent="wang"))} == {held}
    assert {each for each, _ in await found(Window(*moment, queue="claims"))} == {held, other}
    assert await found(Window(*moment, queue="sales")) == []
    assert {each for each, _ in await found(Window(*moment, seen_by="li"))} == {other}
    await chats.agents.close(held, "wang")
    assert {each for each, _ in await found(Window(*moment, seen_by="wang"))} == {held, other}
    assert {each for each, _ in await found(Window(*moment, conversations=[held]))} == {held}
