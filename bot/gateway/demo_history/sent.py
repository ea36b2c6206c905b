"""What went out to the crowd in the past and what came of it: due days, reminders, notices, surveys."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.gateway.demo_history.talk import Row, Rows
from bot.outreach.ledger import State
from bot.outreach.message import Kind, Noun
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.reminders.planner import Key
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.outreach.surveys.survey import ITEMS, Occasion
from insurance.demo.customers import DEMO_CUSTOMERS, at_office_hours, years_later
from insurance.domain.products import Line
from insurance.domain.reminders import ReminderCase
from insurance.store.claims import ClaimEventRow, ClaimRow
from insurance.store.complaints import ComplaintRow
from insurance.store.policies import PolicyRow
from insurance.store.products import ProductRow
from kernel.clock import local
from kernel.crypto import Keyring

_GRACE = timedelta(days=60)
_CHANNELS = ("sms", "wechat", "web", "mail")
_HOW_OFTEN = (5, 4, 1, 1)
_KNOWN = frozenset(known.customer.customer_no for known in DEMO_CUSTOMERS)
_ENDED = ("paid", "denied")


async def sent(
    rows: Rows, connection: AsyncConnection, keyring: Keyring, random: Random, on: date, days: int
) -> None:
    """Adds to `rows`; what has its row already keeps it."""
    writer = _Sent(rows, keyring, random, on)
    since = on - timedelta(days=days)
    for policy in await connection.execute(
        select(
            PolicyRow.policy_no,
            PolicyRow.customer_no,
            PolicyRow.next_due_on,
            PolicyRow.effective_on,
            PolicyRow.expires_on,
            ProductRow.line,
        )
        .join(ProductRow, ProductRow.code == PolicyRow.product_code)
        .where(PolicyRow.customer_no.not_in(_KNOWN))
        .order_by(PolicyRow.policy_no)
    ):
        writer.due_days(policy, since)
    claims = (
        select(ClaimEventRow.claim_no, ClaimEventRow.seq, ClaimEventRow.at, ClaimEventRow.status)
        .add_columns(PolicyRow.customer_no)
        .join(ClaimRow, ClaimRow.claim_no == ClaimEventRow.claim_no)
        .join(PolicyRow, PolicyRow.policy_no == ClaimRow.policy_no)
        .where(ClaimRow.claim_no.like("LP0000005%"))
        .order_by(ClaimEventRow.claim_no, ClaimEventRow.seq)
    )
    for event in (await connection.execute(claims)).all():
        writer.notice(event)
        if event.status in _ENDED:
            writer.survey(Occasion.CLAIM, event.claim_no, event.customer_no, event.at)
    complaints = select(ComplaintRow.receipt_no, ComplaintRow.customer_no, ComplaintRow.received_at)
    for row in await connection.execute(complaints.where(ComplaintRow.receipt_no.like("TSPAST%"))):
        writer.survey(
            Occasion.COMPLAINT, row.receipt_no, row.customer_no, row.received_at + timedelta(days=8)
        )


class _Sent:
    def __init__(self, rows: Rows, keyring: Keyring, random: Random, on: date) -> None:
        self._rows = rows
        self._keyring = keyring
        self._random = random
        self._on = on
        self._personal = keyring.encrypt_json(
            {"subject": "青禾保险提醒", "text": "您有一条来自青禾的消息。", "sms": "", "values": None}
        )

    def due_days(self, policy: Any, since: date) -> None:
        """Premiums and ends of cover between `since` and today, as the policy shows how they ended."""
        line = Line(policy.line)
        if policy.next_due_on is not None:
            before = years_later(policy.next_due_on, -1)
            if since <= before < self._on:
                self._due(policy, before, ReminderCase.INSTALMENT, paid=True)
            if since <= policy.next_due_on < self._on:
                self._due(policy, policy.next_due_on, ReminderCase.INSTALMENT, paid=False)
            return
        case = ReminderCase.AUTO if line.is_auto else ReminderCase.RENEWAL
        if since <= policy.effective_on < self._on:
            self._due(policy, policy.effective_on, case, paid=True)
        if policy.expires_on is not None and since <= policy.expires_on < self._on:
            # A new policy may have taken its place.
            self._due(policy, policy.expires_on, case, paid=self._random.random() < 0.6)

    def _due(self, policy: Any, period: date, case: ReminderCase, *, paid: bool) -> None:
        self._rows[PeriodRow].append(
            {
                "policy_no": policy.policy_no,
                "period": period,
                "customer_no": policy.customer_no,
                "line": policy.line,
                "case": case.value,
                "grace_until": period + _GRACE if case is ReminderCase.INSTALMENT else None,
                "held": None,
                "outcome": "paid" if paid else None,
                "ended_on": period if paid else None,
            }
        )
        for step, before in enumerate((15, 3), start=1):
            at = at_office_hours(period - timedelta(days=before), 9)
            key = str(Key(policy.policy_no, period, step))
            chance = self._random.random()
            reason = "capped" if chance < 0.02 else "opted_out" if chance < 0.05 else None
            self._out(key, Kind.REMINDER, policy.customer_no, Noun.POLICY, policy.policy_no, at, reason)

    def notice(self, event: Any) -> None:
        key = f"past:{event.claim_no}:{event.seq}"
        reason = "unreachable" if self._random.random() < 0.03 else None
        self._out(key, Kind.NOTICE, event.customer_no, Noun.CLAIM, event.claim_no, event.at, reason)

    def survey(self, occasion: Occasion, number: str, customer_no: str | None, at: datetime) -> None:
        """Every third answers."""
        invited = at + timedelta(hours=1)
        answers = self._random.random() < 0.36
        items = ITEMS[occasion]
        [mood] = self._random.choices((5, 4, 3, 1), (55, 28, 9, 8))
        scores: Row = dict.fromkeys(("attitude", "speed", "quality", "ease", "resolved"))
        if answers:
            scores |= {item: max(1, mood - self._random.choice((0, 0, 0, 1))) for item in items}
        self._rows[SurveyAnswerRow].append(
            scores
            | {
                "id": f"{self._random.getrandbits(128):032x}",
                "occasion": occasion.value,
                "number": number,
                "customer_no": customer_no,
                "about": "理赔" if occasion is Occasion.CLAIM else "投诉",
                "invited_at": invited,
                "answered_at": invited + timedelta(hours=self._random.randint(1, 60)) if answers else None,
                "recommend": min(10, 2 * mood) if answers else None,
                "comment": self._keyring.encrypt("材料交了两次才说清楚") if answers and mood < 3 else None,
                "channel": "sms" if answers else None,
            }
        )

    def _out(
        self,
        key: str,
        kind: Kind,
        customer_no: str,
        noun: Noun,
        number: str,
        at: datetime,
        reason: str | None,
    ) -> None:
        [channel] = self._random.choices(_CHANNELS, _HOW_OFTEN)
        if local(at).date() >= self._on:
            return
        gone = reason is None
        self._rows[OutgoingRow].append(
            {
                "key": key,
                "kind": kind.value,
                "customer_no": customer_no,
                "noun": noun.value,
                "number": number,
                "personal": self._personal,
                "template": None,
                "essential": False,
                "arrears": False,
                "due_at": at,
                "expires_at": at + timedelta(days=3),
                "state": (State.SENT if gone else State.SKIPPED).value,
                "reason": reason,
                "channel": channel if gone else None,
                "refused": [],
                "attempts": int(gone),
                "token": 1,
                "try_at": at,
                "planned_at": at,
                "sent_at": at + timedelta(minutes=2) if gone else None,
                "conversation_id": None,
            }
        )
