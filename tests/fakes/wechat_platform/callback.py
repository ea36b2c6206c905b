"""Requests to the developer's callback: one limit in time, at most three tries."""

import asyncio
import time
from collections.abc import Callable
from ipaddress import ip_address

import aiohttp
from yarl import URL

from .records import Attempt
from .settings import Settings

_READ = 1 << 20  # bytes of an answer that are looked at


class Callback:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True, limit=0))

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    async def get(self, url: str, query: dict[str, str]) -> Attempt:
        return await self._request("GET", url, query, "")

    async def post(
        self, url: str, compose: Callable[[], tuple[dict[str, str], str]], tries: int | None = None
    ) -> list[Attempt]:
        """Try until one is answered with 200; each is composed, so stamped and signed, anew (assumed)."""
        attempts: list[Attempt] = []
        for _ in range(self._settings.push_tries if tries is None else tries):
            attempts.append(await self._request("POST", url, *compose()))
            if attempts[-1].answered:
                break
        return attempts

    async def _request(self, method: str, url: str, query: dict[str, str], document: str) -> Attempt:
        if self._http is None:
            raise RuntimeError("the platform is not started")
        _only_loopback(url)
        status, body, error, started = 0, b"", "", time.monotonic()
        try:
            async with (
                asyncio.timeout(self._settings.push_timeout),
                self._http.request(
                    method,
                    url,
                    params=query,
                    data=document.encode() if method == "POST" else None,
                    headers={"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"},
                    allow_redirects=False,
                ) as answer,
            ):
                status, body = answer.status, await _first_bytes(answer.content)
        except TimeoutError:
            error = "timeout"
        except aiohttp.ClientError as broken:
            error = type(broken).__name__
        seconds = time.monotonic() - started
        return Attempt(status, body.decode(errors="replace"), error, seconds)


async def _first_bytes(content: aiohttp.StreamReader) -> bytes:
    body = b""
    while len(body) < _READ and (part := await content.read(_READ)):
        body += part
    return body


def _only_loopback(url: str) -> None:
    host = URL(url).host or ""
    if host != "localhost" and not ip_address(host).is_loopback:
        raise ValueError(f"{host} is not this machine")
