"""Pictures customers send: noted at once, fetched by their media id, and never lost without a word.

The platform keeps them for three days, so that one whose fetching failed, or was under way when the process ended,
is fetched later.
"""

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.channels.tencent.client import ApiClient
from bot.channels.tencent.errcodes import Action
from bot.channels.tencent.errors import ApiError, BadMedia
from bot.channels.wechat import wording
from bot.channels.wechat.models import PictureRow
from bot.conversations.message import Content, Incoming, MessageType
from bot.conversations.service import Conversations
from bot.http.errors import RequestError, TooLarge
from bot.http.uploads import AttachmentType
from kernel.clock import Clock
from kernel.database import readonly

log = structlog.get_logger("wechat")

MAX_ATTEMPTS = 6
LEASE = timedelta(seconds=90)  # longer than a download may take
KNOWN_FOR = timedelta(days=3)
_POLL_S = 1.0
_FORGET_EVERY = 3_600  # polls
_AT_ONCE = 20


class Pictures:
    """One account's pictures, through its client into the attachment folder and the conversation."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        client: ApiClient,
        folder: AttachmentFolder,
        conversations: Conversations,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._client = client
        self._folder = folder
        self._conversations = conversations
        self._fetching: set[asyncio.Task[bool]] = set()

    async def note(self, conversation_id: str, key: str, media_id: str) -> int | None:
        """The picture's number, for `start`; None where it is noted already."""
        values = {"conversation_id": conversation_id, "key": key, "media_id": media_id[:256]}
        try:
            async with self._engine.begin() as connection:
                row = await connection.execute(
                    insert(PictureRow).values(
                        **values, state="waiting", attempts=0, not_before=self._clock.now() + LEASE
                    )
                )
        except IntegrityError:
            return None
        number: int = row.inserted_primary_key[0]  # type: ignore[index]
        return number

    def start(self, number: int, reply_until: float) -> "asyncio.Task[bool]":
        """Fetch in the background what `note` numbered; whether the conversation has it by then.

        Answers are reserved for the reply to the push until `reply_until`, on the loop's clock.
        """
        task = asyncio.create_task(self._fetch(number, reply_until))
        self._fetching.add(task)
        task.add_done_callback(self._ended)
        return task

    async def run(self) -> None:
        """Fetch for ever what is still waiting, and forget what was long ago."""
        for look in count():
            try:
                if look % _FORGET_EVERY == 0:
                    await self._forget_old()
                for number in await self._due():
                    await self._fetch(number)
            except Exception:
                log.exception("wechat_pictures_failed")
            await asyncio.sleep(_POLL_S)

    async def close(self) -> None:
        """End what is under way; it is fetched after the next start."""
        for task in self._fetching:
            task.cancel()
        await asyncio.gather(*self._fetching, return_exceptions=True)

    def _ended(self, task: "asyncio.Task[bool]") -> None:
        self._fetching.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Still waiting in the table, so fetched once its lease is over.
            log.error("wechat_picture_interrupted", error=type(error).__name__)

    async def _due(self) -> list[int]:
        """Numbers that are this process's for `LEASE`."""
        now = self._clock.now()
        due = (PictureRow.state == "waiting", PictureRow.not_before <= now)
        first = select(PictureRow.id).where(*due).order_by(PictureRow.id).limit(_AT_ONCE)
        async with readonly(self._engine).connect() as connection:
            if (await connection.execute(first.limit(1))).first() is None:
                return []
        async with self._engine.begin() as connection:
            found = await connection.execute(first.with_for_update(skip_locked=True))
            numbers = list(found.scalars())
            await connection.execute(
                update(PictureRow).where(PictureRow.id.in_(numbers)).values(not_before=now + LEASE)
            )
        return numbers

    async def _forget_old(self) -> None:
        """No push is repeated after so long."""
        old = (PictureRow.state != "waiting", PictureRow.not_before < self._clock.now() - KNOWN_FOR)
        async with self._engine.begin() as connection:
            await connection.execute(delete(PictureRow).where(*old))

    async def _fetch(self, number: int, reply_until: float = 0.0) -> bool:
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(select(PictureRow.__table__).where(PictureRow.id == number))
            row = found.one_or_none()
        if row is None:  # erased meanwhile
            return False
        try:
            await self._receive(row.conversation_id, row.key, row.media_id, reply_until)
        except Exception as error:
            return await self._failed(row, error, reply_until)
        await self._change(number, state="done")
        return True

    async def _receive(self, conversation_id: str, key: str, media_id: str, reply_until: float) -> None:
        stored = await self._folder.store("", self._client.download(media_id))
        try:
            attachment_id = await self._conversations.add_attachment(
                conversation_id, stored.name, stored.media_type, stored.size, stored.path
            )
        except BaseException:
            self._folder.discard(stored)
            raise
        await self._conversations.receive(
            conversation_id, Incoming(key, attachment_id=attachment_id), reply_within=time_left(reply_until)
        )

    async def _failed(self, row: Any, error: Exception, reply_until: float) -> bool:
        """Try again later, or tell the customer: whether they have been told."""
        words, attempts = _hopeless(error), row.attempts + 1
        code = getattr(error, "code", type(error).__name__)
        log.warning("wechat_picture_failed", conversation=row.conversation_id, attempts=attempts, error=code)
        if words is None and attempts < MAX_ATTEMPTS:
            again = self._clock.now() + timedelta(seconds=2**attempts)
            await self._change(row.id, attempts=attempts, not_before=again)
            return False
        await self._conversations.asides.say(
            row.conversation_id,
            f"{row.key}-lost",
            Content(words or wording.PICTURE_LOST, MessageType.NOTICE),
            heard=wording.PICTURE_HEARD,
            reply_within=time_left(reply_until),
            to_anybody=True,
        )
        await self._change(row.id, state="lost", attempts=attempts)
        return True

    async def _change(self, number: int, **values: object) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(update(PictureRow).where(PictureRow.id == number).values(values))


def time_left(reply_until: float) -> timedelta | None:
    """Until the reply has to be out, on the loop's clock; None when it is over."""
    left = reply_until - asyncio.get_running_loop().time()
    return timedelta(seconds=left) if left > 0 else None


def _hopeless(error: Exception) -> str | None:
    """What to tell the customer where another try would change nothing."""
    if isinstance(error, AttachmentType):
        return wording.PICTURE_KIND
    if isinstance(error, TooLarge) or (
        isinstance(error, BadMedia) and error.data.get("reason") == "too_large"
    ):
        return wording.PICTURE_LARGE
    gone = isinstance(error, ApiError) and error.action in (Action.REUPLOAD, Action.BAD_MEDIA)
    if gone or isinstance(error, BadMedia | RequestError):
        return wording.PICTURE_LOST
    return None
