"""`/wecom/kf/{account}`: the platform's doorbell. It says that there is something to read, never what.

The platform waits five seconds, then rings again, three times in all; so it is acknowledged at once and read afterwards.
Refusals are one bare 403.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from aiohttp import web

from bot.channels.tencent.callback import acknowledged, body_of, echoed, nobody, refused
from bot.channels.tencent.envelope import Envelope
from bot.channels.tencent.errors import BadEnvelope
from bot.channels.wecom.pull import Puller
from bot.http.endpoint import endpoint

log = structlog.get_logger("wecom")


@dataclass(frozen=True)
class Account:
    """One company. `pushed`: told of every doorbell, or why it was refused."""

    envelope: Envelope
    puller: Puller
    pushed: Callable[[str], None]


# Filled when the gateway opens; empty where no account is configured.
WECOM = web.AppKey("wecom", dict[str, Account])


@endpoint(
    "GET",
    "/wecom/kf/{account}",
    summary="企业微信验证微信客服的回调地址",
    auth="none",
    media_type="text/plain",
)
async def verify(request: web.Request) -> web.Response:
    account = request.app[WECOM].get(request.match_info["account"])
    if account is None:
        return nobody()
    try:
        echo = account.envelope.echo_encrypted(request.query)
    except BadEnvelope as error:
        return _refused(account, error)
    return echoed(echo)


@endpoint(
    "POST", "/wecom/kf/{account}", summary="企业微信通知有微信客服消息", auth="none", media_type="text/plain"
)
async def push(request: web.Request) -> web.Response:
    account = request.app[WECOM].get(request.match_info["account"])
    if account is None:
        return nobody()
    try:
        bell = account.envelope.open(request.query, await body_of(request)).message
    except BadEnvelope as error:
        return _refused(account, error)
    kind = bell.get("Event", "")
    open_kfid = bell.get("OpenKfId", "")
    if kind != "kf_msg_or_event" or not 0 < len(open_kfid) <= 64:
        account.pushed("other")
        return acknowledged()
    account.pushed(kind)
    # Signed and fresh, so the time in the query is near enough to when it rang.
    at = datetime.fromtimestamp(int(request.query["timestamp"]), UTC)
    account.puller.ring(open_kfid, bell.get("Token", ""), at)
    return acknowledged()


def _refused(account: Account, error: BadEnvelope) -> web.Response:
    log.warning("wecom_push_refused", reason=error.reason.value)
    account.pushed(f"refused_{error.reason.value}")
    return refused()


HANDLERS = (verify, push)
