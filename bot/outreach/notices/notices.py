"""Notices 进度通知: what changes at a claim or a complaint is told at once, each change once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.outreach.message import Noun, Outgoing
from bot.outreach.notices import claims, complaints
from bot.outreach.notices.feed import Feed, News
from bot.outreach.notices.wording import Told
from bot.outreach.outreach import Outreach
from insurance.services.changes import Change, ChangeService, ClaimCourse, Course

log = structlog.get_logger("notices")

READER = "notices"
# Of several changes within so long the first is told at once, and the last of the others after it.
PAUSE = timedelta(minutes=5)


class Notices:
    """`collect` may run anywhere and twice at once: the key of a change makes its message one."""

    def __init__(self, feed: Feed, changes: ChangeService, outreach: Outreach) -> None:
        self._feed = feed
        self._changes = changes
        self._outreach = outreach

    async def collect(self) -> int:
        """Plan a message for every change that is news; how many were new."""
        planned = 0
        for records in await self._feed.batches():
            read = await self._feed.read(records)
            ready, messages = [], []
            for each in read:
                try:
                    messages += list(self._messages(each))
                    ready.append(each)
                except Exception:
                    # One record that cannot be put into words keeps nobody else from hearing of theirs.
                    log.exception("notice_failed", case=each.case.value)
            planned += await self._outreach.plan(messages)
            if ready:
                await self._feed.done(ready)
        return planned

    async def recheck(self, messages: Sequence[Outgoing]) -> Mapping[str, str]:
        """Key → `superseded` where more has happened since, `no_customer` where the record is gone, `deceased`."""
        numbers = {noun: [each.about.number for each in messages if each.about.noun is noun] for noun in Noun}
        courses: dict[tuple[Noun, str], Course] = {}
        for number, claim in (await self._changes.claims(numbers[Noun.CLAIM])).items():
            courses[Noun.CLAIM, number] = claim
        for number, complaint in (await self._changes.complaints(numbers[Noun.COMPLAINT])).items():
            courses[Noun.COMPLAINT, number] = complaint
        died = await self._changes.deceased({each.customer_no for each in messages})
        against = {}
        for message in messages:
            course = courses.get((message.about.noun, message.about.number))
            if course is None:
                against[message.key] = "no_customer"
            elif message.customer_no in died:
                against[message.key] = "deceased"
            elif _superseded(_told(course), int(message.key.rpartition(":")[2])):
                against[message.key] = "superseded"
        return against

    def _messages(self, news: News) -> Sequence[Outgoing]:
        told = _told(news.course)
        due = due_at([(each, told[each.seq]) for each in news.course.changes if each.seq in told])
        found = [self._message(news.course, each, due[each.seq]) for each in news.fresh if each.seq in told]
        return [each for each in found if each is not None]

    def _message(self, course: Course, change: Change, at: datetime) -> Outgoing | None:
        brand = self._changes.brand
        if isinstance(course, ClaimCourse):
            return claims.notice(course, change, brand, at)
        return complaints.notice(course, change, brand, at)


def due_at(told: Sequence[tuple[Change, Told]]) -> dict[int, datetime]:
    """Number → from when on it is told: at once, or where something was told shortly before, `PAUSE` after that.

    What falls due together is one message, the last; what matters by itself is told at once. From the events alone, so whoever
    plans it when comes to the same.
    """
    due: dict[int, datetime] = {}
    last: datetime | None = None
    slot: datetime | None = None  # of the last message that tells of several changes
    for change, words in told:
        if words.alone:
            due[change.seq] = change.at
            last = change.at if last is None else max(last, change.at)
            continue
        if slot is None or change.at > slot:
            slot = change.at if last is None else max(change.at, last + PAUSE)
            last = slot
        due[change.seq] = slot
    return due


def _told(course: Course) -> dict[int, Told]:
    return claims.told(course) if isinstance(course, ClaimCourse) else complaints.told(course)


def _superseded(told: Mapping[int, Told], seq: int) -> bool:
    """What matters by itself never is; of a change that is not told any more nothing is left to say."""
    words: Any = told.get(seq)
    return words is None or (not words.alone and seq < max(told))
