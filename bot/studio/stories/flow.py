"""All rules as one picture: what customers want leads to what the bot does, grouped by the condition it holds under."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.studio.stories.shelf import Story
from bot.studio.stories.steps import Step
from bot.studio.stories.vocabulary import key_of, situation


@dataclass(frozen=True)
class Node:
    """`step` is None for the start of a group."""

    id: str
    group: str
    kind: str
    step: Step | None


@dataclass(frozen=True)
class Edge:
    """`rules`: ids of those that go this way."""

    source: str
    target: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Rules under the same conditions."""

    id: str
    conditions: Sequence[Step]


@dataclass(frozen=True)
class Flow:
    groups: tuple[Group, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def flow_of(stories: Sequence[Story]) -> Flow:
    """Ways that begin alike share their first nodes."""
    groups: dict[str, Group] = {}
    nodes: dict[str, Node] = {}
    ways: dict[tuple[str, str], list[str]] = {}
    places: dict[tuple[str, str], str] = {}
    for story in stories:
        if story.kind != "rule":
            continue
        under = situation(story.conditions)
        group = groups.setdefault(under, Group(f"g{len(groups) + 1}", story.conditions))
        at = f"{group.id}.0"
        nodes.setdefault(at, Node(at, group.id, "start", None))
        for step in story.steps:
            place = (at, key_of(step))
            target = places.setdefault(place, f"{group.id}.{len(nodes)}")
            nodes.setdefault(target, Node(target, group.id, step.kind, step))
            ways.setdefault((at, target), []).append(story.id)
            at = target
    edges = tuple(Edge(source, target, tuple(rules)) for (source, target), rules in ways.items())
    return Flow(tuple(groups.values()), tuple(nodes.values()), edges)
