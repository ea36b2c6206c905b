"""Pushes to our own callback as the platform's servers bring them: sealed, five seconds, three tries in all."""

import asyncio
import secrets
import time
from collections.abc import Iterator, Mapping
from itertools import count

import aiohttp
import structlog
from yarl import URL

from bot.channels.tencent import xml
from bot.channels.tencent.envelope import AesKey, Envelope, signature
from bot.channels.tencent.errors import BadEnvelope, BadXml
from bot.gateway.demo_phone.phones import Phone, Push, Try
from kernel.clock import Clock
from kernel.masking import show_text

log = structlog.get_logger("demo_phone")

ACCOUNT = "gh_qinghe"
TIMEOUT_S = 5.0
TRIES = 3
APART_S = 0.3  # between copies of one push on a slow network
BROKEN = "该公众号提供的服务出现故障，请稍后再试"
_ANSWER_BYTES = 64 * 1024


class Pusher:
    """One account's. `session` is its owner's to close."""

    def __init__(
        self, session: aiohttp.ClientSession, clock: Clock, *, app_id: str, token: str, aes_key: str
    ) -> None:
        self._session = session
        self._clock = clock
        self._app_id = app_id
        self._token = token
        self._key = AesKey(aes_key)
        self._envelope = Envelope(token=token, key=aes_key, receiver=app_id, clock=clock)
        self._numbers: Iterator[int] = count(secrets.randbits(61))
        self._pushes: set[asyncio.Task[None]] = set()

    def push(self, phone: Phone, url: URL, fields: Mapping[str, str], *, thrice: bool = False) -> None:
        """In the background; what answers it goes to the phone. `thrice`: as if no reply ever came back in time."""
        now = int(self._clock.now().timestamp())
        message: dict[str, str | int] = {
            "ToUserName": ACCOUNT,
            "FromUserName": phone.openid,
            "CreateTime": now,
            **fields,
        }
        if fields["MsgType"] != "event":
            message["MsgId"] = next(self._numbers)
        task = asyncio.create_task(self._bring(phone, url, message, thrice))
        self._pushes.add(task)
        task.add_done_callback(self._pushes.discard)

    async def close(self) -> None:
        for task in self._pushes:
            task.cancel()
        await asyncio.gather(*self._pushes, return_exceptions=True)

    async def _bring(self, phone: Phone, url: URL, message: Mapping[str, str | int], thrice: bool) -> None:
        push = Push(self._clock.now(), "", _shown(message))
        phone.push, phone.pushing = push, phone.pushing + 1
        phone.changed()
        try:
            if thrice:
                copies = (self._copy(phone, url, message, push, APART_S * number) for number in range(TRIES))
                answered = any(await asyncio.gather(*copies))
            else:
                for _ in range(TRIES):
                    if answered := await self._try(phone, url, message, push):
                        break
            if not answered and phone.followed:
                phone.show("platform", BROKEN)
        finally:
            phone.pushing -= 1
            phone.changed()

    async def _copy(
        self, phone: Phone, url: URL, message: Mapping[str, str | int], push: Push, pause: float
    ) -> bool:
        await asyncio.sleep(pause)
        return await self._try(phone, url, message, push)

    async def _try(self, phone: Phone, url: URL, message: Mapping[str, str | int], push: Push) -> bool:
        """Whether it was answered as it has to be."""
        query, body = self._sealed(message)
        push.query = f"POST {url.path}?encrypt_type=aes&msg_signature={query['msg_signature'][:8]}…"
        began = time.perf_counter()
        status, text = None, None
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._session.post(url, params=query, data=body) as response,
            ):
                status = response.status
                if status == 200:
                    answer, text = self._read(await response.content.read(_ANSWER_BYTES))
                else:
                    answer = "refused"
        except TimeoutError:
            answer = "late"
        except aiohttp.ClientError as error:
            log.warning("demo_push_failed", error=type(error).__name__)
            answer = "unreachable"
        push.tries.append(Try(answer, round((time.perf_counter() - began) * 1000), status))
        if text is not None and phone.followed:
            phone.show("account", text, way="reply")
        phone.changed()
        return answer in ("reply", "success")

    def _sealed(self, message: Mapping[str, str | int]) -> tuple[dict[str, str], bytes]:
        """Query and body of safe mode, stamped now."""
        sealed = self._key.encrypt(xml.write(message).encode(), self._app_id)
        stamp, nonce = str(int(self._clock.now().timestamp())), secrets.token_hex(6)
        query = {
            "signature": signature(self._token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": str(message["FromUserName"]),
            "encrypt_type": "aes",
            "msg_signature": signature(self._token, stamp, nonce, sealed),
        }
        return query, xml.write({"ToUserName": ACCOUNT, "Encrypt": sealed}).encode()

    def _read(self, body: bytes) -> tuple[str, str | None]:
        """What it is, and what the customer reads."""
        if body in (b"success", b""):
            return "success", None
        try:
            outer = xml.read(body)
            query = {
                "timestamp": outer["TimeStamp"],
                "nonce": outer["Nonce"],
                "msg_signature": outer["MsgSignature"],
            }
            reply = self._envelope.open(query, body).message
            return "reply", reply["Content"]
        except (BadXml, BadEnvelope, KeyError):
            log.warning("demo_reply_unreadable")
            return "invalid", None


def _shown(message: Mapping[str, str | int]) -> str:
    """The XML inside, a line per field; who it is from and the customer's numbers are masked."""
    hidden = ("FromUserName", "MediaId")
    lines = []
    for name, value in message.items():
        if name in hidden:
            value = f"{str(value)[:3]}…{str(value)[-4:]}"
        elif isinstance(value, str):
            value = show_text(value)
        lines.append("  " + xml.write({name: value}).removeprefix("<xml>").removesuffix("</xml>"))
    return "\n".join(["<xml>", *lines, "</xml>"])
