"""Chat tokens: who holds one has its conversation, nothing else. The database knows only their hash."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

from bot.http.errors import Unauthorized
from kernel.clock import Clock
from kernel.database import Base, UtcDateTime, readonly

_TOUCH_EVERY = timedelta(minutes=1)


class ChatTokenRow(Base):
    __tablename__ = "chat_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TokenExpired(Unauthorized):
    """The token was good and lay idle too long; the page begins a new conversation."""

    code = "token_expired"


def hashed(token: str) -> str:
    """A token has 256 random bits, so a plain hash cannot be guessed backwards."""
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()  # a header may hold any bytes


class ChatTokens:
    """Issues and checks tokens; an idle one dies after `idle`."""

    def __init__(self, engine: AsyncEngine, clock: Clock, idle: timedelta) -> None:
        self._engine = engine
        self._clock = clock
        self._idle = idle

    async def issue(self, conversation_id: str) -> str:
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(ChatTokenRow).values(
                    token_hash=hashed(token), conversation_id=conversation_id, issued_at=now, used_at=now
                )
            )
        return token

    async def conversation_of(self, token: str) -> str:
        """The conversation `token` opens, and the token is used; errors as `check`."""
        conversation_id, used_at = await self._find(token)
        now = self._clock.now()
        if now - used_at > _TOUCH_EVERY:
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(ChatTokenRow).where(ChatTokenRow.token_hash == hashed(token)).values(used_at=now)
                )
        return conversation_id

    async def check(self, token: str) -> None:
        """`Unauthorized` for an unknown token, `TokenExpired` for an idle one; looking is no use of it."""
        await self._find(token)

    async def _find(self, token: str) -> tuple[str, datetime]:
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(
                select(ChatTokenRow.conversation_id, ChatTokenRow.used_at).where(
                    ChatTokenRow.token_hash == hashed(token)
                )
            )
            row = found.one_or_none()
        if row is None:
            raise Unauthorized()
        if self._clock.now() - row.used_at > self._idle:
            raise TokenExpired()
        return row.conversation_id, row.used_at

    async def prune(self, older_than: timedelta) -> int:
        """Forget tokens that expired long ago; how many. Until then their holders read `token_expired`."""
        limit = self._clock.now() - self._idle - older_than
        async with self._engine.begin() as connection:
            gone = await connection.execute(delete(ChatTokenRow).where(ChatTokenRow.used_at < limit))
        return gone.rowcount


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """Nobody opens the conversation any more."""
    await connection.execute(delete(ChatTokenRow).where(ChatTokenRow.conversation_id == conversation_id))
