"""What the bot did before it handed over: what it looked up and showed, and which messages it did not understand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.conversations.agents import OwnerEvent
from bot.conversations.message import Content, Message, Sender
from bot.conversations.owner import Owner

# Where the bot did not understand.
_MISSED = frozenset({"utter_fallback", "utter_fallback_twice", "utter_suggest", "utter_out_of_scope"})
_NUMBERS = {"policy": "policy_no", "renewal": "policy_no", "claim": "claim_no", "complaint": "receipt_no"}
_EVER = datetime.min.replace(tzinfo=UTC)


def attempts(history: Sequence[OwnerEvent], messages: Sequence[Message]) -> dict[str, Any]:
    """Of the bot's last stay before people had the conversation.

    `looked_up`: `[{"seq", "kind", "number"}]`, kind `faq` with the entry's number, or that of a card with the record's;
    `failed_turns`: the numbers of the customer's messages.
    """
    looked_up, failed, heard = [], [], None
    for message in _before_handoff(history, messages):
        if message.sender is Sender.CUSTOMER:
            heard = message.seq
        elif message.sender is Sender.BOT:
            if found := _shown(message.content):
                looked_up.append({"seq": message.seq, **found})
            if message.content.template in _MISSED and heard is not None:
                failed.append(heard)
    return {"looked_up": looked_up, "failed_turns": failed}


def _before_handoff(history: Sequence[OwnerEvent], messages: Sequence[Message]) -> list[Message]:
    handoffs = [each.at for each in history if (each.source, each.target) == (Owner.BOT, Owner.QUEUE)]
    if not handoffs:
        return []
    ends = handoffs[-1]
    begins = max((each.at for each in history if each.target is Owner.BOT and each.at < ends), default=_EVER)
    return [message for message in messages if begins <= message.at <= ends]


def _shown(content: Content) -> dict[str, Any] | None:
    if content.card is not None:
        kind = str(content.card.get("kind"))
        return {"kind": kind, "number": content.card.get(_NUMBERS.get(kind, ""))}
    if content.source is not None and "faq" in content.source:
        return {"kind": "faq", "number": content.source["faq"]}
    return None
