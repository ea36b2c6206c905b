"""The platform as a test sees it."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from kernel.clock import Clock, SystemClock

from .callback import Callback
from .customer_messages import CustomerMessages
from .envelope import Envelope
from .faults import Fault, Faults
from .followers import Follower, Followers
from .journal import Journal
from .kf_people import KfPeople
from .kf_service import KfService
from .kf_sessions import Sessions
from .media import Media
from .menus import Menus
from .notices import Notices
from .pusher import Pusher
from .records import Call, KfPush, Push, Sent
from .server import ApiServer
from .settings import Mode, Settings
from .tokens import Realm, Tokens


class WeChatPlatform:
    """API server and pusher in one: `async with WeChatPlatform(callback_url=url, mode="aes") as wechat`.

    `settings` are the fields of `Settings`. With a frozen `clock` shared with the bot, moving it moves both; `advance`
    moves the platform alone: its tokens, windows, codes and media, not the stamps of signatures. Port 0 is any free one.
    """

    def __init__(
        self,
        callback_url: str = "",
        *,
        kf_callback_url: str = "",
        mode: Mode = "plain",
        clock: Clock | None = None,
        port: int = 0,
        **settings: Any,
    ) -> None:
        self.settings = Settings(callback_url, kf_callback_url, mode, **settings)
        self.base_url = ""
        self._port = port
        self._background: set[asyncio.Task[Any]] = set()
        self._faults = Faults()
        self._callback = Callback(self.settings)
        self._journal = journal = Journal(clock or SystemClock())
        self._tokens = tokens = Tokens(self.settings, journal)
        self._media = media = Media(journal, tokens)
        self._followers = Followers(self.settings, journal, tokens)
        sessions = Sessions(self.settings, journal)
        service = KfService(self.settings, journal, tokens, sessions, media)
        self._pusher = Pusher(self.settings, journal, self._followers, media, self._callback)
        self._kf = KfPeople(self.settings, journal, service, sessions, media, self._callback)
        rooms = (
            tokens,
            media,
            Menus(tokens),
            self._followers,
            CustomerMessages(self.settings, journal, tokens, self._followers, media),
            Notices(self.settings, journal, tokens, self._followers, self._tell_outcome),
            service,
        )
        routes = {endpoint: handler for room in rooms for endpoint, handler in room.routes().items()}
        self._server = ApiServer(self.settings, journal, self._faults, routes, media)

    async def __aenter__(self) -> Self:
        await self._callback.open()
        self.base_url = self._media.base_url = await self._server.start(self._port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._server.stop()
        await self._callback.close()

    # What time it is and what happened

    def now(self) -> float:
        """Epoch seconds."""
        return self._journal.now()

    def advance(self, seconds: float) -> None:
        self._journal.advance(seconds)

    @property
    def pushes(self) -> list[Push]:
        return self._pusher.pushes

    def find_sent(self, **which: Any) -> list[Sent]:
        """By `channel`, `openid`, `contains`, `since` (a `seq`); typing only when asked for by channel."""
        return self._journal.find_sent(**which)

    async def wait_sent(self, minimum: int = 1, timeout: float = 10.0, **which: Any) -> list[Sent]:
        """As `find_sent`, once there are `minimum`, or as many as there are after `timeout` seconds."""
        return await self._journal.wait_sent(minimum, timeout, **which)

    def find_calls(self, endpoint: str = "*", errcode: int | None = None) -> list[Call]:
        """Calls of an endpoint (a glob), also those refused."""
        return self._journal.find_calls(endpoint, errcode)

    # What a test arranges

    def user(self, openid: str) -> Follower:
        """A follower, known from now on; `subscribed` and `blocks_templates` may be set."""
        return self._followers.meet(openid)

    def put_media(self, data: bytes, kind: str, realm: Realm = "oa") -> str:
        """The media_id of a file a customer sent."""
        return self._media.put(data, kind, realm)

    def fault(self, endpoint: str, **fault: Any) -> None:
        """The next `count` calls of `endpoint` (a glob), after `skip` good ones, fail.

        One of `errcode`, `http`, `hang` (seconds, then the connection ends), `drop`, `html`. `after`: the call is carried
        out and only its answer lost.
        """
        self._faults.add(Fault(endpoint, **fault))

    def clear_faults(self) -> None:
        self._faults.clear()

    def revoke_tokens(self, realm: Realm = "oa") -> None:
        self._tokens.revoke(realm)

    def expire_tokens(self, realm: Realm = "oa") -> None:
        self._tokens.expire(realm)

    # What people and servers do

    @property
    def envelope(self) -> Envelope:
        return self._pusher.envelope

    async def verify(self, channel: str = "oa", bad: str | None = None) -> bool:
        """The check of the callback's URL: whether the echo came back; `bad="wrong_signature"` forges it."""
        return await (self._kf.verify(bad) if channel == "kf" else self._pusher.verify(bad))

    async def push(self, kind: str = "text", openid: str = "oCustomer", **given: Any) -> Push:
        """Bring a customer's message or event to the callback.

        `kind`: text (`text`, `menu_id` after a click in a message menu), image, voice (`recognition`), video (all with
        `data` or `media_id`), location, link; else an event: subscribe, unsubscribe, SCAN, CLICK, VIEW (`event_key`),
        subscribe_msg_popup_event (`template_id`, `status`), TEMPLATESENDJOBFINISH (`msgid`, `status`), any other with `extra`.
        `msgid`, `create_time`, `raw_xml` say what would be made up; `bad` (of `pusher.BAD`) forges it.
        """
        return await self._pusher.push(kind, openid, **given)

    async def kf_push(self, kind: str = "text", external_userid: str = "wmCustomer", **given: Any) -> KfPush:
        """A customer's act in WeCom: queued, then the doorbell rung unless `notify=False`.

        `kind`: text (`text`, `menu_id`), image, voice, video, file (`data`), location, enter_session, event (`event`).
        """
        return await self._kf.push(kind, external_userid, **given)

    async def kf_notify(self, open_kfid: str | None = None, bad: str | None = None) -> KfPush:
        """The doorbell alone."""
        return KfPush("", *await self._kf.ring(open_kfid, bad))

    async def kf_human(self, action: str, external_userid: str = "wmCustomer", **given: Any) -> KfPush:
        """An agent's act in WeCom: accept, transfer, end, human_reply (`text`), send_fail (`fail_msgid`, `fail_type`)."""
        return await self._kf.human(action, external_userid, **given)

    def _tell_outcome(self, kind: str, openid: str, given: dict[str, Any]) -> None:
        if self.settings.auto_events and self.settings.callback_url:
            self._spawn(self._outcome(kind, openid, given))

    async def _outcome(self, kind: str, openid: str, given: dict[str, Any]) -> None:
        """A little later, as the answer to the call comes first."""
        await asyncio.sleep(0.05)
        await self._pusher.push(kind, openid, **given)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
