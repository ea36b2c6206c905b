"""The routes of `/api/studio/changes`: what was changed in the data, by whom, and taking it back."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from aiohttp import web

from bot.http.endpoint import endpoint
from bot.staff.guards import audited
from bot.studio.repository.differences import FileDiff
from bot.studio.repository.errors import ChangeNotFound, ChangeOverlaps, NotUndoable
from bot.studio.repository.repository import REPOSITORY, Author, Change
from bot.studio.studio import READERS, author_of

_PATH = "/api/studio/changes"


class ChangesQuery(msgspec.Struct, forbid_unknown_fields=True):
    before: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{40}$")] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class ShownChange(msgspec.Struct):
    """`undone_by`: the change that took it back, if one did."""

    id: str
    at: datetime
    author: Author
    message: str
    files: tuple[str, ...]
    undoes: str | None
    undone_by: str | None


class FoundChanges(msgspec.Struct):
    """Newest first. `next`: for `before`, where there are more."""

    changes: list[ShownChange]
    next: str | None


class ShownDifferences(ShownChange):
    diffs: list[FileDiff]


@endpoint(
    "GET",
    _PATH,
    summary="数据的改动记录，新的在前",
    auth="staff",
    roles=READERS,
    query=ChangesQuery,
    response=FoundChanges,
    errors=(ChangeNotFound,),
)
async def changes(request: web.Request, query: ChangesQuery) -> FoundChanges:
    repository = request.app[REPOSITORY]
    found = await repository.changes(before=query.before, limit=query.limit + 1)
    undone = await repository.undone()
    shown = found[: query.limit]
    return FoundChanges(
        [ShownChange(**_fields(each, undone)) for each in shown],
        shown[-1].id if len(found) > len(shown) else None,
    )


@endpoint(
    "GET",
    f"{_PATH}/{{change_id}}",
    summary="一次改动改了哪些行",
    auth="staff",
    roles=READERS,
    response=ShownDifferences,
    errors=(ChangeNotFound,),
)
async def change(request: web.Request) -> ShownDifferences:
    repository, id = request.app[REPOSITORY], request.match_info["change_id"]
    found = await repository.find(id)
    return ShownDifferences(
        **_fields(found, await repository.undone()), diffs=await repository.diff(found.id)
    )


@endpoint(
    "POST",
    f"{_PATH}/{{change_id}}/undo",
    summary="撤销一次改动：后来别处的改动不受影响",
    auth="staff",
    audit="studio.change.undo",
    response=ShownChange,
    status=201,
    errors=(ChangeNotFound, ChangeOverlaps, NotUndoable),
)
async def undo(request: web.Request) -> ShownChange:
    id = request.match_info["change_id"]
    repository = request.app[REPOSITORY]
    full_id = (await repository.find(id)).id
    done = await repository.undo(full_id, author_of(request))
    for hear in request.app[UNDONE]:
        await hear(full_id)
    audited(request, change=done.id, undoes=id)
    return ShownChange(**_fields(done, {}))


# Rooms that are told the id of a change that was undone.
UNDONE = web.AppKey("undone", list[Callable[[str], Awaitable[None]]])


def _fields(change: Change, undone: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": change.id,
        "at": change.at,
        "author": change.author,
        "message": change.message,
        "files": change.files,
        "undoes": change.undoes,
        "undone_by": undone.get(change.id),
    }


HANDLERS = (changes, change, undo)
