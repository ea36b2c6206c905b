"""Calls to the platform's API with the account's token. Errors: the tree in `bot/channels/tencent/errors.py`."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp

from bot.channels.tencent.errcodes import Action
from bot.channels.tencent.errors import ApiError, OutcomeUnknown
from bot.channels.tencent.tokens import TokenKeeper
from bot.channels.tencent.transport import Answer, Body, Transport

MAX_MEDIA = 10 * 1024 * 1024

T = TypeVar("T")


class ApiClient:
    """One account's calls. A call refused for its token is made once more, with another one."""

    def __init__(self, transport: Transport, tokens: TokenKeeper) -> None:
        self._transport = transport
        self._tokens = tokens

    async def get(self, endpoint: str, query: Mapping[str, str] | None = None) -> Answer:
        """`endpoint`: path, as `/cgi-bin/user/info`."""
        return await self._call("GET", endpoint, query or {})

    async def post(self, endpoint: str, body: Mapping[str, Any]) -> Answer:
        # Raw UTF-8: some endpoints show \uXXXX to the customer as it stands.
        encoded = json.dumps(body, ensure_ascii=False).encode(errors="replace")
        return await self._call("POST", endpoint, {}, lambda: encoded)

    async def upload(self, kind: str, data: bytes, filename: str, content_type: str) -> str:
        """The media id, good for three days. `kind`: image, voice, video, file (WeCom), thumb (Official Account)."""
        endpoint = "/cgi-bin/media/upload"

        def form() -> aiohttp.FormData:
            parts = aiohttp.FormData()
            parts.add_field("media", data, filename=filename, content_type=content_type)
            return parts

        answer = await self._call("POST", endpoint, {"type": kind}, form)
        media_id = answer.get("media_id") or answer.get("thumb_media_id")
        if not isinstance(media_id, str):
            raise OutcomeUnknown(endpoint=endpoint, reason="no_media_id")
        return media_id

    async def download(self, media_id: str, *, limit: int = MAX_MEDIA) -> AsyncGenerator[bytes, None]:
        """What a customer sent, in pieces, at most `limit` bytes; `BadMedia` beyond.

        Only ever by its id: the `PicUrl` of a message would let its sender choose where we connect to.
        """

        async def begin(token: str) -> tuple[bytes, AsyncIterator[bytes]]:
            pieces = self._transport.download(
                "/cgi-bin/media/get", {"access_token": token, "media_id": media_id}, limit
            )
            # Up to the first piece it may still turn out to be a refusal.
            return await anext(pieces, b""), pieces

        first, pieces = await self._with_token(begin)
        yield first
        async for piece in pieces:
            yield piece

    async def _call(
        self, method: str, endpoint: str, query: Mapping[str, str], body: Body | None = None
    ) -> Answer:
        async def attempt(token: str) -> Answer:
            return await self._transport.call(method, endpoint, {"access_token": token, **query}, body)

        return await self._with_token(attempt)

    async def _with_token(self, attempt: Callable[[str], Awaitable[T]]) -> T:
        token = await self._tokens.current()
        try:
            return await self._attempted(attempt, token)
        except ApiError as error:
            if error.action is not Action.REFRESH_TOKEN:
                raise
            another = await self._tokens.replacement(token)
            if another is None:
                raise
        return await self._attempted(attempt, another)

    async def _attempted(self, attempt: Callable[[str], Awaitable[T]], token: str) -> T:
        try:
            result = await attempt(token)
        except ApiError as error:
            if error.action is not Action.REFRESH_TOKEN:
                # Refused for another reason: the token itself was taken.
                self._tokens.worked(token)
            raise
        self._tokens.worked(token)
        return result
