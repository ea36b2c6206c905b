"""What two models made of the same turns, and how conversations went with each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.release.models import ShadowTurnRow
from kernel.crypto import Keyring
from kernel.database import readonly


@dataclass(frozen=True)
class ShadowTurn:
    """`live`, `candidate`: `intent`, `topic`, `action`, `answer`; the text as it was said."""

    conversation_id: str
    seq: int
    at: datetime
    against: str
    text: str
    live: dict[str, Any]
    candidate: dict[str, Any]


class Comparisons:
    """Turns that a model in shadow understood beside the one that answered; encrypted, for they hold people's words."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    async def add(
        self,
        model: str,
        against: str,
        conversation_id: str,
        seq: int,
        at: datetime,
        text: str,
        live: dict[str, Any],
        candidate: dict[str, Any],
    ) -> None:
        mine = (
            ShadowTurnRow.model == model,
            ShadowTurnRow.conversation_id == conversation_id,
            ShadowTurnRow.seq == seq,
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(ShadowTurnRow).where(*mine))
            await connection.execute(
                insert(ShadowTurnRow).values(
                    model=model,
                    conversation_id=conversation_id,
                    seq=seq,
                    against=against,
                    at=at,
                    same=live == candidate,
                    body=self._keyring.encrypt_json({"text": text, "live": live, "candidate": candidate}),
                )
            )

    async def counts(self, model: str) -> tuple[int, int]:
        """Turns compared, and those of them both read and answer alike."""
        query = (
            select(ShadowTurnRow.same, func.count())
            .where(ShadowTurnRow.model == model)
            .group_by(ShadowTurnRow.same)
        )
        async with readonly(self._engine).connect() as connection:
            found = {bool(same): int(count) for same, count in await connection.execute(query)}
        return sum(found.values()), found.get(True, 0)

    async def differing(self, model: str, limit: int = 50) -> list[ShadowTurn]:
        """Newest first."""
        query = (
            select(ShadowTurnRow.__table__)
            .where(ShadowTurnRow.model == model, ShadowTurnRow.same.is_(False))
            .order_by(ShadowTurnRow.at.desc(), ShadowTurnRow.conversation_id, ShadowTurnRow.seq.desc())
            .limit(limit)
        )
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(query)
            return [
                ShadowTurn(
                    row.conversation_id,
                    row.seq,
                    row.at,
                    row.against,
                    **self._keyring.decrypt_json(row.body),
                )
                for row in rows
            ]


async def erase(connection: AsyncConnection, conversation_id: str) -> None:
    """Nothing is left of the conversation."""
    await connection.execute(delete(ShadowTurnRow).where(ShadowTurnRow.conversation_id == conversation_id))
