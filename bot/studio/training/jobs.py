"""Training jobs: asked for, one at a time over all gateways, and what came of them.

A gateway that runs a job holds a lease and renews it; one that dies lets it run out, and the job is begun anew, once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.studio.errors import TrainingJobNotFound, TrainingJobOver, TrainingRuns
from bot.studio.training.models import TrainingJobRow
from bot.studio.training.order import Stage
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly

State = Literal["waiting", "running", "done", "failed", "cancelled"]
LEASE = timedelta(seconds=15)
MAX_ATTEMPTS = 2
_MOST_LINES = 200
_TABLE = TrainingJobRow.__table__


@dataclass(frozen=True)
class Job:
    """`progress` 0–1 over all stages; `log` the newest lines; `error` a code, with `details` a line each."""

    id: str
    state: State
    stage: Stage | None
    progress: float
    by: str
    commit: str
    note: str
    cross_validate: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    model: str | None
    gate: str | None
    error: str | None
    details: Sequence[str]
    log: Sequence[str]
    seconds: Mapping[str, float]
    attempt: int


class TrainingJobs:
    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock

    async def ask(self, by: str, commit: str, *, cross_validate: bool = False, note: str = "") -> Job:
        """A job for a commit; the one that is open for it already, if there is one.

        `TrainingRuns` where that one runs without the cross-validation that is asked for.
        """
        id = uuid4().hex
        values = {
            "id": id,
            "state": "waiting",
            "progress": 0.0,
            "by": by,
            "commit": commit,
            "note": self._keyring.encrypt(note),
            "cross_validate": cross_validate,
            "created_at": self._clock.now(),
            "details": self._keyring.encrypt_json([]),
            "log": self._keyring.encrypt_json([]),
            "seconds": "{}",
            "cancel": False,
            "attempt": 0,
            "open_commit": commit,
        }
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(TrainingJobRow).values(values))
        except IntegrityError:
            # None: it ended in this moment.
            joined = await self._join(commit, cross_validate)
            return joined or await self.ask(by, commit, cross_validate=cross_validate, note=note)
        return await self.get(id)

    async def _join(self, commit: str, cross_validate: bool) -> Job | None:
        async with self._engine.begin() as connection:
            mine = TrainingJobRow.open_commit == commit
            if cross_validate:
                await connection.execute(
                    update(TrainingJobRow)
                    .where(mine, TrainingJobRow.state == "waiting")
                    .values(cross_validate=True)
                )
            row = (await connection.execute(select(_TABLE).where(mine))).mappings().one_or_none()
        if row is not None and cross_validate and not row["cross_validate"]:
            raise TrainingRuns(job=row["id"])
        return self._job(row) if row is not None else None

    async def get(self, id: str) -> Job:
        """`TrainingJobNotFound`."""
        async with readonly(self._engine).connect() as connection:
            return self._job(await _row(connection, id))

    async def all(self, limit: int = 50) -> list[Job]:
        """Newest first."""
        query = select(_TABLE).order_by(TrainingJobRow.no.desc()).limit(limit)
        async with readonly(self._engine).connect() as connection:
            return [self._job(row) for row in (await connection.execute(query)).mappings()]

    async def last_seconds(self) -> Mapping[str, float]:
        """How long each stage took in the job that ended well last; empty where none has."""
        query = (
            select(TrainingJobRow.seconds)
            .where(TrainingJobRow.state == "done")
            .order_by(TrainingJobRow.no.desc())
            .limit(1)
        )
        async with readonly(self._engine).connect() as connection:
            return dict(json.loads(await connection.scalar(query) or "{}"))

    async def cancel(self, id: str) -> Job:
        """A waiting job ends at once, a running one when its gateway has stopped it. `TrainingJobOver`, `TrainingJobNotFound`."""
        async with self._engine.begin() as connection:
            waiting = await connection.execute(
                update(TrainingJobRow)
                .where(TrainingJobRow.id == id, TrainingJobRow.state == "waiting")
                .values(state="cancelled", ended_at=self._clock.now(), open_commit=None)
            )
            if not waiting.rowcount:
                row = await _row(connection, id)
                if row["state"] != "running":
                    raise TrainingJobOver(state=row["state"])
                await connection.execute(
                    update(TrainingJobRow).where(TrainingJobRow.id == id).values(cancel=True)
                )
        return await self.get(id)

    async def claim(self) -> Job | None:
        """The oldest waiting job, now running and ours; None where none waits or another one runs."""
        oldest = select(_TABLE).where(TrainingJobRow.state == "waiting").order_by(TrainingJobRow.no).limit(1)
        async with readonly(self._engine).connect() as connection:
            if (await connection.execute(oldest)).first() is None:
                return None
        try:
            async with self._engine.begin() as connection:
                row = (await connection.execute(oldest)).mappings().one_or_none()
                if row is None:
                    return None
                now = self._clock.now()
                claimed = await connection.execute(
                    update(TrainingJobRow)
                    .where(TrainingJobRow.id == row["id"], TrainingJobRow.state == "waiting")
                    .values(
                        state="running",
                        stage="export",
                        slot=1,
                        attempt=row["attempt"] + 1,
                        lease_until=now + LEASE,
                        started_at=now,
                        progress=0.0,
                    )
                )
                if not claimed.rowcount:
                    return None
                return self._job(await _row(connection, row["id"]))
        except IntegrityError:  # the slot is taken
            return None

    async def keep(
        self, job: Job, stage: Stage, progress: float, log: Sequence[str]
    ) -> Literal["go", "cancel", "lost"]:
        """Renew the lease and show how far it is; what to do then. `log` replaces the lines so far."""
        async with self._engine.begin() as connection:
            kept = await connection.execute(
                update(TrainingJobRow)
                .where(*_ours(job))
                .values(
                    stage=stage,
                    progress=progress,
                    log=self._keyring.encrypt_json(list(log[-_MOST_LINES:])),
                    lease_until=self._clock.now() + LEASE,
                )
            )
            if not kept.rowcount:
                return "lost"
            return "cancel" if (await _row(connection, job.id))["cancel"] else "go"

    async def finish(
        self,
        job: Job,
        state: Literal["done", "failed", "cancelled"],
        *,
        log: Sequence[str] = (),
        model: str | None = None,
        gate: str | None = None,
        error: str | None = None,
        details: Sequence[str] = (),
        seconds: Mapping[str, float] | None = None,
    ) -> bool:
        """Whether it was still ours to end."""
        values: dict[str, Any] = {
            "state": state,
            "ended_at": self._clock.now(),
            "log": self._keyring.encrypt_json(list(log[-_MOST_LINES:])),
            "model": model,
            "gate": gate,
            "error": error,
            "details": self._keyring.encrypt_json(list(details)),
            "seconds": json.dumps(dict(seconds or {})),
            "slot": None,
            "open_commit": None,
        }
        if state == "done":
            values |= {"progress": 1.0, "stage": None}
        async with self._engine.begin() as connection:
            return bool(
                (await connection.execute(update(TrainingJobRow).where(*_ours(job)).values(values))).rowcount
            )

    async def give_back(self, job: Job) -> None:
        """Its gateway stops in order: it waits again, as if it had not begun."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(TrainingJobRow)
                .where(*_ours(job), TrainingJobRow.cancel.is_(False))
                .values(state="waiting", slot=None, stage=None, progress=0.0, attempt=job.attempt - 1)
            )

    async def take_back(self) -> list[str]:
        """Jobs whose gateway is gone wait again, or fail where that happened before; their ids."""
        now = self._clock.now()
        lost = select(_TABLE).where(TrainingJobRow.state == "running", TrainingJobRow.lease_until < now)
        async with readonly(self._engine).connect() as connection:
            if (await connection.execute(lost)).first() is None:
                return []
        async with self._engine.begin() as connection:
            rows = (await connection.execute(lost)).mappings().all()
            for row in rows:
                values: dict[str, Any] = {"state": "waiting", "slot": None, "stage": None, "progress": 0.0}
                if row["cancel"]:
                    values |= {"state": "cancelled", "ended_at": now, "open_commit": None}
                elif row["attempt"] >= MAX_ATTEMPTS:
                    values |= {"state": "failed", "error": "training_interrupted"}
                    values |= {"ended_at": now, "open_commit": None}
                await connection.execute(
                    update(TrainingJobRow)
                    .where(TrainingJobRow.no == row["no"], TrainingJobRow.lease_until < now)
                    .values(values)
                )
        return [row["id"] for row in rows]

    def _job(self, row: RowMapping) -> Job:
        return Job(
            id=row["id"],
            state=row["state"],
            stage=row["stage"],
            progress=row["progress"],
            by=row["by"],
            commit=row["commit"],
            note=self._keyring.decrypt(row["note"]),
            cross_validate=row["cross_validate"],
            created_at=row["created_at"],
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            model=row["model"],
            gate=row["gate"],
            error=row["error"],
            details=self._keyring.decrypt_json(row["details"]),
            log=self._keyring.decrypt_json(row["log"]),
            seconds=json.loads(row["seconds"]),
            attempt=row["attempt"],
        )


def _ours(job: Job) -> tuple[Any, ...]:
    return (
        TrainingJobRow.id == job.id,
        TrainingJobRow.attempt == job.attempt,
        TrainingJobRow.state == "running",
    )


async def _row(connection: AsyncConnection, id: str) -> RowMapping:
    row = (await connection.execute(select(_TABLE).where(TrainingJobRow.id == id))).mappings().one_or_none()
    if row is None:
        raise TrainingJobNotFound()
    return row
