"""Releases at the studio's page: four eyes, a green gate, and a way back."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Content, Incoming
from bot.conversations.turns import Handoff
from bot.staff.accounts import Role
from bot.studio.release.release import RELEASE
from bot.studio.repository.history import Author
from bot.studio.repository.repository import REPOSITORY
from bot.studio.training.runner import RUNNER
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Gateway, Seat, running
from tests.small_project import make_small_project
from tests.studio.stand_in_job import MODEL
from tests.studio.test_training import STAND_IN


@pytest.fixture
async def studio(
    database: AsyncEngine, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Gateway]:
    """李丽 has trained a model, and its gate is green."""
    monkeypatch.chdir(make_small_project(tmp_path / "project"))
    (models := tmp_path / "models").mkdir()
    (models / "shipped.tar.gz").write_bytes(b"the model that came with the program")
    async with running(database, clock, tmp_path, MODELS=str(models)) as gateway:
        gateway.app[RUNNER].command = (sys.executable, str(STAND_IN), "fine")
        lili = await gateway.sign_in("lili", Role.TRAINER, name="李丽")
        await gateway.app[REPOSITORY].change(
            Author("ma", "马骏"), "new words", lambda draft: draft.write("data/nlu/more.yml", "nlu: []\n")
        )
        assert (await lili.post("/api/studio/training-jobs")).status == 201
        await gateway.app[RUNNER].run_once()
        yield gateway


async def did(seat: Seat, verb: str, model: str = MODEL, **body: Any) -> dict[str, Any]:
    response = await seat.post(f"/api/studio/models/{model}/{verb}", **body)
    assert response.status == 200, await response.text()
    return dict(await response.json())


async def refused(seat: Seat, verb: str, model: str = MODEL, **body: Any) -> tuple[int, str]:
    response = await seat.post(f"/api/studio/models/{model}/{verb}", **body)
    return response.status, (await response.json())["error"]["code"]


async def got(seat: Seat, path: str) -> dict[str, Any]:
    response = await seat.get(f"/api/studio/{path}")
    assert response.status == 200, await response.text()
    return dict(await response.json())


async def test_a_model_is_approved_tried_released_and_taken_back(studio: Gateway) -> None:
    zhou = await studio.sign_in("zhou", Role.SUPERVISOR, name="周敏")

    approved = await did(zhou, "approve", note="看过了")
    canary = await did(zhou, "promote", to="canary", share=20)
    live = await did(zhou, "promote")
    withdrawn = await did(zhou, "rollback", note="答错了")

    assert [each["state"] for each in (approved, canary, live, withdrawn)] == [
        "approved",
        "canary",
        "live",
        "withdrawn",
    ]
    assert (approved["approved_by_name"], canary["share"]) == ("周敏", 20)
    release = (await got(zhou, "models"))["release"]
    assert (release["live"], release["canary"], release["previous"]) == ("shipped", None, None)
    acts = (await got(zhou, "releases"))["releases"]
    assert [(each["act"], each["by_name"], each["share"], each["note"]) for each in acts] == [
        ("rollback", "周敏", 0, "答错了"),
        ("live", "周敏", 0, ""),
        ("canary", "周敏", 20, ""),
        ("approve", "周敏", 0, "看过了"),
    ]


async def test_who_changed_its_data_does_not_approve_it(studio: Gateway) -> None:
    assert await refused(await studio.sign_in("ma", Role.ADMIN), "approve") == (409, "own_model")


async def test_who_trained_it_does_not_approve_it(studio: Gateway) -> None:
    wu = await studio.sign_in("wu", Role.TRAINER)
    registry = studio.app[RELEASE].releases.registry
    trained = await registry.get(MODEL)
    assert trained is not None
    await registry.register(replace(trained, trained_by="wu"))

    assert await refused(wu, "approve") == (409, "own_model")


async def test_an_approval_wants_a_gate(studio: Gateway) -> None:
    zhou = await studio.sign_in("zhou", Role.SUPERVISOR)

    assert await refused(zhou, "approve", "shipped") == (409, "gate_missing")


async def test_nobody_meets_a_model_without_an_approval(studio: Gateway) -> None:
    zhou = await studio.sign_in("zhou", Role.SUPERVISOR)

    assert await refused(zhou, "promote", to="canary") == (409, "not_approved")


async def test_a_model_that_is_gone_is_not_found(studio: Gateway) -> None:
    zhou = await studio.sign_in("zhou", Role.SUPERVISOR)

    assert await refused(zhou, "promote", "0000000000000000") == (404, "model_not_found")


async def test_there_is_nothing_before_the_first_model(studio: Gateway) -> None:
    zhou = await studio.sign_in("zhou", Role.SUPERVISOR)

    assert await refused(zhou, "rollback", "shipped") == (409, "nothing_before")


async def test_a_canary_is_held_against_the_live_model(studio: Gateway) -> None:
    """Two conversations of each; one of the candidate's goes to people."""
    zhou = await studio.sign_in("zhou", Role.SUPERVISOR)
    await did(zhou, "approve")
    await did(zhou, "promote", to="canary")
    for model, handed in (("shipped", False), ("shipped", False), (MODEL, False), (MODEL, True)):
        await answered(studio, model, handed=handed)

    comparison = await got(zhou, f"models/{MODEL}/comparison")

    figures = {each["name"]: (each["live"], each["candidate"]) for each in comparison["figures"]}
    assert comparison["against"] == "shipped"
    assert figures["containment"] == ({"value": 1.0, "n": 2}, {"value": 0.5, "n": 2})
    assert figures["conversations"] == ({"value": 2, "n": 2}, {"value": 2, "n": 2})
    assert figures["rating"] == ({"value": None, "n": 0}, {"value": None, "n": 0})


async def answered(studio: Gateway, model: str, *, handed: bool) -> None:
    conversations = studio.conversations
    conversation = await conversations.open("web")
    await conversations.receive(conversation.id, Incoming("1", text="你好"))
    turn = await conversations.turns.claim("worker")
    assert turn is not None
    handoff = Handoff("claims", "asked") if handed else None
    assert await conversations.turns.commit(turn, [Content("您好")], handoff=handoff, model=model)


async def test_what_a_shadow_read_otherwise_is_shown_without_personal_numbers(
    studio: Gateway, clock: FrozenClock
) -> None:
    zhou = await studio.sign_in("zhou", Role.SUPERVISOR)
    conversation = await studio.conversations.open("web")
    read = {"intent": "faq", "topic": "a", "action": "action_faq", "answer": "电话13800138000"}
    comparisons = studio.app[RELEASE].comparisons
    at = clock.now()
    await comparisons.add(
        MODEL, "shipped", conversation.id, 1, at, "我是13800138000", read, {**read, "topic": "b"}
    )
    await comparisons.add(MODEL, "shipped", conversation.id, 2, at, "你好", read, read)

    shadow = (await got(zhou, f"models/{MODEL}/comparison"))["shadow"]

    assert (shadow["compared"], shadow["same"], len(shadow["differing"])) == (2, 1, 1)
    assert "13800138000" not in str(shadow) and shadow["differing"][0]["candidate"]["topic"] == "b"
