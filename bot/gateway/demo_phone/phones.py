"""Phones of the demo's visitors: what is on their screens, and what may still be sent to each. In memory, bounded."""

import asyncio
import secrets
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, field

from kernel.clock import Clock

MOST_PHONES = 200
MOST_BUBBLES = 100  # on one screen
IDLE = timedelta(hours=2)
TYPING = timedelta(seconds=15)
MEDIA_BYTES = 64 * 1024 * 1024  # of all phones together

Way = Literal["reply", "service"]
# The platform's windows for a service account: messages, and for how long.
WINDOWS: dict[str, tuple[int, timedelta]] = {
    "message": (5, timedelta(hours=48)),
    "event": (3, timedelta(minutes=1)),
}


class Item(Struct):
    """Of a message menu."""

    id: str
    title: str


class Bubble(Struct):
    """`way`: how the account's own came, in the reply to a push or as a customer-service message."""

    id: int
    at: datetime
    sender: Literal["me", "account", "platform"]
    text: str
    items: list[Item] = []
    media_id: str | None = None
    client_id: str | None = None
    way: Way | None = None


class Window(Struct):
    """`left` messages until `until`."""

    kind: str
    left: int
    until: datetime


class Try(Struct):
    """`answer`: reply, success, refused (with its `status`), invalid, late or unreachable."""

    answer: str
    ms: int
    status: int | None = None


class Push(Struct):
    """The newest one, for the curious: the message inside, masked, and how each try was answered."""

    at: datetime
    query: str
    xml: str
    tries: list[Try] = field(default_factory=list)


class Phone:
    """One visitor's. `token` opens it; the account knows it as `openid`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.token = secrets.token_urlsafe(32)
        self.openid = f"o{secrets.token_urlsafe(20)}"
        self.followed = False
        self.bubbles: deque[Bubble] = deque(maxlen=MOST_BUBBLES)
        self.push: Push | None = None
        self.pushing = 0
        self.seen = clock.now()
        self.version = 1
        self._windows: dict[str, Window] = {}
        self._typing_until = self.seen
        self._known: deque[str] = deque(maxlen=MOST_BUBBLES)
        self._numbers = 0
        self._changed = asyncio.Event()

    @property
    def typing(self) -> bool:
        return self._clock.now() < self._typing_until

    def windows(self) -> list[Window]:
        """Those open, the one that ends first in front."""
        now = self._clock.now()
        found = [each for each in self._windows.values() if self.followed and each.until > now]
        return sorted(found, key=lambda each: each.until)

    def opens(self, kind: str) -> None:
        """The visitor did something, so that the account may send something."""
        left, lasts = WINDOWS[kind]
        self._windows[kind] = Window(kind, left, self._clock.now() + lasts)
        self.changed()

    def is_new(self, client_id: str) -> bool:
        """Whether the page did not send this before."""
        if client_id in self._known:
            return False
        self._known.append(client_id)
        return True

    def follow(self, followed: bool) -> None:
        """As on a real phone, nothing of the account stays on it when it is unfollowed."""
        self.followed = followed
        if not followed:
            self.bubbles.clear()
            self._windows.clear()
        self.changed()

    def show(
        self,
        sender: Literal["me", "account", "platform"],
        text: str,
        *,
        items: list[Item] | None = None,
        media_id: str | None = None,
        client_id: str | None = None,
        way: Way | None = None,
    ) -> None:
        self._numbers += 1
        bubble = Bubble(self._numbers, self._clock.now(), sender, text, items or [], media_id, client_id, way)
        self.bubbles.append(bubble)
        if sender == "account":
            self._typing_until = self._clock.now()
        self.changed()

    def types(self, typing: bool) -> None:
        self._typing_until = self._clock.now() + (TYPING if typing else timedelta())
        self.changed()

    def changed(self) -> None:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def after(self, version: int, seconds: float) -> None:
        """Until there is something newer than `version`; at most so long, and not longer than it shows typing."""
        if self.version != version:
            return
        if self.typing:
            seconds = min(seconds, (self._typing_until - self._clock.now()).total_seconds())
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            pass


class Phones:
    """All there are, the one longest unused in front; and the pictures sent from them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._phones: OrderedDict[str, Phone] = OrderedDict()
        self._openids: dict[str, Phone] = {}
        self._media: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    def make(self) -> Phone:
        """A new one; it takes the place of those nobody looks at any more."""
        now = self._clock.now()
        while self._phones:
            oldest = next(iter(self._phones.values()))
            if len(self._phones) < MOST_PHONES and now - oldest.seen < IDLE:
                break
            del self._phones[oldest.token], self._openids[oldest.openid]
        phone = Phone(self._clock)
        self._phones[phone.token] = self._openids[phone.openid] = phone
        return phone

    def opened_by(self, token: str) -> Phone | None:
        phone = self._phones.get(token)
        if phone is not None:
            phone.seen = self._clock.now()
            self._phones.move_to_end(token)
        return phone

    def known_as(self, openid: str) -> Phone | None:
        return self._openids.get(openid)

    def close(self) -> None:
        """Nobody waits any longer."""
        for phone in self._phones.values():
            phone.changed()

    def keep(self, phone: Phone, content: bytes) -> str:
        """The media id; the oldest pictures make room."""
        media_id = secrets.token_urlsafe(24)
        self._media[media_id] = (phone.openid, content)
        while sum(len(kept) for _, kept in self._media.values()) > MEDIA_BYTES:
            self._media.popitem(last=False)
        return media_id

    def picture(self, media_id: str, phone: Phone | None = None) -> bytes | None:
        """None where it is gone, or another phone's."""
        openid, content = self._media.get(media_id, ("", b""))
        if not openid or (phone is not None and phone.openid != openid):
            return None
        return content
