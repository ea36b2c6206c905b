"""What ties a conversation to a customer beyond the check: begun by the check alone, ended on request, by erasure, by
another customer's check, or by 180 days without use. Each beginning and end is audited.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from insurance.domain.identity import Binding
from insurance.domain.terms import Terms
from insurance.services.ports import UnitOfWork

_TOUCH_EVERY = timedelta(days=1)


class Bindings:
    """For the identity service, inside its units of work."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    async def used(self, work: UnitOfWork, subject: str, now: datetime) -> Binding | None:
        """The binding in force, which is used by this; one without use for too long ends here."""
        binding = await work.identity.binding(subject, lock=True)
        if binding is None:
            return None
        if now >= binding.ends(self._terms):
            await self._end(work, binding, "unused", now)
            return None
        if now - binding.used_at < _TOUCH_EVERY:
            return binding
        await work.identity.use_binding(subject, now)
        return replace(binding, used_at=now)

    async def bind(self, work: UnitOfWork, subject: str, customer_no: str, key: str, now: datetime) -> None:
        """Bind `subject` to the customer a check with this `key` has just proven; a binding to another ends."""
        before = await self.used(work, subject, now)
        if before is not None and before.customer_no == customer_no:
            return
        if before is not None:
            await self._end(work, before, "replaced", now)
        await work.identity.put_binding(Binding(subject, customer_no, key, now, now))
        await _audit(work, "identity.bind", customer_no, {"conversation": subject}, now)

    async def end(self, work: UnitOfWork, subject: str, reason: str, now: datetime) -> bool:
        """False where nothing was bound."""
        binding = await work.identity.binding(subject, lock=True)
        if binding is not None:
            await self._end(work, binding, reason, now)
        return binding is not None

    async def sweep(self, work: UnitOfWork, now: datetime) -> None:
        """End those without use for too long."""
        for unused in await work.identity.unused_bindings(now - self._terms.binding_lives):
            await self._end(work, unused, "unused", now)

    async def _end(self, work: UnitOfWork, binding: Binding, reason: str, now: datetime) -> None:
        await work.identity.drop_binding(binding.subject)
        data = {"conversation": binding.subject, "reason": reason}
        await _audit(work, "identity.unbind", binding.customer_no, data, now)


async def _audit(work: UnitOfWork, what: str, customer_no: str, data: dict[str, str], now: datetime) -> None:
    await work.audit.append(at=now, who="identity", what=what, whom=customer_no, data=data)
