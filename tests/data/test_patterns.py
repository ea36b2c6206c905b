"""No pattern that reads customers' words can be kept busy by them: what repeats a pattern's own words ends at once."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from itertools import product
from types import FrameType, ModuleType
from typing import Any

import pytest

import actions
import bot.channels
import bot.nlu
import insurance
import kernel

ROOMS = (actions, bot.channels, bot.nlu, insurance, kernel)
# A pattern that tries every way of parting doubles with each piece: far beyond this, whatever the machine.
TOO_LONG_S = 2.0
REPEATED = 40
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
_OTHERS = ["1", "a", " ", "，", "1a", "a ", "- "]


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns_in(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 3 and isinstance(value, (tuple, list, set, frozenset)):
        for each in value:
            yield from patterns_in(each, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        yield from patterns_in(tuple(value.values()), depth + 1)
    elif depth < 3 and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        yield from patterns_in(
            tuple(getattr(value, name, None) for name in value.__dataclass_fields__), depth
        )


def all_patterns() -> dict[str, str]:
    """Pattern text → where it stands."""
    return {
        found.pattern: f"{module.__name__}.{name}"
        for module in modules()
        for name, value in vars(module).items()
        for found in patterns_in(value)
    }


def pieces_of(pattern: str) -> list[str]:
    """Its own words, their beginnings, and two of the shorter ones together."""
    words = {run[:length] for run in _RUN.findall(pattern) for length in (1, 2, 3, len(run))}
    short = sorted(word for word in words if len(word) <= 2)[:24]
    return sorted(words) + ["".join(pair) for pair in product(short, repeat=2)] + _OTHERS


def ring(_: int, __: FrameType | None) -> None:
    raise TimeoutError


def test_no_words_keep_a_pattern_busy() -> None:
    before, slow = signal.signal(signal.SIGALRM, ring), {}
    try:
        for pattern, where in all_patterns().items():
            compiled = re.compile(pattern)
            for piece in pieces_of(pattern):
                text = f"{piece * REPEATED}#"
                signal.setitimer(signal.ITIMER_REAL, TOO_LONG_S)
                try:
                    compiled.search(text)
                    compiled.fullmatch(text)
                except TimeoutError:
                    slow[where] = piece
                    break
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert slow == {}


@pytest.mark.parametrize("words", ["那就", "等等", "想好", "明天"])
def test_the_check_finds_what_it_looks_for(words: str) -> None:
    bad = re.compile(rf"(?:{words}|{words[0]}|{words[1]})*x")
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(TimeoutError):
            bad.fullmatch(f"{words * REPEATED}#")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
