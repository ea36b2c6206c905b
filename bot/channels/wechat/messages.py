"""What customers and the platform push: the inner XML as one of a few kinds, each with what names it at every try.

Source: Tencent's pages on receiving messages and event pushes of a service account.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.tencent.xml import Element

_OPENID = re.compile(r"[\w-]{1,64}", re.ASCII)
_ACCOUNT = re.compile(r"[\w.-]{1,64}", re.ASCII)
_SCENE = "qrscene_"


@dataclass(frozen=True)
class Text:
    """`menu_id`: the item of a message menu that was pressed."""

    text: str
    menu_id: str | None = None


@dataclass(frozen=True)
class Picture:
    media_id: str


@dataclass(frozen=True)
class Voice:
    """`recognised` is mostly empty: the platform is giving recognition up."""

    recognised: str


@dataclass(frozen=True)
class Video:
    pass


@dataclass(frozen=True)
class Location:
    label: str
    latitude: str
    longitude: str


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Followed:
    """`scene`: of the QR code that was scanned to follow; empty without one."""

    scene: str


@dataclass(frozen=True)
class Unfollowed:
    pass


@dataclass(frozen=True)
class Scanned:
    """A follower scanned a QR code of the account."""

    scene: str


@dataclass(frozen=True)
class Clicked:
    """An item of the account's menu."""

    key: str


@dataclass(frozen=True)
class NoticeEnded:
    """How a template or subscription message fared; `outcome` in the platform's words, as `failed:user block`."""

    notice: str
    outcome: str


@dataclass(frozen=True)
class ConsentGiven:
    """(template id, agreed) for each template the customer was asked about."""

    answers: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Other:
    """Nothing to answer or to keep: VIEW, LOCATION, what is new on the platform."""


# What a customer waits for an answer to.
Written = Text | Picture | Voice | Video | Location | Link | Clicked
Said = Written | Followed | Scanned
Pushed = Said | Unfollowed | NoticeEnded | ConsentGiven | Other


@dataclass(frozen=True)
class Inbound:
    """One push. `key` is the same at every try; `account` is the account's own id, the sender of a reply."""

    account: str
    openid: str = field(repr=False)
    key: str
    pushed: Pushed = field(repr=False)

    @property
    def kind(self) -> str:
        return type(self.pushed).__name__.lower()


def read(message: Element) -> Inbound | None:
    """None where it does not say from whom or to whom: there is nobody to answer."""
    openid, account = message.get("FromUserName", ""), message.get("ToUserName", "")
    if not _OPENID.fullmatch(openid) or not _ACCOUNT.fullmatch(account):
        return None
    return Inbound(account, openid, _key(message), _pushed(message))


def _pushed(message: Element) -> Pushed:
    kind = message.get("MsgType", "")
    readers: Mapping[str, Callable[[Element], Pushed]] = _MESSAGES
    if kind == "event":
        kind, readers = message.get("Event", ""), _EVENTS
    reader = readers.get(kind)
    return reader(message) if reader else Other()


def _key(message: Element) -> str:
    """The platform's number of a message; of an event, which has none, all that tells it from others."""
    number = message.get("MsgId", "")
    if number.isascii() and number.isdigit() and len(number) <= 32:
        return f"wx-{number}"
    names = ("FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "MsgID", "Content", "MediaId")
    parts = "\0".join(message.get(name, "") for name in names)
    return f"wx-{hashlib.sha256(parts.encode()).hexdigest()}"


def _text(message: Element) -> Text:
    return Text(message.get("Content", ""), message.get("bizmsgmenuid") or None)


def _location(message: Element) -> Location:
    return Location(message.get("Label", ""), message.get("Location_X", ""), message.get("Location_Y", ""))


def _followed(message: Element) -> Followed:
    return Followed(message.get("EventKey", "").removeprefix(_SCENE))


def _ended(message: Element) -> NoticeEnded:
    return NoticeEnded(message.get("MsgID", ""), message.get("Status", ""))


def _sent(message: Element) -> Pushed:
    found = message.all("SubscribeMsgSentEvent", "List")
    if not found:
        return Other()
    return NoticeEnded(found[0].get("MsgID", ""), found[0].get("ErrorStatus", ""))


def _consent(name: str) -> Callable[[Element], ConsentGiven]:
    def reader(message: Element) -> ConsentGiven:
        return ConsentGiven(
            tuple(
                (each["TemplateId"], each.get("SubscribeStatusString") == "accept")
                for each in message.all(name, "List")
                if each.get("TemplateId")
            )
        )

    return reader


def _always(pushed: Pushed) -> Callable[[Element], Any]:
    return lambda _: pushed


_MESSAGES: Mapping[str, Callable[[Element], Pushed]] = {
    "text": _text,
    "image": lambda message: Picture(message.get("MediaId", "")),
    "voice": lambda message: Voice(message.get("Recognition", "").strip()),
    "video": _always(Video()),
    "shortvideo": _always(Video()),
    "location": _location,
    "link": lambda message: Link(message.get("Title", ""), message.get("Url", "")),
}
_EVENTS: Mapping[str, Callable[[Element], Pushed]] = {
    "subscribe": _followed,
    "unsubscribe": _always(Unfollowed()),
    "SCAN": lambda message: Scanned(message.get("EventKey", "")),
    "CLICK": lambda message: Clicked(message.get("EventKey", "")),
    "TEMPLATESENDJOBFINISH": _ended,
    "subscribe_msg_popup_event": _consent("SubscribeMsgPopupEvent"),
    "subscribe_msg_change_event": _consent("SubscribeMsgChangeEvent"),
    "subscribe_msg_sent_event": _sent,
}
