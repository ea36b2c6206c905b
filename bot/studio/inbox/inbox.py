"""The trainers' inbox: what it works with, put together by the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.conversations.message import Message, Sender
from bot.conversations.service import Conversations
from bot.staff.masking import for_staff
from bot.studio.errors import ItemNotFound
from bot.studio.inbox.collection import Collection, names_of
from bot.studio.inbox.labels import Labels
from bot.studio.inbox.page import InboxPages, Missed
from bot.studio.inbox.store import InboxStore
from bot.studio.knowledge.knowledge import Knowledge
from bot.studio.masking import masked

# Messages before and after the one in question.
_AROUND = 15


@dataclass(frozen=True)
class Around:
    """What was said before and after a question, masked."""

    missed: Missed
    messages: Sequence[tuple[Message, str]]


class TrainersInbox:
    def __init__(self, store: InboxStore, conversations: Conversations, knowledge: Knowledge) -> None:
        self._conversations = conversations
        self.knowledge = knowledge
        self.collection = Collection(store, conversations)
        self.pages = InboxPages(store)
        self.labels = Labels(store, knowledge)

    async def sweep(self) -> None:
        """What a gateway does every few seconds."""
        await self.collection.sweep()
        await self.labels.recover()

    async def around(self, missed_id: str) -> Around:
        """`ItemNotFound`."""
        missed = await self.pages.one(missed_id)
        if missed is None:
            raise ItemNotFound(kind="missed", id=missed_id)
        id, first = missed.conversation_id, max(0, missed.seq - _AROUND - 1)
        messages = await self._conversations.messages(id, after=first, limit=2 * _AROUND + 1)
        turns = (await self._conversations.understandings.of([id])).get(id, [])
        mentions = {turn.seq: turn.understanding.mentions for turn in turns}
        names = names_of(turns, messages)
        asked = await self._conversations.transcripts.asked_before(id, first + 1) if first else None
        shown = []
        for message in messages:
            text = masked(message.content.text, mentions.get(message.seq, ()), names)
            if message.sender is Sender.BOT:
                asked = (message.content.ask or {}).get("slot")
            elif message.sender is Sender.CUSTOMER:
                text = for_staff(text, asked)
            shown.append((message, text))
        return Around(missed, shown)


INBOX = web.AppKey("inbox", TrainersInbox)
