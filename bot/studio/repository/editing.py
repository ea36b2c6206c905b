"""From the value a YAML text has to the value it is to have, by the least of edits.

An edit replaces a span of the text. Lists are compared item by item, mappings key by key; what cannot be edited in
its place (a list that begins on its parent's dash, say) is written anew as a whole, in the style it had.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bot.studio.repository.writing import (
    Like,
    Writer,
    bracketed,
    folded,
    items_of,
    literal,
    scalar,
    values_at,
)

_ALIAS = re.compile(r"\*[^\s,\]}]+")


class _Whole(Exception):
    """This list or mapping has to be written anew."""


@dataclass(frozen=True)
class _Hook:
    """What a value hangs on: the key or the dash in `column`; `lead` is where the text behind it begins."""

    lead: int
    column: int
    dash: bool


@dataclass(frozen=True)
class _Element:
    """A key with its value, or an item with its dash: from `start` up to `end`, where its last character was."""

    start: int
    end: int
    node: Node
    hook: _Hook


class Editor:
    """Edits of one text, whose parsed form is `root`."""

    def __init__(self, text: str, root: Node | None) -> None:
        self._ended = text.endswith("\n") or not text
        self._crlf = "\r\n" in text
        self._text = text if self._ended else text + ("\r\n" if self._crlf else "\n")
        self._root = root
        if root is not None:
            _name_aliases(root, self._text, set())
        self._edits: list[tuple[int, int, str]] = []
        self._writer = Writer(dash=_dash(root))

    def texts(self, old: Any, new: Any) -> Iterator[str]:
        """Texts that ought to say `new`, the one that changes least first."""
        if self._root is None:
            yield self._text + self._whole(new)
            return
        self._plan(self._root, old, new, None, [])
        text = self._text
        # From the back, so that places hold; what was planned first for one place stands first.
        for start, end, instead in sorted(self._edits, key=lambda edit: edit[:2])[::-1]:
            text = text[:start] + (instead.replace("\n", "\r\n") if self._crlf else instead) + text[end:]
        if not self._ended:
            yield text.removesuffix("\n").removesuffix("\r")
        yield text

    def _whole(self, new: Any) -> str:
        like = [] if self._root is None else [self._root]
        if isinstance(new, dict) and new:
            return self._writer.entries(new, like, 0) + "\n"
        if isinstance(new, list) and new:
            return self._writer.items(new, like, 0) + "\n"
        return bracketed(new) + "\n"

    def _plan(self, node: Node, old: Any, new: Any, hook: _Hook | None, peers: Like) -> None:
        if canonical(old) == canonical(new):
            return
        planned = len(self._edits)
        try:
            if isinstance(node, MappingNode) and isinstance(new, dict) and new and old:
                self._mapping(node, old, new, peers)
            elif isinstance(node, SequenceNode) and isinstance(new, list) and new and old:
                self._sequence(node, old, new, peers)
            else:
                raise _Whole
        except _Whole:
            del self._edits[planned:]
            self._replace(node, new, hook, [node, *peers])

    def _replace(self, node: Node, new: Any, hook: _Hook | None, like: Like) -> None:
        start, end = node.start_mark.index, self._end(node)
        if hook is None:
            self._edits.append((start, len(self._text), self._whole(new)))
        elif hook.lead < 0:  # inside brackets
            quotes = node.style if isinstance(node, ScalarNode) else None
            text = bracketed(new, like) if isinstance(new, (dict, list)) else None
            self._edits.append((start, end, text or scalar(new, brackets=True, quotes=quotes)))
        elif isinstance(node, ScalarNode) and not isinstance(new, (dict, list)) and start > hook.lead:
            self._edits.append((start, end, self._scalar(node, new, hook)))
        else:
            write = self._writer.after_dash if hook.dash else self._writer.after_key
            self._edits.append((hook.lead, max(end, hook.lead), write(new, like, hook.column)))

    def _scalar(self, node: ScalarNode, new: Any, hook: _Hook) -> str:
        style = node.style
        if isinstance(new, str) and style in ("|", ">"):
            lines = self._text[node.start_mark.index : self._end(node)].splitlines()[1:]
            written = [line for line in lines if line.strip()]
            column = min((len(line) - len(line.lstrip(" ")) for line in written), default=hook.column + 2)
            longest = max((len(line) - column for line in written), default=100)
            text = literal(new, column) if style == "|" else folded(new, column, longest)
            if text is not None:
                return text
        return scalar(new, quotes=style)

    def _mapping(self, node: MappingNode, old: dict[Any, Any], new: dict[Any, Any], peers: Like) -> None:
        keys = list(old)
        if len(node.value) != len(keys):  # keys twice, or merged from elsewhere
            raise _Whole
        elements = [
            self._element(name.start_mark.index, name.end_mark.index, value, node, dash=False)
            for name, value in node.value
        ]
        kept = [key for key in keys if key in new]
        if not kept:
            raise _Whole
        anchors: dict[Any, list[Any]] = {}
        anchor = kept[0]
        for key in new:
            if key in old:
                anchor = key
            else:
                anchors.setdefault(anchor, []).append(key)
        self._remove(node, elements, [place for place, key in enumerate(keys) if key not in new])
        for place, key in enumerate(keys):
            if key not in new:
                continue
            element = elements[place]
            like = [value for peer in peers for value in _at(peer, key)]
            self._plan(element.node, old[key], new[key], element.hook, like)
            for name in anchors.get(key, ()):
                self._add(
                    node,
                    elements,
                    place,
                    f"{scalar(name, brackets=_flow(node))}:",
                    new[name],
                    values_at(peers, name)
                    if any(_at(peer, name) for peer in peers)
                    else values_at([node, *peers], name),
                    dash=False,
                )

    def _sequence(self, node: SequenceNode, old: list[Any], new: list[Any], peers: Like) -> None:
        elements = [self._element(*self._dash_of(node, item), item, node, dash=True) for item in node.value]
        inherited = items_of(peers)

        def like(place: int) -> Like:
            """Other items, the nearest first."""
            others = sorted((abs(at - place), at) for at in range(len(elements)) if at != place)
            return [*(elements[at].node for _, at in others), *inherited]

        matcher = SequenceMatcher(
            None, [canonical(each) for each in old], [canonical(each) for each in new], autojunk=False
        )
        removed: list[int] = []
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                continue
            both = min(i2 - i1, j2 - j1)
            for i, j in zip(range(i1, i1 + both), range(j1, j1 + both), strict=True):
                self._plan(elements[i].node, old[i], new[j], elements[i].hook, like(i))
            removed += range(i1 + both, i2)
            place = i1 + both - 1
            near = like(max(place, 0))
            nearest = [elements[max(place, 0)].node, *near]
            for j in range(j1 + both, j2):
                self._add(node, elements, place, "-", new[j], nearest, dash=True)
        self._remove(node, elements, removed)

    def _element(self, start: int, after: int, value: Node, parent: Node, *, dash: bool) -> _Element:
        if _flow(parent):
            return _Element(start, self._end(value), value, _Hook(-1, 0, dash))
        if not dash:
            colon = self._text.find(":", after)
            if colon < 0 or self._text[self._line(start) : start].rstrip().endswith("?"):
                raise _Whole
            after = colon + 1
        column = start - self._line(start)
        return _Element(start, max(self._end(value), after), value, _Hook(after, column, dash))

    def _dash_of(self, parent: SequenceNode, item: Node) -> tuple[int, int]:
        """Where an item begins with its dash, and where its dash ends; in brackets, where it begins."""
        start = item.start_mark.index
        if _flow(parent):
            return start, start
        column = parent.start_mark.column
        line = self._line(start)
        while True:
            place = line + column
            if (
                place < start + 1
                and self._text[place : place + 1] == "-"
                and (not self._text[line:place].strip() or place == parent.start_mark.index)
            ):
                return place, place + 1
            if line == 0:
                raise _Whole
            line = self._line(line - 1)

    def _remove(self, node: Node, elements: Sequence[_Element], places: Sequence[int]) -> None:
        gone = set(places)
        if not gone:
            return
        first = next((place for place in range(len(elements)) if place not in gone), None)
        if first is None:
            raise _Whole
        if _flow(node) or not self._own_line(elements[0].start):
            # Up to the first that stays; the others each with what is before them.
            if first > 0:
                between = self._text[elements[first - 1].end : elements[first].start]
                if not _flow(node) and "#" in between:
                    raise _Whole
                self._edits.append((elements[0].start, elements[first].start, ""))
            gone -= set(range(first))
        for place in sorted(gone):
            element = elements[place]
            if _flow(node):
                self._edits.append((elements[place - 1].end, element.end, ""))
                continue
            start, end = self._line(element.start), self._next_line(element.end)
            blank_before = start == 0 or not self._text[self._line(start - 1) : start].strip()
            after = self._next_line(end) if end < len(self._text) else end
            if blank_before and end < after and not self._text[end:after].strip():
                end = after  # of two empty lines one goes with it
            elif blank_before and start and end == len(self._text) and place - 1 not in gone:
                start = self._line(start - 1)  # nor does a file end in one
            self._edits.append((start, end, ""))

    def _add(
        self,
        node: Node,
        elements: Sequence[_Element],
        after: int,
        head: str,
        value: Any,
        like: Like,
        *,
        dash: bool,
    ) -> None:
        """A new element behind the one at `after`, or before the first where `after` is -1."""
        if _flow(node):
            text = bracketed(value, like) if dash else f"{head} {bracketed(value, like)}"
            if after >= 0:
                self._edits.append((elements[after].end, elements[after].end, f", {text}"))
            else:
                self._edits.append((elements[0].start, elements[0].start, f"{text}, "))
            return
        column = elements[0].start - self._line(elements[0].start)
        write = self._writer.after_dash if dash else self._writer.after_key
        text = " " * column + head + write(value, like, column) + "\n"
        apart = dash and self._apart(elements)
        if after >= 0:
            place = self._next_line(elements[after].end)
            self._edits.append((place, place, ("\n" if apart else "") + text))
            return
        if not self._own_line(elements[0].start):
            raise _Whole
        place = self._line(elements[0].start)
        self._edits.append((place, place, text + ("\n" if apart else "")))

    def _apart(self, elements: Sequence[_Element]) -> bool:
        """Whether items of this list are mostly an empty line apart."""
        gaps = [
            any(
                not line.strip() for line in self._text[self._next_line(one.end) : two.start].split("\n")[:-1]
            )
            for one, two in pairwise(elements)
        ]
        return sum(gaps) * 2 > len(gaps)

    def _end(self, node: Node) -> int:
        """Where the last character of a value stands; a parser counts what follows up to the next one in."""
        if isinstance(node, MappingNode) and not _flow(node) and node.value:
            name, value = node.value[-1]
            return max(self._end(value), int(name.end_mark.index))
        if isinstance(node, SequenceNode) and not _flow(node) and node.value:
            return self._end(node.value[-1])
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        return start + len(self._text[start:end].rstrip())

    def _own_line(self, place: int) -> bool:
        return not self._text[self._line(place) : place].strip()

    def _line(self, place: int) -> int:
        """Where the line begins that `place` is in."""
        return self._text.rfind("\n", 0, place) + 1

    def _next_line(self, place: int) -> int:
        found = self._text.find("\n", place)
        return len(self._text) if found < 0 else found + 1


def canonical(value: Any) -> str:
    """The same for the same value alone: 1, "1" and true differ, the order of a mapping's keys does not."""
    if isinstance(value, dict):
        pairs = sorted(f"{canonical(key)}:{canonical(each)}" for key, each in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(canonical, value)) + "]"
    return repr(value)


def _name_aliases(node: Node, text: str, seen: set[int]) -> None:
    """An alias is parsed as the node of its anchor, in the anchor's place: put a scalar `*name` where it stands."""
    seen.add(id(node))
    if isinstance(node, MappingNode):
        for place, (name, value) in enumerate(node.value):
            if id(value) in seen:
                node.value[place] = (name, _alias(text, name.end_mark.index))
            else:
                _name_aliases(value, text, seen)
    elif isinstance(node, SequenceNode):
        at = node.start_mark.index
        for place, value in enumerate(node.value):
            if id(value) in seen:
                node.value[place] = value = _alias(text, at)
            else:
                _name_aliases(value, text, seen)
            at = value.end_mark.index


def _alias(text: str, at: int) -> ScalarNode:
    found = _ALIAS.search(text, at)
    start, end = found.span() if found else (at, at)
    first, last = (yaml.Mark("alias", each, 0, 0, None, 0) for each in (start, end))
    return ScalarNode("tag:yaml.org,2002:str", text[start:end], first, last)


def _flow(node: Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _at(node: Node, key: Any) -> list[Node]:
    if not isinstance(node, MappingNode):
        return []
    return [value for name, value in node.value if name.value == key]


def _dash(root: Node | None) -> int:
    """Columns between a key and the dashes of its list, as the file has it first."""
    waiting = [] if root is None else [root]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, MappingNode) and not node.flow_style:
            for name, value in node.value:
                if isinstance(value, SequenceNode) and not value.flow_style:
                    return int(value.start_mark.column) - int(name.start_mark.column)
                waiting.append(value)
        elif isinstance(node, SequenceNode):
            waiting += node.value[:5]
    return 0
