"""Rules, stories and golden conversations, read and edited in the repository's files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, Protocol

from bot.conversations.service import Conversations
from bot.studio.errors import ItemExists, ItemNotFound, VersionConflict
from bot.studio.repository.documents import Document
from bot.studio.repository.repository import Author, DataRepository, Draft
from bot.studio.stories import shelf
from bot.studio.stories.errors import BadSteps, RulesContradict
from bot.studio.stories.shelf import FOLDERS, LISTS, NAMES, STEPS, Files, Story, id_of, stories_of
from bot.studio.stories.steps import (
    Step,
    StoryKind,
    check,
    person_needed,
    rewritten,
    step_of,
    turn_of,
)
from bot.studio.stories.vocabulary import Rule, Vocabulary, contradictions, vocabulary_of

_FILE = re.compile(r"[a-z][a-z0-9_]{0,63}\.yml")
_NEW_FILE = "studio.yml"
FIRST_PERSON = "1"  # of the demo customers, whose values a test's turns mean where it names nobody
_WORDS: dict[StoryKind, str] = {"rule": "规则", "story": "故事", "test": "测试对话"}


class Laboratory(Protocol):
    """The process with Rasa."""

    async def ask(self, job: str, **arguments: Any) -> Any: ...


@dataclass(frozen=True)
class Problem:
    """What the check of everything found. `file`: where, if it is one file's."""

    severity: Literal["error", "warning"]
    text: str
    file: str | None


@dataclass(frozen=True)
class Edit:
    """A story as a form sends it. `file` None: the studio's own of that kind; `person` None: as it was, or the first."""

    kind: StoryKind
    name: str
    file: str | None
    conditions: Sequence[Step]
    steps: Sequence[Step]
    person: str | None = None


class Stories:
    def __init__(
        self, repository: DataRepository, conversations: Conversations, laboratory: Laboratory | None = None
    ) -> None:
        self._repository = repository
        self.conversations = conversations
        self._laboratory = laboratory

    async def all(self) -> list[Story]:
        """`UnreadableFile`."""
        return stories_of(await self._repository.snapshot())

    async def get(self, id: str) -> Story:
        """`ItemNotFound`, `UnreadableFile`."""
        return _found(await self._repository.snapshot(), id)

    async def vocabulary(self) -> Vocabulary:
        """`UnreadableFile`."""
        return vocabulary_of(shelf.domain_of(await self._repository.snapshot()))

    async def create(self, edit: Edit, author: Author) -> Story:
        """`ItemExists`, `BadSteps`, `UnknownNames`, `RulesContradict`, `UnreadableFile`."""
        file = _file_of(edit)

        def work(draft: Draft) -> Story:
            _check(draft, edit, file, None)
            _append(draft, edit.kind, file, _written(edit, {}))
            return _found(draft, id_of(edit.kind, file, edit.name))

        _, story = await self._repository.change(author, f"新增{_WORDS[edit.kind]}「{edit.name}」", work)
        return story

    async def put(self, id: str, version: str, edit: Edit, author: Author) -> Story:
        """It may get another name and another file. `ItemNotFound`, `VersionConflict`, and what `create` refuses."""
        file = _file_of(edit)

        def work(draft: Draft) -> Story:
            now = _found(draft, id)
            if now.kind != edit.kind:
                raise BadSteps(problem="kind")
            if now.version != version:
                raise VersionConflict(current=now)
            _check(draft, edit, file, now)
            value = _written(edit, now.value)
            if file == now.file:
                document = Document(draft.read(file))
                document.set([LISTS[now.kind], now.place], value)
                draft.write(file, document.text)
            else:
                _take(draft, now)
                _append(draft, edit.kind, file, value)
            moved = (file, edit.name) != (now.file, now.name)
            return _found(draft, id_of(edit.kind, file, edit.name) if moved else id)

        _, story = await self._repository.change(author, f"修改{_WORDS[edit.kind]}「{edit.name}」", work)
        return story

    async def remove(self, id: str, author: Author) -> None:
        """`ItemNotFound`."""
        story = await self.get(id)
        message = f"删除{_WORDS[story.kind]}「{story.name}」"
        await self._repository.change(author, message, lambda draft: _take(draft, _found(draft, id)))

    async def validate(self) -> list[Problem]:
        """Contradictions among the rules, and what Rasa's own check of the whole project finds."""
        problems = [
            Problem("error", f"「{one.name}」和「{other.name}」情形相同，走的动作不同", one.file)
            for one, other in contradictions(_rules(await self.all()))
        ]
        if self._laboratory is None:
            return problems
        with TemporaryDirectory(prefix="baowen-validate-") as folder:
            await self._repository.export(await self._repository.head(), Path(folder))
            answer = await self._laboratory.ask("validate", folder=folder)
        found = answer.get("problems", ()) if isinstance(answer, dict) else answer
        return problems + [
            Problem(
                "warning" if each.get("severity") == "warning" else "error",
                str(each.get("text", "")),
                each.get("file"),
            )
            for each in found
        ]


def _found(files: Files, id: str) -> Story:
    story = next((each for each in stories_of(files) if each.id == id), None)
    if story is None:
        raise ItemNotFound(kind="story", id=id)
    return story


def _file_of(edit: Edit) -> str:
    folder = FOLDERS[edit.kind]
    file = edit.file or f"{folder}/{_NEW_FILE}"
    if not file.startswith(f"{folder}/") or not _FILE.fullmatch(file.removeprefix(f"{folder}/")):
        raise BadSteps(problem="file")
    return file


def _check(draft: Draft, edit: Edit, file: str, now: Story | None) -> None:
    if not edit.name.strip():
        raise BadSteps(problem="name")
    check(edit.kind, edit.conditions, edit.steps)
    vocabulary_of(shelf.domain_of(draft)).check([*edit.conditions, *edit.steps])
    stories = stories_of(draft)
    others = [each for each in stories if now is None or each.id != now.id]
    if any((each.kind, each.file, each.name) == (edit.kind, file, edit.name) for each in others):
        raise ItemExists(kind="story", id=id_of(edit.kind, file, edit.name))
    if edit.kind == "rule":
        mine = Rule("", edit.name, file, edit.conditions, edit.steps)
        against = [other for one, other in contradictions([mine, *_rules(others)]) if one is mine]
        if against:
            raise RulesContradict(rules=[each.name for each in against])


def _rules(stories: Sequence[Story]) -> list[Rule]:
    return [
        Rule(each.id, each.name, each.file, each.conditions, each.steps)
        for each in stories
        if each.kind == "rule"
    ]


def _written(edit: Edit, before: dict[str, Any]) -> dict[str, Any]:
    """As YAML has it; what a form knows nothing of stays."""
    value: dict[str, Any] = {NAMES[edit.kind]: edit.name}
    person = edit.person or before.get("as") or (FIRST_PERSON if person_needed(edit.steps) else None)
    if edit.kind == "test" and person:
        value["as"] = person
    if edit.conditions:
        value["condition"] = rewritten(edit.conditions, before.get("condition") or (), step_of)
    steps = STEPS[edit.kind]
    read = turn_of if edit.kind == "test" else step_of
    value[steps] = rewritten(edit.steps, before.get(steps) or (), read)
    return value | {key: each for key, each in before.items() if key not in (*value, "condition")}


def _append(draft: Draft, kind: StoryKind, file: str, value: dict[str, Any]) -> None:
    if file not in draft.files(FOLDERS[kind], "yml"):
        version = "" if kind == "test" else 'version: "3.1"\n\n'
        draft.write(file, f"{version}{LISTS[kind]}: []\n")
    document = Document(draft.read(file))
    document.append([LISTS[kind]], value)
    draft.write(file, document.text)


def _take(draft: Draft, story: Story) -> None:
    """Out of its file; the last one takes the file with it."""
    document = Document(draft.read(story.file))
    if len(document.value[LISTS[story.kind]]) == 1:
        draft.remove(story.file)
        return
    document.remove([LISTS[story.kind], story.place])
    draft.write(story.file, document.text)
