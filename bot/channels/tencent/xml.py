"""The platform's XML: a flat document of text fields, some nested, some repeated. Nothing else of XML is read.

Document types, entities of one's own and processing instructions are refused, whatever they say; so are documents
beyond the bounds below.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Union
from xml.parsers import expat

from bot.channels.tencent.errors import BadXml

MAX_BYTES = 128 * 1024
MAX_DEPTH = 8
MAX_ELEMENTS = 1_000

_ROOT = "xml"
# Everything but the production Char of XML 1.0.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element(Mapping[str, str]):
    """Names of the elements inside → their text (of the first of that name). Immutable.

    `message["Content"]`, `message.get("Recognition", "")`, and for what is nested or repeated
    `message.all("SubscribeMsgPopupEvent", "List")`.
    """

    __slots__ = ("_children", "text")

    def __init__(self, text: str = "", children: Sequence[tuple[str, "Element"]] = ()) -> None:
        self.text = text
        self._children = tuple(children)

    def __getitem__(self, name: str) -> str:
        for each, child in self._children:
            if each == name:
                return child.text
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for name, _ in self._children))

    def __len__(self) -> int:
        return len({name for name, _ in self._children})

    def __repr__(self) -> str:
        # Names alone: the text may be a customer's.
        return f"Element({', '.join(name for name, _ in self._children)})"

    def all(self, *path: str) -> tuple["Element", ...]:
        """Every element at `path` below this one, in the document's order."""
        found: tuple[Element, ...] = (self,)
        for name in path:
            found = tuple(child for each in found for inner, child in each._children if inner == name)
        return found


class _Open:
    """An element whose end has not come yet."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.children: list[tuple[str, Element]] = []


class _Reader:
    """One document's worth of expat handlers."""

    def __init__(self) -> None:
        # The encoding is given: the one a document names is not looked at.
        self._expat = expat.ParserCreate("utf-8")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters
        self._expat.StartDoctypeDeclHandler = self._refuse
        self._expat.EntityDeclHandler = self._refuse
        self._expat.ProcessingInstructionHandler = self._refuse
        self._path: list[_Open] = []
        self._count = 0
        self._result: Element | None = None

    def read(self, document: bytes) -> Element:
        try:
            self._expat.Parse(document, True)
        except expat.ExpatError as error:
            raise BadXml(reason=expat.errors.messages[error.code]) from None
        assert self._result is not None  # expat refuses a document without a root
        return self._result

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._path) >= MAX_DEPTH:
            raise BadXml(reason="too deep")
        if self._count > MAX_ELEMENTS:
            raise BadXml(reason="too many elements")
        if not self._path and name != _ROOT:
            raise BadXml(reason="another root")
        self._path.append(_Open())

    def _end(self, name: str) -> None:
        done = self._path.pop()
        # Between elements there is nothing but white space.
        element = Element("" if done.children else "".join(done.text), done.children)
        if self._path:
            self._path[-1].children.append((name, element))
        else:
            self._result = element

    def _characters(self, text: str) -> None:
        self._path[-1].text.append(text)

    def _refuse(self, *_: object) -> None:
        raise BadXml(reason="declaration or instruction")


def read(document: bytes) -> Element:
    """The root `<xml>` of `document` (UTF-8); `BadXml` for anything else, and nothing but `BadXml`."""
    if len(document) > MAX_BYTES:
        raise BadXml(reason="too large")
    try:
        text = document.decode()
    except UnicodeDecodeError:
        raise BadXml(reason="not UTF-8") from None
    if "\0" in text:
        # expat would take it for UTF-16, whatever encoding it is given.
        raise BadXml(reason="not UTF-8")
    return _Reader().read(document)


Value = Union[str, int, "Fields", Sequence["Fields"]]
Fields = Mapping[str, Value]


def write(fields: Fields) -> str:
    """`<xml>` with `fields` in their order: text as CDATA, numbers bare, mappings nested, sequences repeated.

    Characters that XML cannot carry are left out. Names are ours and taken as they are.
    """
    return f"<{_ROOT}>{_inside(fields)}</{_ROOT}>"


def _inside(fields: Fields) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Value) -> str:
    if isinstance(value, str):
        inside = _cdata(value)
    elif isinstance(value, int):
        inside = str(value)
    elif isinstance(value, Mapping):
        inside = _inside(value)
    else:
        return "".join(_element(name, each) for each in value)
    return f"<{name}>{inside}</{name}>"


def _cdata(text: str) -> str:
    kept = _FORBIDDEN.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{kept}]]>"
