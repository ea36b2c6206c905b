"""Fixtures of the studio's tests. `repository`: a data repository that begins with a copy of the real files."""

from pathlib import Path

import pytest

from bot.studio.repository.repository import DataRepository
from kernel.clock import FrozenClock
from tests.gateway_fixtures import database, gateway

__all__ = ["database", "gateway"]

ROOT = Path(__file__).parents[2]


class Folder:
    """The project's own files, as a draft shows them."""

    def read(self, path: str) -> str:
        return (ROOT / path).read_text("utf-8")

    def files(self, under: str, ext: str) -> list[str]:
        return sorted(str(path.relative_to(ROOT)) for path in (ROOT / under).glob(f"*.{ext}"))


@pytest.fixture
def repository_files() -> Folder:
    return Folder()


@pytest.fixture
def repository(tmp_path: Path, clock: FrozenClock) -> DataRepository:
    return DataRepository.at(tmp_path / "repository", ROOT, clock)
