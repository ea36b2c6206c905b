"""The customer's timeline: what the insurer's records know and every conversation, on whatever channel, as one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from bot.conversations.owner import Owner
from bot.conversations.past import Past, PastConversation
from bot.desk.customers import wire, words
from bot.staff.accounts import Staff
from insurance.services.customer_timeline import Happening
from kernel.clock import local
from kernel.masking import show_text

# Of a customer who was here more often, the conversations with the latest checks.
CONVERSATIONS = 200
_CURSOR = "%Y%m%dT%H%M%S.%f"


class Records(Protocol):
    """`insurance.services.customer_timeline`."""

    async def of(self, staff: str, customer_no: str) -> list[Happening]: ...


class Identities(Protocol):
    """`insurance.services.identity`."""

    async def conversations_of(self, customer_no: str, limit: int) -> list[str]: ...


@dataclass(frozen=True, order=True)
class _Placed:
    """An event with what gives it its place, the same on every page: its instant, then its own number."""

    at: datetime
    id: str


class Timelines:
    """See the module. A page is cut out of the whole list: one customer's is short."""

    def __init__(self, records: Records, identities: Identities, past: Past) -> None:
        self._records = records
        self._identities = identities
        self._past = past

    async def page(self, staff: Staff, customer_no: str, before: str | None, limit: int) -> wire.Timeline:
        """Newest first, what is still to come before all; `RecordNotFound`. `before`: the page before's `next`."""
        happenings = await self._records.of(staff.username, customer_no)
        conversation_ids = await self._identities.conversations_of(customer_no, CONVERSATIONS)
        placed = [_of_record(each) for each in happenings]
        for conversation in await self._past.of(conversation_ids):
            placed += _of_conversation(conversation, customer_no)
        placed.sort(key=lambda pair: pair[0], reverse=True)
        if before is not None:
            last = _read(before)
            placed = [pair for pair in placed if pair[0] < last]
        more = placed[limit - 1][0] if len(placed) > limit else None
        return wire.Timeline([event for _, event in placed[:limit]], _cursor(more) if more else None)


def _of_record(happening: Happening) -> tuple[_Placed, wire.Event]:
    event = wire.Event(
        at=_moment(happening.at),
        kind=happening.subject.value,
        title=words.title_of(happening),
        text=happening.note,
        number=happening.number,
    )
    return _Placed(happening.at, f"{happening.subject}.{happening.number}.{happening.what}"), event


def _of_conversation(past: PastConversation, customer_no: str) -> Iterator[tuple[_Placed, wire.Event]]:
    """Its beginning, each time people were asked for, each ending with its wrap-up, and the rating."""

    def placed(
        at: datetime, number: int, kind: wire.Kind, title: str, text: str | None = None
    ) -> tuple[_Placed, wire.Event]:
        event = wire.Event(
            at=_moment(at), kind=kind, title=title, text=text, channel=past.channel, conversation_id=past.id
        )
        return _Placed(at, f"{kind}.{past.id}.{number:06d}"), event

    yield placed(past.opened_at, 0, "conversation", words.opened(past.channel), f"{past.last_seq} 条消息")
    about = None
    for number, each in enumerate(past.events, start=1):
        if each.source is Owner.BOT and each.target is Owner.QUEUE:
            about = each.details.get("customer_no")
            yield placed(each.at, number, "handoff", words.asked_for_people(each.details.get("queue")))
        elif each.target is Owner.CLOSED:
            # Another person may have used the same browser: what was noted about them is not told here.
            summary = each.details.get("summary") if about == customer_no else None
            yield placed(each.at, number, "closed", "人工服务结束", summary and show_text(summary))
    if past.rating is not None:
        comment = past.rating.comment
        title = words.rated(past.rating.score, past.rating.recommend)
        yield placed(past.rating.at, 0, "rating", title, comment and show_text(comment))


def _moment(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")


def _cursor(placed: _Placed) -> str:
    return f"{placed.at.astimezone(UTC):{_CURSOR}}~{placed.id}"


def _read(cursor: str) -> _Placed:
    at, _, id = cursor.partition("~")
    return _Placed(datetime.strptime(at, _CURSOR).replace(tzinfo=UTC), id)
