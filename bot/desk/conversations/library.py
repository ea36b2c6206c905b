"""The routes of canned replies and wrap-up codes: agents read them, supervisors keep them."""

from dataclasses import dataclass

from aiohttp import web

from bot.desk.assist.conduct import CONDUCT
from bot.desk.conversations import library_wire as wire
from bot.desk.conversations.canned_replies import CannedReplies
from bot.desk.conversations.wrap_ups import WrapUpCodes
from bot.desk.errors import CannedReplyNotFound, TooManyCannedReplies, UnknownVariable
from bot.http.endpoint import endpoint
from bot.staff.accounts import SUPERVISORS
from bot.staff.guards import STAFF, audited
from insurance.domain.errors import ConductBreach

_OUT = "canned_replies"


@dataclass(frozen=True)
class Library:
    """What agents pick from."""

    canned_replies: CannedReplies
    wrap_ups: WrapUpCodes


LIBRARY = web.AppKey("library", Library)


@endpoint(
    "GET",
    "/api/desk/canned-replies",
    summary="快捷回复，常用的在前；q 按标题、标签和内容查找",
    auth="staff",
    query=wire.FindCannedReplies,
    response=wire.FoundCannedReplies,
)
async def canned_replies(request: web.Request, query: wire.FindCannedReplies) -> wire.FoundCannedReplies:
    found = await request.app[LIBRARY].canned_replies.search(query.q, query.queue)
    return wire.FoundCannedReplies([wire.reply_of(each) for each in found])


@endpoint(
    "POST",
    "/api/desk/canned-replies",
    summary="新增一条快捷回复",
    auth="staff",
    roles=SUPERVISORS,
    audit="canned_reply.add",
    request=wire.PutCannedReply,
    response=wire.ShownCannedReply,
    status=201,
    errors=(UnknownVariable, TooManyCannedReplies, ConductBreach),
)
async def add_canned_reply(request: web.Request, body: wire.PutCannedReply) -> wire.ShownCannedReply:
    await request.app[CONDUCT].check_step(request[STAFF], _OUT, body.text)
    added = await request.app[LIBRARY].canned_replies.add(body.title, body.text, body.queue, body.tags)
    audited(request, reply=added.id)
    return wire.reply_of(added)


@endpoint(
    "PUT",
    "/api/desk/canned-replies/{reply_id}",
    summary="修改一条快捷回复，复核日期随之更新",
    auth="staff",
    roles=SUPERVISORS,
    audit="canned_reply.change",
    request=wire.PutCannedReply,
    response=wire.ShownCannedReply,
    errors=(CannedReplyNotFound, UnknownVariable, ConductBreach),
)
async def change_canned_reply(request: web.Request, body: wire.PutCannedReply) -> wire.ShownCannedReply:
    await request.app[CONDUCT].check_step(request[STAFF], _OUT, body.text)
    changed = await request.app[LIBRARY].canned_replies.change(
        request.match_info["reply_id"], body.title, body.text, body.queue, body.tags
    )
    return wire.reply_of(changed)


@endpoint(
    "DELETE",
    "/api/desk/canned-replies/{reply_id}",
    summary="删除一条快捷回复",
    auth="staff",
    roles=SUPERVISORS,
    audit="canned_reply.remove",
    status=204,
    errors=(CannedReplyNotFound,),
)
async def remove_canned_reply(request: web.Request) -> web.Response:
    await request.app[LIBRARY].canned_replies.remove(request.match_info["reply_id"])
    return web.Response(status=204)


@endpoint(
    "GET",
    "/api/desk/wrap-up-codes",
    summary="会话小结代码，含已停用的",
    auth="staff",
    response=wire.WrapUpCodes,
)
async def wrap_up_codes(request: web.Request) -> wire.WrapUpCodes:
    return wire.codes_of(await request.app[LIBRARY].wrap_ups.all())


@endpoint(
    "PUT",
    "/api/desk/wrap-up-codes",
    summary="设定会话小结代码；没有列出的停用",
    auth="staff",
    roles=SUPERVISORS,
    audit="wrap_up_codes.set",
    request=wire.PutWrapUpCodes,
    response=wire.WrapUpCodes,
)
async def set_wrap_up_codes(request: web.Request, body: wire.PutWrapUpCodes) -> wire.WrapUpCodes:
    return wire.codes_of(await request.app[LIBRARY].wrap_ups.set(body.as_codes()))


HANDLERS = (
    canned_replies,
    add_canned_reply,
    change_canned_reply,
    remove_canned_reply,
    wrap_up_codes,
    set_wrap_up_codes,
)
