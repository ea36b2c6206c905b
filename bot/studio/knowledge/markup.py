"""Entities marked in an example: `我[昨天](date)追尾了`, or `[八百块]{"entity": "money", "value": "800"}`."""

import json
import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

LONGEST = 500
# What no line of a text file may hold: control characters, further line ends, halves of characters.
ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_MARKED = re.compile(r"\[(?P<text>[^\[\]]+)\](?:\((?P<name>[^():]+)(?::[^()]*)?\)|(?P<json>\{[^{}]*\}))")
# What is left of a mark that does not close, or names nothing.
_BROKEN = re.compile(r"\](?:\(|\{)")


class Fault(NamedTuple):
    """What is wrong with the example at `place`: empty, too_long, several_lines, odd_characters, blanks_around,
    broken_markup, unknown_entity, twice.
    """

    place: int
    text: str
    problem: str


def plain(example: str) -> str:
    """The example as a customer writes it."""
    return _MARKED.sub(lambda found: found["text"], example)


def faults(examples: Sequence[str], entities: Container[str]) -> Iterator[Fault]:
    """What keeps `examples` from standing under one intent; the first fault of each. `entities`: those of the domain."""
    seen: set[str] = set()
    for place, example in enumerate(examples):
        if problem := _fault(example, entities):
            yield Fault(place, example, problem)
        elif plain(example) in seen:
            yield Fault(place, example, "twice")
        seen.add(plain(example))


def _fault(example: str, entities: Container[str]) -> str | None:
    if not plain(example).strip():
        return "empty"
    if len(example) > LONGEST:
        return "too_long"
    if len(example.splitlines()) > 1:
        return "several_lines"
    if ODD.search(example):
        return "odd_characters"
    if example != example.strip():
        return "blanks_around"
    if _BROKEN.search(_MARKED.sub("", example)):
        return "broken_markup"
    names = [_entity(mark) for mark in _MARKED.finditer(example)]
    if None in names:
        return "broken_markup"
    return next(("unknown_entity" for name in names if name not in entities), None)


def _entity(mark: re.Match[str]) -> str | None:
    if mark["name"] is not None:
        return mark["name"].strip()
    try:
        found = json.loads(mark["json"]).get("entity")
    except ValueError:
        return None
    return found if isinstance(found, str) else None
