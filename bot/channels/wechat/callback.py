"""`/wechat/{account}`: what the platform calls. Refusals are one bare 403; all that is authentic gets a 200.

The platform waits five seconds, then brings the same push again, three times in all. What is answered in time goes
out in the reply, which costs nothing of the quota; else the push is acknowledged and the outbox has the answer.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog
from aiohttp import web

from bot.channels.tencent import xml
from bot.channels.tencent.callback import acknowledged, body_of, echoed, nobody, refused
from bot.channels.tencent.envelope import AesKey, Envelope
from bot.channels.tencent.errors import BadEnvelope, BadXml, Refusal
from bot.channels.wechat import messages, wording
from bot.channels.wechat.channel import WechatChannel
from bot.channels.wechat.messages import Inbound
from bot.channels.wechat.receiver import Receiver
from bot.conversations.deliveries import Delivery
from bot.conversations.service import Conversations
from bot.http.endpoint import endpoint
from kernel.clock import Clock

log = structlog.get_logger("wechat")

REPLY_S = 4.5  # of the platform's five, for the reply to be on its way


class Observer(Protocol):
    """Counts. `kind`: of a push, or why it was refused; `way`: reply (in the answer to the push) or late."""

    def pushed(self, kind: str) -> None: ...

    def answered(self, way: str) -> None: ...


@dataclass(frozen=True)
class Account:
    """One Official Account. `sealed`: nothing that is readable to others is taken (compatible and safe mode)."""

    envelope: Envelope
    sealed: bool
    receiver: Receiver
    channel: WechatChannel
    conversations: Conversations
    clock: Clock
    observer: Observer
    reply_s: float = REPLY_S

    def open(self, query: Mapping[str, str], body: bytes) -> tuple[xml.Element, AesKey | None]:
        """The push, and the key for its reply; `BadEnvelope`.

        Where messages are sealed, one that is not is refused whatever its `signature`, which says nothing of a body.
        """
        if self.sealed:
            return self.envelope.open(query, body)
        self.envelope.check(query)
        try:
            return xml.read(body), None
        except BadXml:
            raise BadEnvelope(Refusal.XML) from None

    def written(self, inbound: Inbound, text: str, key: AesKey | None) -> bytes:
        """The passive reply."""
        document = xml.write(
            {
                "ToUserName": inbound.openid,
                "FromUserName": inbound.account,
                "CreateTime": int(self.clock.now().timestamp()),
                "MsgType": "text",
                "Content": text,
            }
        )
        return (self.envelope.seal(document, key) if self.sealed else document).encode()


# Filled when the gateway opens; empty where no account is configured.
WECHAT = web.AppKey("wechat", dict[str, Account])


@endpoint(
    "GET", "/wechat/{account}", summary="微信公众平台验证服务器地址", auth="none", media_type="text/plain"
)
async def verify(request: web.Request) -> web.Response:
    account = request.app[WECHAT].get(request.match_info["account"])
    if account is None:
        return nobody()
    try:
        echo = account.envelope.echo(request.query)
    except BadEnvelope as error:
        return _refused(account, error)
    return echoed(echo)


@endpoint(
    "POST", "/wechat/{account}", summary="微信公众平台推送的消息和事件", auth="none", media_type="text/xml"
)
async def push(request: web.Request) -> web.StreamResponse:
    account = request.app[WECHAT].get(request.match_info["account"])
    if account is None:
        return nobody()
    until = asyncio.get_running_loop().time() + account.reply_s
    try:
        message, key = account.open(request.query, await body_of(request))
    except BadEnvelope as error:
        return _refused(account, error)
    inbound = messages.read(message)
    if inbound is None:
        account.observer.pushed("incomplete")
        return acknowledged()
    account.observer.pushed(inbound.kind)
    try:
        conversation_id = await account.receiver.take(inbound, until)
    except Exception:
        log.exception("wechat_push_failed", kind=inbound.kind)
        if not isinstance(inbound.pushed, messages.Written):
            raise  # an event, which may come again
        # It is not stored, and an error would only have the platform show a banner: so the customer is told.
        return _document(account.written(inbound, wording.NOT_TAKEN, key))
    if conversation_id is None:
        return acknowledged()
    delivery = await account.receiver.reply(conversation_id, until)
    if delivery is None:
        if (await account.conversations.status(conversation_id)).busy:
            account.observer.answered("late")
            account.channel.show_typing(inbound.openid)
        return acknowledged()
    return await _reply(request, account, inbound, delivery, key)


async def _reply(
    request: web.Request, account: Account, inbound: Inbound, delivery: Delivery, key: AesKey | None
) -> web.StreamResponse:
    """Send the delivery's next message as the reply; given back where nobody is there any more to take it."""
    replies = account.conversations.replies
    parts = account.channel.render(delivery.contents)
    if delivery.sent >= len(parts):
        await replies.replied(delivery, parts=len(parts))
        return acknowledged()
    response = _document(account.written(inbound, parts[delivery.sent].text, key))
    try:
        if request.transport is None or request.transport.is_closing():
            raise ConnectionResetError
        await response.prepare(request)
        await response.write_eof()
    except BaseException as error:
        await asyncio.shield(replies.given_back(delivery))
        if not isinstance(error, ConnectionError):
            raise
        return response
    account.observer.answered("reply")
    # The platform closes the connection at once; that it did must not undo what is noted here.
    await asyncio.shield(replies.replied(delivery, parts=len(parts)))
    return response


def _refused(account: Account, error: BadEnvelope) -> web.Response:
    log.warning("wechat_push_refused", reason=error.reason.value)
    account.observer.pushed(f"refused_{error.reason.value}")
    return refused()


def _document(document: bytes) -> web.Response:
    return web.Response(body=document, content_type="text/xml", charset="utf-8")


HANDLERS = (verify, push)
