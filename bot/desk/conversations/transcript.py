"""What was said, as staff may read it."""

import re
import unicodedata
from typing import Any

from bot.conversations.deliveries import DeliveryState, Fared
from bot.conversations.ledger import PULL_CHANNELS
from bot.conversations.message import Sender
from bot.conversations.reading import NOWHERE, HowFar
from bot.conversations.service import Conversations
from bot.conversations.typing import Typed
from bot.desk.conversations import wire
from bot.http.errors import InvalidRequest
from bot.staff.masking import for_staff
from kernel.clock import local
from kernel.masking import show_text

_PAGE = 500
_QUOTED = 80  # characters
# A number half written is no number yet that `show_text` would know.
_BEGUN = re.compile(r"\d(?:[ \-–—]?\d){5,}")


class Transcripts:
    """Reads whole transcripts; who may is asked before."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def read(
        self, conversation_id: str, far: HowFar = NOWHERE, *, after: int = 0
    ) -> list[dict[str, Any]]:
        """Every message above `after` in order; what the customer has not got says so. `far`: how far their page is."""
        said: list[dict[str, Any]] = []
        asked = (
            await self._conversations.transcripts.asked_before(conversation_id, after + 1) if after else None
        )
        found = await self._conversations.deliveries.undelivered(conversation_id)
        undelivered = {each.seq: _undelivered(each) for each in found}
        pushed = (await self._conversations.get(conversation_id)).channel not in PULL_CHANNELS
        on_the_way = await self._conversations.deliveries.on_the_way(conversation_id) if pushed else set()
        while page := await self._conversations.messages(
            conversation_id, after=said[-1]["seq"] if said else after, limit=_PAGE
        ):
            for message in page:
                wire = message.as_wire()
                if message.sender is Sender.CUSTOMER:
                    wire["text"] = for_staff(message.content.text, asked)
                elif message.sender is Sender.BOT:
                    asked = (message.content.ask or {}).get("slot")
                elif message.sender is Sender.AGENT and message.seq not in undelivered:
                    arrived = message.seq not in on_the_way if pushed else message.seq <= far.arrived_seq
                    wire["state"] = _state(arrived, read=message.seq <= far.read_seq)
                if message.seq in undelivered:
                    wire["undelivered"] = undelivered[message.seq]
                said.append(wire)
        return said

    async def quote(self, conversation_id: str, seq: int) -> dict[str, Any]:
        """What a message quotes: the beginning of message `seq` as staff read it, for messengers keep what they are sent.

        `InvalidRequest` where there is none.
        """
        message = await self._conversations.transcripts.message(conversation_id, seq)
        if message is None:
            raise InvalidRequest(field="quote", reason="no such message")
        text = message.content.text
        if message.sender is Sender.CUSTOMER:
            text = for_staff(text, await self._conversations.transcripts.asked_before(conversation_id, seq))
        short = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
        return {"seq": seq, "sender": message.sender.value, "text": short}


def _state(arrived: bool, *, read: bool) -> str:
    if read:
        return "read"
    return "delivered" if arrived else "sent"


def _undelivered(fared: Fared) -> dict[str, Any]:
    """Why the customer has not got a message: the channel's own words where it refused, none where every try failed."""
    reason = None if fared.state is DeliveryState.FAILED else fared.answer
    return {"held": fared.state is DeliveryState.HELD, "reason": reason}


def preview(typed: Typed) -> wire.Typed:
    """Masked more strictly than what was sent: of a number half written nothing is shown."""
    text = _BEGUN.sub(lambda run: "*" * len(run[0]), unicodedata.normalize("NFKC", show_text(typed.text)))
    return wire.Typed(text, local(typed.at).isoformat(timespec="seconds"))
