"""Switching catastrophe mode on and off, and what is in force now.

Who may do it is the desk's rule; every step is audited in the transaction that takes it.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from insurance.domain.errors import RecordNotFound, RuleBroken, StoreUnavailable
from insurance.domain.incidents import Incident, IncidentKind, checked_banner, region_words
from insurance.domain.products import Line
from insurance.services.faq import FaqService
from insurance.services.ports import Store, UnitOfWork
from kernel.clock import Clock, today

# How long another process may go on showing what was switched off here.
FRESH = timedelta(seconds=3)
_SHOWN = 50


@dataclass(frozen=True)
class IncidentPlan:
    """What a supervisor states; `starts_at` None: now. See `Incident` for the rest."""

    kind: IncidentKind
    title: str
    banner: str
    regions: Sequence[str] = ()
    lines: Sequence[Line] = ()
    faq_pack: Sequence[str] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class IncidentService:
    """One per process: it keeps what is open in memory for `FRESH`, since every chat page and turn asks."""

    def __init__(self, store: Store, faq: FaqService, clock: Clock) -> None:
        self._store = store
        self._faq = faq
        self._clock = clock
        self._open: tuple[datetime, list[Incident]] | None = None
        self._reading = asyncio.Lock()

    async def announce(self, by: str, plan: IncidentPlan, key: str, *, activate: bool = False) -> Incident:
        """Take a new incident down, in force at once with `activate`; the same (by, key) gives the same incident.

        `RuleBroken`: title_length, banner_length, ends_before_it_starts, unknown_faq_entry; `ConductBreach`.
        """
        now = self._clock.now()
        incident = Incident(
            id=secrets.token_hex(8),
            kind=plan.kind,
            title=plan.title.strip(),
            banner=plan.banner,
            regions=region_words(plan.regions),
            lines=frozenset(plan.lines),
            faq_pack=tuple(dict.fromkeys(plan.faq_pack)),
            starts_at=plan.starts_at or now,
            ends_at=plan.ends_at,
        )
        if any(self._faq.get(entry, today(self._clock)) is None for entry in incident.faq_pack):
            raise RuleBroken("unknown_faq_entry")
        incident.announce(at=now, by=by)
        if activate:
            incident.activate(at=now, by=by)
        async with self._store.begin() as work:
            if (known := await work.incidents.by_key(by, key)) is not None:
                return known
            if await work.incidents.add(incident, key):
                for event in incident.events:
                    await self._audit(work, incident, event.status, by)
                await work.commit()
                self._open = None
                return incident
        # Two repeats at once: the other one was faster.
        async with self._store.read() as work:
            known = await work.incidents.by_key(by, key)
        if known is None:
            raise RecordNotFound()
        return known

    async def activate(self, id: str, by: str, note: str | None = None) -> Incident:
        """`RecordNotFound`, `IllegalTransition`."""
        return await self._step(id, by, lambda one: one.activate(at=self._clock.now(), by=by, note=note))

    async def ease(self, id: str, by: str, note: str | None = None, *, banner: str | None = None) -> Incident:
        """`banner`: what customers read from now on. `RecordNotFound`, `IllegalTransition`, `ConductBreach`."""

        def ease(incident: Incident) -> None:
            incident.ease(at=self._clock.now(), by=by, note=note)
            incident.banner = checked_banner(banner) if banner else incident.banner

        return await self._step(id, by, ease)

    async def close(self, id: str, by: str, note: str) -> Incident:
        """`note`: the evaluation. `RecordNotFound`, `IllegalTransition`, `RuleBroken` without a note."""
        return await self._step(id, by, lambda one: one.close(at=self._clock.now(), by=by, note=note))

    async def latest(self) -> list[Incident]:
        """The newest, closed ones too, with everything that was done."""
        async with self._store.read() as work:
            return await work.incidents.latest(_SHOWN)

    async def current(self, at: datetime | None = None) -> tuple[Incident, ...]:
        """Those in force, newest first; no older than `FRESH`, or than the store has been away."""
        at = at or self._clock.now()
        return tuple(incident for incident in await self._opened() if incident.in_force(at))

    async def _opened(self) -> list[Incident]:
        if (kept := self._kept()) is not None:
            return kept
        async with self._reading:
            if (kept := self._kept()) is not None:
                return kept
            try:
                async with self._store.read() as work:
                    found = await work.incidents.open()
            except StoreUnavailable:
                if self._open is None:
                    raise
                found = self._open[1]
            self._open = (self._clock.now(), found)
            return found

    def _kept(self) -> list[Incident] | None:
        if self._open is None:
            return None
        read_at, incidents = self._open
        return incidents if timedelta() <= self._clock.now() - read_at < FRESH else None

    async def _step(self, id: str, by: str, step: Callable[[Incident], None]) -> Incident:
        async with self._store.begin() as work:
            incident = await work.incidents.get(id, lock=True)
            if incident is None:
                raise RecordNotFound()
            step(incident)
            await work.incidents.put(incident)
            await self._audit(work, incident, incident.status, by)
            await work.commit()
        self._open = None
        return incident

    async def _audit(self, work: UnitOfWork, incident: Incident, status: str, by: str) -> None:
        await work.audit.append(
            at=self._clock.now(),
            who=by,
            what=f"incident_{status}",
            whom=None,
            data={"incident": incident.id, "kind": incident.kind.value},
        )
