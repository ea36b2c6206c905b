"""Calls the staff owes: the desk's side of a wish to be called back and of a lead."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import ClassVar, Generic, Protocol, TypeVar

from insurance.domain.errors import RecordChanged, RecordNotFound
from insurance.domain.terms import Terms
from insurance.services.ports import Store, UnitOfWork
from kernel.clock import Clock


class Call(Protocol):
    """A record that is done once somebody has called; personal, so it is deleted in time."""

    customer_no: str | None
    done_at: datetime | None
    done_by: str | None


C = TypeVar("C", bound=Call)


class CallStore(Protocol[C]):
    async def get(self, number: str, /, *, lock: bool = False) -> C | None: ...

    async def put(self, call: C, /) -> None: ...

    async def sweep(self, now: datetime) -> None: ...


class CallService(ABC, Generic[C]):
    """`noun` names the record in the audit log and, with `_no` behind it, its number."""

    noun: ClassVar[str]

    def __init__(self, store: Store, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    @staticmethod
    @abstractmethod
    def _calls(work: UnitOfWork) -> CallStore[C]: ...

    async def details(self, staff: str, number: str) -> C:
        """All of it, the phone in full; the look is audited. `RecordNotFound`."""
        async with self._store.begin() as work:
            call = await self._locked(work, number)
            await self._audit(work, staff, "details", number, call)
            await work.commit()
        return call

    async def done(self, staff: str, number: str) -> None:
        """Somebody has called; audited. A second time changes nothing. `RecordNotFound`; `RecordChanged` where a
        colleague has called.
        """
        async with self._store.begin() as work:
            call = await self._locked(work, number)
            if call.done_by not in (None, staff):
                raise RecordChanged()
            if call.done_at is None:
                call.done_at, call.done_by = self._clock.now(), staff
                await self._calls(work).put(call)
                await self._audit(work, staff, "done", number, call)
                await work.commit()

    async def sweep(self) -> None:
        """Delete what was kept long enough; to be called once a day or so."""
        async with self._store.begin() as work:
            await self._calls(work).sweep(self._clock.now())
            await work.commit()

    async def _locked(self, work: UnitOfWork, number: str) -> C:
        call = await self._calls(work).get(_plain(number), lock=True)
        if call is None:
            raise RecordNotFound()
        return call

    async def _audit(self, work: UnitOfWork, staff: str, what: str, number: str, call: C) -> None:
        await work.audit.append(
            at=self._clock.now(),
            who=staff,
            what=f"{self.noun}.{what}",
            whom=call.customer_no,
            data={f"{self.noun}_no": _plain(number)},
        )


def _plain(number: str) -> str:
    return number.strip().upper()
