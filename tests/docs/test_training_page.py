"""The page on training does what it says: its edits are applied to a small project, which is trained and asked."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.gateway.evaluation import play_golden
from bot.laboratory.laboratory import Laboratory
from tests.small_project import make_small_project, train_small

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAGE = Path(__file__).parents[2] / "docs" / "training.md"
_BLOCK = r":\n+```(?:yaml|json)\n(?P<text>.*?)```"
_EDITS = re.compile(
    rf"(?:Write \*\*(?P<new>[\w./-]+)\*\*|Append to (?:`|\*\*)(?P<end>[\w./-]+)(?:`|\*\*)|In `(?P<file>[\w./-]+)`, below `(?P<below>\w+:)`){_BLOCK}",
    re.DOTALL,
)


def edits() -> Iterator[re.Match[str]]:
    return _EDITS.finditer(PAGE.read_text("utf-8"))


def apply(edit: re.Match[str], project: Path) -> None:
    path = project / (edit["new"] or edit["end"] or edit["file"])
    path.parent.mkdir(exist_ok=True)
    text = path.read_text("utf-8") if path.exists() else ""
    if edit["below"]:
        changed = text.replace(f"\n{edit['below']}\n", f"\n{edit['below']}\n{edit['text']}", 1)
        assert changed != text
    else:
        assert bool(text) == bool(edit["end"])
        changed = text + edit["text"]
    path.write_text(changed, "utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_small_project(tmp_path_factory.mktemp("page") / "project")
    for edit in edits():
        apply(edit, project)
    return project


@pytest.fixture(scope="module")
def model(project: Path) -> Path:
    return train_small(project)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def laboratory() -> Any:
    laboratory = Laboratory()
    yield laboratory
    await laboratory.close()


async def test_every_block_of_data_is_an_edit() -> None:
    blocks = re.findall(r"```(?:yaml|json)\n", PAGE.read_text("utf-8"))
    assert len(list(edits())) == len(blocks) > 0


async def test_the_project_is_in_order(laboratory: Laboratory, project: Path) -> None:
    found = await laboratory.ask("validate", folder=project)
    assert [each for each in found if each["severity"] == "error"] == []


@pytest.mark.parametrize(
    ("text", "intent", "topic"),
    [
        ("开车去你们柜台，停车有地方吗", "ask_parking", None),
        ("遛着狗路过，宠物能进营业厅吗", "faq", "contact.pets"),
        ("I would like to talk to a human", "handoff", None),
    ],
)
async def test_the_new_wishes_are_understood(
    laboratory: Laboratory, project: Path, model: Path, text: str, intent: str, topic: str | None
) -> None:
    found = await laboratory.ask("parse", model=model, text=text, data=project)
    assert (found["intent"]["name"], found["topic"]) == (intent, topic)


async def test_the_turns_go_by_the_rules_of_the_page(
    laboratory: Laboratory, project: Path, model: Path
) -> None:
    trial = (await laboratory.ask("open", model=model))["id"]
    first = await laboratory.ask("say", trial=trial, text="网点有停车场吗", data=project)
    second = await laboratory.ask("say", trial=trial, text="谢谢", data=project)
    assert first["turn"]["slots"] == {"asked_parking": [None, True]}
    assert "问停车" in first["turn"]["decided_by"]["rules"]
    assert "问过停车再道谢" in second["turn"]["decided_by"]["rules"]


async def test_the_golden_conversations_go_as_written(project: Path, model: Path) -> None:
    played = await play_golden(model, project / "tests" / "golden", lambda rows, _: rows)
    assert played["deviations"] == []
