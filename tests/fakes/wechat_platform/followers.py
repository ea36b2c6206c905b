"""Those who follow the account, and what may be sent to each without being asked."""

from dataclasses import dataclass, field
from typing import Any

from .errors import Refused
from .journal import Journal
from .request import Request, Routes
from .settings import Settings
from .tokens import Tokens

MESSAGES = ("text", "image", "voice", "video", "shortvideo", "location", "link")


@dataclass
class Allowance:
    """Messages left until a moment of the platform's time."""

    left: int
    until: float


@dataclass
class Follower:
    openid: str
    subscribe_time: int
    subscribed: bool = True
    blocks_templates: bool = False
    allowances: dict[str, Allowance] = field(default_factory=dict)
    consents: dict[str, int] = field(default_factory=dict)
    last_exchange: float = 0.0
    typing_until: float = 0.0

    def open(self, now: float) -> list[Allowance]:
        """Allowances still running, the one that ends first in front."""
        if not self.subscribed:
            return []
        return sorted((a for a in self.allowances.values() if a.until > now), key=lambda a: a.until)

    def spend(self, now: float) -> None:
        """One message. Raises 45015 (no window open) or 45047 (nothing left in any)."""
        running = self.open(now)
        if not running:
            raise Refused(45015)
        left = [allowance for allowance in running if allowance.left > 0]
        if not left:
            raise Refused(45047)
        left[0].left -= 1


class Followers:
    """Known are those who ever did something: every other openid is 40003."""

    def __init__(self, settings: Settings, journal: Journal, tokens: Tokens) -> None:
        self._settings = settings
        self._journal = journal
        self._tokens = tokens
        self._known: dict[str, Follower] = {}

    def routes(self) -> Routes:
        return {"/cgi-bin/user/info": self._info}

    def meet(self, openid: str) -> Follower:
        """The follower, from now on if they are new."""
        return self._known.setdefault(openid, Follower(openid, int(self._journal.now())))

    def known(self, openid: Any) -> Follower:
        if not isinstance(openid, str) or openid not in self._known:
            raise Refused(40003)
        return self._known[openid]

    def act(self, kind: str, openid: str, fields: dict[str, Any]) -> None:
        """What a customer's act opens and closes, whatever the callback answers."""
        follower = self.meet(openid)
        if kind in MESSAGES:
            # Taken from the page on menus: a click on an item of a message menu counts as a menu click.
            self._allow(follower, "click" if fields.get("menu_id") is not None else "message")
        elif kind in ("CLICK", "SCAN", "scancode_push", "scancode_waitmsg"):
            self._allow(follower, kind)
        elif kind == "subscribe":
            follower.subscribed, follower.subscribe_time = True, int(self._journal.now())
            self._allow(follower, kind)
        elif kind == "unsubscribe":
            follower.subscribed = False
            follower.allowances.clear()
        elif kind == "subscribe_msg_popup_event" and fields.get("status", "accept") == "accept":
            template = fields["template_id"]
            follower.consents[template] = follower.consents.get(template, 0) + 1
        elif kind == "subscribe_msg_change_event":
            follower.consents.pop(fields["template_id"], None)

    def _allow(self, follower: Follower, scene: str) -> None:
        now, rules = self._journal.now(), self._settings
        left, seconds = (
            (rules.message_quota, rules.message_window)
            if scene == "message"
            else (rules.event_quota, rules.event_window)
        )
        follower.allowances[scene] = Allowance(left, now + seconds)
        follower.last_exchange = now

    async def _info(self, request: Request) -> dict[str, Any]:
        """Since December 2021 without nickname and portrait."""
        self._tokens.check(request, "oa")
        follower = self.known(request.query.get("openid"))
        if not follower.subscribed:
            return {"subscribe": 0, "openid": follower.openid}
        return {
            "subscribe": 1,
            "openid": follower.openid,
            "language": "zh_CN",
            "subscribe_time": follower.subscribe_time,
            "remark": "",
            "groupid": 0,
            "tagid_list": [],
            "subscribe_scene": "ADD_SCENE_QR_CODE",
        }
