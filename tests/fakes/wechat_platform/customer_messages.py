"""Customer-service messages of the Official Account and the typing sign."""

from typing import Any

from .errors import OK, Refused
from .followers import Followers
from .journal import Journal
from .media import Media
from .request import Request, Routes
from .settings import Settings
from .tokens import Tokens

_PLAIN = ("mpnews", "mpnewsarticle", "music", "wxcard", "miniprogrampage")  # taken without a look inside
_TYPING_AFTER = 30  # seconds since the last exchange
_TYPING_LASTS = 15


class CustomerMessages:
    """Five answers to a message within 48 h, three to a click, follow or scan within a minute."""

    def __init__(
        self, settings: Settings, journal: Journal, tokens: Tokens, followers: Followers, media: Media
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._tokens = tokens
        self._followers = followers
        self._media = media

    def routes(self) -> Routes:
        return {"/cgi-bin/message/custom/send": self._send, "/cgi-bin/message/custom/typing": self._typing}

    async def _send(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "oa")
        body = request.body()
        follower = self._followers.known(body.get("touser"))
        text = self._content(body)
        follower.spend(self._journal.now())
        follower.last_exchange, follower.typing_until = self._journal.now(), 0.0
        await self._journal.show("custom", follower.openid, body["msgtype"], text, body)
        return OK

    async def _typing(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "oa")
        body = request.body()
        follower, now = self._followers.known(body.get("touser")), self._journal.now()
        command = body.get("command")
        if command == "CancelTyping":
            follower.typing_until = 0.0
            return OK
        if command != "Typing":
            raise Refused(45072)
        if not follower.open(now) or now - follower.last_exchange > _TYPING_AFTER:
            raise Refused(45080)
        if follower.typing_until > now:
            raise Refused(45081)
        follower.typing_until = now + _TYPING_LASTS
        await self._journal.show("typing", follower.openid, "typing", "", body)
        return OK

    def _content(self, body: dict[str, Any]) -> str:
        """What is read on the screen. Raises where the message cannot be sent."""
        kind = body.get("msgtype")
        part = body.get(kind) if isinstance(kind, str) else None
        if kind not in ("text", "image", "voice", "video", "news", "msgmenu", *_PLAIN):
            raise Refused(40008)
        if not isinstance(part, dict):
            raise Refused(44004 if kind == "text" else 40035)
        if kind == "text":
            return self._text(part.get("content"))
        if kind in ("image", "voice", "video"):
            self._media.find(part.get("media_id"), kind)
        elif kind == "news":
            return _article(part.get("articles"))
        elif kind == "msgmenu":
            return self._menu(part)
        return f"[{kind}]"

    def _text(self, content: Any) -> str:
        if not isinstance(content, str) or not content:
            raise Refused(44004)
        if len(content.encode()) > self._settings.text_limit:
            raise Refused(45002)
        return content

    def _menu(self, part: dict[str, Any]) -> str:
        if self._settings.account_type != "service":
            raise Refused(40200)
        items = part.get("list")
        if not isinstance(items, list) or not items:
            raise Refused(40035)
        if not all(isinstance(item, dict) and item.get("id") and item.get("content") for item in items):
            raise Refused(40035)
        if len(items) > self._settings.msgmenu_max:
            raise Refused(45098)
        lines = [part.get("head_content"), *(item["content"] for item in items), part.get("tail_content")]
        return self._text("\n".join(line for line in lines if line))


def _article(articles: Any) -> str:
    if not isinstance(articles, list) or not articles:
        raise Refused(40035)
    if len(articles) > 1:
        raise Refused(45008)
    return f"[news] {articles[0].get('title', '')}"
