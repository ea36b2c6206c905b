"""The routes of changes: what was changed, by whom, line by line, and taking it back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import Role
from bot.studio.repository.repository import REPOSITORY, Author
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Gateway, Seat, running
from tests.studio.knowledge_project import write_project

PATH = "/api/studio/changes"
WORDS = "data/lookup/words.txt"


@pytest.fixture
async def studio(database: AsyncEngine, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Gateway]:
    repository = write_project(tmp_path / "repository")
    (repository / "data/lookup").mkdir(parents=True, exist_ok=True)
    (repository / WORDS).write_text("一\n二\n三\n", "utf-8")
    async with running(database, clock, tmp_path, REPOSITORY=str(repository)) as gateway:
        yield gateway


@pytest.fixture
async def li(studio: Gateway) -> Seat:
    return await studio.sign_in("li", Role.TRAINER)


async def replaced(studio: Gateway, old: str, new: str) -> str:
    change, _ = await studio.app[REPOSITORY].change(
        Author("wang", "王五"), f"{old}→{new}", lambda d: d.write(WORDS, d.read(WORDS).replace(old, new))
    )
    assert change is not None
    return change.id


async def got(seat: Seat, path: str, **query: str) -> Any:
    response = await seat.get(path, **query)
    assert response.status == 200, await response.text()
    return await response.json()


async def test_a_change_is_listed_shown_and_taken_back(studio: Gateway, li: Seat) -> None:
    id = await replaced(studio, "二", "贰")
    listed = await got(li, PATH, limit="1")
    assert listed["next"] == id
    [change] = listed["changes"]
    assert change | {"at": ""} == {
        "id": id,
        "at": "",
        "author": {"username": "wang", "name": "王五"},
        "message": "二→贰",
        "files": [WORDS],
        "undoes": None,
        "undone_by": None,
    }
    assert (await got(li, PATH, before=id))["next"] is None
    [diff] = (await got(li, f"{PATH}/{id}"))["diffs"]
    assert [(line["kind"], line["text"]) for line in diff["hunks"][0]["lines"]] == [
        ("same", "一"),
        ("remove", "二"),
        ("add", "贰"),
        ("same", "三"),
    ]

    response = await li.post(f"{PATH}/{id}/undo")
    undone = await response.json()
    assert response.status == 201 and undone["undoes"] == id and undone["author"]["username"] == "li"
    assert (await got(li, f"{PATH}/{id}"))["undone_by"] == undone["id"]


async def test_what_others_built_on_or_is_not_there_is_refused(studio: Gateway, li: Seat) -> None:
    id = await replaced(studio, "二", "贰")
    await replaced(studio, "贰", "两")
    response = await li.post(f"{PATH}/{id}/undo")
    error = (await response.json())["error"]
    assert (response.status, error["code"]) == (409, "change_overlaps")
    assert error["details"] == {"change": id, "files": [WORDS]}
    assert (await li.post(f"{PATH}/{'0' * 40}/undo")).status == 404
    assert (await li.get(PATH, before="nonsense")).status == 422


async def test_a_supervisor_looks_and_does_not_undo(studio: Gateway) -> None:
    seat = await studio.sign_in("sun", Role.SUPERVISOR)
    [first] = (await got(seat, PATH))["changes"]
    assert (await seat.post(f"{PATH}/{first['id']}/undo")).status == 403
