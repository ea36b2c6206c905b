"""What `/metrics` tells: this process's requests, and the house as the database knows it.

Workers are processes of their own, killed and born again. Their figures are read from what they committed, not from their
memory: nothing stale stays behind a dead one, none is lost with it, and no worker needs a port.
"""

import asyncio
from collections import Counter as Counted
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.deliveries import DeliveryState
from bot.conversations.models import ConversationRow, DeliveryRow, MessageRow, TurnRow, WorkerRow
from bot.conversations.owner import Owner
from bot.conversations.turns import WORKER_LOST_AFTER
from bot.desk.routing.routing import QUEUES
from bot.outreach.ledger import State as OutreachState
from bot.outreach.manners import Manners
from bot.outreach.models import OutgoingRow
from bot.release.releases import Releases
from bot.staff.models import PresenceRow
from bot.staff.presence import GONE_AFTER
from bot.staff.presence import State as PresenceState
from kernel.clock import Clock, local
from kernel.database import readonly
from kernel.schedule import LeaseRow

# However many ask, the database is asked this often.
FRESH_FOR = timedelta(seconds=10)
RECENT = timedelta(minutes=5)
_DAY = timedelta(days=1)
# The newest by key, so that a long history costs nothing; a busier house sees fewer than five minutes of it.
_TURNS = 2_000


class Metrics:
    """One registry per application, so that tests may build several."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "baowen_http_requests", "HTTP requests", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "baowen_http_request_seconds",
            "Time to answer, without polls and sockets",
            ("route",),
            registry=self.registry,
        )
        self.sockets = self._gauge("baowen_websockets", "Open WebSockets")
        self.calendar = self._gauge(
            "baowen_working_calendar_days",
            "Days ahead whose working days are known; from 0 on complaint clocks count natural days alone",
        )
        self.documents = Counter(
            "baowen_documents_read",
            "Tries at reading documents handed in",
            ("state",),
            registry=self.registry,
        )
        self.deliveries = Counter(
            "baowen_deliveries",
            "Tries to deliver what was said, by how they ended; `retried`: another one follows",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self.jobs = Counter(
            "baowen_jobs",
            "What comes round again, by how it ended",
            ("job", "outcome"),
            registry=self.registry,
        )
        self.job_seconds = self._gauge("baowen_job_seconds", "How long its last run took", "job")
        self.job_done_at = self._gauge(
            "baowen_job_done_timestamp_seconds", "When it last ended well, in the process that leads", "job"
        )
        self.audit_broken = self._gauge(
            "baowen_audit_chain_broken", "1 where the leader found the audit trail changed; looked at daily"
        )
        self.pool = self._gauge("baowen_database_connections_in_use", "Of this process's pool")

        self.workers = self._gauge("baowen_workers_ready", "Workers with a loaded model")
        self.pending = self._gauge("baowen_turns_pending", "Customer messages the bot owes an answer")
        self.pending_age = self._gauge("baowen_turns_oldest_seconds", "Age of the oldest of them, 0 for none")
        self.dead = self._gauge("baowen_turns_dead", "Turns given up, since the beginning")
        self.turns = self._gauge(
            "baowen_turns_recent",
            "Turns answered in the last five minutes, by living worker; `gone`: the others",
            "worker",
        )
        self.latency = self._gauge(
            "baowen_turn_latency_seconds", "From receipt to commit, in the last five minutes", "quantile"
        )
        self.queue = self._gauge("baowen_queue_length", "Conversations waiting for a person")
        self.waiting = self._gauge("baowen_queue_waiting", "The same by queue", "queue")
        self.longest = self._gauge("baowen_queue_longest_wait_seconds", "The longest wait of them", "queue")
        self.agents = self._gauge("baowen_agents_ready", "Agents at the desk who take conversations")
        self.undelivered = self._gauge("baowen_undelivered", "Messages on their way to a channel", "channel")
        self.undelivered_age = self._gauge(
            "baowen_undelivered_oldest_seconds", "Age of the oldest of them", "channel"
        )
        self.planned = self._gauge("baowen_outreach_planned", "Messages still to go out", "kind")
        self.sent = self._gauge("baowen_outreach_sent", "Went out in the last day", "kind")
        self.skipped = self._gauge(
            "baowen_outreach_skipped", "Set aside, of those whose time came in the last day", "kind", "reason"
        )
        self.overdue = self._gauge(
            "baowen_outreach_overdue_seconds",
            "How long the oldest due message could have gone out; 0 outside the sending hours",
        )
        self.leader = self._gauge("baowen_schedule_leader", "1 while a process does what comes round again")
        self.model_age = self._gauge("baowen_live_model_age_seconds", "Since the live model was trained")

    def delivered(self, channel: str, outcome: str) -> None:
        """A try of the outbox ended so."""
        self.deliveries.labels(channel, outcome).inc()

    def job_ended(self, name: str, seconds: float, done: bool) -> None:
        """A run of a job of the schedule took so long, and failed unless `done`."""
        self.jobs.labels(name, "done" if done else "failed").inc()
        self.job_seconds.labels(name).set(seconds)
        if done:
            self.job_done_at.labels(name).set_to_current_time()

    def _gauge(self, name: str, documentation: str, *labels: str) -> Gauge:
        return Gauge(name, documentation, labels, registry=self.registry)


class House:
    """Reads the figures of `Metrics` from the database, at most every `FRESH_FOR`."""

    def __init__(
        self, metrics: Metrics, engine: AsyncEngine, clock: Clock, manners: Manners, releases: Releases
    ) -> None:
        self._metrics = metrics
        self._reading = readonly(engine)
        self._clock = clock
        self._manners = manners
        self._releases = releases
        self._alone = asyncio.Lock()
        self._read_at: datetime | None = None
        pool: Any = engine.pool
        metrics.pool.set_function(lambda: pool.checkedout() if hasattr(pool, "checkedout") else 0)

    async def look(self) -> None:
        """Errors of the database are raised; the next one asks again."""
        async with self._alone:
            now = self._clock.now()
            if self._read_at is not None and now - self._read_at < FRESH_FOR:
                return
            async with self._reading.connect() as connection:
                for read in (self._turns, self._recent, self._desk, self._channels, self._outreach):
                    await read(connection, now)
                leading = select(func.count()).select_from(LeaseRow).where(LeaseRow.until > now)
                self._metrics.leader.set(min(1, await connection.scalar(leading) or 0))
            await self._model(now)
            self._read_at = now

    async def _turns(self, connection: AsyncConnection, now: datetime) -> None:
        query = select(func.count(), func.min(TurnRow.created_at)).where(TurnRow.state == "pending")
        count, oldest = (await connection.execute(query)).one()
        self._metrics.pending.set(count)
        self._metrics.pending_age.set(_age(now, oldest))
        dead = select(func.count()).select_from(TurnRow).where(TurnRow.state == "dead")
        self._metrics.dead.set(await connection.scalar(dead) or 0)

    async def _recent(self, connection: AsyncConnection, now: datetime) -> None:
        alive = select(WorkerRow.id, WorkerRow.model).where(WorkerRow.at >= now - WORKER_LOST_AFTER)
        workers = {row.id: row.model for row in await connection.execute(alive)}
        self._metrics.workers.set(sum(model is not None for model in workers.values()))
        newest = (
            select(TurnRow.state, TurnRow.worker, TurnRow.created_at, TurnRow.ended_at)
            .order_by(TurnRow.id.desc())
            .limit(_TURNS)
        )
        done = [
            row
            for row in await connection.execute(newest)
            if row.state == "done" and row.ended_at is not None and row.ended_at >= now - RECENT
        ]
        counts = Counted(row.worker if row.worker in workers else "gone" for row in done)
        self._metrics.turns.clear()
        for worker in (*workers, "gone"):
            self._metrics.turns.labels(worker).set(counts[worker])
        seconds = sorted((row.ended_at - row.created_at).total_seconds() for row in done)
        self._metrics.latency.clear()
        for quantile in (0.5, 0.95) if seconds else ():
            at = min(len(seconds) - 1, int(quantile * len(seconds)))
            self._metrics.latency.labels(str(quantile)).set(seconds[at])

    async def _desk(self, connection: AsyncConnection, now: datetime) -> None:
        query = (
            select(ConversationRow.queue, func.count(), func.min(ConversationRow.waiting_since))
            .where(ConversationRow.owner == Owner.QUEUE.value)
            .group_by(ConversationRow.queue)
        )
        lengths, waits = dict.fromkeys(QUEUES, 0), dict.fromkeys(QUEUES, 0.0)
        for code, count, since in await connection.execute(query):
            queue = code if code in QUEUES else "other"
            lengths[queue] = lengths.get(queue, 0) + count
            waits[queue] = max(waits.get(queue, 0.0), _age(now, since))
        self._metrics.queue.set(sum(lengths.values()))
        self._metrics.waiting.clear()
        self._metrics.longest.clear()
        for queue, count in lengths.items():
            self._metrics.waiting.labels(queue).set(count)
            self._metrics.longest.labels(queue).set(waits[queue])
        ready = (
            select(func.count())
            .select_from(PresenceRow)
            .where(
                PresenceRow.state == PresenceState.READY.value,
                PresenceRow.here,
                PresenceRow.seen_at >= now - GONE_AFTER,
            )
        )
        self._metrics.agents.set(await connection.scalar(ready) or 0)

    async def _channels(self, connection: AsyncConnection, now: datetime) -> None:
        # `not_before` moves with every try; how long a customer waits is told by the message.
        said = (MessageRow.conversation_id == DeliveryRow.conversation_id) & (
            MessageRow.seq == DeliveryRow.seq
        )
        query = (
            select(DeliveryRow.channel, func.count(), func.min(MessageRow.at))
            .join(MessageRow, said)
            .where(DeliveryRow.state == DeliveryState.WAITING)
            .group_by(DeliveryRow.channel)
        )
        self._metrics.undelivered.clear()
        self._metrics.undelivered_age.clear()
        for channel, count, oldest in await connection.execute(query):
            self._metrics.undelivered.labels(channel).set(count)
            self._metrics.undelivered_age.labels(channel).set(_age(now, oldest))

    async def _outreach(self, connection: AsyncConnection, now: datetime) -> None:
        state, count = OutgoingRow.state, func.count()
        planned = select(OutgoingRow.kind, count).where(state == OutreachState.PLANNED.value)
        sent = select(OutgoingRow.kind, count).where(OutgoingRow.sent_at >= now - _DAY)
        for gauge, query in ((self._metrics.planned, planned), (self._metrics.sent, sent)):
            gauge.clear()
            for kind, number in await connection.execute(query.group_by(OutgoingRow.kind)):
                gauge.labels(kind).set(number)
        skipped = (
            select(OutgoingRow.kind, OutgoingRow.reason, count)
            .where(state == OutreachState.SKIPPED.value, OutgoingRow.try_at >= now - _DAY)
            .group_by(OutgoingRow.kind, OutgoingRow.reason)
        )
        self._metrics.skipped.clear()
        for kind, reason, number in await connection.execute(skipped):
            self._metrics.skipped.labels(kind, reason or "none").set(number)
        due = select(func.min(OutgoingRow.try_at)).where(
            state == OutreachState.PLANNED.value, OutgoingRow.try_at <= now
        )
        oldest = await connection.scalar(due)
        if oldest is None or not self._manners.open(now):
            self._metrics.overdue.set(0)
        else:
            # What fell due in the night could not go out before the morning.
            opened = datetime.combine(local(now).date(), self._manners.opens, local(now).tzinfo)
            self._metrics.overdue.set(_age(now, max(oldest, opened)))

    async def _model(self, now: datetime) -> None:
        live = await self._releases.live()
        model = await self._releases.registry.get(live) if live is not None else None
        self._metrics.model_age.set(_age(now, model.trained_at) if model is not None else float("nan"))


def _age(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
