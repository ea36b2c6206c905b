"""The routes of the inbox: trainers read what was missed and say what it is; supervisors may look."""

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest
from bot.staff.guards import audited
from bot.studio.errors import (
    AlreadyLabelled,
    BadEntry,
    BadExamples,
    HeldOut,
    ItemExists,
    ItemNotFound,
    UnreadableFile,
    VersionConflict,
)
from bot.studio.inbox import wire
from bot.studio.inbox.inbox import INBOX
from bot.studio.studio import READERS, author_of
from insurance.domain.errors import ConductBreach

_TAKEN = (AlreadyLabelled, VersionConflict, ItemNotFound)


@endpoint(
    "GET",
    "/api/studio/missed",
    summary="收件箱：没答好的问题，按相似分组；或已标注的",
    auth="staff",
    roles=READERS,
    query=wire.FindMissed,
    response=wire.FoundMissed,
    errors=(UnreadableFile,),
)
async def missed(request: web.Request, query: wire.FindMissed) -> wire.FoundMissed:
    inbox = request.app[INBOX]
    read = inbox.pages.open if query.state == "open" else inbox.pages.done
    page = await read(reason=query.reason, after=query.after, limit=query.limit)
    return wire.found(page, await inbox.knowledge.shelf())


@endpoint(
    "GET",
    "/api/studio/missed/{missed_id}/conversation",
    summary="问题前后的对话，已脱敏",
    auth="staff",
    roles=READERS,
    audit="studio.missed.conversation",
    response=wire.MissedConversation,
    errors=(ItemNotFound,),
)
async def conversation(request: web.Request) -> wire.MissedConversation:
    around = await request.app[INBOX].around(request.match_info["missed_id"])
    audited(request, conversation=around.missed.conversation_id)
    return wire.conversation(around)


@endpoint(
    "POST",
    "/api/studio/missed/split",
    summary="把几个问题分成单独一组",
    auth="staff",
    audit="studio.missed.split",
    request=wire.SplitMissed,
    response=wire.SplitOff,
    status=201,
    errors=_TAKEN,
)
async def split(request: web.Request, body: wire.SplitMissed) -> wire.SplitOff:
    id, version = await request.app[INBOX].labels.split(body.missed_ids)
    audited(request, group=id)
    return wire.SplitOff(id, version)


@endpoint(
    "POST",
    "/api/studio/annotations",
    summary="标注：这些问题是什么，写进训练数据",
    auth="staff",
    audit="studio.annotation.add",
    request=wire.PostAnnotation,
    response=wire.Annotation,
    status=201,
    errors=(*_TAKEN, BadExamples, BadEntry, HeldOut, ItemExists, UnreadableFile, ConductBreach),
)
async def annotate(request: web.Request, body: wire.PostAnnotation) -> wire.Annotation:
    chosen = body.as_chosen()
    if chosen is None:
        raise InvalidRequest(field="missed_ids", reason="either a group with its version or questions")
    made = await request.app[INBOX].labels.annotate(chosen, body.as_label(), author_of(request))
    audited(
        request, annotation=made.id, kind=made.label["kind"], change=made.change.id if made.change else ""
    )
    return wire.annotation(made)


HANDLERS = (missed, conversation, split, annotate)
