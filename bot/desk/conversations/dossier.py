"""What an agent reads before answering: where the conversation stands, why it came, what was said."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversations.agents import Listed, OwnerEvent
from bot.conversations.inbox import Rating
from bot.conversations.message import Message
from bot.conversations.owner import Owner
from bot.conversations.reading import NOWHERE
from bot.conversations.service import Conversations
from bot.desk.conversations import wire
from bot.desk.conversations.attempts import attempts
from bot.desk.conversations.due import due_of
from bot.desk.conversations.transcript import Transcripts, preview
from bot.desk.customers.card import CustomerCards
from bot.desk.routing.routing import may_see
from bot.desk.supervision.service_levels import ServiceLevels
from bot.staff.accounts import Staff, StaffAccounts
from bot.staff.errors import NotYourRole
from bot.staff.masking import PROOF, for_staff
from kernel.clock import Clock, local

# So many of the last messages are looked through for what the bot did.
_LOOKED_AT = 100
# Said on the way to something, never what a customer came for.
_NO_WISH = frozenset({"handoff", "inform", "affirm", "deny", "greet", "thanks", "goodbye", "nlu_fallback"})


class Dossiers:
    """The desk's reading side: lists with their reasons, and one conversation in full."""

    def __init__(
        self,
        conversations: Conversations,
        accounts: StaffAccounts,
        cards: CustomerCards,
        levels: ServiceLevels,
        clock: Clock,
    ) -> None:
        self._conversations = conversations
        self._accounts = accounts
        self._levels = levels
        self._clock = clock
        self.transcripts = Transcripts(conversations)
        self._cards = cards

    async def queue(self) -> list[dict[str, Any]]:
        return await self._as_wire(await self._conversations.agents.queue())

    async def mine(self, staff: Staff) -> list[dict[str, Any]]:
        return await self._as_wire(await self._conversations.agents.held_by(staff.username))

    async def all(self, staff: Staff) -> list[dict[str, Any]]:
        """`NotYourRole` for agents."""
        if not staff.sees_all:
            raise NotYourRole(roles=["supervisor"])
        return await self._as_wire(await self._conversations.agents.all())

    async def find(self, staff: Staff, conversation_id: str) -> Listed:
        """`ConversationNotFound`; `NotYourRole` for what this person may not see."""
        listed = await self._conversations.agents.get(conversation_id)
        history = await self._conversations.agents.history(conversation_id)
        allowed = may_see(staff, listed, history[-1].by if history else None)
        # The agent from whom it was taken over goes on listening.
        if not allowed and await self._conversations.joins.mode_of(conversation_id, staff.username) is None:
            raise NotYourRole(roles=["supervisor"])
        return listed

    async def detail(self, staff: Staff, conversation_id: str, *, after: int = 0) -> dict[str, Any]:
        """Dossier, the transcript above `after`, customer card and rating; notes, who has joined, who is writing."""
        listed = await self.find(staff, conversation_id)
        history = await self._conversations.agents.history(conversation_id)
        rating = await self._conversations.rating(conversation_id)
        joined = await self._conversations.joins.of([conversation_id])
        far = (await self._conversations.reading.of([conversation_id])).get(conversation_id, NOWHERE)
        words = {}
        if listed.agent == staff.username:
            words = await self._conversations.typing.words([conversation_id])
        handoff = _handoff(history)
        customer_no = handoff.get("customer_no")
        card = await self._cards.of(staff.username, customer_no) if customer_no else None
        return {
            **wire_of(listed, handoff, await self._names()),
            **due_of(listed, await self._levels.by_queue(), self._clock.now()),
            "dossier": _dossier(history) | attempts(history, await self._lately(listed)),
            "transcript": await self.transcripts.read(conversation_id, far, after=after),
            "customer": card,
            "rating": _rating(rating),
            "notes": [wire.note_of(each) for each in await self._conversations.notes.of(conversation_id)],
            "joined": [wire.joined_of(each) for each in joined[conversation_id]],
            "typing": preview(words[conversation_id]) if words else None,
            "arrived_seq": far.arrived_seq,
            "read_seq": far.read_seq,
        }

    async def _lately(self, listed: Listed) -> list[Message]:
        return await self._conversations.messages(
            listed.id, after=max(0, listed.last_seq - _LOOKED_AT), limit=_LOOKED_AT
        )

    async def _names(self) -> dict[str, str]:
        """What colleagues are called, by username."""
        return {staff.username: staff.name for staff in await self._accounts.all()}

    async def _as_wire(self, listed: Sequence[Listed]) -> list[dict[str, Any]]:
        ids = [each.id for each in listed]
        reasons = await self._conversations.agents.handoffs(ids)
        words = await self._conversations.agents.last_words(ids)
        promises, now, names = await self._levels.by_queue(), self._clock.now(), await self._names()
        return [
            {
                **wire_of(each, reasons.get(each.id, {}), names),
                **due_of(each, promises, now),
                "preview": _preview(words.get(each.id)),
            }
            for each in listed
        ]


def _preview(text: str | None) -> str | None:
    """The last words without the question before them: a bare short number may have been a proof."""
    if text is None:
        return None
    return for_staff(text, "otp" if PROOF.fullmatch(text.strip()) else None)


def wire_of(listed: Listed, handoff: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "conversation_id": listed.id,
        "channel": listed.channel,
        "owner": listed.owner.value,
        "agent": listed.agent,
        "agent_name": names.get(listed.agent or "", listed.agent),
        "queue": listed.queue,
        "priority": listed.priority,
        "waiting_since": _time(listed.waiting_since),
        "opened_at": _time(listed.opened_at),
        "changed_at": _time(listed.changed_at),
        "last_seq": listed.last_seq,
        "offered_to": listed.offered_to,
        "offered_until": _time(listed.offered_until),
        "engaged_at": _time(listed.engaged_at),
        "reason": handoff.get("reason"),
        "wish": wish_of(handoff),
    }


def _handoff(history: Sequence[OwnerEvent]) -> dict[str, Any]:
    handoffs = [each for each in history if each.source is Owner.BOT and each.target is Owner.QUEUE]
    return handoffs[-1].details if handoffs else {}


def wish_of(handoff: Mapping[str, Any]) -> str | None:
    """The last intent that says what the customer came for, not just the wish for a person or an answer."""
    return next((each for each in reversed(handoff.get("intents", ())) if each not in _NO_WISH), None)


def _dossier(history: Sequence[OwnerEvent]) -> dict[str, Any]:
    """What the bot handed over, the last note of a colleague, and every change of owner. How the customer feels and what to
    do first: `bot/desk/assist/`."""
    notes = [each.details["note"] for each in history if each.details.get("note")]
    known = {name: value for name, value in _handoff(history).items() if name not in ("agent", "queue")}
    return {
        **known,
        "wish": wish_of(_handoff(history)),
        "note": notes[-1] if notes else None,
        "history": [
            {
                "at": _time(each.at),
                "source": each.source.value,
                "target": each.target.value,
                "by": each.by,
                "details": {name: value for name, value in each.details.items() if value is not None},
            }
            for each in history
        ],
    }


def _rating(rating: Rating | None) -> dict[str, Any] | None:
    if rating is None:
        return None
    return {
        "score": rating.score,
        "recommend": rating.recommend,
        "comment": rating.comment,
        "at": _time(rating.at),
    }


def _time(at: Any) -> str | None:
    return None if at is None else local(at).isoformat(timespec="seconds")
