"""The names that steps may use, out of the domain; and rules that say otherwise of the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.studio.repository.documents import version_of
from bot.studio.stories.errors import UnknownNames
from bot.studio.stories.steps import Step, names_in

# What Rasa has of its own.
_ACTIONS = (
    "action_listen",
    "action_restart",
    "action_session_start",
    "action_default_fallback",
    "action_deactivate_loop",
    "action_revert_fallback_events",
    "action_default_ask_affirmation",
    "action_default_ask_rephrase",
    "action_two_stage_fallback",
    "action_unlikely_intent",
    "action_back",
    "action_extract_slots",
)
_SLOTS = ("requested_slot", "session_started_metadata")
_INTENTS = ("restart", "back", "session_start", "nlu_fallback", "out_of_scope")


@dataclass(frozen=True)
class Vocabulary:
    """For the form; `actions` are those of the domain, responses and loops aside."""

    intents: tuple[str, ...]
    actions: tuple[str, ...]
    slots: tuple[str, ...]
    loops: tuple[str, ...]
    responses: tuple[str, ...]

    def check(self, steps: Sequence[Step]) -> None:
        """`UnknownNames`."""
        known = {
            "intent": {*self.intents, *_INTENTS},
            "action": {*self.actions, *self.responses, *self.loops, *_ACTIONS},
            "slot": {*self.slots, *_SLOTS},
            "loop": set(self.loops),
            "response": set(self.responses),
        }
        unknown = dict.fromkeys(each for each in names_in(steps) if each[1] not in known[each[0]])
        if unknown:
            raise UnknownNames(unknown=[{"kind": kind, "name": name} for kind, name in unknown])


def vocabulary_of(domain: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(
        _names(domain.get("intents")),
        _names(domain.get("actions")),
        _names(domain.get("slots")),
        _names(domain.get("forms")),
        _names(domain.get("responses")),
    )


def _names(listed: Any) -> tuple[str, ...]:
    """Of a list whose items may carry settings, or of a mapping."""
    return tuple(next(iter(each)) if isinstance(each, dict) else str(each) for each in listed or ())


@dataclass(frozen=True)
class Rule:
    """What contradictions are looked for in."""

    id: str
    name: str
    file: str
    conditions: Sequence[Step]
    steps: Sequence[Step]


def contradictions(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Two that go the same way under the same conditions, and then act differently."""
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(situation(rule.conditions), []).append(rule)
    for group in groups.values():
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                if _parts_ways(one.steps, other.steps):
                    yield one, other


def situation(conditions: Sequence[Step]) -> str:
    """The same for the same conditions, in whatever order."""
    return "|".join(sorted(key_of(each) for each in conditions))


def key_of(step: Step) -> str:
    return version_of(msgspec.to_builtins(step))


def _parts_ways(one: Sequence[Step], other: Sequence[Step]) -> bool:
    for first, second in zip(one, other, strict=False):
        if key_of(first) != key_of(second):
            return first.kind == second.kind == "action"
    return False
