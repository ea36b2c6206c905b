"""Search over transcripts: words among what was said, as staff may read it, by those who may."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Protocol

from aiohttp import web
from msgspec import Meta, Struct

from bot.conversations.message import Sender
from bot.conversations.service import Conversations
from bot.conversations.transcripts import Hit, Place, Window
from bot.desk.conversations.wire import Queue
from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest
from bot.staff.accounts import Staff
from bot.staff.guards import STAFF, audited
from bot.staff.masking import for_staff
from bot.staff.wire import Username
from kernel.clock import Clock, local

USUAL = timedelta(days=31)
LONGEST = timedelta(days=366)
_OF_A_CUSTOMER = 200  # conversations
_SHOWN = 200  # characters of a hit
# Opening messages takes a processor: more at once would hold up everybody else.
_AT_ONCE = 2

Moment = Annotated[datetime, Meta(tz=True)]


class Proven(Protocol):
    """`insurance.services.identity`."""

    async def conversations_of(self, customer_no: str, limit: int) -> list[str]: ...


class SearchTranscripts(Struct):
    """`since` and `until` with their offset; without them the last 31 days, at most 366. `cursor`: of the page before."""

    q: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
    since: Moment | None = None
    until: Moment | None = None
    agent: Username | None = None
    queue: Queue | None = None
    customer_no: Annotated[str, Meta(min_length=1, max_length=32)] | None = None
    cursor: Annotated[str, Meta(max_length=100)] | None = None


class Said(Struct):
    """`text`: masked, its part around the words; `agent` and `queue`: who had the conversation then."""

    conversation_id: str
    seq: int
    at: str
    sender: str
    text: str
    agent: str | None
    queue: str | None


class FoundTranscripts(Struct):
    """Newest first. `searched`: how many messages were looked through; with a `cursor` there are more."""

    found: list[Said]
    cursor: str | None
    searched: int


@dataclass(frozen=True)
class Search:
    """Agents find what they may see, supervisors everything."""

    conversations: Conversations
    identity: Proven
    clock: Clock
    places: asyncio.Semaphore

    async def find(self, staff: Staff, asked: SearchTranscripts) -> FoundTranscripts:
        """`InvalidRequest` for a window that is none or too long, and for a cursor that is not ours."""
        words = asked.q.strip().lower()
        after = _place(asked.cursor) if asked.cursor else None
        window = await self._window(staff, asked)
        async with self.places:
            found = await self.conversations.transcripts.search(
                lambda text: words in text.lower(), window, after=after
            )
        shown = [await self._shown(hit, words) for hit in found.hits]
        return FoundTranscripts([each for each in shown if each], _cursor(found.rest), found.searched)

    async def _window(self, staff: Staff, asked: SearchTranscripts) -> Window:
        until = asked.until or self.clock.now() + timedelta(seconds=1)
        since = asked.since or until - USUAL
        if not timedelta() < until - since <= LONGEST:
            raise InvalidRequest(field="since", reason=f"up to {LONGEST.days} days before until")
        conversations = None
        if asked.customer_no is not None:
            conversations = await self.identity.conversations_of(asked.customer_no, _OF_A_CUSTOMER)
        return Window(
            since.astimezone(UTC),
            until.astimezone(UTC),
            asked.agent,
            asked.queue,
            conversations,
            None if staff.sees_all else staff.username,
        )

    async def _shown(self, hit: Hit, words: str) -> Said | None:
        """None where the words stand only in what staff may not read: a search must not give away what masking hides."""
        message, text = hit.message, hit.message.content.text
        if message.sender is Sender.CUSTOMER:
            transcripts = self.conversations.transcripts
            text = for_staff(text, await transcripts.asked_before(hit.conversation_id, message.seq))
        at = text.lower().find(words)
        if at < 0:
            return None
        begin = max(0, at - _SHOWN // 2)
        part = text[begin : begin + _SHOWN]
        return Said(
            hit.conversation_id,
            message.seq,
            local(message.at).isoformat(timespec="seconds"),
            message.sender.value,
            ("…" if begin else "") + part + ("…" if begin + _SHOWN < len(text) else ""),
            hit.agent,
            hit.queue,
        )


SEARCH = web.AppKey("search", Search)


def searching(conversations: Conversations, identity: Proven, clock: Clock) -> Search:
    """The search of one gateway."""
    return Search(conversations, identity, clock, asyncio.Semaphore(_AT_ONCE))


@endpoint(
    "GET",
    "/api/desk/transcripts",
    summary="在会话记录里查找，从新到旧；每次最多翻两万条，用 cursor 接着找",
    auth="staff",
    audit="transcripts.search",
    query=SearchTranscripts,
    response=FoundTranscripts,
)
async def search_transcripts(request: web.Request, query: SearchTranscripts) -> FoundTranscripts:
    found = await request.app[SEARCH].find(request[STAFF], query)
    filters = {
        "since": query.since and query.since.isoformat(),
        "until": query.until and query.until.isoformat(),
        "agent": query.agent,
        "queue": query.queue,
        "customer_no": query.customer_no,
    }
    # The words looked for may be a customer's: they stay out of the trail.
    audited(request, **{name: value for name, value in filters.items() if value})
    return found


def _cursor(place: Place | None) -> str | None:
    if place is None:
        return None
    return f"{place.at.timestamp():.6f}~{place.conversation_id}~{place.seq}"


def _place(cursor: str) -> Place:
    at, _, rest = cursor.partition("~")
    conversation_id, _, seq = rest.partition("~")
    try:
        return Place(datetime.fromtimestamp(float(at), UTC), conversation_id, int(seq))
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidRequest(field="cursor", reason="none of ours") from error


HANDLERS = (search_transcripts,)
