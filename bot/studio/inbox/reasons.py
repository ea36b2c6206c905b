"""Which turns are for the trainers, and why. Each rule can be read; none looks at more than one conversation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.conversations.understandings import Understanding, UnderstoodTurn
from bot.studio.inbox.likeness import REPEATS, likeness, sketch
from bot.studio.inbox.votes import label_of
from bot.studio.masking import substance


class Reason(StrEnum):
    """In the order of their weight: where several hold, the first is kept."""

    MISSED = "missed"  # the bot said that it did not understand, or that it is not ours
    CORRECTED = "corrected"  # the customer said that this was not what they had asked
    HANDED_OFF = "handed_off"  # they asked for a person within two turns of the answer
    RATED_BADLY = "rated_badly"  # the conversation ended with at most two stars, this was its last question
    UNSURE = "unsure"  # answered, but another answer was nearly as likely
    PROPOSED = "proposed"  # an agent's


SMALL_TALK = frozenset(
    {
        "greet",
        "goodbye",
        "thanks",
        "affirm",
        "deny",
        "cancel",
        "inform",
        "bot_challenge",
        "handoff",
        "express_dissatisfaction",
        "otp_missing",
        "restart_identity",
    }
)
# Of the held-out messages that are answered one in twenty lies below, of those answered wrongly every other one.
_SURE_INTENT = 0.6
_SURE_TOPIC = 0.5
# A letter or two is no question.
_SUBSTANCE = 2
_SOON = timedelta(minutes=5)
_TURNS_TO_HANDOFF = 2
_BAD_SCORE = 2
_SUGGESTS = "utter_suggest"
_NOT_THAT = re.compile(
    r"不是(?:问|说|要|想)?(?:这个|那个|这意思|那意思|这样|问你)|答非所问|文不对题|[没未]回答|[没不]是我(?:要)?问的|[我俺](?:问|说)的(?:是|不是)|"
    r"没(?:有)?(?:听|看|搞|弄)?(?:懂|明白)|听不懂|不懂我|理解错|说错了|搞错了|牛头不对马嘴|驴唇不对马嘴"
)


@dataclass(frozen=True)
class Said:
    """A turn and its words; the words of a button that was pressed are its title."""

    turn: UnderstoodTurn
    text: str = field(repr=False)

    @property
    def understood(self) -> Understanding:
        return self.turn.understanding


@dataclass(frozen=True)
class Finding:
    """`chosen`: the payload they pressed next; `refused`: they said that the answer was not it; `handed_off`: a person was
    asked for soon after, and may have answered it.
    """

    said: Said
    reason: Reason
    chosen: str | None = None
    refused: bool = False
    handed_off: bool = False


def findings(turns: Sequence[Said], *, score: int | None = None, served: bool = False) -> list[Finding]:
    """`turns` of one conversation in order; `score`: its rating, which is a person's where one `served` the customer."""
    asked = [place for place, said in enumerate(turns) if _asks(said)]
    rated = asked[-1] if asked and score is not None and score <= _BAD_SCORE and not served else None
    before_people = set(_before_people(turns, asked))
    found = []
    for place in asked:
        after = turns[place + 1] if place + 1 < len(turns) else None
        chosen = after.understood.choice if after and _suggested(turns[place]) else None
        refused = after is not None and _refused(turns[place], after)
        reasons = {
            Reason.MISSED: turns[place].understood.missed,
            Reason.CORRECTED: refused,
            Reason.HANDED_OFF: place in before_people,
            Reason.RATED_BADLY: place == rated,
            Reason.UNSURE: _unsure(turns[place].understood) and not _confirmed(turns[place], chosen),
        }
        if reason := next((reason for reason, holds in reasons.items() if holds), None):
            found.append(Finding(turns[place], reason, chosen, refused, place in before_people))
    return found


def _asks(said: Said) -> bool:
    """Whether it is a question or a wish in the customer's own words, and not the answer to one of ours."""
    understood = said.understood
    if not understood.typed or understood.choice is not None:
        return False
    if substance(said.text, understood.mentions) < _SUBSTANCE:
        return False
    return understood.missed or (not understood.in_task and understood.intent not in SMALL_TALK)


def _unsure(understood: Understanding) -> bool:
    if understood.in_task:
        return False
    ranking = dict(understood.ranking)
    if understood.intent == "faq":
        return ranking.get("faq", 0.0) * (understood.topics[0][1] if understood.topics else 0.0) < _SURE_TOPIC
    return understood.intent != "nlu_fallback" and understood.confidence < _SURE_INTENT


def _suggested(said: Said) -> bool:
    return said.understood.missed or said.understood.template == _SUGGESTS


def _confirmed(said: Said, chosen: str | None) -> bool:
    """Of what was suggested they took what the model had thought likeliest."""
    return chosen is not None and label_of(chosen) == f"faq:{said.understood.topic}"


def _refused(said: Said, after: Said) -> bool:
    if after.turn.at - said.turn.at > _SOON or said.understood.missed:
        return False
    if said.understood.template == _SUGGESTS and (label := label_of(after.understood.choice)):
        return label != f"faq:{said.understood.topic}"
    if not after.understood.typed or after.understood.choice is not None or after.understood.in_task:
        return False
    if _NOT_THAT.search(after.text) or (
        after.understood.intent == "deny" and said.understood.faq is not None
    ):
        return True
    again = _asks(after) and said.understood.faq is not None and after.understood.faq != said.understood.faq
    return again and likeness(sketch(said.text), sketch(after.text)) >= REPEATS


def _before_people(turns: Sequence[Said], asked: Sequence[int]) -> Iterator[int]:
    """The last question before each time a person was asked for, where it is near and the bot had answered it from what it
    knows, or not at all.
    """
    for place, said in enumerate(turns):
        if not said.understood.handed_off:
            continue
        last = next(
            (each for each in reversed(asked) if each <= place and not _only_hands_off(turns[each])), None
        )
        if last is None or place - last > _TURNS_TO_HANDOFF:
            continue
        understood = turns[last].understood
        if understood.faq is not None or _suggested(turns[last]):
            yield last


def _only_hands_off(said: Said) -> bool:
    return said.understood.handed_off and said.understood.faq is None and not said.understood.missed
