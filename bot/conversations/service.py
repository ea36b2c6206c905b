"""`Conversations`: what other rooms hold. Customers through itself, workers through `turns`, people through `agents`."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.agents import Agents
from bot.conversations.inbox import Inbox
from bot.conversations.ledger import Ledger
from bot.conversations.outbox import Outbox, PushChannel
from bot.conversations.turns import Hours, Turns
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.signals import Signals


class Conversations(Inbox):
    """The customer's side of conversations, with the workers' and the agents' beside it."""

    def __init__(
        self,
        engine: AsyncEngine,
        keyring: Keyring,
        clock: Clock,
        signals: Signals,
        hours: Hours | None = None,
    ) -> None:
        ledger = Ledger(engine, keyring, clock, signals)
        super().__init__(ledger)
        self.signals = signals
        self.turns = Turns(ledger, hours)
        self.agents = Agents(ledger)

    def outbox(self, channels: Mapping[str, PushChannel]) -> Outbox:
        return Outbox(self._ledger, channels)
