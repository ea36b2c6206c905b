"""Steps as a form has them ↔ steps as Rasa's YAML and golden conversations have them.

A step that a form has no fields for (an `or`, a checkpoint) is a step of kind `other` and keeps its YAML.
"""

from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from bot.studio.repository.documents import version_of
from bot.studio.stories.errors import BadSteps

StoryKind = Literal["rule", "story", "test"]
EXPECTED = ("asks", "templates", "cards", "hears", "hears_not")
PLACEHOLDERS = frozenset({"phone", "id_last4", "code"})


class Step(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """One step; which fields it has depends on `kind`.

    intent: name, entities. action, loop: name (a loop's may be null: none). slot: name, value. other: value, its YAML.
    turn: says or presses, and what is expected then; what is absent is not looked at, `asks: null` wants nothing asked.
    """

    kind: Literal["intent", "action", "slot", "loop", "turn", "other"]
    name: str | UnsetType | None = UNSET
    entities: Any = UNSET
    value: Any = UNSET
    says: str | UnsetType = UNSET
    presses: str | UnsetType = UNSET
    asks: str | UnsetType | None = UNSET
    templates: list[str] | UnsetType = UNSET
    cards: list[str] | UnsetType = UNSET
    hears: list[str] | UnsetType = UNSET
    hears_not: list[str] | UnsetType = UNSET


def step_of(written: Any) -> Step:
    """One step of a rule or a story."""
    match written:
        case {"intent": str(name), **rest} if not rest.keys() - {"entities"}:
            return Step("intent", name, rest.get("entities", UNSET))
        case {"action": str(name), **rest} if not rest:
            return Step("action", name)
        case {"active_loop": (str() | None) as loop, **rest} if not rest:
            return Step("loop", loop)
        case {"slot_was_set": [slot], **rest} if not rest and isinstance(slot, dict) and len(slot) == 1:
            [(name, value)] = slot.items()
            return Step("slot", name, value=value)
    return Step("other", value=written)


def turn_of(written: Mapping[str, Any]) -> Step:
    """One turn of a golden conversation."""
    known = ("says", "presses", *EXPECTED)
    if written.keys() - set(known):
        return Step("other", value=dict(written))
    return Step("turn", **{name: written[name] for name in known if name in written})


def written_of(step: Step) -> Any:
    """As YAML has it."""
    if step.kind == "other":
        return step.value
    if step.kind == "slot":
        return {"slot_was_set": [{step.name: None if step.value is UNSET else step.value}]}
    if step.kind == "loop":
        return {"active_loop": None if step.name is UNSET else step.name}
    if step.kind == "turn":
        pairs = ((name, getattr(step, name)) for name in ("says", "presses", *EXPECTED))
        return {name: value for name, value in pairs if value is not UNSET and value != []}
    entities = {} if step.entities is UNSET or not step.entities else {"entities": step.entities}
    return {step.kind: step.name, **entities}


def rewritten(steps: Sequence[Step], before: Sequence[Any], read: Any) -> list[Any]:
    """`steps` as YAML; a step that was there before keeps the way it was written. `read`: `step_of` or `turn_of`."""
    kept = {version_of(msgspec.to_builtins(read(each))): each for each in before}
    return [kept.get(version_of(msgspec.to_builtins(step)), written_of(step)) for step in steps]


def check(kind: StoryKind, conditions: Sequence[Step], steps: Sequence[Step]) -> None:
    """`BadSteps`, telling the first step that is not complete."""
    if not steps:
        raise BadSteps(problem="none")
    if kind != "rule" and conditions:
        raise BadSteps(problem="kind")
    if any(each.kind not in ("slot", "loop", "other") for each in conditions):
        raise BadSteps(problem="kind")
    for number, step in enumerate(steps, 1):
        if problem := next(_problems(kind, step), None):
            raise BadSteps(step=number, problem=problem)


def names_in(steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    """Kind and name of everything that has to be in the domain."""
    for step in steps:
        if step.kind in ("intent", "action", "slot", "loop") and isinstance(step.name, str):
            yield step.kind, step.name
        if step.templates is not UNSET:
            yield from (("response", name) for name in step.templates)


def _problems(kind: StoryKind, step: Step) -> Iterator[str]:
    if step.kind == "other":
        return
    if (step.kind == "turn") != (kind == "test"):
        yield "kind"
    elif step.kind == "turn":
        said = [each for each in (step.says, step.presses) if each is not UNSET and each.strip()]
        if len(said) != 1:
            yield "words"
        elif step.says is not UNSET and not _fillable(step.says):
            yield "placeholder"
    elif step.kind != "loop" and not step.name:
        yield "name"


def _fillable(says: str) -> bool:
    try:
        return {name for _, name, _, _ in Formatter().parse(says) if name is not None} <= PLACEHOLDERS
    except ValueError:
        return False


def person_needed(steps: Sequence[Step]) -> bool:
    """Whether a turn says what only a certain demo customer can."""
    return any(
        name in PLACEHOLDERS
        for step in steps
        if step.says is not UNSET
        for _, name, _, _ in Formatter().parse(step.says)
    )
