"""Requests to the platform's API and what their answers mean. Knows no tokens; `ApiClient` adds them.

Business errors come with HTTP 200 and an `errcode`; whatever else is not a JSON object is an unknown outcome. An
exception of aiohttp may hold the address with the token in it, so none is ever chained to ours.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiohttp
import structlog

from bot.channels.tencent.errcodes import Action
from bot.channels.tencent.errors import ApiError, BadMedia, CallError, OutcomeUnknown, Unreachable

log = structlog.get_logger("tencent")

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
DOWNLOAD_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=3, sock_read=10)
MAX_ANSWER = 8 * 1024 * 1024  # a page of sync_msg: 1,000 messages of at most 2 KB, with what is around them
MAX_TRIES = 4  # the first and three more, while the platform says it is busy

Answer = dict[str, Any]
Query = Mapping[str, str]
# Made anew for every try: a form can be sent once only.
Body = Callable[[], bytes | aiohttp.FormData]

# An errmsg is for people and may quote what was sent; these parts help and are nobody's words.
_HINTS = {
    "rid": re.compile(r"rid: ?([0-9a-f-]{1,64})"),
    "field": re.compile(r"data\.(\w{1,32})\.value", re.ASCII),
    "ip": re.compile(r"invalid ip ([0-9a-f.:]{2,45})"),
}


class Observer(Protocol):
    """Hears of every request. `outcome`: ok, an `Action`, unreachable, outcome_unknown, bad_media, cancelled."""

    def observe(self, endpoint: str, outcome: str, seconds: float) -> None: ...


def jittered(tries: int) -> float:
    """Seconds to wait after `tries` (from 1): 0.2, 0.4, 0.8, each up to a half more or less."""
    return 0.2 * 2.0 ** (tries - 1) * random.uniform(0.5, 1.5)  # noqa: S311


class Transport:
    """`base_url`: scheme and host, as `https://api.weixin.qq.com`. The session is its owner's to close."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        *,
        observer: Observer | None = None,
        timeout: aiohttp.ClientTimeout = TIMEOUT,
        back_off: Callable[[int], float] = jittered,
    ) -> None:
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._observer = observer
        self._timeout = timeout
        self._back_off = back_off

    async def call(self, method: str, endpoint: str, query: Query, body: Body | None = None) -> Answer:
        """The answer without an error in it. `ApiError`, `Unreachable`, `OutcomeUnknown`."""
        tries = 1
        while True:
            try:
                async with self._request(method, endpoint, query, body) as response:
                    return await _answer(endpoint, response)
            except ApiError as error:
                if error.action is not Action.RETRY or tries == MAX_TRIES:
                    raise
            await asyncio.sleep(self._back_off(tries))
            tries += 1

    async def download(self, endpoint: str, query: Query, limit: int) -> AsyncIterator[bytes]:
        """A file in pieces, at most `limit` bytes of it; `BadMedia` beyond. An error is raised before the first piece."""
        async with self._request("GET", endpoint, query, timeout=DOWNLOAD_TIMEOUT) as response:
            _check_status(endpoint, response)
            if (response.content_length or 0) > limit:
                raise BadMedia(endpoint=endpoint, reason="too_large")
            pieces = _bounded(response, limit)
            first = await anext(pieces, b"")
            if not _is_file(response, first):
                answer = _parsed(endpoint, b"".join([first, *[piece async for piece in pieces]]))
                # A video of an Official Account comes as an address. Addresses from outside are not followed.
                raise BadMedia(endpoint=endpoint, reason="elsewhere" if "video_url" in answer else "no_file")
            yield first
            async for piece in pieces:
                yield piece

    @asynccontextmanager
    async def _request(
        self,
        method: str,
        endpoint: str,
        query: Query,
        body: Body | None = None,
        timeout: aiohttp.ClientTimeout | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """One request; whatever goes wrong inside is one of ours, and observed."""
        began, outcome = time.perf_counter(), "cancelled"
        failure: CallError | None = None
        try:
            async with self._session.request(
                method,
                self._base_url + endpoint,
                params=query,
                data=body() if body is not None else None,
                timeout=timeout or self._timeout,
                allow_redirects=False,
            ) as response:
                yield response
            outcome = "ok"
        except CallError as error:
            failure = error
        except _Large:
            failure = BadMedia(endpoint=endpoint, reason="too_large")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            failure = Unreachable(endpoint=endpoint, reason=type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = OutcomeUnknown(endpoint=endpoint, reason=type(error).__name__)
        finally:
            if failure is not None:
                outcome = _outcome(failure)
            if self._observer is not None:
                self._observer.observe(endpoint, outcome, time.perf_counter() - began)
        if failure is not None:
            log.info("tencent_call_failed", code=failure.code, **failure.data)
            raise failure from None


class _Large(Exception):
    """More came than was asked for."""


def _outcome(failure: CallError) -> str:
    if isinstance(failure, ApiError):
        return failure.action.value
    return failure.code.removeprefix("tencent_")


def _check_status(endpoint: str, response: aiohttp.ClientResponse) -> None:
    if response.status != 200:
        raise OutcomeUnknown(endpoint=endpoint, reason=f"http_{response.status}")


async def _answer(endpoint: str, response: aiohttp.ClientResponse) -> Answer:
    _check_status(endpoint, response)
    try:
        body = b"".join([piece async for piece in _bounded(response, MAX_ANSWER)])
    except _Large:
        raise OutcomeUnknown(endpoint=endpoint, reason="too_large") from None
    return _parsed(endpoint, body)


def _parsed(endpoint: str, body: bytes) -> Answer:
    try:
        # Whatever its Content-Type says; and nicknames have been seen with bare control characters in them.
        answer = json.loads(body.decode(), strict=False)
    except (ValueError, RecursionError):
        raise OutcomeUnknown(endpoint=endpoint, reason="not_json") from None
    if not isinstance(answer, dict) or not isinstance(errcode := answer.get("errcode", 0), int):
        raise OutcomeUnknown(endpoint=endpoint, reason="not_an_answer")
    if errcode != 0:
        raise ApiError(errcode, endpoint, _hints(answer.get("errmsg")))
    return answer


def _hints(errmsg: object) -> dict[str, str]:
    if not isinstance(errmsg, str):
        return {}
    found = {name: pattern.search(errmsg) for name, pattern in _HINTS.items()}
    return {name: match[1] for name, match in found.items() if match}


def _is_file(response: aiohttp.ClientResponse, first: bytes) -> bool:
    # A customer's file may itself be JSON, so what the platform says of it goes before what it looks like.
    if "Content-Disposition" in response.headers:
        return True
    return not first.startswith(b"{") and response.content_type.startswith(
        ("image/", "audio/", "video/", "application/octet-stream")
    )


async def _bounded(response: aiohttp.ClientResponse, limit: int) -> AsyncIterator[bytes]:
    size = 0
    async for piece in response.content.iter_chunked(64 * 1024):
        size += len(piece)
        if size > limit:
            raise _Large
        yield piece
