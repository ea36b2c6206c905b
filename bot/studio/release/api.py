"""The routes of releases: who answers whom, and since when."""

from datetime import datetime

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.release.errors import (
    GateMissing,
    GateRed,
    ModelNotFound,
    NotApproved,
    NothingBefore,
    NotPossible,
    OwnModel,
    PlaceTaken,
)
from bot.release.states import Act
from bot.staff.guards import STAFF, audited, names_of
from bot.studio.release import wire
from bot.studio.release.release import RELEASE, ReleaseRoom
from bot.studio.studio import APPROVERS, READERS
from bot.studio.training import api as training_api
from bot.studio.training.wire import Model
from kernel.clock import local

_MODEL = "/api/studio/models/{model_id}"


@endpoint(
    "POST",
    f"{_MODEL}/approve",
    summary="批准一个模型：门禁须通过，且批准人既没训练它，也没改过它的数据",
    auth="staff",
    roles=APPROVERS,
    audit="studio.model_approved",
    request=wire.Approve,
    response=Model,
    errors=(ModelNotFound, GateMissing, GateRed, OwnModel, NotPossible),
)
async def approve(request: web.Request, body: wire.Approve) -> Model:
    await request.app[RELEASE].approve(_model(request), request[STAFF].username, body.note.strip())
    return await _shown(request)


@endpoint(
    "POST",
    f"{_MODEL}/promote",
    summary="让已批准的模型影子运行、灰度或上线",
    auth="staff",
    roles=APPROVERS,
    audit="studio.model_promoted",
    request=wire.Promote,
    response=Model,
    errors=(ModelNotFound, NotApproved, NotPossible, PlaceTaken, GateRed),
)
async def promote(request: web.Request, body: wire.Promote) -> Model:
    by = request[STAFF].username
    await request.app[RELEASE].promote(_model(request), body.to, by, body.share, body.note.strip())
    audited(request, to=body.to, share=str(body.share or ""))
    return await _shown(request)


@endpoint(
    "POST",
    f"{_MODEL}/stop",
    summary="结束影子运行或灰度；灰度中的会话立刻回到线上模型",
    auth="staff",
    roles=APPROVERS,
    audit="studio.model_stopped",
    request=wire.Why,
    response=Model,
    errors=(ModelNotFound, NotPossible),
)
async def stop(request: web.Request, body: wire.Why) -> Model:
    await request.app[RELEASE].stop(_model(request), request[STAFF].username, body.note.strip())
    return await _shown(request)


@endpoint(
    "POST",
    f"{_MODEL}/rollback",
    summary="撤回一个模型：线上的退回上一个，灰度的退回线上；立刻生效",
    auth="staff",
    roles=APPROVERS,
    audit="studio.model_rolled_back",
    request=wire.Why,
    response=Model,
    errors=(ModelNotFound, NotPossible, NothingBefore),
)
async def rollback(request: web.Request, body: wire.Why) -> Model:
    await request.app[RELEASE].rollback(_model(request), request[STAFF].username, body.note.strip())
    return await _shown(request)


@endpoint(
    "GET",
    "/api/studio/releases",
    summary="发布记录，新的在前：谁在何时批准、发布、撤回了哪个模型",
    auth="staff",
    roles=READERS,
    response=wire.ReleasesShown,
)
async def releases(request: web.Request) -> wire.ReleasesShown:
    names = await names_of(request)
    return wire.ReleasesShown(
        [wire.release(each, names) for each in await request.app[RELEASE].releases.all()]
    )


@endpoint(
    "GET",
    f"{_MODEL}/comparison",
    summary="和线上模型比较：两边会话的结果，影子运行里读得不一样的话",
    auth="staff",
    roles=READERS,
    response=wire.Comparison,
    errors=(ModelNotFound,),
)
async def comparison(request: web.Request) -> wire.Comparison:
    room, model = request.app[RELEASE], _model(request)
    if await room.releases.registry.get(model) is None:
        raise ModelNotFound(model=model)
    state = await room.releases.state()
    against = state.live if state.live != model else state.previous
    since = await _since(room, model)
    figures = []
    if against is not None and since is not None:
        counts = await room.conversations.counts([against, model], since)
        figures = wire.figures(counts[against], counts[model])
    compared, same = await room.comparisons.counts(model)
    return wire.Comparison(
        against,
        local(since).isoformat(timespec="seconds") if since is not None else None,
        figures,
        wire.ShadowShown(
            compared, same, [wire.differing(each) for each in await room.comparisons.differing(model)]
        ),
    )


async def _since(room: ReleaseRoom, model: str) -> datetime | None:
    """When customers first met it since it was last approved; before that, when its shadow began."""
    acts = [each for each in await room.releases.all() if each.model == model]
    places = [each.act for each in acts]
    latest = acts[: places.index(Act.APPROVE)] if Act.APPROVE in places else acts
    heard = [each.at for each in latest if each.act in (Act.CANARY, Act.LIVE)]
    shadowed = [each.at for each in latest if each.act is Act.SHADOW]
    return min(heard or shadowed, default=None)


def _model(request: web.Request) -> str:
    return request.match_info["model_id"]


async def _shown(request: web.Request) -> Model:
    """As it stands in the list of models."""
    shown = await training_api.models(request)
    return next(each for each in shown.models if each.id == _model(request))


HANDLERS = (approve, promote, stop, rollback, releases, comparison)
