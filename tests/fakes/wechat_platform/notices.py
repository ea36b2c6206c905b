"""Messages outside the window: template messages and subscription notifications."""

import re
from collections.abc import Callable
from typing import Any

from .errors import OK, Refused
from .followers import Followers
from .journal import Journal
from .request import Request, Routes
from .settings import Settings
from .tokens import Tokens

_REMEMBERED = 600  # seconds a client_msg_id counts
_CLIENT_MSG_ID = 32  # characters

# A keyword's name carries its type: thing1, phrase2 (订阅消息参数值内容限制说明).
_PATTERNS = {
    "thing": r".{1,20}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
    "character_string": r"[ -~]{1,32}",
    "letter": r"[A-Za-z]{1,32}",
    "number": r"-?\d{1,32}(\.\d+)?",
    "amount": r"[^\d\s]?\d{1,10}(,\d{3})*(\.\d+)?元?",
    "name": r"[ -~]{1,20}|.{1,10}",
    "const": r".{1,20}",
}


class Notices:
    """`outcome` is told of each message what became of it: event name, openid, fields."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        tokens: Tokens,
        followers: Followers,
        outcome: Callable[[str, str, dict[str, Any]], None],
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._tokens = tokens
        self._followers = followers
        self._outcome = outcome
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}
        self._last = 3_000_000_000

    def routes(self) -> Routes:
        return {
            "/cgi-bin/message/template/send": self._template,
            "/cgi-bin/message/subscribe/bizsend": self._subscription,
        }

    async def _template(self, request: Request) -> dict[str, Any]:
        """The same client_msg_id within ten minutes is answered with the first's msgid and not shown again."""
        self._tokens.check(request, "oa")
        body = request.body()
        follower = self._followers.known(body.get("touser"))
        if not follower.subscribed:
            raise Refused(43004)
        text = _read(self._settings.templates, body)
        own, now = body.get("client_msg_id"), self._journal.now()
        if own is not None and (not isinstance(own, str) or not 0 < len(own) <= _CLIENT_MSG_ID):
            raise Refused(40035)
        at, msgid = self._seen.get((follower.openid, own or ""), (0.0, 0))
        if own and now - at < _REMEMBERED:
            return OK | {"msgid": msgid}
        self._last += 1
        msgid = self._last
        if own:
            self._seen[follower.openid, own] = (now, msgid)
        status = "failed:user block" if follower.blocks_templates else "success"
        if not follower.blocks_templates:
            await self._journal.show("template", follower.openid, "template", text, body, str(msgid))
        self._outcome("TEMPLATESENDJOBFINISH", follower.openid, {"msgid": msgid, "status": status})
        return OK | {"msgid": msgid}

    async def _subscription(self, request: Request) -> dict[str, Any]:
        """One consent given is one message."""
        self._tokens.check(request, "oa")
        body = request.body()
        follower = self._followers.known(body.get("touser"))
        text, template = _read(self._settings.subscribe_templates, body), body["template_id"]
        if follower.consents.get(template, 0) <= 0:
            raise Refused(43101)
        follower.consents[template] -= 1
        self._last += 1
        msgid = self._last
        await self._journal.show("subscribe", follower.openid, "subscribe", text, body, str(msgid))
        self._outcome("subscribe_msg_sent_event", follower.openid, {"msgid": msgid, "template_id": template})
        return OK | {"msgid": msgid}


def _read(known: dict[str, list[str]], body: dict[str, Any]) -> str:
    """The message as read. Raises 40036, 40037 or 47003 naming the keyword."""
    template, data = body.get("template_id"), body.get("data")
    if not template:
        raise Refused(40036)
    if template not in known:
        raise Refused(40037)
    if not isinstance(data, dict):
        raise Refused(47003, "data")
    values = []
    for keyword in known[template]:
        value = data[keyword].get("value") if isinstance(data.get(keyword), dict) else None
        pattern = _PATTERNS.get(keyword.rstrip("0123456789"), r".+")
        if not isinstance(value, str) or not value.strip() or not re.fullmatch(pattern, value):
            raise Refused(47003, f"data.{keyword}.value invalid")
        values.append(value)
    return " | ".join(values)
