"""Reminders on or off: the customer's choice and its proof. What sends them asks `may_send` of the domain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from insurance.domain.identity import Identity, Level
from insurance.domain.reminders import WORDING, Preference, ReminderChannel, current
from insurance.services.access import customer_of, own
from insurance.services.ports import Store
from kernel.clock import Clock


@dataclass(frozen=True)
class ReminderChoice:
    """What was just chosen, and for which channels."""

    on: bool
    channels: tuple[ReminderChannel, ...]
    at: datetime


@dataclass(frozen=True)
class ReminderState:
    """`on`: on some channel at least. `changed_at` None: never chosen, so on. `history`: oldest first."""

    on: bool
    channels: dict[ReminderChannel, bool]
    changed_at: datetime | None
    history: list[Preference]


class ReminderService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def set(
        self,
        subject: str,
        identity: Identity,
        on: bool,
        key: str,
        channel: ReminderChannel | None = None,
    ) -> ReminderChoice:
        """Record the choice for one channel, or for all (from `Level.BOUND`); the same (subject, key) is one choice.

        The customer has read `WORDING`. Contract notices go on in any case.
        """
        customer_no = customer_of(identity, Level.BOUND, at=self._clock.now())
        async with self._store.begin() as work:
            # Locked first: choices at the same time are numbered, and a repeat finds the first.
            own(await work.customers.get(customer_no, lock=True), customer_no, customer_no)
            made = await work.reminders.by_key(subject, key)
            if not made:
                now = self._clock.now()
                made = [
                    Preference(customer_no, each, on, now, subject, WORDING.version)
                    for each in ([channel] if channel else ReminderChannel)
                ]
                await work.reminders.add(made, key)
                await work.commit()
        return _choice(made)

    async def state(self, identity: Identity) -> ReminderState:
        """How the customer's reminders stand (`Level.VERIFIED`)."""
        customer_no = customer_of(identity, Level.VERIFIED, at=self._clock.now())
        async with self._store.read() as work:
            history = await work.reminders.of_customer(customer_no)
        chosen = current(history)
        channels = {channel: chosen[channel].on if channel in chosen else True for channel in ReminderChannel}
        return ReminderState(
            on=any(channels.values()),
            channels=channels,
            changed_at=history[-1].at if history else None,
            history=history,
        )


def _choice(made: Sequence[Preference]) -> ReminderChoice:
    return ReminderChoice(made[0].on, tuple(preference.channel for preference in made), made[0].at)
