"""What is wrong with a project before anybody trains it: its files read, its names agree. What else is wrong, the gate finds."""

import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.dialogue.golden import read_golden
from bot.nlu.environment import importing_rasa
from bot.studio.training.order import ENTITIES, GOLDEN, HELDOUT
from insurance.services.faq import FaqError, load

with importing_rasa():
    from rasa.shared.exceptions import RasaException
    from rasa.validator import Validator

from bot.nlu.importer import ProjectImporter

_FILE = re.compile(r"(?:data|tests)/[\w./-]+\.(?:yml|jsonl)|domain\.yml|config\.yml")


@dataclass(frozen=True)
class Problem:
    """`error`: it cannot be trained so. `warning`: it can, and it is hardly meant. `file`: where it is known."""

    severity: Literal["error", "warning"]
    text: str
    file: str | None = None


def problems(root: Path) -> Iterator[dict[str, Any]]:
    """`Problem`s as plain values. Later checks are left out where earlier ones found something."""
    found = [*_unreadable(root)]
    yield from map(asdict, found or _disagreeing(root))


def _unreadable(root: Path) -> Iterator[Problem]:
    for path in [root / "domain.yml", root / "config.yml", *sorted((root / "data").rglob("*.yml"))]:
        name = str(path.relative_to(root))
        try:
            yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        except FileNotFoundError:
            yield Problem("error", "没有这个文件", name)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            yield Problem("error", f"{f'第 {mark.line + 1} 行' if mark else '文件'}不是 YAML", name)
    for path in (root / HELDOUT, root / ENTITIES):
        yield from _bad_lines(root, path)
    try:
        load(root / "data" / "faq")
    except FaqError as error:
        yield Problem("error", str(error), "data/faq")
    try:
        read_golden(root / GOLDEN)
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        yield Problem("error", str(error), str(GOLDEN))


def _bad_lines(root: Path, path: Path) -> Iterator[Problem]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                json.loads(line)["text"]
        except (ValueError, KeyError, TypeError):
            yield Problem("error", f"第 {number} 行不是带 text 的 JSON", str(path.relative_to(root)))


def _disagreeing(root: Path) -> Iterator[Problem]:
    """What `rasa data validate --fail-on-warnings` finds: intents, actions, slots and forms in rules and in the domain."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            importer = ProjectImporter(
                str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")]
            )
            validator = Validator.from_importer(importer)
        except RasaException as error:
            yield _problem("error", str(error))
            return
        checks: tuple[Callable[[], Any], ...] = (
            validator.verify_intents_in_stories,
            validator.verify_actions_in_stories_rules,
            validator.verify_forms_in_stories_rules,
            validator.verify_domain_validity,
        )
        for check in checks:
            before = len(said)
            if not check():
                lines = {str(each.message).partition("\n")[0] for each in said[before:]}
                yield from (_problem("error", line) for line in sorted(lines) or [check.__name__])
        before = len(said)
        validator.verify_example_repetition_in_intents()
        lines = {str(each.message).partition("\n")[0] for each in said[before:]}
        yield from (_problem("warning", line) for line in sorted(lines))


def _problem(severity: Literal["error", "warning"], text: str) -> Problem:
    file = _FILE.search(text)
    return Problem(severity, text, file[0] if file else None)
