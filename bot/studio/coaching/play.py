"""A simulated customer at work: pure, and the same every time.

Every line of the agent either does a step, learns a fact or meets a reaction, of which there are finitely many, or it costs
patience: so a practice always ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.studio.coaching.cases import Case, says_any

# So many facts are told in one go at most, as people do.
_FACTS_AT_ONCE = 2


class Ending(StrEnum):
    SATISFIED = "satisfied"
    GAVE_UP = "gave_up"
    COMPLAINED = "complained"
    BROKEN_OFF = "broken_off"  # by the agent


@dataclass(frozen=True)
class Played:
    """How far a practice is. `steps`, `facts`: ids; `reactions`: places in the case; `lines`: the agent's so far."""

    patience: int
    lines: int = 0
    steps: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    reactions: frozenset[int] = frozenset()
    ending: Ending | None = None


def begin(case: Case) -> Played:
    return Played(patience=case.patience)


def answer(case: Case, played: Played, text: str) -> tuple[Played, Sequence[str]]:
    """What the customer says to the agent's `text`, and how far it is then. Nothing after the end."""
    if played.ending is not None:
        return played, ()
    says: list[str] = []
    steps = [
        step
        for step in case.steps
        if step.id not in played.steps and not (step.first and played.lines) and says_any(text, step.words)
    ]
    says += [step.says for step in steps if step.says]
    facts = [fact for fact in case.facts if fact.id not in played.facts and says_any(text, fact.asked)][
        :_FACTS_AT_ONCE
    ]
    says += [fact.says for fact in facts]
    met = [
        (place, reaction)
        for place, reaction in enumerate(case.reactions)
        if place not in played.reactions and says_any(text, reaction.words)
    ]
    says += [reaction.says for _, reaction in met]
    helped = bool(steps or facts or any(not reaction.costs for _, reaction in met))
    costs = sum(reaction.costs for _, reaction in met)
    after = replace(
        played,
        lines=played.lines + 1,
        steps=played.steps | {step.id for step in steps},
        facts=played.facts | {fact.id for fact in facts},
        reactions=played.reactions | {place for place, _ in met},
        patience=played.patience - max(costs, 0 if helped else 1),
    )
    if after.patience <= 0:
        ending = Ending.COMPLAINED if case.complains else Ending.GAVE_UP
        return replace(after, ending=ending), (*says, case.gives_up)
    if all(step.id in after.steps for step in case.steps if step.required and not step.first):
        return replace(after, ending=Ending.SATISFIED), (*says, case.thanks)
    if not says:
        place = (case.patience - after.patience - 1) % len(case.impatient) if not helped else -1
        says = [case.impatient[place]] if place >= 0 else ["嗯，好。"]
    return after, tuple(says)


def broken_off(played: Played) -> Played:
    """The agent ends it."""
    return played if played.ending is not None else replace(played, ending=Ending.BROKEN_OFF)
