"""Golden conversations: kept as data, played on the engine, every answer compared with what was agreed.

conversations:
- name: 查保单，先核验身份
  as: "1"                      # whose `{phone}`, `{id_last4}` and `{code}` the turns mean; optional
  turns:
  - says: 帮我查一下我的保单     # or `presses:` the title of a button of the answers so far
    asks: phone                # slot asked for; null: nothing asked
    templates: [utter_…]       # names of responses among the answers
    cards: [policy]            # kinds of cards among the answers
    hears: [保单]              # fragments of what is said; `hears_not`: what must not be
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from bot.conversations.message import Incoming, Message, Sender
from bot.conversations.service import Conversations
from bot.dialogue.worker import Worker

_SAID = ("says", "presses")
_EXPECTED = ("asks", "templates", "cards", "hears", "hears_not")
# Person → the values a turn's text may name; asked anew for every turn, since a code is texted on the way.
People = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True)
class Golden:
    """One conversation of a file. `person` is empty for a visitor."""

    name: str
    person: str
    turns: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Deviation:
    """Where a conversation left the agreed way: turns count from 1."""

    conversation: str
    turn: int
    said: str
    problems: Sequence[str]


def read_golden(folder: Path) -> list[Golden]:
    """Every conversation of `*.yml`; `ValueError` names a turn with a key we do not know."""
    return [golden for path in sorted(folder.glob("*.yml")) for golden in _of_file(path)]


def _of_file(path: Path) -> Iterator[Golden]:
    for item in yaml.safe_load(path.read_text(encoding="utf-8"))["conversations"]:
        for turn in item["turns"]:
            if unknown := set(turn) - {*_SAID, *_EXPECTED}:
                raise ValueError(f"{path.name}, {item['name']}: {', '.join(sorted(unknown))}?")
        yield Golden(item["name"], str(item.get("as", "")), item["turns"])


async def play(
    golden: Golden, conversations: Conversations, worker: Worker, people: People
) -> Deviation | None:
    """Play it to its end or to the first turn that is answered otherwise than agreed."""
    conversation = await conversations.open("web")
    heard: list[Message] = []
    for number, turn in enumerate(golden.turns, 1):
        said = str(turn.get("says", turn.get("presses", "")))
        incoming = _incoming(turn, heard, people(golden.person) if golden.person else {})
        if incoming is None:
            return Deviation(golden.name, number, said, [f"no such button: {said}"])
        received = await conversations.receive(conversation.id, incoming)
        while await worker.run_once():
            pass
        messages = await conversations.messages(conversation.id, after=received.seq)
        heard = [message for message in messages if message.sender is not Sender.CUSTOMER]
        if problems := list(_problems(turn, heard)):
            return Deviation(golden.name, number, said, problems)
    return None


def _incoming(
    turn: Mapping[str, Any], heard: Sequence[Message], values: Mapping[str, str]
) -> Incoming | None:
    """What the turn sends; None where it presses a button that was not offered."""
    if "presses" not in turn:
        return Incoming(uuid4().hex, text=str(turn["says"]).format(**values))
    offered = {button.title: button.payload for message in heard for button in message.content.buttons}
    payload = offered.get(turn["presses"])
    return Incoming(uuid4().hex, payload=payload) if payload else None


def _problems(turn: Mapping[str, Any], heard: Sequence[Message]) -> Iterator[str]:
    answers = [message.content for message in heard]
    text = "\n".join(answer.text for answer in answers)
    if "asks" in turn:
        asked = next((answer.ask["slot"] for answer in reversed(answers) if answer.ask), None)
        if asked != turn["asks"]:
            yield f"asks for {asked}, not {turn['asks']}"
    for name, found in (
        ("templates", [answer.template for answer in answers if answer.template]),
        ("cards", [answer.card["kind"] for answer in answers if answer.card]),
    ):
        if missing := [wanted for wanted in turn.get(name, ()) if wanted not in found]:
            yield f"{name}: no {', '.join(missing)} among {found}"
    for fragment in turn.get("hears", ()):
        if fragment not in text:
            yield f"{fragment!r} is not in {text!r}"
    for fragment in turn.get("hears_not", ()):
        if fragment in text:
            yield f"{fragment!r} is in {text!r}"
