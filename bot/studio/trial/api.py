"""The routes of trying a model: what it understands and why, and talking with it."""

from contextlib import suppress
from uuid import uuid4

import msgspec
from aiohttp import web

from bot.conversations.errors import EmptyMessage, MessageTooLong, PayloadNotOffered, PayloadSpent
from bot.http.endpoint import endpoint
from bot.laboratory.errors import LaboratoryFailed, NoSuchPerson, TrialFailed, TrialGone
from bot.release.errors import ModelNotFound
from bot.staff.guards import audited
from bot.studio.studio import READERS
from bot.studio.trial import wire
from bot.studio.trial.trial import TRY_OUT

_TRIALS = "/api/studio/trials"


@endpoint(
    "POST",
    "/api/studio/parse",
    summary="一句话：模型怎么理解，为什么",
    auth="staff",
    roles=READERS,
    request=wire.AskParse,
    response=wire.Parsed,
    errors=(ModelNotFound, LaboratoryFailed),
)
async def parse(request: web.Request, body: wire.AskParse) -> wire.Parsed:
    room = request.app[TRY_OUT]
    model, path = await room.model(body.model)
    data = await room.project()
    found = await room.laboratory.ask("parse", model=path, text=body.text, at=body.at, data=data)
    return msgspec.convert({"id": uuid4().hex, "model": model, **found}, wire.Parsed)


@endpoint(
    "POST",
    _TRIALS,
    summary="用演示数据和一个模型试着对话；闲置三十分钟后结束",
    auth="staff",
    roles=READERS,
    audit="studio.trial_opened",
    request=wire.OpenTrial,
    response=wire.Trial,
    status=201,
    errors=(ModelNotFound, NoSuchPerson, LaboratoryFailed),
)
async def open_trial(request: web.Request, body: wire.OpenTrial) -> wire.Trial:
    room = request.app[TRY_OUT]
    model, path = await room.model(body.model)
    customer = str(body.customer) if body.customer is not None else None
    trial = msgspec.convert(await room.laboratory.ask("open", model=path, customer=customer), wire.Trial)
    audited(request, model=model)
    return trial


@endpoint(
    "POST",
    f"{_TRIALS}/{{trial_id}}/messages",
    summary="在试用对话里说一句或按一个按钮：答复，以及这一轮里发生了什么",
    auth="staff",
    roles=READERS,
    request=wire.Say,
    response=wire.Answered,
    errors=(
        TrialGone,
        TrialFailed,
        EmptyMessage,
        MessageTooLong,
        PayloadNotOffered,
        PayloadSpent,
        LaboratoryFailed,
    ),
)
async def say(request: web.Request, body: wire.Say) -> wire.Answered:
    room = request.app[TRY_OUT]
    answer = await room.laboratory.ask(
        "say",
        trial=request.match_info["trial_id"],
        text=body.text,
        payload=body.payload,
        data=await room.project(),
    )
    return msgspec.convert(answer, wire.Answered)


@endpoint(
    "DELETE",
    f"{_TRIALS}/{{trial_id}}",
    summary="结束试用对话",
    auth="staff",
    roles=READERS,
    status=204,
    errors=(LaboratoryFailed,),
)
async def close(request: web.Request) -> web.Response:
    with suppress(TrialGone):
        await request.app[TRY_OUT].laboratory.ask("close", trial=request.match_info["trial_id"])
    return web.Response(status=204)


HANDLERS = (parse, open_trial, say, close)
