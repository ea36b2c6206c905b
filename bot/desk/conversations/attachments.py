"""Files in a conversation: what customers sent, and what agents send them."""

from aiohttp import web

from bot.conversations.errors import AttachmentNotFound, ConversationNotFound, NotOwner
from bot.conversations.owner import Owner
from bot.desk.conversations import wire
from bot.desk.desk import DESK
from bot.http.endpoint import endpoint
from bot.http.errors import TooLarge, UnsupportedMediaType
from bot.http.uploads import AttachmentType, check_upload, read_upload
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF


@endpoint(
    "POST",
    "/api/desk/conversations/{conversation_id}/attachments",
    summary="上传要发给客户的文件（JPEG、PNG、WebP、HEIC、PDF，不超过 10 MB）",
    auth="staff",
    upload="file",
    response=wire.StoredFile,
    status=201,
    errors=(ConversationNotFound, NotOwner, AttachmentType, TooLarge, UnsupportedMediaType),
)
async def upload(request: web.Request) -> wire.StoredFile:
    desk, conversation_id = request.app[DESK], request.match_info["conversation_id"]
    listed = await desk.conversations.agents.get(conversation_id)
    if listed.owner is not Owner.AGENT or listed.agent != request[STAFF].username:
        raise NotOwner(owner=listed.owner.value)
    check_upload(request)
    stored = await read_upload(request, desk.attachments.store)
    try:
        attachment_id = await desk.conversations.add_attachment(
            conversation_id, stored.name, stored.media_type, stored.size, stored.path
        )
    except BaseException:
        desk.attachments.discard(stored)
        raise
    return wire.StoredFile(attachment_id, stored.name, stored.media_type, stored.size)


@endpoint(
    "GET",
    "/api/desk/conversations/{conversation_id}/attachments/{attachment_id}",
    summary="下载会话里的文件",
    auth="staff",
    audit="attachment.read",
    media_type="application/octet-stream",
    errors=(ConversationNotFound, AttachmentNotFound, NotYourRole),
)
async def download(request: web.Request) -> web.StreamResponse:
    desk, conversation_id = request.app[DESK], request.match_info["conversation_id"]
    await desk.dossiers.find(request[STAFF], conversation_id)
    found = await desk.conversations.attachment(conversation_id, request.match_info["attachment_id"])
    return desk.attachments.response(found)


HANDLERS = (upload, download)
