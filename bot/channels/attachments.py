"""Files customers and agents send: streamed to disk under a random name, judged by content, never shown inline."""

import asyncio
import os
import secrets
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import filetype
from aiohttp import web

from bot.conversations.inbox import Attachment
from bot.http.errors import InvalidRequest, NotFound, TooLarge
from bot.http.uploads import MAX_BYTES, AttachmentType

TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")
_HEAD = 261  # what `filetype` looks at


@dataclass(frozen=True)
class StoredFile:
    """`path` is relative to the folder, `size` in bytes."""

    name: str
    media_type: str
    size: int
    path: str


class AttachmentFolder:
    """The folder, outside of everything the web server shows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def store(self, name: str, chunks: AsyncIterator[bytes]) -> StoredFile:
        """Write the stream; `TooLarge` above `MAX_BYTES`, `AttachmentType`, `InvalidRequest` when empty."""
        token = secrets.token_hex(16)
        path = Path(token[:2]) / token[2:]
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        size, head, media_type = 0, b"", ""
        try:
            with os.fdopen(descriptor, "wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > MAX_BYTES:
                        raise TooLarge(limit=MAX_BYTES)
                    if len(head) < _HEAD:
                        head += chunk[:_HEAD]
                    await asyncio.to_thread(file.write, chunk)
            if not size:
                raise InvalidRequest(field="file", reason="empty")
            media_type = filetype.guess_mime(head) or ""
            if media_type not in TYPES:
                raise AttachmentType(allowed=list(TYPES))
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return StoredFile(clean_name(name, media_type), media_type, size, str(path))

    def discard(self, stored: StoredFile) -> None:
        """Forget a file that was not recorded after all."""
        (self._folder / stored.path).unlink(missing_ok=True)

    async def read(self, attachment: Attachment) -> bytes:
        """The content, at most `MAX_BYTES`; `NotFound` where the file is gone."""
        try:
            return await asyncio.to_thread((self._folder / attachment.path).read_bytes)
        except FileNotFoundError as error:
            raise NotFound() from error

    def response(self, attachment: Attachment) -> web.FileResponse:
        """A download: the browser saves it and neither shows nor runs it."""
        file = self._folder / attachment.path
        if not file.is_file():
            raise NotFound()
        return web.FileResponse(
            file,
            headers={
                "Content-Type": attachment.media_type,
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.name)}",
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "Cache-Control": "private, no-store",
            },
        )


def clean_name(name: str, media_type: str) -> str:
    """The last part of a file name without control characters, at most 100 long."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    return name[-100:] or media_type.replace("/", ".")
