"""A file in a multipart body: what any room may take, and how it is read as it comes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from bot.http.errors import InvalidRequest, RequestError, TooLarge, UnsupportedMediaType

MAX_BYTES = 10 * 1024 * 1024
_CHUNK = 64 * 1024
_AROUND_A_FILE = 64 * 1024  # boundaries and headers of a multipart body
S = TypeVar("S")


class AttachmentType(RequestError):
    """The content is of no type that is taken, whatever its name says. `data`: allowed."""

    code = "attachment_type"


def check_upload(request: web.Request) -> None:
    """What can be refused unread: `UnsupportedMediaType`, `TooLarge` where more than `MAX_BYTES` are announced."""
    if request.content_type != "multipart/form-data":
        raise UnsupportedMediaType(expected="multipart/form-data")
    if (request.content_length or 0) > MAX_BYTES + _AROUND_A_FILE:
        raise TooLarge(limit=MAX_BYTES)


async def read_upload(request: web.Request, store: Callable[[str, AsyncIterator[bytes]], Awaitable[S]]) -> S:
    """Hand name and content of the field `file` to `store`; `InvalidRequest` where there is none."""
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                return await store(part.filename or "", _chunks(part))
    except (
        ValueError,
        AssertionError,
        HttpProcessingError,
    ) as error:  # how aiohttp's multipart reader says "malformed"
        raise InvalidRequest(field="file", reason="malformed multipart body") from error
    raise InvalidRequest(field="file", reason="missing")


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    """The decoded content of a multipart field."""
    while chunk := await part.read_chunk(_CHUNK):
        yield chunk
