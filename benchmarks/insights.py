"""`python -m benchmarks.insights`: how long figures take to make and to read over a year of a million messages.

Fills a database of its own in PostgreSQL (`BAOWEN_BENCH_POSTGRES_URL`, a server whose user may create databases), makes every
day's facts, then asks each route of the dashboards over 30, 90 and 365 days. Prints both; drops the database at the end.
"""

import asyncio
import base64
import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from aiohttp.test_utils import TestClient, TestServer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.desk import ROOT, SERVER
from benchmarks.desk_data import MESSAGES, Data, Row, conversation_id, customer_no
from bot.conversations.models import (
    ConversationRow,
    EngagementRow,
    MessageRow,
    OwnerEventRow,
    RatingRow,
    TurnRow,
    UnderstandingRow,
)
from bot.desk.assist.models import SuggestionUsedRow
from bot.gateway import migrations
from bot.gateway.app import build_app, engine_of
from bot.gateway.settings import Settings
from bot.insights.facts import Facts
from bot.insights.insights import INSIGHTS
from bot.insights.models import FactRow
from bot.insights.seen import day_of
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.staff.accounts import Role, StaffAccounts
from insurance.bootstrap import bootstrap
from insurance.sms import sms_from
from insurance.store.claims import ClaimEventRow, ClaimRow
from insurance.store.complaints import ComplaintEventRow, ComplaintRow
from insurance.store.customers import CustomerRow
from insurance.store.policies import PolicyRow
from insurance.store.products import ProductRow
from kernel.clock import SystemClock
from kernel.crypto import Keyring
from kernel.database import Base
from kernel.signals import LocalSignals

CONVERSATIONS = int(os.environ.get("BAOWEN_BENCH_CONVERSATIONS", "100000"))
DATABASE = "baowen_bench_insights"
PASSWORD = "a long password for benchmarks"
TIMES = 5
_ENTRIES = ("claims.report_deadline", "payment.grace_period", "cooling_off.days", "servicing.move_city")
_INTENTS = ("faq", "faq", "faq", "claim_status", "nlu_fallback", "policy_lookup")
_CHANNELS = ("sms", "wechat", "web", "email")
console = Console()


class Year(Data):
    """Conversations of a year with everything that figures are made of; half of them come to people."""

    def _tables(self) -> Iterator[tuple[type[Base], Iterable[Row]]]:
        every = range(self.customers)
        yield ProductRow, self._products()
        yield CustomerRow, self._customers()
        yield PolicyRow, self._policies()
        yield ClaimRow, (self._claim(number) for number in self._each(3))
        yield ClaimEventRow, chain.from_iterable(self._claim_events(number) for number in self._each(3))
        yield ComplaintRow, (self._complaint(number) for number in self._each(20))
        yield ComplaintEventRow, chain.from_iterable(self._complaint_events(n) for n in self._each(20))
        yield ConversationRow, (self._conversation(number) for number in every)
        yield MessageRow, self._spoken()
        yield TurnRow, chain.from_iterable(self._turns(number) for number in every)
        yield UnderstandingRow, chain.from_iterable(self._understood(number) for number in every)
        yield OwnerEventRow, self._owner_events()
        yield EngagementRow, (self._engagement(number) for number in self._with_people())
        yield SuggestionUsedRow, (self._used(number) for number in self._each(2) if number >= self.waiting)
        yield RatingRow, (self._rating(number) for number in self._each(5) if number >= self.waiting)
        yield SurveyAnswerRow, (self._survey(number) for number in self._each(10))
        yield OutgoingRow, (self._outgoing(number) for number in every)
        yield PeriodRow, (self._period(number) for number in self._each(2))

    def _claim_events(self, number: int) -> Iterator[Row]:
        yield from super()._claim_events(number)
        begun = self._ago(number) - timedelta(days=30)
        paid = {"claim_no": f"LP{number:010d}", "seq": 5, "at": begun + timedelta(days=1 + number % 12)}
        yield paid | {"status": "paid", "by": "staff", "kind": "status", "amount": None, "note": None}

    def _spoken(self) -> Iterator[Row]:
        """The customer, then the bot; where people were asked for, an agent says the second half."""
        for row in self._messages():
            number, seq = int(row["conversation_id"], 16), row["seq"]
            mine = seq % 2 == 0
            agent = mine and seq > MESSAGES // 2 and number % 2 == 0
            yield row | {"turn": seq - 1 if mine else None, "sender": "agent" if agent else row["sender"]}

    def _turns(self, number: int) -> Iterator[Row]:
        begun = self._ago(number) - timedelta(minutes=10)
        for seq in range(1, MESSAGES // 2 if number % 2 == 0 else MESSAGES, 2):
            at = begun + timedelta(minutes=seq)
            times = {"created_at": at, "ended_at": at + timedelta(seconds=1)}
            yield {"conversation_id": conversation_id(number), "seq": seq, "state": "done"} | times

    def _understood(self, number: int) -> Iterator[Row]:
        for turn in self._turns(number):
            seq = turn["seq"]
            intent = _INTENTS[(number + seq) % len(_INTENTS)]
            entry = _ENTRIES[(number + seq) % len(_ENTRIES)] if intent == "faq" else None
            yield {
                "conversation_id": turn["conversation_id"],
                "seq": seq,
                "at": turn["created_at"],
                "channel": self._channel(number),
                "intent": intent,
                "confidence": 0.9,
                "topic": entry,
                "faq": entry,
                "typed": True,
                "in_task": False,
                "missed": intent == "nlu_fallback",
                "handed_off": seq == MESSAGES // 2 - 1 and number % 2 == 0,
                "details": "{}",
            }

    def _used(self, number: int) -> Row:
        at = self._ago(number) - timedelta(minutes=2, seconds=-1)
        kind, name = ("faq", _ENTRIES[number % len(_ENTRIES)]) if number % 4 else ("canned", "greeting")
        about = {"username": "colleague", "conversation_id": conversation_id(number)}
        return {"at": at, "kind": kind, "suggestion": name} | about

    def _survey(self, number: int) -> Row:
        at, answered = self._ago(number), number % 3 != 0
        scores = dict.fromkeys(
            ("attitude", "speed", "quality", "ease"), 1 + number // 10 % 5 if answered else None
        )
        return {
            "id": f"{number:032x}",
            "occasion": "complaint" if number % 20 == 0 else "claim",
            "number": f"TS{number:010d}" if number % 20 == 0 else f"LP{number:010d}",
            "about": "一件事",
            "invited_at": at,
            "answered_at": at + timedelta(hours=5) if answered else None,
            "recommend": number % 11 if answered else None,
            "resolved": 1 + number % 5 if answered and number % 20 == 0 else None,
        } | scores

    def _outgoing(self, number: int) -> Row:
        at, sent = self._ago(number), number % 10 != 0
        policy = f"P{number:010d}"
        due = day_of(at) + timedelta(days=3)
        reminder = number % 2 == 0
        return {
            "key": f"{policy}:{due}:1" if reminder else f"notice-{number}",
            "kind": "reminder" if reminder else "notice",
            "customer_no": customer_no(number),
            "noun": "policy" if reminder else "claim",
            "number": policy,
            "personal": self._note,
            "essential": False,
            "arrears": False,
            "due_at": at,
            "expires_at": at + timedelta(days=3),
            "state": "sent" if sent else "skipped",
            "reason": None if sent else "capped",
            "channel": _CHANNELS[number % 4] if sent else None,
            "refused": "[]",
            "attempts": 1,
            "token": 1,
            "try_at": at,
            "planned_at": at,
            "sent_at": at if sent else None,
        }

    def _period(self, number: int) -> Row:
        cases = ("instalment", "renewal", "auto")
        return {
            "policy_no": f"P{number:010d}",
            "period": day_of(self._ago(number)) + timedelta(days=3),
            "customer_no": customer_no(number),
            "line": "accident",
            "case": cases[number // 2 % 3],
            "outcome": "paid" if number % 7 else None,
        }


async def fill(settings: Settings, engine: AsyncEngine, clock: SystemClock) -> None:
    await migrations.upgrade(engine)
    began = time.perf_counter()
    await Year(Keyring(settings.data_keys), CONVERSATIONS, 100, clock.now()).fill(settings.database_url)
    await StaffAccounts(engine, clock).add("boss", PASSWORD, Role.SUPERVISOR)
    console.print(f"{CONVERSATIONS:,} conversations filled in {time.perf_counter() - began:.0f} s")


async def make(facts: Facts, engine: AsyncEngine) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    days = await facts.refresh()
    took, busy = time.perf_counter() - began, time.process_time() - cpu
    async with engine.connect() as connection:
        rows = len((await connection.execute(select(FactRow.day))).all())
    console.print(
        f"first build: {days:,} days of sources, {rows:,} facts in {took:.0f} s ({busy:.0f} s of our CPU)"
    )
    for what in ("again at once", "and again"):
        began, cpu = time.perf_counter(), time.process_time()
        days = await facts.refresh()
        took, busy = time.perf_counter() - began, time.process_time() - cpu
        console.print(f"{what}: {days:,} days of sources in {took:.2f} s ({busy:.2f} s of our CPU)")


async def read(client: "TestClient[Any, Any]", clock: SystemClock) -> None:
    body = {"username": "boss", "password": PASSWORD}
    response = await client.post("/api/staff/login", json=body)
    response.raise_for_status()
    headers = {"Cookie": f"baowen_staff={response.cookies['baowen_staff'].value}"}
    today = day_of(clock.now())
    table = Table("route", "30 days", "90 days", "365 days", "worst")
    paths = (
        "kpis",
        "kpis.csv",
        "kpis/first_response_12h_rate?by=channel",
        "kpis/first_wait_p90?by=queue",
        "kpis/service_inconsistency_rate?by=entry",
        "kpis/claim_cycle_p90.csv?by=line",
        "kpis/bad_ratings/records",
        "kpis/service_inconsistency_rate/records?by=by&key=bot",
        "kpis/claim_accept_3d_rate/records",
        "kpis/reminder_coverage/records?by=reason&key=capped",
        "topics",
        "unanswered",
        f"report?month={today - timedelta(days=31):%Y-%m}",
    )
    for path in paths:
        cells, worst = [], 0.0
        for days in (30, 90, 365):
            join = "&" if "?" in path else "?"
            span = f"from={today - timedelta(days=days - 1)}&to={today}"
            url = f"/api/insights/{path}" + ("" if path.startswith("report") else f"{join}{span}")
            times = []
            for _ in range(TIMES):
                began = time.perf_counter()
                response = await client.get(url, headers=headers)
                await response.read()
                response.raise_for_status()
                times.append((time.perf_counter() - began) * 1000)
            cells.append(f"{statistics.median(times):,.0f} ms")
            worst = max(worst, *times)
        table.add_row(path, *cells, f"{worst:,.0f} ms")
    console.print(table)


async def main() -> None:
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="baowen-bench-") as name:
        environment = {
            "BAOWEN_ENV": "test",
            "BAOWEN_VAR": name,
            "BAOWEN_SCHEDULER": "off",
            "BAOWEN_DATA_KEYS": base64.b64encode(b"benchmark-key-of-thirty-two-byte").decode(),
            "BAOWEN_DATABASE_URL": f"{SERVER.rpartition('/')[0]}/{DATABASE}",
        }
        settings = Settings.from_environment(environment)
        server = await asyncpg.connect(SERVER)
        await server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        await server.execute(f'CREATE DATABASE "{DATABASE}"')
        engine = engine_of(settings)
        try:
            await fill(settings, engine, clock)
            services = bootstrap(
                engine=engine,
                keyring=Keyring(settings.data_keys),
                clock=clock,
                sms=sms_from("console", clock, show_codes=False),
                faq_folder=ROOT / "data" / "faq",
            )
            signals = LocalSignals()
            app = build_app(settings, engine=engine, clock=clock, signals=signals, services=services)
            async with TestClient(TestServer(app)) as client:
                await make(app[INSIGHTS].facts, engine)
                await read(client, clock)
        finally:
            await engine.dispose()
            await server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
            await server.close()


if __name__ == "__main__":
    asyncio.run(main())
