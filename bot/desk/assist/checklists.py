"""Checklists and cards by topic: which of them a conversation needs, from its queue, wish, words and mood."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec
from ruamel.yaml import YAML

from bot.desk.assist.mood import Flag, Harm, harm


class Level(StrEnum):
    """基础流程, 关键节点, 个性化."""

    BASIC = "basic"
    KEY = "key"
    PERSONAL = "personal"


class Item(msgspec.Struct, frozen=True):
    """Something not to forget. `id` is unique among all: the topic's name, a point, its own."""

    id: str
    text: str
    required: bool = False
    level: Level = Level.BASIC


class Card(msgspec.Struct, frozen=True):
    """Sentences for the customer."""

    id: str
    title: str
    text: str


class _When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    intents: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    words: str | None = None
    harm: Harm | None = None
    mood: Flag | None = None


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As the file has it, the ids of items and cards made unique."""

    topic: str
    title: str
    level: Level
    when: tuple[_When, ...]
    items: tuple[Item, ...]
    cards: tuple[Card, ...]


class Situation(NamedTuple):
    """`intents`: oldest first; `told`: what the customer said and the bot noted of it, a line each."""

    queue: str | None
    intents: Sequence[str]
    told: str
    mood: Flag


@dataclass(frozen=True)
class Checklist:
    """The conversation's topic, with what personal topics add to it."""

    topic: str
    title: str
    level: Level
    items: tuple[Item, ...]
    cards: tuple[Card, ...]

    @property
    def required(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.required)

    def next_step(self, done: Iterable[str]) -> Item | None:
        """The first open required item, else the first open one."""
        ticked = set(done)
        left = [item for item in self.items if item.id not in ticked]
        return next((item for item in left if item.required), left[0] if left else None)


def checklist_for(situation: Situation) -> Checklist:
    """The first topic that fits, the last of which fits always."""
    wish = next((intent for intent in reversed(situation.intents) if intent in _known_intents()), None)
    fitting = [topic for topic in topics() if any(_holds(when, situation, wish) for when in topic.when)]
    main = next(topic for topic in fitting if topic.level is not Level.PERSONAL)
    together = [main, *(topic for topic in fitting if topic.level is Level.PERSONAL)]
    return Checklist(
        main.topic,
        main.title,
        main.level,
        tuple(item for topic in together for item in topic.items),
        tuple(card for topic in together for card in topic.cards),
    )


@cache
def topics() -> tuple[Topic, ...]:
    """All of `checklists.yml`, in its order."""
    source = files("bot.desk.assist").joinpath("checklists.yml").read_text("utf-8")
    table: Any = YAML(typ="safe", pure=True).load(source)
    return tuple(_named(topic) for topic in msgspec.convert(table["topics"], list[Topic]))


@cache
def card(id: str) -> Card | None:
    """The card of that id, whatever its topic."""
    return next((card for topic in topics() for card in topic.cards if card.id == id), None)


def _named(topic: Topic) -> Topic:
    return msgspec.structs.replace(
        topic,
        items=tuple(
            Item(f"{topic.topic}.{item.id}", item.text, item.required, topic.level) for item in topic.items
        ),
        cards=tuple(Card(f"{topic.topic}.{card.id}", card.title, card.text) for card in topic.cards),
    )


@cache
def _known_intents() -> frozenset[str]:
    return frozenset(intent for topic in topics() for when in topic.when for intent in when.intents)


def _holds(when: _When, situation: Situation, wish: str | None) -> bool:
    return (
        (not when.intents or wish in when.intents)
        and (not when.queues or situation.queue in when.queues)
        and (when.words is None or re.search(when.words, situation.told) is not None)
        and (when.harm is None or any(harm(line) == when.harm for line in situation.told.splitlines()))
        and (when.mood is None or situation.mood is when.mood)
    )
