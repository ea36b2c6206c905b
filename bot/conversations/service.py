"""`Conversations`: what other rooms hold. Customers through itself, workers through `turns`, people through `agents`."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.agents import Agents
from bot.conversations.asides import Asides
from bot.conversations.deliveries import Deliveries
from bot.conversations.elsewhere import Elsewhere
from bot.conversations.engagements import Engagements
from bot.conversations.erasure import Also, erase
from bot.conversations.figures import Figures
from bot.conversations.inbox import Inbox
from bot.conversations.joins import Joins
from bot.conversations.ledger import Beside, Ledger
from bot.conversations.notes import Notes
from bot.conversations.offers import Offers
from bot.conversations.outbox import Outbox, PushChannel
from bot.conversations.past import Past
from bot.conversations.queues import People, Queues
from bot.conversations.ratings import Ratings
from bot.conversations.reading import Reading
from bot.conversations.replies import Replies
from bot.conversations.subjects import Subjects
from bot.conversations.transcripts import Transcripts
from bot.conversations.turns import Turns
from bot.conversations.typing import Typing
from bot.conversations.understandings import Understandings
from bot.conversations.waits import Waits
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.signals import Signals


class Conversations(Inbox):
    """The customer's side of conversations, with the workers' and the agents' beside it.

    `people`: who answers, and when; without, somebody always does. `erases`: what other rooms keep of a conversation, deleted with it. `beside`: what is added as it is delivered.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        keyring: Keyring,
        clock: Clock,
        signals: Signals,
        people: People | None = None,
        erases: Sequence[Also] = (),
        beside: Beside | None = None,
    ) -> None:
        ledger = Ledger(engine, keyring, clock, signals, beside, people)
        super().__init__(ledger)
        self.signals = signals
        self.turns = Turns(ledger)
        self.agents = Agents(ledger)
        self.offers = Offers(ledger)
        self.queues = Queues(engine)
        self.engagements = Engagements(engine)
        self.waits = Waits(engine)
        self.figures = Figures(engine)
        self.ratings = Ratings(ledger)
        self.notes = Notes(ledger)
        self.joins = Joins(ledger)
        self.typing = Typing(ledger)
        self.reading = Reading(ledger)
        self.transcripts = Transcripts(ledger)
        self.understandings = Understandings(ledger)
        self.asides = Asides(ledger)
        self.elsewhere = Elsewhere(ledger)
        self.past = Past(ledger)
        self.subjects = Subjects(ledger)
        self._erases = erases
        self.replies = Replies(ledger, self)
        self.deliveries = Deliveries(ledger)

    def outbox(
        self,
        channels: Mapping[str, PushChannel],
        observed: Callable[[str, str], None] = lambda channel, outcome: None,
    ) -> Outbox:
        return Outbox(self._ledger, channels, observed)

    async def erase(self, conversation_id: str) -> list[str]:
        """Delete the conversation whole; paths of the files that were sent in it, which are still there."""
        return await erase(self._ledger, conversation_id, self._erases)
