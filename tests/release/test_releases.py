"""Releases as they are kept: on SQLite and on PostgreSQL."""

import asyncio
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.release.errors import ModelNotFound, ReleaseError
from bot.release.registry import ModelRegistry, TrainedModel
from bot.release.releases import TOPIC, Releases
from bot.release.states import Act, ModelState
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals, Signals


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    for age, name in enumerate(("new", "old", "older")):
        file = folder / f"{name}.tar.gz"
        file.write_bytes(b"model")
        os.utime(file, (1_800_000_000 - age, 1_800_000_000 - age))
    return folder


def gateway(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, folder: Path, signals: Signals | None = None
) -> Releases:
    return Releases(engine, keyring, clock, signals or LocalSignals(), ModelRegistry(engine, folder))


@pytest.fixture
def releases(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, folder: Path) -> Releases:
    return gateway(engine, keyring, clock, folder)


async def release(releases: Releases, *acts: tuple[Act, str]) -> None:
    for act, model in acts:
        await releases.act(act, model, "zhou")


async def test_without_a_release_the_newest_model_is_live(releases: Releases) -> None:
    assert (await releases.state()).live == "new"


async def test_a_model_of_the_studio_never_goes_live_by_itself(
    releases: Releases, clock: FrozenClock
) -> None:
    await releases.registry.register(TrainedModel("new", clock.now(), "wu", "c" * 40, "job1"))

    assert (await releases.state()).live == "old"


async def test_once_something_is_released_the_newest_file_is_not_live_any_more(
    releases: Releases, folder: Path
) -> None:
    await release(releases, (Act.APPROVE, "old"))
    (folder / "newer.tar.gz").write_bytes(b"model")

    assert (await releases.state(fresh=True)).live == "new"


async def test_a_rollback_restores_the_model_before(releases: Releases) -> None:
    await release(releases, (Act.APPROVE, "old"), (Act.LIVE, "old"), (Act.ROLLBACK, "old"))

    assert (await releases.state()).live == "new"
    assert (await releases.course()).state_of("old") is ModelState.WITHDRAWN


async def test_every_act_is_kept_with_who_did_it_and_why(releases: Releases) -> None:
    await releases.act(Act.APPROVE, "old", "zhou", note="看过张先生的会话")
    await releases.act(Act.CANARY, "old", "wu", share=10)

    found = await releases.all()

    assert [(each.act, each.by, each.share, each.note) for each in found] == [
        (Act.CANARY, "wu", 10, ""),
        (Act.APPROVE, "zhou", 0, "看过张先生的会话"),
    ]


async def test_an_act_is_signalled(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, folder: Path
) -> None:
    signals = LocalSignals()
    with signals.listen(TOPIC) as news:
        await gateway(engine, keyring, clock, folder, signals).act(Act.APPROVE, "old", "zhou")

        assert news.is_set()


async def test_another_process_sees_it_within_a_second(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, folder: Path, releases: Releases
) -> None:
    other = gateway(engine, keyring, clock, folder)
    await other.state()
    await release(releases, (Act.APPROVE, "old"), (Act.LIVE, "old"))

    clock.advance(timedelta(seconds=1))

    assert (await other.state()).live == "old"


async def test_a_model_that_is_not_there_is_not_released(releases: Releases) -> None:
    with pytest.raises(ModelNotFound):
        await releases.act(Act.APPROVE, "../new", "zhou")


async def test_where_the_live_models_file_is_gone_the_one_before_answers(
    releases: Releases, folder: Path
) -> None:
    await release(releases, (Act.APPROVE, "old"), (Act.LIVE, "old"))
    (folder / "old.tar.gz").unlink()

    assert (await releases.state(fresh=True)).live == "new"


async def test_promotions_at_the_same_time_leave_one_live_model(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, folder: Path, releases: Releases
) -> None:
    """Two gateways, two people, two models."""
    await release(releases, (Act.APPROVE, "old"), (Act.APPROVE, "older"))
    gateways = [gateway(engine, keyring, clock, folder) for _ in range(2)]

    await asyncio.gather(
        *(one.act(Act.LIVE, m, "x") for one, m in zip(gateways, ("old", "older"), strict=True))
    )

    course = await releases.course()
    assert list(course.states.values()).count(ModelState.LIVE) == 1
    assert sorted(course.earlier) in (["new", "old"], ["new", "older"])


async def test_the_same_rollback_twice_at_once_goes_back_once(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, folder: Path, releases: Releases
) -> None:
    await release(
        releases, (Act.APPROVE, "old"), (Act.LIVE, "old"), (Act.APPROVE, "older"), (Act.LIVE, "older")
    )
    gateways = [gateway(engine, keyring, clock, folder) for _ in range(2)]

    results: Sequence[object] = await asyncio.gather(
        *(one.act(Act.ROLLBACK, "older", "x") for one in gateways), return_exceptions=True
    )

    assert sum(isinstance(each, ReleaseError) for each in results) == 1
    assert (await releases.state(fresh=True)).live == "old"
