"""One YAML file edited in place: every line that is not meant stays byte for byte.

The parser tells where each value stands in the text; only what differs between the value as it is and the value
as it is to be is written anew. The text that comes out is read again: it says exactly what was meant, or the edit
is refused. Reading is by libyaml, which is fifteen times as fast as a reader that keeps comments and formats.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import yaml

from bot.studio.repository.editing import Editor, canonical
from bot.studio.repository.errors import EditRefused

__all__ = ["Document", "version_of"]


class Document:
    """`text` is the file's as it now stands, `value` what it says; `value` is not to be changed from outside."""

    def __init__(self, text: str) -> None:
        """`EditRefused` where it is no YAML."""
        self.text = text
        self._node, self.value = _read(text)

    def set(self, path: Sequence[str | int], value: Any) -> None:
        """Put `value` at `path`, in place of what is there or as a new key behind its mapping's others."""
        if not path:
            self._become(value)
            return
        meant, holder = self._meant(path[:-1])
        last = path[-1]
        if isinstance(holder, list):
            if not isinstance(last, int) or not 0 <= last < len(holder):
                raise EditRefused(reason="no_such_item")
        elif not isinstance(holder, dict):
            raise EditRefused(reason="no_such_item")
        holder[last] = _copied(value)
        self._become(meant)

    def insert(self, path: Sequence[str | int], index: int, value: Any) -> None:
        """Into the list at `path`, before the item that is at `index` now."""
        meant, holder = self._meant(path)
        if not isinstance(holder, list):
            raise EditRefused(reason="not_a_list")
        if not 0 <= index <= len(holder):
            raise EditRefused(reason="no_such_item")
        holder.insert(index, _copied(value))
        self._become(meant)

    def append(self, path: Sequence[str | int], value: Any) -> None:
        """To the list at `path`."""
        _, holder = self._meant(path)
        if not isinstance(holder, list):
            raise EditRefused(reason="not_a_list")
        self.insert(path, len(holder), value)

    def remove(self, path: Sequence[str | int]) -> None:
        """The item or key at `path`; comments above it stay."""
        if not path:
            raise EditRefused(reason="no_such_item")
        meant, holder = self._meant(path[:-1])
        try:
            del holder[path[-1]]
        except (KeyError, IndexError, TypeError) as error:
            raise EditRefused(reason="no_such_item") from error
        self._become(meant)

    def _meant(self, path: Sequence[str | int]) -> tuple[Any, Any]:
        """A copy of the whole value, and what it has at `path`."""
        meant = _copied(self.value)
        holder = meant
        for step in path:
            try:
                holder = holder[step]
            except (KeyError, IndexError, TypeError) as error:
                raise EditRefused(reason="no_such_item") from error
        return meant, holder

    def _become(self, meant: Any) -> None:
        wanted = canonical(meant)
        if canonical(self.value) == wanted:
            return
        for text in Editor(self.text, self._node).texts(self.value, meant):
            try:
                node, value = _read(text)
            except EditRefused:
                continue
            if canonical(value) == wanted:
                self.text, self._node, self.value = text, node, value
                return
        raise EditRefused(reason="unwritable")


def version_of(value: Any) -> str:
    """A short digest of an item as it stands: who saves an edit says with it what the edit was made on."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _copied(value: Any) -> Any:
    """Of its own through and through: what an alias shares with its anchor too."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(each) for each in value]
    return value


def _read(text: str) -> tuple[Any, Any]:
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, UnicodeEncodeError) as error:
        raise EditRefused(reason="not_yaml") from error
    finally:
        loader.dispose()
