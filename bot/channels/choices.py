"""Choices for channels without buttons: numbered below the text, picked by a number."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversations.message import Content, Message, Sender

_HOW = "回复前面的数字即可。"
_DIGITS = {numeral: number for number, numeral in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NUMBER = re.compile(
    r"\s*(?:我?(?:选|要))?第?\s*([0-9０-９]{1,2}|[一二两三四五六七八九十])\s*[个项条号]?[.。、，,！!]?\s*"
)


def offered(content: Content) -> list[tuple[str, str]]:
    """(title, payload) of every button and option, in the order they are numbered."""
    options: Sequence[Mapping[str, Any]] = (content.ask or {}).get("options") or ()
    found = [(button.title, button.payload) for button in content.buttons]
    found += [(str(each["title"]), str(each["payload"])) for each in options]
    return list({payload: (title, payload) for title, payload in found}.values())


def numbered(contents: Sequence[Content]) -> list[str]:
    """The texts of what was said in a row; choices count through all of them, the last says how to choose."""
    texts, count = [], 0
    for content in contents:
        lines = [content.text]
        for title, _ in offered(content):
            count += 1
            lines.append(f"{count}. {title}")
        texts.append("\n".join(lines))
    if count:
        texts[-1] += f"\n{_HOW}"
    return texts


def chosen(messages: Sequence[Message], text: str) -> str | None:
    """The payload a bare number picks among what was offered since the customer last wrote.

    None for anything else, and where a number was asked for.
    """
    found = _NUMBER.fullmatch(text)
    if found is None or (messages and (messages[-1].content.ask or {}).get("input") == "number"):
        return None
    numeral = found.group(1)
    number = _DIGITS[numeral] if numeral in _DIGITS else int(numeral)
    payloads: list[str] = []
    for message in messages:
        if message.sender is Sender.CUSTOMER:
            payloads.clear()
        else:
            payloads += [payload for _, payload in offered(message.content)]
    return payloads[number - 1] if 1 <= number <= len(payloads) else None
