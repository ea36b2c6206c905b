"""Rows as other rooms leave them, at moments that are told in Shanghai's time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

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
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.studio.inbox.models import MissedGroupRow, MissedQuestionRow
from insurance.store.claims import ClaimEventRow, ClaimRow
from insurance.store.complaints import ComplaintEventRow, ComplaintRow
from insurance.store.customers import CustomerRow
from insurance.store.policies import PolicyRow
from insurance.store.products import ProductRow
from insurance.store.reminders import ReminderChoiceRow
from kernel.clock import SHANGHAI
from kernel.crypto import Keyring

YEAR = 2026


def sh(text: str) -> datetime:
    """`11-02 09:00` or `11-02 09:00:01` in Shanghai."""
    return datetime.fromisoformat(f"{YEAR}-{text}").replace(tzinfo=SHANGHAI)


class Data:
    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring
        self._seq = 0
        self._rows: list[tuple[Any, dict[str, Any]]] = []

    def add(self, model: Any, row: dict[str, Any]) -> None:
        self._rows.append((model, row))

    async def write(self) -> None:
        """What was added, in one transaction."""
        async with self._engine.begin() as connection:
            for model, row in self._rows:
                await connection.execute(insert(model).values(row))
        self._rows = []

    def conversation(
        self, id: str, channel: str, opened: datetime, answered: timedelta | None = timedelta(seconds=2)
    ) -> None:
        """Opened with a question that the bot answered so much later, or (None) never."""
        row = {
            "id": id,
            "channel": channel,
            "opened_at": opened,
            "changed_at": opened,
            "last_seq": 9,
            "owner": "bot",
        }
        turn = {
            "conversation_id": id,
            "seq": 1,
            "state": "dead" if answered is None else "done",
            "created_at": opened,
            "ended_at": opened + (answered or timedelta(minutes=1)),
        }
        self.add(ConversationRow, row)
        self.add(TurnRow, turn)

    def engagement(
        self,
        id: str,
        queue: str,
        queued: datetime,
        reply: timedelta | None,
        *,
        channel: str = "web",
        reason: str = "requested",
        left: timedelta | None = None,
        waiting: bool = False,
    ) -> None:
        """A person's first word came so much later; or the customer left so much later, before a person had it; or waits still."""
        accepted = None if reply is None else queued + reply / 2
        ended = queued + (left or (reply or timedelta()) + timedelta(minutes=5))
        self.add(
            OwnerEventRow,
            {
                "conversation_id": id,
                "at": queued,
                "source": "bot",
                "target": "queue",
                "by": "bot",
                "body": self._keyring.encrypt_json({"reason": reason}),
            },
        )
        self.add(
            EngagementRow,
            {
                "conversation_id": id,
                "channel": channel,
                "queue": queue,
                "priority": 0,
                "queued_at": queued,
                "agent": None if reply is None else "lili",
                "accepted_at": accepted,
                "first_reply_at": None if reply is None else queued + reply,
                "replies": 0 if reply is None else 1,
                "transfers": 0,
                "ended_at": None if waiting else ended,
                "ending": None if waiting else "cancelled" if left else "closed",
            },
        )

    def message(self, id: str, sender: str, at: datetime, text: str, turn: int | None = None) -> None:
        self._seq += 1
        body = self._keyring.encrypt_json({"text": text, "type": "text"})
        row = {
            "conversation_id": id,
            "seq": 10 + self._seq,
            "at": at,
            "sender": sender,
            "turn": turn,
            "body": body,
        }
        self.add(MessageRow, row)

    def used(self, id: str, at: datetime, used: str) -> None:
        kind, _, name = used.partition(":")
        row = {"at": at, "username": "lili", "conversation_id": id, "kind": kind, "suggestion": name}
        self.add(SuggestionUsedRow, row)

    def understood(
        self, id: str, channel: str, at: datetime, intent: str, *, seq: int = 1, **more: Any
    ) -> None:
        row = {
            "conversation_id": id,
            "seq": seq,
            "at": at,
            "channel": channel,
            "intent": intent,
            "confidence": 0.9,
            "typed": True,
            "in_task": False,
            "missed": False,
            "handed_off": False,
            "details": {},
        }
        self.add(UnderstandingRow, row | more)

    def rating(
        self, id: str, at: datetime, score: int, recommend: int | None, comment: str | None = None
    ) -> None:
        sealed = None if comment is None else self._keyring.encrypt(comment)
        row = {"conversation_id": id, "at": at, "score": score, "recommend": recommend, "comment": sealed}
        self.add(RatingRow, row)

    def survey(
        self,
        id: str,
        occasion: str,
        invited: datetime | None,
        answered: datetime | None,
        number: str | None = None,
        **scores: int,
    ) -> None:
        row = {
            "id": id,
            "occasion": occasion,
            "number": number or id,
            "about": "一件事",
            "invited_at": invited,
            "answered_at": answered,
        }
        self.add(SurveyAnswerRow, row | scores)

    def insured(self) -> None:
        """One customer with one accident policy."""
        product = dict.fromkeys(("cooling_off_days", "grace_days", "waiting_days", "deductible"))
        self.add(
            ProductRow,
            product
            | {
                "code": "A1",
                "name": "安心意外险",
                "line": "accident",
                "term_type": "short",
                "coverages": "[]",
                "exclusions": "[]",
                "renewal": "renewable",
                "clause_version": "1",
            },
        )
        personal = self._keyring.encrypt_json({})
        self.add(
            CustomerRow,
            {"customer_no": "C1", "id_type": "id_card", "id_number_digest": "x", "personal": personal},
        )
        self.add(
            PolicyRow,
            {
                "policy_no": "P1",
                "product_code": "A1",
                "customer_no": "C1",
                "premium": Decimal(100),
                "pay_mode": "annual",
                "effective_on": date(2026, 1, 1),
                "status": "in_force",
                "personal": personal,
            },
        )

    def claim(
        self, claim_no: str, reported: datetime, *moves: tuple[datetime, str] | tuple[datetime, str, str]
    ) -> None:
        """`moves`: when, which state, and how, if not by a step."""
        details = self._keyring.encrypt_json({"cause": None, "injury": None, "note": None, "denial": None})
        status = moves[-1][1] if moves else "reported"
        self.add(
            ClaimRow,
            {
                "claim_no": claim_no,
                "policy_no": "P1",
                "reported_at": reported,
                "date_of_loss": date(2026, 10, 1),
                "status": status,
                "missing_documents": "[]",
                "asked_documents": "[]",
                "details": details,
            },
        )
        events: Sequence[tuple[Any, ...]] = [(reported, "reported"), *moves]
        for seq, (at, state, *kind) in enumerate(events, start=1):
            row = {"claim_no": claim_no, "seq": seq, "at": at, "status": state, "by": "staff"}
            self.add(ClaimEventRow, row | {"kind": kind[0] if kind else "status"})

    def complaint(
        self,
        receipt_no: str,
        received: datetime,
        *events: tuple[datetime, str, str],
        category: str = "claim",
        satisfied: bool | None = None,
    ) -> None:
        """`events`: when, in which state, what (`status`: that state was reached)."""
        words = {"target": None, "detail": "拖了很久", "demand": None, "contact": None}
        self.add(
            ComplaintRow,
            {
                "receipt_no": receipt_no,
                "subject": "s",
                "key": receipt_no,
                "category": category,
                "status": events[-1][1] if events else "received",
                "received_at": received,
                "urgencies": "",
                "words": self._keyring.encrypt_json(words),
                "channel": "web",
                "satisfied": satisfied,
                "version": 1,
            },
        )
        for seq, (at, status, kind) in enumerate([(received, "received", "status"), *events], start=1):
            row = {
                "receipt_no": receipt_no,
                "seq": seq,
                "at": at,
                "status": status,
                "by": "lili",
                "kind": kind,
            }
            self.add(ComplaintEventRow, row)

    def outgoing(
        self,
        key: str,
        kind: str,
        due: datetime,
        state: str,
        *,
        reason: str | None = None,
        channel: str | None = None,
        sent: datetime | None = None,
    ) -> None:
        noun, number = ("policy", key.split(":")[0]) if kind == "reminder" else ("claim", "CLM1")
        self.add(
            OutgoingRow,
            {
                "key": key,
                "kind": kind,
                "customer_no": "C1",
                "noun": noun,
                "number": number,
                "personal": "-",
                "essential": False,
                "arrears": False,
                "due_at": due,
                "expires_at": due + timedelta(days=3),
                "state": state,
                "reason": reason,
                "channel": channel,
                "refused": [],
                "attempts": 1,
                "token": 1,
                "try_at": due,
                "planned_at": due,
                "sent_at": sent or (due if state == "sent" else None),
            },
        )

    def period(
        self, policy_no: str, period: date, case: str, outcome: str | None, grace_until: date | None = None
    ) -> None:
        row = {
            "policy_no": policy_no,
            "period": period,
            "customer_no": "C1",
            "line": "accident",
            "case": case,
        }
        self.add(PeriodRow, row | {"outcome": outcome, "grace_until": grace_until})

    def missed(
        self, group_id: str, id: str, seq: int, at: datetime, text: str, *, state: str = "open"
    ) -> None:
        if not any(row.get("id") == group_id for _, row in self._rows):
            self.add(MissedGroupRow, {"id": group_id, "opened_at": at, "version": 1, "touched": 0})
        row = {"id": f"m{seq}", "conversation_id": id, "seq": seq, "at": at, "channel": "web", "votes": []}
        body = self._keyring.encrypt_json({"text": text, "marked": text})
        more = {"reason": "missed", "state": state, "group_id": group_id, "joined": 1, "body": body}
        self.add(MissedQuestionRow, row | more)

    def choice(self, customer_no: str, seq: int, channel: str, at: datetime, *, on: bool = False) -> None:
        row = {"customer_no": customer_no, "seq": seq, "channel": channel, "is_on": on, "at": at}
        more = {"subject": customer_no, "key": at.isoformat(), "wording": "1"}
        self.add(ReminderChoiceRow, row | more)
