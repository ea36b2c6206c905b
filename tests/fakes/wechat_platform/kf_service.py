"""Endpoints of WeCom customer service, and the queue they are pulled from."""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from .errors import OK, Refused
from .journal import Journal
from .kf_content import KINDS, content, message_id
from .kf_sessions import Sessions, State
from .media import Media
from .request import Request, Routes
from .settings import DAY, Settings
from .tokens import Tokens

_KEPT = 3 * DAY
_TOKEN_LASTS = 600


@dataclass(frozen=True)
class Row:
    """Something to be pulled; `message` as it is handed out."""

    open_kfid: str
    at: float
    message: dict[str, Any]


class KfService:
    def __init__(
        self, settings: Settings, journal: Journal, tokens: Tokens, sessions: Sessions, media: Media
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._tokens = tokens
        self._sessions = sessions
        self._media = media
        self._queue: list[Row] = []
        self._bell_tokens: dict[str, float] = {}
        self._tokenless: list[float] = []
        self._msgids: set[tuple[str, str]] = set()

    def routes(self) -> Routes:
        return {
            "/cgi-bin/kf/sync_msg": self._sync,
            "/cgi-bin/kf/send_msg": self._send,
            "/cgi-bin/kf/send_msg_on_event": self._send_on_event,
            "/cgi-bin/kf/service_state/get": self._state,
            "/cgi-bin/kf/service_state/trans": self._trans,
        }

    def put(self, open_kfid: str, message: dict[str, Any]) -> str:
        """Queue it and give its msgid."""
        now = self._journal.now()
        message = {"msgid": secrets.token_hex(16), "send_time": int(now)} | message
        self._queue.append(Row(open_kfid, now, message))
        return str(message["msgid"])

    def bell_token(self) -> str:
        """The `token` of a doorbell: pulls with it are not counted, for ten minutes."""
        token = f"ENC{secrets.token_urlsafe(30)}"
        self._bell_tokens[token] = self._journal.now() + _TOKEN_LASTS
        return token

    async def _sync(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "kf")
        body, now = request.body(), self._journal.now()
        limit, open_kfid = body.get("limit", 1000), body.get("open_kfid")
        if not isinstance(limit, int) or not 0 < limit <= 1000:
            raise Refused(40058, "(limit)")
        self._count_pull(body.get("token"), now)
        if open_kfid is not None and open_kfid not in self._settings.open_kfids:
            raise Refused(95000)
        start = self._place(body.get("cursor") or "")
        rows = [
            (place, row.message)
            for place, row in enumerate(self._queue[start:], start)
            if now - row.at <= _KEPT and open_kfid in (None, row.open_kfid)
        ]
        page = rows[: min(limit, self._settings.kf_page_size)]
        more = len(rows) > len(page)
        following = page[-1][0] + 1 if more else len(self._queue)
        return OK | {
            "next_cursor": self._cursor(following),
            "has_more": int(more),
            "msg_list": [message for _, message in page],
        }

    def _count_pull(self, token: Any, now: float) -> None:
        if token:
            if now > self._bell_tokens.get(token, 0.0):
                raise Refused(95007)
            return
        self._tokenless = [at for at in self._tokenless if at > now - 60] + [now]
        if len(self._tokenless) > self._settings.kf_tokenless_per_min:
            raise Refused(45009)

    def _cursor(self, place: int) -> str:
        return base64.urlsafe_b64encode(f"{self._settings.corpid}:{place}".encode()).decode()

    def _place(self, cursor: str) -> int:
        if not cursor:
            return 0
        try:
            corpid, _, place = base64.urlsafe_b64decode(cursor).decode().partition(":")
            found = int(place)
        except ValueError:
            raise Refused(40058, "(cursor)") from None
        if corpid != self._settings.corpid or not 0 <= found <= len(self._queue):
            raise Refused(40058, "(cursor)")
        return found

    async def _send(self, request: Request) -> dict[str, Any]:
        """A msgid used before is refused: 40058 (assumed; documented is only that it has to be unique)."""
        self._tokens.check(request, "kf")
        body = request.body()
        session = self._sessions.known(body.get("open_kfid"), body.get("touser"))
        text = content(body, KINDS, self._media, self._settings.text_limit)
        msgid = message_id(body)
        if (session.open_kfid, msgid) in self._msgids:
            raise Refused(40058, "(msgid duplicated)")
        self._sessions.spend(session)
        self._msgids.add((session.open_kfid, msgid))
        await self._journal.show("kf", session.external_userid, body["msgtype"], text, body, msgid)
        return OK | {"msgid": msgid}

    async def _send_on_event(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "kf")
        body = request.body()
        code = self._sessions.peek(body.get("code"))
        text = content(body, code.kinds, self._media, self._settings.text_limit)
        msgid = message_id(body)
        self._sessions.use(body["code"])
        await self._journal.show("kf_event", code.session.external_userid, body["msgtype"], text, body, msgid)
        return OK | {"msgid": msgid}

    async def _state(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "kf")
        body = request.body()
        session = self._sessions.known(body.get("open_kfid"), body.get("external_userid"))
        return OK | {"service_state": int(session.state), "servicer_userid": session.servicer}

    async def _trans(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "kf")
        body = request.body()
        session = self._sessions.known(body.get("open_kfid"), body.get("external_userid"))
        try:
            state = State(body.get("service_state", -1))
        except ValueError:
            raise Refused(40058, "(service_state)") from None
        code = self._sessions.move(session, state, body.get("servicer_userid") or "")
        return OK | ({"msg_code": code} if code else {})
