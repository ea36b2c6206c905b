"""Temporary media: kept three days, fetched and uploaded by either realm."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .errors import OK, Refused
from .journal import Journal
from .request import Request, Routes
from .settings import DAY
from .tokens import Realm, Tokens

_KEPT = 3 * DAY
_KIB = 1024
_LIMITS: Mapping[Realm, Mapping[str, int]] = {
    "oa": {"image": 10240 * _KIB, "voice": 2048 * _KIB, "video": 10240 * _KIB, "thumb": 64 * _KIB},
    "kf": {"image": 10240 * _KIB, "voice": 2048 * _KIB, "video": 10240 * _KIB, "file": 20480 * _KIB},
}
_AT_LEAST: Mapping[Realm, int] = {"oa": 1, "kf": 6}
_BEGINNINGS = {
    b"\x89PNG": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"GIF8": ("image/gif", "gif"),
    b"#!AMR": ("audio/amr", "amr"),
}

# One black pixel; a third of a second of silence.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
AMR = b"#!AMR\n" + (bytes([0x3C]) + bytes(31)) * 16


@dataclass(frozen=True)
class Medium:
    data: bytes
    kind: str
    realm: Realm
    at: float


class Media:
    def __init__(self, journal: Journal, tokens: Tokens) -> None:
        self._journal = journal
        self._tokens = tokens
        self._kept: dict[str, Medium] = {}
        self.base_url = ""

    def routes(self) -> Routes:
        return {"/cgi-bin/media/get": self._get, "/cgi-bin/media/upload": self._upload}

    def put(self, data: bytes, kind: str, realm: Realm = "oa") -> str:
        """The media_id of something a customer sent."""
        media_id = secrets.token_urlsafe(48)
        self._kept[media_id] = Medium(data, kind, realm, self._journal.now())
        return media_id

    def find(self, media_id: Any, *kinds: str) -> Medium:
        """Raises 40007 where it is unknown, too old or of another kind."""
        medium = self._kept.get(media_id) if isinstance(media_id, str) else None
        if medium is None or self._journal.now() - medium.at >= _KEPT or (kinds and medium.kind not in kinds):
            raise Refused(40007)
        return medium

    def url(self, media_id: str) -> str:
        """Where anybody could fetch it; a bot never does."""
        return f"{self.base_url}/_media/{media_id}"

    async def show(self, request: web.Request) -> web.Response:
        medium = self._kept.get(request.match_info["media_id"])
        return _file(medium) if medium else web.Response(status=404)

    async def _get(self, request: Request) -> dict[str, Any] | web.Response:
        self._tokens.check(request, "oa", "kf")
        media_id = request.query.get("media_id")
        if not media_id:
            raise Refused(41006)
        medium = self.find(media_id)
        if medium.kind == "video" and medium.realm == "oa":
            return {"video_url": self.url(media_id)}
        return _file(medium)

    async def _upload(self, request: Request) -> dict[str, Any]:
        realm = self._tokens.check(request, "oa", "kf")
        kind, data = request.query.get("type", ""), request.upload
        if request.method != "POST":
            raise Refused(43002)
        if kind not in _LIMITS[realm]:
            raise Refused(40004)
        if data is None:
            raise Refused(41005)
        if len(data) < _AT_LEAST[realm]:
            raise Refused(44001)
        if len(data) > _LIMITS[realm][kind]:
            raise Refused(45001)
        if kind == "image" and not _content(data)[0].startswith("image/"):
            raise Refused(40005)
        media_id, at = self.put(data, kind, realm), int(self._journal.now())
        if realm == "kf":
            return OK | {"type": kind, "media_id": media_id, "created_at": str(at)}
        return {"type": kind, "thumb_media_id" if kind == "thumb" else "media_id": media_id, "created_at": at}


def _content(data: bytes) -> tuple[str, str]:
    """Content type and extension by the first bytes."""
    for beginning, found in _BEGINNINGS.items():
        if data.startswith(beginning):
            return found
    return "application/octet-stream", "bin"


def _file(medium: Medium) -> web.Response:
    content_type, extension = _content(medium.data)
    disposition = f'attachment; filename="media.{extension}"'
    headers = {"Content-Type": content_type, "Content-Disposition": disposition}
    return web.Response(body=medium.data, headers=headers)
