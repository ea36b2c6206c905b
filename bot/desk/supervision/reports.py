"""Agents' reports (坐席报表): what each one did between two moments, from the clocks and not from opinion.

A conversation that was passed on counts with who had it at the end.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversations.figures import WaitCount
from bot.conversations.service import Conversations
from bot.desk.assist.ticks import Completion, Ticks
from bot.desk.assist.uses import Uses
from bot.desk.cases.complaint_export import harmless
from bot.desk.supervision.breaches import Breaches
from bot.desk.supervision.history import MOST_RATINGS, Opinion, mean, seconds
from bot.desk.supervision.levels import Measure
from bot.desk.supervision.quality import Judged, QualityReviews
from bot.staff.accounts import StaffAccounts

_PAGE = 1_000
COLUMNS = (
    "工号",
    "姓名",
    "接待量",
    "转接次数",
    "平均首次响应(秒)",
    "回复数",
    "平均响应(秒)",
    "最长响应(秒)",
    "平均处理时长(秒)",
    "首次响应超时",
    "响应超时",
    "解决超时",
    "评价数",
    "平均分",
    "满意率%",
    "NPS",
    "质检数",
    "质检均分",
    "关键节点完成率%",
    "建议采用次数",
)


@dataclass
class AgentReport:
    """Seconds of means; `checklists`: the required steps of closed conversations; `suggestions`: taken into a message."""

    username: str
    name: str
    handled: int = 0
    transfers: int = 0
    handling: list[int] = field(default_factory=list)
    waits: WaitCount = field(default_factory=WaitCount)
    breaches: Mapping[Measure, int] = field(default_factory=Counter)
    opinion: Opinion = field(default_factory=Opinion)
    quality: Judged = field(default_factory=Judged)
    checklists: Completion = field(default_factory=lambda: Completion(0, 0, 0))
    suggestions: int = 0

    @property
    def mean_handling_s(self) -> int | None:
        return mean(self.handling)

    @property
    def steps_percent(self) -> int | None:
        return None if self.checklists.rate is None else round(100 * self.checklists.rate)


class Reports:
    def __init__(
        self,
        conversations: Conversations,
        accounts: StaffAccounts,
        reviews: QualityReviews,
        breaches: Breaches,
        ticks: Ticks,
        uses: Uses,
    ) -> None:
        self._conversations = conversations
        self._accounts = accounts
        self._reviews = reviews
        self._breaches = breaches
        self._ticks = ticks
        self._uses = uses

    async def agents(self, since: datetime, until: datetime, agent: str | None = None) -> list[AgentReport]:
        """Of [since, until), by username: everybody at the desk, and whoever was and worked then; or `agent` alone."""
        names = {staff.username: staff.name for staff in await self._accounts.at_desk()}
        found: dict[str, AgentReport] = {}

        def of(username: str) -> AgentReport:
            if username not in found:
                found[username] = AgentReport(username, names.get(username, username))
            return found[username]

        for username in names if agent is None else [agent]:
            of(username)
        last = 0
        while page := await self._conversations.engagements.ended(
            since, until, agent=agent, after=last, limit=_PAGE
        ):
            for each in page:
                if each.agent is not None and each.ended_at is not None:
                    of(each.agent).handled += 1
                    of(each.agent).transfers += each.transfers
                    if each.accepted_at is not None:
                        of(each.agent).handling.append(seconds(each.accepted_at, each.ended_at))
            last = page[-1].id
        for rating in await self._conversations.ratings.given(since, until, MOST_RATINGS):
            if rating.agent is not None:
                of(rating.agent).opinion.add(rating)
        for username, waits in (await self._conversations.figures.waits(since, until)).items():
            of(username).waits = waits
        for username, breaches in (await self._breaches.by_agent(since, until)).items():
            of(username).breaches = breaches
        for username, judged in (await self._reviews.judged(since, until)).items():
            of(username).quality = judged
        for username, completion in (await self._ticks.by_staff(since, until)).items():
            of(username).checklists = completion
        for username, used in (await self._uses.by_staff(since, until)).items():
            of(username).suggestions = used
        return [found[username] for username in sorted(found) if agent in (None, username)]


def as_csv(reports: Sequence[AgentReport]) -> bytes:
    """UTF-8 with a byte order mark: without it Excel reads Chinese as something else."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for each in reports:
        writer.writerow(_cells(each))
    return text.getvalue().encode("utf-8-sig")


def _cells(report: AgentReport) -> list[str]:
    """In the order of `COLUMNS`. Names are people's own words and must not compute; numbers may be below zero."""
    waits, opinion = report.waits, report.opinion
    numbers = [
        report.handled,
        report.transfers,
        waits.mean_first_s,
        waits.replies,
        waits.mean_reply_s,
        waits.longest_reply_s,
        report.mean_handling_s,
        *(report.breaches.get(each, 0) for each in Measure),
        len(opinion.scores),
        opinion.mean_score,
        opinion.csat,
        opinion.nps,
        report.quality.count,
        report.quality.mean,
        report.steps_percent,
        report.suggestions,
    ]
    return [
        harmless(report.username),
        harmless(report.name),
        *("" if number is None else str(number) for number in numbers),
    ]
