"""All that is encrypted gets under the newest key, beside writers, and also where the rotation was killed."""

import asyncio
import sys
from collections import Counter

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Incoming
from bot.conversations.models import MessageRow
from bot.conversations.service import Conversations
from insurance.services.audit import AuditService
from insurance.store.customers import CustomerRow
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring, Undecryptable
from kernel.rotation import Standing, check, rotate
from kernel.signals import LocalSignals
from tests.rotation.rows import ENCRYPTED, NEW, OLD, TABLES, fill, opened, words

BEFORE, BOTH, AFTER = Keyring([OLD]), Keyring([NEW, OLD]), Keyring([NEW])


async def test_every_value_of_every_table_opens_without_the_old_key(engine: AsyncEngine) -> None:
    await fill(engine, BEFORE, 5)
    with pytest.raises(Undecryptable):
        await opened(engine, AFTER)

    done = await rotate(engine, BOTH, TABLES, batch=2)

    assert {name: (each.seen, each.rewritten) for name, each in done.items()} == dict.fromkeys(
        ENCRYPTED, (5, 5)
    )
    assert await opened(engine, AFTER) == {
        f"{table}.{column}": [words(table, column, number) for number in range(1, 6)]
        for table, columns in ENCRYPTED.items()
        for column in columns
    }
    again = await rotate(engine, BOTH, TABLES)
    assert sum(each.rewritten for each in again.values()) == 0


async def test_customers_are_found_by_the_new_keys_digests(engine: AsyncEngine) -> None:
    await fill(engine, BEFORE, 3)

    await rotate(engine, BOTH, TABLES)

    async with engine.connect() as connection:
        found = await connection.execute(
            select(CustomerRow.phone_digest, CustomerRow.id_number_digest).order_by(CustomerRow.customer_no)
        )
        assert [tuple(row) for row in found] == [
            (AFTER.index(f"1990000{number:04}", "phone"), AFTER.index(f"ID{number:04}", "id_number"))
            for number in (1, 2, 3)
        ]


async def test_a_check_tells_what_is_under_which_key_and_changes_nothing(engine: AsyncEngine) -> None:
    await fill(engine, BEFORE, 3)
    async with engine.begin() as connection:
        await connection.execute(
            update(MessageRow).where(MessageRow.seq == 2).values(body=AFTER.encrypt_json("新"))
        )

    first, second = await check(engine, BOTH, TABLES), await check(engine, BOTH, TABLES)

    assert first == second and first.keys() == ENCRYPTED.keys()
    assert first["messages"] == Standing(3, Counter({1: 2, 0: 1}), 0)
    assert (await check(engine, AFTER, TABLES))["messages"] == Standing(3, Counter({0: 1}), 2)


async def test_what_no_key_opens_is_counted_and_left_and_the_rest_is_rotated(engine: AsyncEngine) -> None:
    await fill(engine, BEFORE, 3)
    lost = Keyring([b"l" * 32]).encrypt_json("谁也打不开")
    async with engine.begin() as connection:
        await connection.execute(update(MessageRow).where(MessageRow.seq == 2).values(body=lost))
        await connection.execute(
            update(CustomerRow).where(CustomerRow.customer_no == "customer_no2").values(personal=lost)
        )

    done = await rotate(engine, BOTH, TABLES)

    assert (done["messages"].rewritten, done["messages"].unreadable) == (2, 1)
    assert (done["customers"].rewritten, done["customers"].unreadable) == (2, 1)
    found = await check(engine, AFTER, TABLES)
    assert {name for name, each in found.items() if each.unreadable} == {"messages", "customers"}
    async with engine.connect() as connection:
        assert await connection.scalar(select(MessageRow.body).where(MessageRow.seq == 2)) == lost


async def test_a_killed_rotation_leaves_all_readable_and_is_begun_again(engine: AsyncEngine) -> None:
    await fill(engine, BEFORE, 20)
    expected = await opened(engine, BEFORE)
    url = engine.url.render_as_string(hide_password=False).replace("+aiosqlite", "").replace("+asyncpg", "")

    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.rotation.die", url)
    assert await process.wait() == -9

    halfway = sum((each.under for each in (await check(engine, BOTH, TABLES)).values()), Counter())
    assert halfway[0] == 4 * 7 - 1 and halfway[1] == 20 * len(ENCRYPTED) - halfway[0]
    assert await opened(engine, BOTH) == expected
    await rotate(engine, BOTH, TABLES)
    assert await opened(engine, AFTER) == expected


async def test_whoever_holds_a_row_is_not_waited_for_and_wins(engine: AsyncEngine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("on SQLite a writer holds everything, and a rotation waits for its place as all do")
    await fill(engine, BEFORE, 5)
    async with engine.connect() as writer:
        await writer.execute(
            update(MessageRow).where(MessageRow.seq == 3).values(body=BOTH.encrypt_json("刚写的"))
        )
        done = await rotate(engine, BOTH, TABLES)
        await writer.commit()

    assert (done["messages"].rewritten, done["messages"].held) == (4, 1)
    assert (await rotate(engine, BOTH, TABLES))["messages"].rewritten == 0
    assert (await opened(engine, AFTER))["messages.body"][2] == "刚写的"


async def test_beside_writers_nothing_is_lost_doubled_or_set_back(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    """Customers write and change what they rated, agents note, a conversation is erased, and all of it is rotated meanwhile.
    One process encrypts under the new key already and one does not yet, so that there is always something to rotate.
    """
    late, early, after = (
        Conversations(engine, Keyring(keys), clock, LocalSignals())
        for keys in ([OLD, NEW], [NEW, OLD], [NEW])
    )
    chats = [(await late.open("web")).id for _ in range(6)]
    said: dict[str, list[str]] = {chat: [] for chat in chats}
    gone = chats[0]
    for number in range(8):
        await late.receive(gone, Incoming(f"{number}", text="忘掉我"))

    async def write(chat: str) -> None:
        for number in range(40):
            process, text = (early if number % 3 else late), f"{chat} {number}"
            await process.receive(chat, Incoming(text, text=text))
            await process.rate(chat, 5, comment=text)
            await process.notes.add(chat, "lili", "李丽", text, text)
            said[chat].append(text)
            rating = await early.rating(chat)
            assert rating is not None and rating.comment == text

    writing = asyncio.gather(early.erase(gone), *(write(chat) for chat in chats[1:]))
    rewritten = 0
    while not writing.done():
        rewritten += sum(each.rewritten for each in (await rotate(engine, BOTH, TABLES, batch=4)).values())
    await writing
    await rotate(engine, BOTH, TABLES)

    assert rewritten > 20
    for chat in chats[1:]:
        assert [message.content.text for message in await after.messages(chat)] == said[chat]
        assert [note.text for note in await after.notes.of(chat)] == said[chat]
        rating = await after.rating(chat)
        assert rating is not None and rating.comment == said[chat][-1]
    found = await check(engine, AFTER, TABLES)
    assert (found["messages"].seen, found["ratings"].seen) == (5 * 40, 5)
    assert not any(each.unreadable for each in found.values())


async def test_the_audit_chain_stays_whole(engine: AsyncEngine, clock: FrozenClock) -> None:
    for number in range(4):
        await AuditService(SqlStore(engine, BEFORE), clock).record("lili", "customer.viewed", f"C{number}")

    await rotate(engine, BOTH, TABLES)

    trail = AuditService(SqlStore(engine, AFTER), clock)
    await trail.record("lili", "customer.viewed", "C9")
    told = await trail.verify()
    assert (told.entries, told.broken_at) == (5, None)
