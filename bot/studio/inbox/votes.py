"""What a question may be: the model's ranking as votes for labels, and what the votes of a group come to."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from bot.conversations.understandings import Understanding

Kind = Literal["intent", "faq", "new_faq", "out_of_scope"]
FAQ = "faq"
OUT_OF_SCOPE = "out_of_scope"
# `intent:claim_status` or `faq:claims.report_deadline`, and how likely it is.
Votes = dict[str, float]

# Below it nothing we have fits. Above it, on held-out messages of ours that the bot missed or was unsure of, every other
# first vote is right.
_FITS = 0.25
_FOREIGN = 0.6


class Proposal(NamedTuple):
    """`confidence`: the mean vote, 0 to 1."""

    kind: Kind
    id: str | None
    confidence: float


def votes_of(understood: Understanding, *, chosen: str | None = None, refused: bool = False) -> Votes:
    """`chosen`: the payload the customer pressed next, which says more than any model; `refused`: the customer said that
    the answer was not what they had asked.
    """
    if label := label_of(chosen):
        return {label: 1.0}
    votes: Votes = {}
    for name, likely in understood.ranking:
        if name != FAQ:
            votes[f"intent:{name}"] = likely
    asks = dict(understood.ranking).get(FAQ, 0.0)
    for entry, likely in understood.topics:
        votes[f"faq:{entry}"] = round(asks * likely, 4)
    if refused:
        votes.pop(f"faq:{understood.faq}" if understood.faq else f"intent:{understood.intent}", None)
    return votes


def label_of(payload: str | None) -> str | None:
    """The entry or task a button stands for; None for what only goes on about the last answer."""
    if not payload:
        return None
    intent, brace, rest = payload.removeprefix("/").partition("{")
    try:
        entities = json.loads(brace + rest) if brace else {}
    except ValueError:
        return None
    if "details" in entities:
        return None
    if intent == FAQ:
        return f"faq:{entities['topic']}" if entities.get("topic") else None
    return None if intent in ("handoff", "affirm", "deny", "cancel", "inform") else f"intent:{intent}"


def proposal_of(members: Iterable[Mapping[str, float]], *, answered: bool = False) -> Proposal:
    """`answered`: a person had an answer to it, so it is no stranger's question."""
    total: defaultdict[str, float] = defaultdict(float)
    count = 0
    for votes in members:
        count += 1
        for label, likely in votes.items():
            total[label] += likely
    foreign = total.pop(f"intent:{OUT_OF_SCOPE}", 0.0) / max(count, 1)
    if foreign >= _FOREIGN and not answered:
        return Proposal("out_of_scope", None, round(foreign, 2))
    label, score = min(total.items(), key=lambda each: (-each[1], each[0]), default=("", 0.0))
    mean = score / max(count, 1)
    if mean < _FITS:
        return Proposal("new_faq", None, round(1 - max(mean, foreign), 2))
    kind, _, id = label.partition(":")
    return Proposal("faq" if kind == "faq" else "intent", id, round(mean, 2))
