"""What was said, as staff may read it."""

import re
from typing import Any

from bot.conversations.deliveries import DeliveryState, Fared
from bot.conversations.message import Sender
from bot.conversations.service import Conversations
from kernel.masking import show_text

_PAGE = 500
# Answers to these questions open a customer's records.
_PROOFS = frozenset({"otp", "id_last4"})
PROOF = re.compile(r"[0-9A-Za-z]{3,}")


class Transcripts:
    """Reads whole transcripts; who may is asked before."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def read(self, conversation_id: str) -> list[dict[str, Any]]:
        """Every message in order; what the customer has not got says so."""
        said: list[dict[str, Any]] = []
        asked = None
        found = await self._conversations.deliveries.undelivered(conversation_id)
        undelivered = {each.seq: _undelivered(each) for each in found}
        while page := await self._conversations.messages(
            conversation_id, after=said[-1]["seq"] if said else 0, limit=_PAGE
        ):
            for message in page:
                wire = message.as_wire()
                if message.sender is Sender.CUSTOMER:
                    wire["text"] = for_staff(message.content.text, asked)
                elif message.sender is Sender.BOT:
                    asked = (message.content.ask or {}).get("slot")
                if message.seq in undelivered:
                    wire["undelivered"] = undelivered[message.seq]
                said.append(wire)
        return said


def _undelivered(fared: Fared) -> dict[str, Any]:
    """Why the customer has not got a message: the channel's own words where it refused, none where every try failed."""
    reason = None if fared.state is DeliveryState.FAILED else fared.answer
    return {"held": fared.state is DeliveryState.HELD, "reason": reason}


def for_staff(text: str, asked: str | None) -> str:
    """What a customer wrote as staff may read it: what proves identity not at all, personal numbers shortened.

    `asked`: what the bot wanted to know last.
    """
    return PROOF.sub(lambda run: "*" * len(run[0]), text) if asked in _PROOFS else show_text(text)
