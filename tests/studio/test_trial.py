"""Trying a model over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import Role
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Gateway, Seat, running
from tests.small_project import make_small_project, train_small


@pytest.fixture
async def trained(database: AsyncEngine, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Gateway]:
    """A gateway whose live model is the small project's."""
    model = train_small(make_small_project(tmp_path / "project"))
    async with running(database, clock, tmp_path, MODELS=str(model.parent)) as gateway:
        yield gateway


@pytest.fixture
async def trainer(trained: Gateway) -> Seat:
    return await trained.sign_in("lili", Role.TRAINER)


async def test_a_trainer_talks_with_the_live_model_and_sees_what_went_on(trainer: Seat) -> None:
    opened = await (await trainer.post("/api/studio/trials", customer=1)).json()
    response = await trainer.post(f"/api/studio/trials/{opened['id']}/messages", text="犹豫期几天")
    answered = await response.json()
    assert opened["person"]["name"]
    assert answered["turn"]["understood"]["topic"] == "cooling_off.days"
    assert answered["turn"]["decided_by"] == {"policy": "RulePolicy", "rules": ["常见问题"]}
    assert "15" in answered["messages"][0]["text"]

    parsed = await (await trainer.post("/api/studio/parse", text="犹豫期几天")).json()
    assert parsed["model"] == opened["model"]
    assert parsed["why"]["nearest"][0]["id"] == "cooling_off.days"

    path = f"/api/studio/trials/{opened['id']}"
    assert (await trainer.client.delete(path, headers=trainer.headers)).status == 204
    gone = await trainer.post(f"{path}/messages", text="你好")
    assert (gone.status, (await gone.json())["error"]["code"]) == (404, "trial_gone")


async def test_without_a_model_nothing_can_be_tried(gateway: Gateway, tmp_path: Path) -> None:
    seat = await gateway.sign_in("lili", Role.TRAINER)
    response = await seat.post("/api/studio/parse", text="你好", model="0" * 16)
    assert (response.status, (await response.json())["error"]["code"]) == (404, "model_not_found")


async def test_a_message_is_either_words_or_a_button(gateway: Gateway) -> None:
    seat = await gateway.sign_in("lili", Role.TRAINER)
    response = await seat.post("/api/studio/trials/1/messages", text="你好", payload="/greet")
    assert response.status == 422
