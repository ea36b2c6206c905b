"""The platform's XML: flat, one root, text in CDATA."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree


class NotXml(Exception):
    """Broken, or of a kind the platform does not take."""


def write(fields: Mapping[str, Any], root: str = "xml") -> str:
    """Text becomes CDATA, numbers stand bare, mappings nest, `None` is left out."""
    inside = "".join(_element(name, value) for name, value in fields.items() if value is not None)
    return f"<{root}>{inside}</{root}>"


def read(document: str) -> dict[str, Any]:
    """Element names to text, to a mapping where an element has children, to a list where a name repeats."""
    if "<!DOCTYPE" in document or "<!ENTITY" in document:
        raise NotXml("a DTD")
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as error:
        raise NotXml(str(error)) from None
    if root.tag != "xml" or not len(root):
        raise NotXml("no <xml> with elements in it")
    return _children(root)


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return write(value, name)
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    return f"<{name}><![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"


def _children(parent: ElementTree.Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in parent:
        value = _children(child) if len(child) else child.text or ""
        if child.tag not in found:
            found[child.tag] = value
        elif isinstance(found[child.tag], list):
            found[child.tag].append(value)
        else:
            found[child.tag] = [found[child.tag], value]
    return found
