"""All rules, stories and golden conversations of the repository, with where each stands."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from bot.studio.errors import UnreadableFile
from bot.studio.repository.documents import Document, version_of
from bot.studio.repository.errors import EditRefused
from bot.studio.stories.steps import Step, StoryKind, step_of, turn_of

DOMAIN = "domain.yml"
FOLDERS: dict[StoryKind, str] = {"rule": "data/rules", "story": "data/stories", "test": "tests/golden"}
LISTS: dict[StoryKind, str] = {"rule": "rules", "story": "stories", "test": "conversations"}
NAMES: dict[StoryKind, str] = {"rule": "rule", "story": "story", "test": "name"}
STEPS: dict[StoryKind, str] = {"rule": "steps", "story": "steps", "test": "turns"}


class Files(Protocol):
    """The present files of the repository: a `Draft` or a snapshot."""

    def read(self, path: str) -> str: ...

    def files(self, under: str, ext: str) -> list[str]: ...


@dataclass(frozen=True)
class Story:
    """`value` as YAML has it, at `place` of its file's list; `person`: whose values a test's placeholders mean."""

    id: str
    kind: StoryKind
    name: str
    file: str
    place: int
    value: dict[str, Any]

    @property
    def version(self) -> str:
        return version_of(self.value)

    @property
    def conditions(self) -> list[Step]:
        return [step_of(each) for each in self.value.get("condition") or ()]

    @property
    def steps(self) -> list[Step]:
        read = turn_of if self.kind == "test" else step_of
        return [read(each) for each in self.value.get(STEPS[self.kind]) or ()]

    @property
    def person(self) -> str | None:
        return str(self.value["as"]) if self.value.get("as") else None


def stories_of(files: Files) -> list[Story]:
    """In the order of files and lines, rules first. `UnreadableFile`."""
    return [
        story
        for kind, folder in FOLDERS.items()
        for path in files.files(folder, "yml")
        for story in _read(kind, path, files.read(path))
    ]


def domain_of(files: Files) -> dict[str, Any]:
    """`UnreadableFile`."""
    try:
        domain: dict[str, Any] = _parsed(files.read(DOMAIN))
    except EditRefused as error:
        raise UnreadableFile(file=DOMAIN) from error
    return domain


def id_of(kind: StoryKind, file: str, name: str) -> str:
    """The same as long as it keeps its name and file."""
    digest = hashlib.sha256(f"{file}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}-{digest[:12]}"


@lru_cache(maxsize=64)
def _read(kind: StoryKind, path: str, text: str) -> tuple[Story, ...]:
    try:
        return tuple(_stories(kind, path, _parsed(text)))
    except (EditRefused, AttributeError, TypeError, KeyError) as error:
        raise UnreadableFile(file=path) from error


def _stories(kind: StoryKind, path: str, value: Any) -> Iterator[Story]:
    seen: Counter[str] = Counter()
    for place, item in enumerate((value or {}).get(LISTS[kind]) or ()):
        name = str(item[NAMES[kind]])
        id = id_of(kind, path, name)
        seen[id] += 1
        yield Story(id if seen[id] == 1 else f"{id}-{seen[id]}", kind, name, path, place, item)


@lru_cache(maxsize=8)
def _parsed(text: str) -> Any:
    return Document(text).value
