"""The servers that call the Official Account's callback."""

import base64
import secrets
from typing import Any

from .callback import Callback
from .envelope import Envelope, signature
from .followers import MESSAGES, Followers
from .journal import Journal
from .media import Media
from .messages import message
from .records import Push
from .replies import Reply, judge
from .settings import DAY, Settings
from .xml import write

BANNER = "该公众号提供的服务出现故障，请稍后再试"

# Requests the callback has to refuse.
BAD = (
    "wrong_signature",
    "wrong_msg_signature",
    "missing_signature",
    "wrong_appid",
    "plain_in_aes",  # readable text under a right `signature`, which does not cover the body
    "garbage_cipher",
    "replayed_timestamp",  # a day old; Tencent sets no limit, Baowen does
)


class Pusher:
    def __init__(
        self, settings: Settings, journal: Journal, followers: Followers, media: Media, callback: Callback
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._followers = followers
        self._media = media
        self._callback = callback
        self._last_msgid = 24_000_000_000_000_000 + secrets.randbelow(1_000_000)
        self.pushes: list[Push] = []

    @property
    def envelope(self) -> Envelope:
        return Envelope(self._settings.token, self._settings.aes_key, self._settings.appid)

    async def verify(self, bad: str | None = None) -> bool:
        """Whether the callback gave the echostr back, and nothing else."""
        echo = str(secrets.randbelow(10**19))
        timestamp, nonce = str(int(self._journal.wall())), secrets.token_hex(5)
        signed = signature(self._settings.token, timestamp, nonce)
        query = {"signature": signed, "timestamp": timestamp, "nonce": nonce, "echostr": echo}
        if bad is not None:
            query["signature"] = secrets.token_hex(20)
        attempt = await self._callback.get(self._settings.callback_url, query)
        return attempt.answered and attempt.body == echo

    async def push(
        self,
        kind: str,
        openid: str,
        *,
        bad: str | None = None,
        msgid: int | None = None,
        create_time: int | None = None,
        raw_xml: str | None = None,
        **given: Any,
    ) -> Push:
        """As `WeChatPlatform.push` says. What is forged is nobody's act: it opens no window, shows nothing."""
        if bad is not None and bad not in BAD:
            raise ValueError(f"{bad} is not one of {', '.join(BAD)}")
        self._last_msgid += 1 + secrets.randbelow(1000)
        push = Push(kind, openid, self._last_msgid if msgid is None else msgid)
        self.pushes.append(push)
        if bad is None:
            self._followers.act(kind, openid, given)
        created = int(self._journal.now()) if create_time is None else create_time
        head = {"ToUserName": self._settings.gh_id, "FromUserName": openid, "CreateTime": created}
        inner = raw_xml or write(head | message(kind, given, push.msgid, self._media))
        push.attempts = await self._callback.post(
            self._settings.callback_url,
            lambda: self._compose(inner, openid, bad),
            tries=None if bad is None else 1,
        )
        reply = judge(push.attempts[-1], openid, self._settings, self.envelope, self._media)
        push.outcome, push.msgtype, push.text, push.why = reply.outcome, reply.msgtype, reply.text, reply.why
        if bad is None:
            await self._show(push, reply)
        return push

    async def _show(self, push: Push, reply: Reply) -> None:
        if reply.outcome == "reply":
            push.user_sees = reply.text
            await self._journal.show(
                "passive", push.openid, reply.msgtype, reply.text, reply.fields, str(push.msgid)
            )
        elif reply.outcome != "ack" and push.kind in (*MESSAGES, "CLICK"):
            push.user_sees = BANNER
            await self._journal.show("banner", push.openid, "banner", BANNER, msgid=str(push.msgid))

    def _compose(self, inner: str, openid: str, bad: str | None) -> tuple[dict[str, str], str]:
        """Query and body of one request."""
        sent = int(self._journal.wall()) - (DAY if bad == "replayed_timestamp" else 0)
        timestamp, nonce = str(sent), str(secrets.randbelow(10**10))
        signed = signature(self._settings.token, timestamp, nonce)
        query = {"signature": signed, "timestamp": timestamp, "nonce": nonce, "openid": openid}
        document = inner
        if self._settings.mode != "plain" and bad != "plain_in_aes":
            sealed = self.envelope.seal(
                inner, receiver="wxsomebodyelse0000" if bad == "wrong_appid" else None
            )
            if bad == "garbage_cipher":
                sealed = base64.b64encode(secrets.token_bytes(160)).decode()
            query |= {"encrypt_type": "aes", "msg_signature": self.envelope.sign(timestamp, nonce, sealed)}
            if self._settings.mode == "aes":
                document = write({"ToUserName": self._settings.gh_id, "Encrypt": sealed})
            else:
                document = f"{inner.removesuffix('</xml>')}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        if bad == "missing_signature":
            query = {"openid": openid}
        if bad == "wrong_signature":
            query["signature"] = secrets.token_hex(20)
        if bad in ("wrong_signature", "wrong_msg_signature") and "msg_signature" in query:
            query["msg_signature"] = secrets.token_hex(20)
        return query, document
