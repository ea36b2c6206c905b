"""Who owns a conversation: one state machine, one table.

The bot answers only while it owns the conversation; a person only while he or she does; nobody else ever.
"""

from collections.abc import Mapping
from enum import StrEnum

from bot.conversations.errors import IllegalTransition


class Owner(StrEnum):
    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"
    CLOSED = "closed"


TRANSITIONS: Mapping[Owner, frozenset[Owner]] = {
    Owner.BOT: frozenset({Owner.QUEUE, Owner.CLOSED}),
    # → BOT: the customer stops waiting.
    Owner.QUEUE: frozenset({Owner.AGENT, Owner.BOT, Owner.CLOSED}),
    # → AGENT: transferred to a colleague. → QUEUE: transferred to a group, or the agent is gone.
    Owner.AGENT: frozenset({Owner.AGENT, Owner.QUEUE, Owner.BOT, Owner.CLOSED}),
    # → BOT: the customer writes again.
    Owner.CLOSED: frozenset({Owner.BOT}),
}


def check(source: Owner, target: Owner) -> None:
    """Raise `IllegalTransition` unless `TRANSITIONS` allows `source` → `target`."""
    if target not in TRANSITIONS[source]:
        raise IllegalTransition(source=source.value, target=target.value)
