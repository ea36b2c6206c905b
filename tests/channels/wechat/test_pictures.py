"""Pictures on their way in, with several processes at work, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.channels.tencent.client import ApiClient
from bot.channels.tencent.errors import OutcomeUnknown
from bot.channels.wechat import wording
from bot.channels.wechat.models import PictureRow
from bot.channels.wechat.pictures import KNOWN_FOR, LEASE, MAX_ATTEMPTS, Pictures
from bot.conversations.message import MessageType
from bot.conversations.service import Conversations
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.gateway_fixtures import PNG


class Platform:
    """Gives every picture, or fails every time."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.away = False

    async def download(self, media_id: str) -> AsyncIterator[bytes]:
        self.asked.append(media_id)
        if self.away:
            raise OutcomeUnknown(endpoint="/cgi-bin/media/get", reason="http_502")
        yield PNG


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def conversations(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock) -> Conversations:
    return Conversations(engine, keyring, clock, LocalSignals())


@pytest.fixture
async def conversation_id(conversations: Conversations) -> str:
    return (await conversations.open("wechat", external_id="default:oCustomer")).id


@pytest.fixture
def pictures(
    engine: AsyncEngine, clock: FrozenClock, platform: Platform, conversations: Conversations, tmp_path: Path
) -> Pictures:
    client = cast(ApiClient, platform)
    return Pictures(engine, clock, client, AttachmentFolder(tmp_path), conversations)


async def let_run(*pictures: Pictures, seconds: float = 0.5) -> None:
    """As so many processes do, for a while."""
    tasks = [asyncio.create_task(each.run()) for each in pictures]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_picture_is_noted_once(pictures: Pictures, conversation_id: str) -> None:
    assert await pictures.note(conversation_id, "wx-1", "m") is not None
    assert await pictures.note(conversation_id, "wx-1", "m") is None


async def test_one_left_behind_is_fetched_by_one_process(
    pictures: Pictures,
    platform: Platform,
    conversations: Conversations,
    conversation_id: str,
    clock: FrozenClock,
) -> None:
    await pictures.note(conversation_id, "wx-1", "m")
    await let_run(pictures)
    assert platform.asked == []  # whoever noted it may still be at it

    clock.advance(LEASE)
    await let_run(pictures, pictures, pictures)

    said = await conversations.messages(conversation_id)
    assert platform.asked == ["m"] and [each.content.type for each in said] == [MessageType.ATTACHMENT]


async def test_one_that_never_comes_is_asked_for_again(
    pictures: Pictures,
    platform: Platform,
    conversations: Conversations,
    conversation_id: str,
    clock: FrozenClock,
) -> None:
    platform.away = True
    await pictures.note(conversation_id, "wx-1", "m")
    running = asyncio.create_task(pictures.run())
    async with asyncio.timeout(20):
        while len(platform.asked) < MAX_ATTEMPTS:
            clock.advance(LEASE)
            await asyncio.sleep(0.1)
    for _ in range(3):  # looks at the table about once a second
        clock.advance(LEASE)
        await asyncio.sleep(0.7)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    said = await conversations.messages(conversation_id)
    assert len(platform.asked) == MAX_ATTEMPTS
    assert [each.content.text for each in said] == [wording.PICTURE_HEARD, wording.PICTURE_LOST]


async def test_what_was_fetched_long_ago_is_forgotten(
    pictures: Pictures, engine: AsyncEngine, conversation_id: str, clock: FrozenClock
) -> None:
    number = await pictures.note(conversation_id, "wx-1", "m")
    assert number is not None and await pictures.start(number, 0.0)
    await pictures.note(conversation_id, "wx-2", "n")
    clock.advance(KNOWN_FOR + LEASE + timedelta(seconds=1))
    await let_run(pictures, seconds=0.2)

    async with engine.connect() as connection:
        assert list((await connection.execute(select(PictureRow.key))).scalars()) == ["wx-2"]
