"""A call as the endpoints see it."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .errors import Refused

_UNICODE_ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}")


@dataclass(frozen=True)
class Request:
    """`upload` is the multipart field `media` where there is one."""

    method: str
    query: Mapping[str, str]
    raw: bytes = b""
    upload: bytes | None = None
    refuse_escapes: bool = False

    def body(self) -> dict[str, Any]:
        """The JSON object posted."""
        if self.method != "POST":
            raise Refused(43002)
        if not self.raw:
            raise Refused(44002)
        try:
            body = json.loads(self.raw.decode())
        except ValueError:
            raise Refused(47001) from None
        if not isinstance(body, dict):
            raise Refused(47001)
        if self.refuse_escapes and _UNICODE_ESCAPE.search(self.raw):
            raise Refused(40033)
        return body


Handler = Callable[[Request], Awaitable[dict[str, Any] | web.Response]]
Routes = dict[str, Handler]
