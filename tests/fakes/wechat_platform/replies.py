"""What the platform makes of an answer to a push."""

from dataclasses import dataclass
from typing import Any

from .envelope import Envelope, Unreadable
from .errors import Refused
from .media import Media
from .records import Attempt
from .settings import Settings
from .xml import NotXml, read

_KINDS = ("text", "image", "voice", "video", "music", "news", "transfer_customer_service")


@dataclass(frozen=True)
class Reply:
    """`outcome` as in `Push`; `why` says what is wrong with an invalid one."""

    outcome: str
    msgtype: str = ""
    text: str = ""
    why: str = ""
    fields: dict[str, Any] | None = None


class _Invalid(Exception):
    pass


def judge(attempt: Attempt, openid: str, settings: Settings, envelope: Envelope, media: Media) -> Reply:
    """Nothing or `success` is an acknowledgement; all else has to be a right reply, sealed in safe mode."""
    if attempt.error:
        return Reply("no_answer", why=attempt.error)
    if attempt.status != 200:
        return Reply("invalid", why=f"HTTP {attempt.status}")
    if attempt.body in ("", "success"):
        return Reply("ack")
    try:
        fields = _opened(attempt.body, settings.mode, envelope)
        return _check(fields, openid, settings, media)
    except (NotXml, Unreadable, _Invalid) as error:
        return Reply("invalid", why=str(error))


def _opened(body: str, mode: str, envelope: Envelope) -> dict[str, Any]:
    fields = read(body)
    if "Encrypt" not in fields:
        if mode == "aes":
            raise _Invalid("not sealed in safe mode")
        return fields
    if mode == "plain":
        raise _Invalid("sealed in plain mode")
    sealed, timestamp, nonce = (str(fields.get(name, "")) for name in ("Encrypt", "TimeStamp", "Nonce"))
    if not timestamp or not nonce:
        raise _Invalid("without TimeStamp or Nonce")
    if envelope.sign(timestamp, nonce, sealed) != fields.get("MsgSignature"):
        raise _Invalid("MsgSignature")
    return read(envelope.open(sealed))


def _check(fields: dict[str, Any], openid: str, settings: Settings, media: Media) -> Reply:
    kind, content = str(fields.get("MsgType", "")), fields.get("Content")
    if fields.get("ToUserName") != openid or fields.get("FromUserName") != settings.gh_id:
        raise _Invalid("ToUserName and FromUserName are not swapped")
    if not str(fields.get("CreateTime", "")).isdigit():
        raise _Invalid("CreateTime")
    if kind not in _KINDS:
        raise _Invalid("MsgType")
    if kind == "text":
        if not isinstance(content, str) or not 0 < len(content.encode()) <= settings.text_limit:
            raise _Invalid("Content is empty or too long")
        return Reply("reply", kind, content, fields=fields)
    if kind in ("image", "voice"):
        part = fields.get(kind.capitalize())
        try:
            media.find(part.get("MediaId") if isinstance(part, dict) else None, kind)
        except Refused:
            raise _Invalid("MediaId") from None
    return Reply("reply", kind, f"[{kind}]", fields=fields)
