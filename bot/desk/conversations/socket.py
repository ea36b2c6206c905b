"""`WS /api/desk/ws`: says that something changed and where; what it is, the page reads by HTTP.

Frames: `{"type": "queue", "waiting"}` when the queue is another one, `{"type": "conversation",
"conversation_id", "owner", "last_seq"}` for what the agent holds or watches; `{"type": "typing", "conversation_id",
"text"}` with what the customer of a held one is writing, empty when it is over; `{"type": "reading", "conversation_id",
"arrived_seq", "read_seq"}` with how far the customer's page is. What routing tells: `bot/desk/routing/news.py`; what supervisors are told of the wall:
`bot/desk/supervision/news.py`; what is due: `bot/desk/tasks/news.py`. The page may send `{"watch":
conversation_id}` and `{"ping": …}`. An open socket also says that the agent is there.
"""

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Any, Protocol

import msgspec
import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.desk.conversations.transcript import preview
from bot.desk.desk import DESK, Desk
from bot.desk.routing.news import RoutingNews
from bot.desk.supervision.news import WallNews
from bot.desk.supervision.supervision import SUPERVISION
from bot.desk.tasks.news import TaskNews
from bot.http.endpoint import decode, endpoint
from bot.http.errors import as_error
from bot.http.origin import check_origin
from bot.http.sockets import open_socket
from bot.staff.accounts import Staff
from bot.staff.errors import LoginRequired
from bot.staff.guards import COOKIE, STAFF, STAFF_ROOM, StaffRoom
from bot.staff.tasks import TASKS
from kernel.errors import BaowenError
from kernel.signals import Signals

log = structlog.get_logger("desk")

_LOOK_EVERY_S = 2.0
_BURST_S = 0.05
_SIGNED_OUT = 4401


class News(Protocol):
    """What a room tells a page by itself: the frames that are new since the last time."""

    async def frames(self) -> list[dict[str, Any]]: ...


class FromPage(msgspec.Struct):
    watch: Annotated[str, msgspec.Meta(pattern=r"^\w{1,64}$")] | None = None
    ping: Any = None


@endpoint("GET", "/api/desk/ws", summary="WebSocket：队列与会话的变化通知", auth="staff", status=101)
async def desk_socket(request: web.Request) -> web.WebSocketResponse:
    check_origin(request)
    desk, room, staff = request.app[DESK], request.app[STAFF_ROOM], request[STAFF]
    watched: set[str] = set()
    async with open_socket(request) as socket:
        news: list[News] = [RoutingNews(desk.conversations.offers, room.presence, staff.username)]
        news.append(TaskNews(request.app[TASKS], staff))
        if staff.sees_all:
            news.append(WallNews(request.app[SUPERVISION].wall))
        telling = asyncio.create_task(
            _tell(socket, desk, room, staff, request.cookies[COOKIE], watched, news)
        )
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await socket.send_json(await _hear(desk, staff, message.data, watched))
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
    return socket


async def _hear(desk: Desk, staff: Staff, text: str, watched: set[str]) -> dict[str, Any]:
    try:
        said = decode(text, FromPage)
        if said.watch is not None:
            await desk.dossiers.find(staff, said.watch)
            watched.clear()
            watched.add(said.watch)
            return {"type": "watching", "conversation_id": said.watch}
        return {"type": "pong", "pong": said.ping}
    except BaowenError as error:
        return {"type": "error", "error": as_error(error)}


async def _tell(
    socket: web.WebSocketResponse,
    desk: Desk,
    room: StaffRoom,
    staff: Staff,
    token: str,
    watched: set[str],
    news: Sequence[News],
) -> None:
    wake = asyncio.Event()
    known: dict[str, Any] = {}
    told: dict[tuple[str, str], dict[str, Any]] = {}
    try:
        async with Wakers(desk.conversations.signals, wake) as wakers:
            while not socket.closed:
                await room.logins.staff_of(token)
                await room.presence.touch(staff.username)
                seen, held = await _look(desk, staff, watched)
                wakers.follow(seen.keys() - {"queue"})
                for each in news:
                    for frame in await each.frames():
                        await socket.send_json(frame)
                for frame in changes(known, seen):
                    await socket.send_json(frame)
                known = seen
                alive = await _signs_of_life(desk, held, seen.keys() - {"queue"})
                for frame in fresh(told, alive):
                    await socket.send_json(frame)
                told = alive
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), _LOOK_EVERY_S)
                    # A look costs a dozen statements: what comes in a burst is looked at once.
                    await asyncio.sleep(_BURST_S)
                wake.clear()
    except LoginRequired as error:
        await socket.close(code=_SIGNED_OUT, message=error.code.encode())
    except ConnectionError:
        pass  # the page went away while we wrote
    except Exception:
        log.exception("desk_socket_failed", staff=staff.username)
        await socket.close(code=WSCloseCode.INTERNAL_ERROR)


async def _look(desk: Desk, staff: Staff, watched: set[str]) -> tuple[dict[str, Any], list[str]]:
    """What this agent's page shows, short enough to compare; which conversations of it he or she holds."""
    conversations = desk.conversations
    agents = conversations.agents
    seen: dict[str, Any] = {"queue": await agents.glance()}
    for each in await agents.held_by(staff.username):
        seen[each.id] = (each.owner.value, each.last_seq)
    held = list(seen.keys() - {"queue"})
    for conversation_id in watched - seen.keys():
        listed = await agents.get(conversation_id)
        seen[conversation_id] = (listed.owner.value, listed.last_seq)
    shown = list(seen.keys() - {"queue"})
    notes, joined = await conversations.notes.latest(shown), await conversations.joins.of(shown)
    # A message that did not arrive is a change as well: nothing new was said.
    undelivered = await conversations.deliveries.undelivered_of(shown)
    for conversation_id in shown:
        fared = [(each.seq, each.state) for each in undelivered[conversation_id]]
        seen[conversation_id] += (fared, notes[conversation_id], joined[conversation_id])
    return seen, held


async def _signs_of_life(
    desk: Desk, held: Collection[str], shown: Collection[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    """The frames of what customers are writing and have read; they change without anything being said."""
    words = await desk.conversations.typing.words(list(held))
    far = await desk.conversations.reading.of(list(shown))
    frames: dict[tuple[str, str], dict[str, Any]] = {}
    for conversation_id, typed in words.items():
        frame = {"type": "typing", "conversation_id": conversation_id, "text": preview(typed).text}
        frames["typing", conversation_id] = frame
    for conversation_id, each in far.items():
        frame = {"type": "reading", "conversation_id": conversation_id}
        frames["reading", conversation_id] = frame | {
            "arrived_seq": each.arrived_seq,
            "read_seq": each.read_seq,
        }
    return frames


def changes(known: dict[str, Any], seen: dict[str, Any]) -> list[dict[str, Any]]:
    """The frames between two looks; a conversation that is no longer shown changed as well."""
    frames: list[dict[str, Any]] = []
    if seen["queue"] != known.get("queue"):
        frames.append({"type": "queue", "waiting": seen["queue"].waiting})
    for conversation_id in (seen.keys() | known.keys()) - {"queue"}:
        now = seen.get(conversation_id)
        if now != known.get(conversation_id):
            owner, last_seq, *_ = now or (None, None)
            frame = {"type": "conversation", "conversation_id": conversation_id}
            frames.append(frame | {"owner": owner, "last_seq": last_seq})
    return frames


def fresh(
    told: dict[tuple[str, str], dict[str, Any]], alive: dict[tuple[str, str], dict[str, Any]]
) -> list[dict[str, Any]]:
    """The frames that say something new; who has stopped writing is told as well."""
    frames = [frame for key, frame in alive.items() if frame != told.get(key)]
    over = [frame for key, frame in told.items() if key not in alive and frame["type"] == "typing"]
    return [*frames, *({**frame, "text": ""} for frame in over)]


class Wakers:
    """Sets one event whenever the queue or a followed conversation signals."""

    def __init__(self, signals: Signals, wake: asyncio.Event) -> None:
        self._signals = signals
        self._wake = wake
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def __aenter__(self) -> "Wakers":
        self._follow("queue")
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def follow(self, conversations: Iterable[str]) -> None:
        wanted = {"queue"} | {f"conversation:{each}" for each in conversations}
        for topic in self._tasks.keys() - wanted:
            self._tasks.pop(topic).cancel()
        for topic in wanted - self._tasks.keys():
            self._follow(topic)

    def _follow(self, topic: str) -> None:
        self._tasks[topic] = asyncio.create_task(self._pass_on(topic))

    async def _pass_on(self, topic: str) -> None:
        with self._signals.listen(topic) as signal:
            while True:
                await signal.wait()
                signal.clear()
                self._wake.set()
