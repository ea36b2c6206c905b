"""Which rules and stories a turn went by.

Rasa's policies remember states, not names, so the files are matched against what happened: a rule counts where its
conditions held and its steps are what was done, up to the next thing the customer would have to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered

SILENT = frozenset({"action_listen", "action_session_start", "action_extract_slots"})
_UNSAID = object()  # a rule without a condition on the loop
Step = tuple[str, str]  # (intent or action, its name)


@dataclass(frozen=True)
class Rule:
    """`loop`: which form must be active, None for no form, `_UNSAID` for whatever; `slots`: values they must have."""

    name: str
    steps: tuple[Step, ...]
    loop: Any
    slots: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class _Moment:
    """One step of a turn, and what held before it."""

    step: Step
    loop: str | None
    slots: Mapping[str, Any]


def rules_in(project: Path) -> Sequence[Rule]:
    """Rules and stories of a project's `data`; a file that cannot be read names nothing."""
    files = sorted(
        path for path in (project / "data").rglob("*.yml") if path.parent.name in ("rules", "stories")
    )
    return [rule for path in files for rule in _of_file(path, path.stat().st_mtime_ns)]


@lru_cache(maxsize=64)
def _of_file(path: Path, changed: int) -> Sequence[Rule]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return [_rule(item) for kind in ("rules", "stories") for item in document.get(kind) or ()]
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError):
        return []


def _rule(item: Mapping[str, Any]) -> Rule:
    conditions = item.get("condition") or []
    loops = [each["active_loop"] for each in conditions if "active_loop" in each]
    slots = [pair for each in conditions for set in each.get("slot_was_set") or () for pair in set.items()]
    return Rule(
        str(item.get("rule") or item.get("story")),
        tuple(_steps(item["steps"])),
        loops[0] if loops else _UNSAID,
        tuple(slots),
    )


def _steps(steps: Iterable[Mapping[str, Any]]) -> Iterator[Step]:
    for step in steps:
        for kind in ("intent", "action"):
            if kind in step:
                yield kind, str(step[kind])


def rules_of(
    rules: Iterable[Rule], news: Sequence[Event], loop: str | None, slots: Mapping[str, Any]
) -> list[str]:
    """Names of those the turn went by, in the order they came in; `loop` and `slots` held when it began."""
    moments = list(_moments(news, loop, slots))
    found: dict[str, None] = {}
    for place in range(len(moments)):
        matching = [rule for rule in rules if _goes(rule, moments[place:])]
        # Where one says more of the state than another, Rasa goes by it.
        most = max((_said(rule) for rule in matching), default=0)
        found.update(dict.fromkeys(rule.name for rule in matching if _said(rule) == most))
    return list(found)


def _said(rule: Rule) -> int:
    return len(rule.slots) + (rule.loop is not _UNSAID)


def _moments(news: Sequence[Event], loop: str | None, slots: Mapping[str, Any]) -> Iterator[_Moment]:
    values = dict(slots)
    said: _Moment | None = None
    for event in news:
        if isinstance(event, SlotSet):
            values[event.key] = event.value
            if said is not None:
                # What the message itself says counts before anything is done.
                said = _Moment(said.step, loop, dict(values))
        elif isinstance(event, ActiveLoop):
            loop = event.name
        elif isinstance(event, UserUttered):
            said = _Moment(("intent", event.intent_name or ""), loop, dict(values))
        elif isinstance(event, ActionExecuted) and event.action_name not in SILENT:
            if said is not None:
                yield said
                said = None
            yield _Moment(("action", event.action_name or ""), loop, dict(values))
    if said is not None:
        yield said


def _goes(rule: Rule, moments: Sequence[_Moment]) -> bool:
    first = moments[0]
    if rule.loop is not _UNSAID and rule.loop != first.loop:
        return False
    if any(first.slots.get(name) != value for name, value in rule.slots):
        return False
    steps = list(rule.steps)
    later = next((place for place, step in enumerate(steps) if place and step[0] == "intent"), len(steps))
    wanted = steps[:later]
    return len(wanted) > 1 and [moment.step for moment in moments[: len(wanted)]] == wanted
