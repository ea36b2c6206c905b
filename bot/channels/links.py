"""Links that continue a messenger's conversation on the web page, where files of every kind and many at once can be sent.

A link is signed, good for ten minutes, and opens once: what is kept is the hash of each that was used. It can be made
without a look at the database, so a channel may put one into a message at the moment it sends it.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import ForeignKey, String, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.message import Content
from bot.http.errors import Unauthorized
from kernel.clock import Clock
from kernel.database import Base, UtcDateTime

LIVES = timedelta(minutes=10)
_UPLOAD = "照片可以直接发在这里。要传 PDF，或者一次传多张，点这个链接（10 分钟内有效，只能打开一次，请不要转发）：\n{url}"
_OPEN = "客服给您发了文件，点这个链接查看（10 分钟内有效，只能打开一次，请不要转发；过期了跟客服说一声再发）：\n{url}"
# conversation id, end in Unix seconds, what makes it one of many, signature
_ID, _END, _NONCE, _MAC = 16, 4, 8, 16
_BYTES = _ID + _END + _NONCE + _MAC


class Links(Protocol):
    """What a channel needs of this."""

    def url(self, conversation_id: str) -> str:
        """An address that opens the conversation on the web page, for `LIVES` and once; always of the same length."""
        ...


class LinkExpired(Unauthorized):
    """The link is over, was used, or is none of ours: which of these is not told."""

    code = "link_expired"


class UsedLinkRow(Base):
    __tablename__ = "used_chat_links"

    link_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ChatLinks:
    """Makes links and redeems them. `secret` signs; `page` is the chat page's address."""

    def __init__(self, engine: AsyncEngine, clock: Clock, secret: bytes, page: str) -> None:
        self._engine = engine
        self._clock = clock
        self._key = hmac.digest(secret, b"chat links", "sha256")
        self._page = page.rstrip("/")

    def url(self, conversation_id: str) -> str:
        # The fragment stays in the browser: no server or proxy writes it into a log.
        return f"{self._page}/#link={self._token(conversation_id)}"

    async def redeem(self, token: str) -> str:
        """The conversation the link opens, this once; `LinkExpired`."""
        conversation_id, ends_at = self._read(token)
        if self._clock.now() >= ends_at:
            raise LinkExpired()
        used = hashlib.sha256(token.encode()).hexdigest()
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(UsedLinkRow).values(
                        link_hash=used, conversation_id=conversation_id, ends_at=ends_at
                    )
                )
        except IntegrityError as error:
            # Used before, or its conversation was erased.
            raise LinkExpired() from error
        return conversation_id

    async def prune(self) -> int:
        """Forget used links that would be over anyway; how many."""
        async with self._engine.begin() as connection:
            over = await connection.execute(
                delete(UsedLinkRow).where(UsedLinkRow.ends_at <= self._clock.now())
            )
        return over.rowcount

    def _token(self, conversation_id: str) -> str:
        ends = int((self._clock.now() + LIVES).timestamp())
        body = bytes.fromhex(conversation_id) + ends.to_bytes(_END, "big") + secrets.token_bytes(_NONCE)
        return urlsafe_b64encode(body + self._signature(body)).decode().rstrip("=")

    def _read(self, token: str) -> tuple[str, datetime]:
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError as error:
            raise LinkExpired() from error
        body, signature = raw[:-_MAC], raw[-_MAC:]
        # One link has one spelling: another one of the same bytes would have another hash.
        spelled = urlsafe_b64encode(raw).decode().rstrip("=") == token
        if not hmac.compare_digest(signature, self._signature(body)) or len(raw) != _BYTES or not spelled:
            raise LinkExpired()
        ends = int.from_bytes(body[_ID : _ID + _END], "big")
        return body[:_ID].hex(), datetime.fromtimestamp(ends, UTC)

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:_MAC]


class PageLinks:
    """Says what the page is for: below a question for a file, that files can be sent there; below a file of an agent's,
    that it can be opened there.
    """

    def __init__(self, links: Links) -> None:
        self._links = links

    def __call__(self, conversation_id: str, contents: Sequence[Content]) -> Sequence[Content]:
        lines = {}
        for place, content in enumerate(contents):
            if content.attachment is not None:
                lines[place] = _OPEN
            elif (content.ask or {}).get("input") == "file":
                lines[place] = _UPLOAD
        if not lines:
            return contents
        # One link opens once, and shows all there is.
        place = max(lines)
        said = list(contents)
        line = lines[place].format(url=self._links.url(conversation_id))
        said[place] = replace(said[place], text=f"{said[place].text}\n\n{line}")
        return said


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """What is kept of the conversation here."""
    await connection.execute(delete(UsedLinkRow).where(UsedLinkRow.conversation_id == conversation_id))
