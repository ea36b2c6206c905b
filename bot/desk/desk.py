"""What every room of the desk works with."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from bot.conversations.inbox import Attachment
from bot.conversations.service import Conversations
from bot.desk.conversations.dossier import Dossiers
from bot.desk.routing.routing import Routing


class StoredFile(Protocol):
    """What was stored; `size` in bytes."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def path(self) -> str: ...


class Files(Protocol):
    """Files of conversations: judged by content when they come, saved and never shown by the browser when they go."""

    async def store(self, name: str, chunks: AsyncIterator[bytes]) -> StoredFile: ...

    def discard(self, stored: Any) -> None: ...

    def response(self, attachment: Attachment) -> web.StreamResponse: ...


@dataclass(frozen=True)
class Desk:
    """What this room works with; the gateway puts it together."""

    conversations: Conversations
    routing: Routing
    dossiers: Dossiers
    attachments: Files


DESK = web.AppKey("desk", Desk)
