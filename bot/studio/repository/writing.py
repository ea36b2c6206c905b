"""Writing a YAML value as the person who wrote its neighbours would have: their indentation, their quotes, their brackets.

Anything written reads the same by YAML 1.1 (PyYAML) and 1.2 (Rasa): what one of them would take for a number, a
date or a truth value is quoted.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeGuard

from yaml import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import Resolver

# Nodes in the same place of other items, the nearest first: how they are written is how it is done here.
Like = Sequence[Node]

_WIDEST = 120  # columns of a list or mapping in brackets
_NUMBERS = re.compile(r"[-+.]?\d[\d_.,:eExXoOa-fA-F+-]*")
_BEGINS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_IN_BRACKETS = frozenset(",[]:")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_resolver = Resolver()


@dataclass(frozen=True)
class Writer:
    """`dash`: how many columns the items of a list stand behind its key."""

    dash: int = 0

    def after_key(self, value: Any, like: Like, column: int) -> str:
        """What stands behind `key:`, its blank or line end included; the key begins in `column`."""
        if isinstance(value, list) and not in_brackets(value, like):
            return f"\n{self._pad(column + self.dash)}{self.items(value, like, column + self.dash)}"
        if isinstance(value, dict) and not in_brackets(value, like):
            return f"\n{self._pad(column + 2)}{self.entries(value, like, column + 2)}"
        return " " + self._inline(value, like, column)

    def after_dash(self, value: Any, like: Like, column: int) -> str:
        """What stands behind `-`, which is in `column`."""
        if isinstance(value, list) and not in_brackets(value, like):
            return " " + self.items(value, like, column + 2)
        if isinstance(value, dict) and not in_brackets(value, like):
            return " " + self.entries(value, like, column + 2)
        return " " + self._inline(value, like, column)

    def items(self, values: Sequence[Any], like: Like, column: int) -> str:
        """A list, one item below the other; the first one's blanks stand there already."""
        peers = items_of(like)
        lines = [f"-{self.after_dash(each, peers, column)}" for each in values]
        return f"\n{self._pad(column)}".join(lines)

    def entries(self, values: Mapping[Any, Any], like: Like, column: int) -> str:
        """A mapping, one key below the other; the first one's blanks stand there already."""
        lines = [
            f"{scalar(key)}:{self.after_key(each, values_at(like, key), column)}"
            for key, each in values.items()
        ]
        return f"\n{self._pad(column)}".join(lines)

    def _inline(self, value: Any, like: Like, column: int) -> str:
        if isinstance(value, (dict, list)):
            return bracketed(value, like)
        if (
            isinstance(value, str)
            and "\n" in value
            and any(is_scalar(node) and node.style == "|" for node in like)
            and (block := literal(value, column + 2)) is not None
        ):
            return block
        return scalar(value)

    def _pad(self, column: int) -> str:
        return " " * column


def in_brackets(value: Any, like: Like) -> bool:
    """Whether a list or mapping is written in brackets: as its neighbours are, unless it gets too long."""
    if not value:
        return True
    wanted = SequenceNode if isinstance(value, list) else MappingNode
    nearest = next((node for node in like if isinstance(node, wanted) and node.value), None)
    if nearest is None or not nearest.flow_style:
        return False
    nested = any(isinstance(each, (dict, list)) for each in _parts(value))
    return not nested or width(bracketed(value, like)) <= _WIDEST


def bracketed(value: Any, like: Like = ()) -> str:
    """On one line."""
    if isinstance(value, list):
        peers = items_of(like)
        return "[" + ", ".join(bracketed(each, peers) for each in value) + "]"
    if isinstance(value, dict):
        pairs = (
            f"{scalar(key, brackets=True)}: {bracketed(each, values_at(like, key))}"
            for key, each in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    return scalar(value, brackets=True)


def scalar(value: Any, *, brackets: bool = False, quotes: str | None = None) -> str:
    """On one line. `quotes`: those it had before, kept where they can be."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return repr(value)
    if quotes not in ("'", '"') and _plain(value, brackets):
        return value
    simple = all(_printable(char) for char in value)
    if simple and (quotes == "'" or (quotes != '"' and ('"' in value or "\\" in value))):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(_escaped(char) for char in value) + '"'


def literal(value: str, column: int) -> str | None:
    """Behind `|`, every line as it is; None where that cannot say it."""
    ends = value.endswith("\n")
    lines = value.removesuffix("\n").split("\n")
    if not lines[0] or not lines[-1] or lines[0].startswith((" ", "\t")):
        return None
    if not all(_printable(char) or char == "\t" for line in lines for char in line):
        return None
    pad = " " * column
    return "|" + ("" if ends else "-") + "".join(f"\n{pad}{line}" if line else "\n" for line in lines)


def folded(value: str, column: int, longest: int) -> str | None:
    """Behind `>`, filled to lines of at most `longest` characters; None where that cannot say it."""
    words = value.removesuffix("\n").split(" ")
    if not all(words) or not all(_printable(char) for word in words for char in word):
        return None
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= longest:
            lines[-1] += " " + word
        else:
            lines.append(word)
    pad = " " * column
    return ">" + ("" if value.endswith("\n") else "-") + "".join(f"\n{pad}{line}" for line in lines)


def items_of(like: Like) -> Like:
    """The items of the lists among these nodes."""
    return [item for node in like if isinstance(node, SequenceNode) for item in node.value]


def values_at(like: Like, key: Any) -> Like:
    """What the mappings among these nodes have under `key`, or, where none has it, under other keys."""
    pairs = [pair for node in like if isinstance(node, MappingNode) for pair in node.value]
    return [value for name, value in pairs if name.value == key] or [value for _, value in pairs]


def is_scalar(node: Node) -> TypeGuard[ScalarNode]:
    return isinstance(node, ScalarNode)


def width(text: str) -> int:
    """Columns of a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _parts(value: Any) -> Iterator[Any]:
    return iter(value.values() if isinstance(value, dict) else value)


def _plain(text: str, brackets: bool) -> bool:
    if not text or text != text.strip() or text[0] in _BEGINS or text.startswith("..."):
        return False
    if ": " in text or " #" in text or text.endswith(":") or "{" in text or "}" in text:
        return False
    if brackets and not _IN_BRACKETS.isdisjoint(text):
        return False
    if not all(_printable(char) for char in text) or _NUMBERS.fullmatch(text):
        return False
    tag: str = _resolver.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag == "tag:yaml.org,2002:str"


def _printable(char: str) -> bool:
    return char == " " or (char.isprintable() and not char.isspace()) or char == "　"


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if _printable(char):
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
