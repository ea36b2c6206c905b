"""A real server with real workers: a promotion and a rollback, as the customer at the chat page sees them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

import pytest
import requests

from bot.release.registry import ModelRegistry
from bot.release.releases import Releases
from bot.release.states import Act
from kernel.clock import SystemClock
from kernel.crypto import Keyring
from kernel.database import create_engine
from kernel.signals import LocalSignals
from tests.acceptance.house import SHANGHAI, House
from tests.acceptance.visitor import Visitor
from tests.release.two_models import NEW, QUESTION, TwoModels

ROLLED_BACK_WITHIN_S = 5.0


@pytest.fixture
def house(two_models: TwoModels, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    house = House(folder, two_models.folder, datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI))
    house.database_url = f"sqlite:///{folder / 'house.db'}"
    assert house.run("db", "upgrade").returncode == 0
    house.start()
    try:
        yield ready(house)
    finally:
        house.stop()


def ready(house: House) -> House:
    """Where several test runs share a machine, loading takes a while."""
    for _ in range(2):
        with suppress(AssertionError):
            return house.wait_until_ready()
    return house.wait_until_ready()


def answers_until(house: House, *, new: bool, within_s: float) -> float:
    """Seconds until a customer who comes now has the new answer, or the old one; nobody goes without any."""
    began = time.monotonic()
    while True:
        visitor = Visitor.at(house).says(QUESTION)
        heard_at = time.monotonic() - began
        answer = "\n".join(message["text"] for message in visitor.heard)
        assert "15天" in answer
        if (NEW in answer) is new:
            return heard_at
        assert heard_at < within_s, answer


def test_a_rollback_restores_the_old_answer_within_seconds(house: House, two_models: TwoModels) -> None:
    do(house, Act.APPROVE, two_models.new)
    assert house.run("release", "promote", two_models.new).returncode == 0
    promoted = answers_until(house, new=True, within_s=60)

    do(house, Act.ROLLBACK, two_models.new)
    restored = answers_until(house, new=False, within_s=ROLLED_BACK_WITHIN_S)

    print(
        f"\nnew answer {promoted:.1f} s after the promotion, old answer {restored:.2f} s after the rollback"
    )
    assert requests.get(f"{house.url}/readyz", timeout=5).status_code == 200


def do(house: House, act: Act, model: str) -> None:
    """As the room of releases writes it: the gate and the page are tried elsewhere."""

    async def write() -> None:
        engine = create_engine(house.database_url)
        registry = ModelRegistry(engine, house.models)
        releases = Releases(engine, Keyring([b"k" * 32]), SystemClock(), LocalSignals(), registry)
        await releases.act(act, model, "zhou")
        await engine.dispose()

    asyncio.run(write())
