"""How an endpoint says no: HTTP 200 and an `errcode`."""

import secrets
from typing import Any

ERRMSG = {
    0: "ok",
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40025: "invalid sub button name size",
    40033: "invalid charset",
    40035: "invalid parameter",
    40036: "invalid template_id size",
    40037: "invalid template_id",
    40058: "invalid parameter",
    40096: "invalid external userid",
    40125: "invalid appsecret",
    40200: "invalid account type",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    41006: "media_id missing",
    42001: "access_token expired",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    44001: "empty media data",
    44002: "empty post data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: "need sending message to user in recent 30 seconds",
    45081: "typing already in progress",
    45098: "msgmenu list size is out of limit",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    95000: "invalid open_kfid",
    95001: "send msg count limit",
    95002: "send msg time limit",
    95007: "invalid msgtoken",
    95008: "menu item count out of limit",
    95009: "invalid menu item type",
    95013: "session is closed",
    95014: "user is not a servicer",
    95016: "invalid service_state transition",
    95018: "send msg session status invalid",
}


class Refused(Exception):
    """A call the platform does not carry out."""

    def __init__(self, errcode: int, detail: str = "") -> None:
        super().__init__(errcode, detail)
        self.errcode = errcode
        self.detail = detail

    def answer(self) -> dict[str, Any]:
        """The body; `errmsg` ends with a number of the request, as the real one does."""
        words = [ERRMSG.get(self.errcode, "error"), self.detail, f"rid: {secrets.token_hex(8)}"]
        return {"errcode": self.errcode, "errmsg": " ".join(word for word in words if word)}


OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
