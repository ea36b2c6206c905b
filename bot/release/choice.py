"""Which model answers a turn, and who may let a model answer: pure rules."""

import hashlib
from collections.abc import Collection
from datetime import timedelta
from typing import Literal

from bot.release.errors import GateMissing, GateRed, OwnModel
from bot.release.states import ReleaseState

Verdict = Literal["green", "red", "missing"]
# So long a silent conversation is one that has ended: what comes then is met as a new one is.
STAYS = timedelta(minutes=30)


def choose(
    state: ReleaseState, conversation_id: str, present: str | None, silent_for: timedelta | None
) -> str | None:
    """The model for the next turn. `present` gave the last answer, `silent_for` is how long ago that was.

    A conversation stays with its model, so that a customer is not answered by two in turn; one that was withdrawn, or whose
    trial was stopped, loses it at once.
    """
    if present in state.answering and silent_for is not None and silent_for < STAYS:
        return present
    if state.canary is not None and in_share(conversation_id, state.canary, state.canary_share):
        return state.canary
    return state.live


def in_share(conversation_id: str, model: str, share: int) -> bool:
    """Whether the conversation is among that many percent; always the same ones, others for every model.

    Who is among few is among more as well.
    """
    digest = hashlib.sha256(f"{model}:{conversation_id}".encode()).digest()
    return int.from_bytes(digest[:4]) % 100 < share


def check_approval(by: str, trained_by: str | None, authors: Collection[str], verdict: Verdict) -> None:
    """Four eyes and a green gate, without exception. `GateMissing`, `GateRed`, `OwnModel`."""
    if verdict == "missing":
        raise GateMissing()
    if verdict == "red":
        raise GateRed()
    if by == trained_by or by in authors:
        raise OwnModel(trained=by == trained_by)
