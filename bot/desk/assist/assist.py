"""Everything that helps with one conversation: what may answer it, how its customer feels, what not to forget."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.conversations.agents import Listed
from bot.conversations.errors import NotOwner
from bot.conversations.message import Message, MessageType, Sender
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.desk.assist.checklists import Checklist, Item, Situation, checklist_for
from bot.desk.assist.mood import Mood, Signals, mood
from bot.desk.assist.suggestions import About, Suggestion, Suggestions, lines_of
from bot.desk.assist.ticks import Tick, Ticks
from bot.desk.assist.uses import Uses
from bot.desk.errors import NoSuchItem
from bot.staff.accounts import Staff

# So many of the last messages are read.
_LOOKED_AT = 60
_MISSED = frozenset({"utter_fallback", "utter_fallback_twice", "utter_suggest"})
# Slots of the hand-off that name the product spoken of, the latest first.
_PRODUCTS = ("product", "product_before")


@dataclass(frozen=True)
class Help:
    """`message_seq`: the customer's last message; `ticks` by item; `next_step`: what to do first, if anything is left."""

    message_seq: int | None
    suggestions: list[Suggestion]
    mood: Mood
    checklist: Checklist | None
    ticks: dict[str, Tick]
    next_step: Item | None


@dataclass(frozen=True)
class Assist:
    conversations: Conversations
    suggestions: Suggestions
    ticks: Ticks
    uses: Uses

    async def of(self, listed: Listed) -> Help:
        """Of a conversation the caller may see."""
        handoff, messages = await self._read(listed)
        slots = handoff.get("slots") or {}
        felt = _mood(handoff, messages)
        theirs = [message for message in messages if message.sender is Sender.CUSTOMER]
        suggested: list[Suggestion] = []
        if theirs and theirs[-1].content.type is MessageType.TEXT:
            suggested = await self.suggestions.of(theirs[-1].content.text, _about(listed.queue, slots))
        checklist = _checklist(listed, handoff, messages, felt)
        ticks = await self.ticks.of(listed.id) if checklist else {}
        return Help(
            theirs[-1].seq if theirs else None,
            suggested,
            felt,
            checklist,
            ticks,
            checklist.next_step(ticks) if checklist else None,
        )

    async def tick(self, staff: Staff, listed: Listed, item: str, done: bool) -> None:
        """`NotOwner` for who does not hold it; `NoSuchItem` for what its checklist has not."""
        if listed.owner is not Owner.AGENT or listed.agent != staff.username:
            raise NotOwner(owner=listed.owner.value)
        checklist = await self.checklist_of(listed)
        if checklist is None or item not in {each.id for each in checklist.items}:
            raise NoSuchItem()
        await self.ticks.set(listed.id, item, staff.username, done)

    async def checklist_of(self, listed: Listed) -> Checklist | None:
        """None while the bot has the conversation."""
        handoff, messages = await self._read(listed)
        return _checklist(listed, handoff, messages, _mood(handoff, messages))

    async def took(self, staff: Staff, conversation_id: str, used: str | None) -> None:
        """Count a message that was taken from a suggestion or card."""
        if used is not None:
            await self.uses.add(staff.username, conversation_id, used)

    async def left(self, staff: Staff, conversation_id: str, checklist: Checklist | None) -> None:
        """Count how the checklist stood when the conversation was closed."""
        if checklist is not None:
            await self.ticks.leave(conversation_id, staff.username, checklist)

    async def _read(self, listed: Listed) -> tuple[dict[str, Any], list[Message]]:
        handoffs = await self.conversations.agents.handoffs([listed.id])
        after = max(0, listed.last_seq - _LOOKED_AT)
        messages = await self.conversations.messages(listed.id, after=after, limit=_LOOKED_AT)
        return handoffs.get(listed.id, {}), messages


def _mood(handoff: dict[str, Any], messages: list[Message]) -> Mood:
    said = [
        (message.seq, message.content.text)
        for message in messages
        if message.sender is Sender.CUSTOMER and message.content.type is MessageType.TEXT
    ]
    if any(message.sender is Sender.AGENT for message in messages):
        return mood(said)
    misses = sum(message.content.template in _MISSED for message in messages)
    angry = "express_dissatisfaction" in handoff.get("intents", ())
    return mood(said, Signals(handoff.get("reason"), angry, misses))


def _checklist(
    listed: Listed, handoff: dict[str, Any], messages: list[Message], felt: Mood
) -> Checklist | None:
    if listed.owner is Owner.BOT:
        return None
    noted = [value for value in (handoff.get("slots") or {}).values() if isinstance(value, str)]
    said = [message.content.text for message in messages if message.sender is Sender.CUSTOMER]
    situation = Situation(listed.queue, handoff.get("intents", ()), "\n".join([*noted, *said]), felt.flag)
    return checklist_for(situation)


def _about(queue: str | None, slots: dict[str, Any]) -> About:
    products = [slots[name] for name in _PRODUCTS if isinstance(slots.get(name), str)]
    return About(queue, products, lines_of(slots))


ASSIST = web.AppKey("assist", Assist)
