"""What the room works with, put together by the gateway."""

from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.insights.dashboard import Dashboard
from bot.insights.facts import Facts
from bot.insights.kpis import GROUPS
from bot.insights.records import Records
from bot.insights.reports import Reports
from bot.insights.seen import Source
from bot.insights.sources.answers import Answers
from bot.insights.sources.claims import Claims
from bot.insights.sources.complaints import Complaints
from bot.insights.sources.inquiries import Inquiries
from bot.insights.sources.opinions import Opinions
from bot.insights.sources.outreach import Renewals, Sent
from bot.insights.sources.questions import Questions
from bot.insights.topics import Topics
from bot.insights.unanswered import Unanswered
from bot.insights.waits import Waits
from insurance.services.faq import FaqService
from insurance.services.figures import FigureService
from kernel.clock import Clock, today
from kernel.crypto import Keyring


@dataclass(frozen=True)
class Insights:
    facts: Facts
    dashboard: Dashboard
    records: Records
    topics: Topics
    unanswered: Unanswered
    reports: Reports
    waits: Waits
    clock: Clock

    @classmethod
    def of(
        cls,
        engine: AsyncEngine,
        keyring: Keyring,
        clock: Clock,
        conversations: Conversations,
        figures: FigureService,
        faq: FaqService,
    ) -> "Insights":
        sources: tuple[Source, ...] = (
            Inquiries(engine, keyring, conversations),
            Claims(figures),
            Complaints(engine, figures),
            Opinions(engine, keyring, conversations),
            Sent(engine, figures),
            Renewals(engine),
            Questions(engine),
            Answers(engine, keyring, faq),
        )
        spread = {kpi.measure for group in GROUPS for kpi in group.kpis if kpi.figure.spread}
        facts = Facts(engine, clock, sources, spread)

        def titles() -> dict[str, str]:
            return {entry.id: entry.question for entry in faq.all(today(clock))}

        dashboard = Dashboard(facts, clock, GROUPS, titles)
        topics = Topics(facts, titles)
        unanswered = Unanswered(engine, keyring)
        reports = Reports(dashboard, facts, topics, unanswered)
        return cls(facts, dashboard, Records(facts, clock), topics, unanswered, reports, Waits(engine), clock)


INSIGHTS = web.AppKey("insights", Insights)
