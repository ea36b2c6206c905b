"""Puts the room of trying models together, with the laboratory's process, which ends with the gateway."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from bot.laboratory.laboratory import Laboratory
from bot.release.releases import Releases
from bot.studio.repository.repository import DataRepository
from bot.studio.trial.trial import LABORATORY, TRY_OUT, TryOut


def add(app: web.Application, releases: Releases, repository: DataRepository) -> None:
    """The laboratory is started by the first question."""
    laboratory = Laboratory()

    async def project() -> Path:
        await repository.head()  # makes it, where nobody has used it yet
        return repository.folder

    async def ended(_: web.Application) -> AsyncIterator[None]:
        yield
        await laboratory.close()

    app[LABORATORY] = laboratory
    app[TRY_OUT] = TryOut(laboratory, releases.registry.path, releases.live, project)
    app.cleanup_ctx.append(ended)
