"""What this room works with; the gateway puts it together."""

from dataclasses import dataclass
from typing import Literal, Protocol

from aiohttp import web

from bot.conversations.by_model import ByModel
from bot.release.choice import Verdict, check_approval
from bot.release.comparisons import Comparisons
from bot.release.errors import GateRed, ModelNotFound
from bot.release.releases import Releases
from bot.release.states import Act, ReleaseState
from bot.studio.repository.errors import ChangeNotFound
from bot.studio.repository.repository import DataRepository

Target = Literal["shadow", "canary", "live"]
CANARY_SHARE = 10
SHADOW_SHARE = 100
_LONGEST_HISTORY = 10_000


class Gates(Protocol):
    async def verdict(self, model: str) -> Verdict:
        """May it be approved now?"""
        ...


class Authors(Protocol):
    """Who changed the data between two states of it."""

    async def between(self, since: str | None, commit: str | None) -> set[str]:
        """Usernames; after `since` up to and with `commit`, from the beginning or to the end where there is none."""
        ...


class RepositoryAuthors:
    def __init__(self, repository: DataRepository) -> None:
        self._repository = repository

    async def between(self, since: str | None, commit: str | None) -> set[str]:
        """Where the history does not know one of the two, everybody who ever changed something."""
        try:
            changes = await self._repository.changes(since=since, limit=_LONGEST_HISTORY)
        except ChangeNotFound:
            changes = await self._repository.changes(limit=_LONGEST_HISTORY)
        ids = [change.id for change in changes]
        if commit in ids:
            changes = changes[ids.index(commit) :]
        return {change.author.username for change in changes}


@dataclass(frozen=True)
class ReleaseRoom:
    releases: Releases
    gates: Gates
    authors: Authors
    comparisons: Comparisons
    conversations: ByModel

    async def approve(self, model: str, by: str, note: str = "") -> ReleaseState:
        """`ModelNotFound`, `GateMissing`, `GateRed`, `OwnModel`, `NotPossible`."""
        trained = await self.releases.registry.get(model)
        if trained is None:
            raise ModelNotFound(model=model)
        verdict = await self.gates.verdict(model)
        authors: set[str] = set()
        if trained.commit is not None:
            live = (await self.releases.state(fresh=True)).live
            known = await self.releases.registry.get(live) if live is not None else None
            authors = await self.authors.between(known.commit if known is not None else None, trained.commit)
        check_approval(by, trained.trained_by, authors, verdict)
        return await self.releases.act(Act.APPROVE, model, by, note=note)

    async def promote(
        self, model: str, to: Target, by: str, share: int | None = None, note: str = ""
    ) -> ReleaseState:
        """To shadow or canary for `share` percent of conversations, or live. An approval does not outlive a red gate: another
        model may have become live since.

        `ModelNotFound`, `NotApproved`, `NotPossible`, `PlaceTaken`, `GateRed`.
        """
        if to != "shadow" and await self.gates.verdict(model) == "red" and not await self._was_live(model):
            raise GateRed()
        if to == "live":
            return await self.releases.act(Act.LIVE, model, by, note=note)
        usual = CANARY_SHARE if to == "canary" else SHADOW_SHARE
        return await self.releases.act(Act(to), model, by, share=share or usual, note=note)

    async def stop(self, model: str, by: str, note: str = "") -> ReleaseState:
        """End its shadow or canary; it stays approved. `NotPossible`, `ModelNotFound`."""
        return await self.releases.act(Act.STOP, model, by, note=note)

    async def rollback(self, model: str, by: str, note: str = "") -> ReleaseState:
        """Withdraw it at once: the live model for the one before, a canary for the live one.

        `NotPossible`, `NothingBefore`, `ModelNotFound`.
        """
        return await self.releases.act(Act.ROLLBACK, model, by, note=note)

    async def _was_live(self, model: str) -> bool:
        """Going back to what customers had is never refused."""
        return model in (await self.releases.course()).earlier


RELEASE = web.AppKey("release", ReleaseRoom)
