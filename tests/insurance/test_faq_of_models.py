"""A trained model carries the FAQ entries it was trained with."""

import asyncio
import tarfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from insurance.domain.faq import FaqEntry
from insurance.services.faq import FaqService, by_id, load, pack, unpack

FAQ = Path(__file__).parents[2] / "data" / "faq"
ON = date(2026, 11, 16)
ID = "cooling_off.days"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "metadata.json").write_text("{}" * 5_000)
    archive = tmp_path / "model.tar.gz"
    with tarfile.open(archive, "w:gz") as target:
        target.add(tmp_path / "metadata.json", "metadata.json")
    return archive


def test_a_model_gives_back_the_entries_it_was_packed_with(archive: Path) -> None:
    pack(archive, FAQ)

    assert unpack(archive) == by_id(load(FAQ))


def test_what_was_in_the_archive_stays(archive: Path) -> None:
    pack(archive, FAQ)

    with tarfile.open(archive) as packed:
        content = packed.extractfile("metadata.json")
        assert content is not None and content.read() == b"{}" * 5_000


def test_an_older_model_carries_none(archive: Path) -> None:
    assert unpack(archive) is None


def test_each_turn_reads_the_entries_of_its_own_model() -> None:
    """Two turns at the same time, and whoever asks beside them."""
    service = FaqService(FAQ)
    (entry,) = [entry for entry in load(FAQ) if entry.id == ID]
    old, new = (by_id([replace(entry, answer=words)]) for words in ("旧的答案", "新的答案"))
    service.use(old)

    async def turn(entries: Mapping[str, FaqEntry] | None) -> str:
        with service.during(entries):
            await asyncio.sleep(0)
            return _answer(service)

    async def both() -> list[str]:
        return [*await asyncio.gather(turn(new), turn(None)), _answer(service)]

    assert asyncio.run(both()) == ["新的答案", "旧的答案", "旧的答案"]


def _answer(service: FaqService) -> str:
    found = service.get(ID, ON)
    assert found is not None
    return found.answer
