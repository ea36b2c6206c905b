"""Ways a message may take, one per channel. They are put in by the gateway; nothing here knows a channel's wire."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.outreach.message import About, Outgoing
from insurance.domain.reminders import ReminderChannel
from insurance.services.contacts import Contact


class Result(StrEnum):
    TAKEN = "taken"  # on its way or there
    LATER = "later"  # nothing was sent; the same may be tried again
    REFUSED = "refused"  # not to be had on this channel, and nothing was sent
    UNSURE = "unsure"  # it may be there


@dataclass(frozen=True)
class Target:
    """`to`: phone, address or conversation. `conversation_id`: where it lands, or where an answer is expected."""

    to: str = field(repr=False)
    conversation_id: str | None = None


class Way(Protocol):
    """One channel. An exception out of `send` says as much as `UNSURE`."""

    @property
    def channel(self) -> ReminderChannel: ...

    async def reach(self, contact: Contact, message: Outgoing, before: str | None) -> Target | None:
        """Where this customer is reached, None: not here. `before`: the conversation an earlier try was for."""
        ...

    async def send(self, target: Target, message: Outgoing, key: str) -> Result:
        """Hand it over. The same `key` (64 hex digits) to the same target is no second message to whoever gets it; a channel
        that cannot promise that answers `UNSURE` to a repeat and sends nothing.
        """
        ...


class Contacts(Protocol):
    async def of(self, customer_no: str) -> Contact | None:
        """None: there is no such customer."""
        ...


class Failures(Protocol):
    """What a channel took and then did not deliver."""

    async def __call__(self, since: datetime, /) -> Sequence[tuple[str, str]]:
        """(conversation, the key it was sent with) of those known since then."""
        ...


class Landed(Protocol):
    async def __call__(self, conversation_id: str, about: About, /) -> None:
        """A message about that has reached whoever writes in this conversation."""
        ...
