"""Fills a PostgreSQL database the size of a real insurer's for `benchmarks.desk`. Personal values share their ciphertexts:
how long it takes to open one does not depend on what stands in it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from bot.conversations.models import (
    ConversationRow,
    DeliveryRow,
    EngagementRow,
    MessageRow,
    OwnerEventRow,
    RatingRow,
)
from insurance.demo.products import DEMO_PRODUCTS
from insurance.store.callbacks import FollowUpRow
from insurance.store.claim_reports import ClaimReportRow
from insurance.store.claims import ClaimEventRow, ClaimRow
from insurance.store.complaints import ComplaintEventRow, ComplaintRow
from insurance.store.customers import CustomerRow
from insurance.store.identity import CustomerConversationRow
from insurance.store.policies import PolicyRow
from insurance.store.products import ProductRow
from insurance.store.servicing import ServicingEventRow, ServicingRow
from kernel.crypto import Keyring
from kernel.database import Base

MESSAGES = 10  # per conversation
OFTEN = 20  # conversations of each customer who waits
_QUEUES = ("general", "claims", "servicing", "complaints", "sales")
_SAID = ("我的理赔到哪一步了", "您的案件正在审核，这两天会有结果。", "那还要多久呢", "五个工作日内告诉您。")
_SENDERS = ("customer", "bot")
Row = dict[str, Any]


def customer_no(number: int) -> str:
    return f"C{number:06d}"


def conversation_id(number: int) -> str:
    return f"{number:032x}"


class Data:
    """`customers`: as many as there are conversations; the first `waiting` of these wait for an agent."""

    def __init__(self, keyring: Keyring, customers: int, waiting: int, now: datetime) -> None:
        self.customers = customers
        self.waiting = waiting
        self._keyring = keyring
        self._now = now
        self._note = keyring.encrypt("客户来电核实了地址")
        seal = keyring.encrypt_json
        self._loss = seal({"cause": "阑尾炎住院", "injury": None, "note": None, "denial": None})
        self._grief = seal({"target": None, "detail": "拖了很久", "demand": "快些", "contact": None})
        self._told = seal(
            dict.fromkeys(("policy_no", "place", "injury", "amount", "phone", "insured_name", "plate_no"))
            | {"cause": "阑尾炎住院", "additions": []}
        )
        self._wish = seal({"wish": "保单丢了"})
        self._call = seal({"phone": "19900000001", "topic": "问续期", "wished_time": None})
        self._said = [seal({"text": text, "type": "text"}) for text in _SAID]

    async def fill(self, url: str) -> None:
        """Into empty tables; foreign keys are checked as rows come, so the order matters."""
        server = await asyncpg.connect(url)
        try:
            for model, rows in self._tables():
                await _copy(server, model, rows)
            await server.execute(
                "SELECT setval(pg_get_serial_sequence('engagements', 'id'), (SELECT MAX(id) FROM engagements))"
            )
            await server.execute("ANALYZE")
        finally:
            await server.close()

    def _tables(self) -> Iterator[tuple[type[Base], Iterable[Row]]]:
        yield ProductRow, self._products()
        yield CustomerRow, self._customers()
        yield PolicyRow, self._policies()
        yield ClaimRow, (self._claim(number) for number in self._each(3))
        yield ClaimEventRow, chain.from_iterable(self._claim_events(number) for number in self._each(3))
        yield ClaimReportRow, (self._report(number) for number in self._each(3))
        yield ComplaintRow, (self._complaint(number) for number in self._each(20))
        yield ComplaintEventRow, chain.from_iterable(self._complaint_events(n) for n in self._each(20))
        yield ServicingRow, (self._request(number) for number in self._each(10))
        yield ServicingEventRow, chain.from_iterable(self._request_events(n) for n in self._each(10))
        yield FollowUpRow, (self._follow_up(number) for number in self._each(20))
        yield ConversationRow, (self._conversation(number) for number in range(self.customers))
        yield MessageRow, self._messages()
        yield OwnerEventRow, self._owner_events()
        yield EngagementRow, (self._engagement(number) for number in self._with_people())
        yield RatingRow, (self._rating(number) for number in self._each(5) if number >= self.waiting)
        yield DeliveryRow, self._deliveries()
        yield CustomerConversationRow, self._proven()

    def _each(self, share: int) -> range:
        return range(0, self.customers, share)

    def _with_people(self) -> Iterator[int]:
        """Conversations that people were asked for: those who wait, and half of the others."""
        return (n for n in range(self.customers) if n < self.waiting or n % 2 == 0)

    def _ago(self, number: int) -> datetime:
        """Spread over a year; who waits came within the last hour."""
        if number < self.waiting:
            return self._now - timedelta(seconds=3600 - number)
        return self._now - timedelta(minutes=60 + number * 525_000 // self.customers)

    def _products(self) -> Iterator[Row]:
        for copy in range(25):
            for product in DEMO_PRODUCTS:
                yield {
                    "code": product.code if copy == 0 else f"{product.code}-{copy}",
                    "name": product.name,
                    "line": product.line.value,
                    "term_type": product.term_type.value,
                    "cooling_off_days": product.cooling_off_days,
                    "grace_days": product.grace_days,
                    "waiting_days": product.waiting_days,
                    "deductible": product.deductible,
                    "coverages": '["保险责任"]',
                    "exclusions": '["责任免除"]',
                    "renewal": product.renewal.value,
                    "clause_version": product.clause_version,
                }

    def _customers(self) -> Iterator[Row]:
        personal = self._keyring.encrypt_json(
            {
                "name": "王秀兰",
                "id_number": "990000196403120020",
                "phone": "19900000001",
                "email": None,
                "address": "广东省深圳市南山区青禾路1号",
            }
        )
        for number in range(self.customers):
            yield {
                "customer_no": customer_no(number),
                "id_type": "id_card",
                "phone_digest": f"{number:064x}",
                "id_number_digest": f"{number:064x}",
                "personal": personal,
            }

    def _policies(self) -> Iterator[Row]:
        personal = self._keyring.encrypt_json(
            {"insured_name": "王秀兰", "beneficiary": "法定", "plate_no": None}
        )
        today = self._now.date()
        for number in range(2 * self.customers):
            long = number % 2 == 0
            yield {
                "policy_no": f"P{number:010d}",
                "product_code": "QHL01" if long else "QHA01",
                "customer_no": customer_no(number // 2),
                "sum_insured": 30_000_000,
                "premium": 185_000,
                "pay_mode": "annual",
                "effective_on": today - timedelta(days=400 + number % 300),
                "expires_on": None if long else today + timedelta(days=number % 300),
                "next_due_on": today + timedelta(days=number % 90 - 30) if long else None,
                "status": "in_force",
                "personal": personal,
            }

    def _claim(self, number: int) -> Row:
        return {
            "claim_no": f"LP{number:010d}",
            "policy_no": f"P{2 * number + 1:010d}",
            "reported_at": self._ago(number) - timedelta(days=30),
            "date_of_loss": (self._ago(number) - timedelta(days=31)).date(),
            "status": "registered",
            "amount_claimed": 100_000,
            "amount_approved": None,
            "missing_documents": "[]",
            "asked_documents": "[]",
            "details": self._loss,
        }

    def _claim_events(self, number: int) -> Iterator[Row]:
        begun = self._ago(number) - timedelta(days=30)
        for seq, status in enumerate(("reported", "submitted", "accepted", "registered"), start=1):
            yield {
                "claim_no": f"LP{number:010d}",
                "seq": seq,
                "at": begun + timedelta(hours=seq),
                "status": status,
                "by": "staff",
                "kind": "status",
                "amount": None,
                "note": self._note,
            }

    def _report(self, number: int) -> Row:
        """Every claim began as a report; one in a thousand has no claim yet."""
        return {
            "claim_no": f"LP{number:010d}" if number % 1000 else f"LP9{number:09d}",
            "subject": conversation_id(number),
            "key": "1",
            "customer_no": customer_no(number),
            "line": "accident",
            "date_of_loss": (self._ago(number) - timedelta(days=31)).date(),
            "reported_at": self._ago(number) - timedelta(days=30),
            "incident_id": None,
            "details": self._told,
        }

    def _complaint(self, number: int) -> Row:
        return {
            "receipt_no": f"TS{number:010d}",
            "subject": conversation_id(number),
            "key": "1",
            "customer_no": customer_no(number),
            "category": "claim",
            "status": self._stage(number),
            "received_at": self._ago(number),
            "urgencies": "",
            "words": self._grief,
            "channel": "web",
            "owner": "colleague",
            "owner_name": "同事",
            "outcome": None,
            "satisfied": None,
            "version": 2,
        }

    @staticmethod
    def _stage(number: int) -> str:
        """Most are long over."""
        return "registered" if number % 400 == 0 else "archived"

    def _complaint_events(self, number: int) -> Iterator[Row]:
        for seq, status in enumerate(("received", self._stage(number)), start=1):
            yield {
                "receipt_no": f"TS{number:010d}",
                "seq": seq,
                "at": self._ago(number) + timedelta(minutes=seq),
                "status": status,
                "by": "colleague",
                "note": self._note,
                "public_note": None,
                "kind": "status",
            }

    def _request(self, number: int) -> Row:
        return {
            "request_no": f"BQ{number:010d}",
            "subject": conversation_id(number),
            "key": "1",
            "customer_no": customer_no(number),
            "policy_no": None,
            "kind": "reissue",
            "details": self._wish,
            "received_at": self._ago(number),
            "due_on": (self._ago(number) + timedelta(days=7)).date(),
            "status": "completed",
            "owner": "colleague",
            "second_factor": None,
        }

    def _request_events(self, number: int) -> Iterator[Row]:
        for seq, status in enumerate(("received", "accepted", "completed"), start=1):
            yield {
                "request_no": f"BQ{number:010d}",
                "seq": seq,
                "at": self._ago(number) + timedelta(minutes=seq),
                "status": status,
                "by": "colleague",
                "note": self._note,
                "key": None,
            }

    def _follow_up(self, number: int) -> Row:
        return {
            "follow_up_no": f"HF{number:010d}",
            "subject": conversation_id(number),
            "key": "1",
            "customer_no": customer_no(number),
            "personal": self._call,
            "wished_on": None,
            "received_at": self._ago(number),
            "keep_until": self._now + timedelta(days=180),
            "done_at": self._now,
            "done_by": "colleague",
        }

    def _conversation(self, number: int) -> Row:
        waits = number < self.waiting
        at = self._ago(number)
        return {
            "id": conversation_id(number),
            "channel": self._channel(number),
            "external_id": f"openid-{number}" if self._channel(number) == "wechat" else None,
            "opened_at": at - timedelta(minutes=10),
            "changed_at": at,
            "last_seq": MESSAGES,
            "owner": "queue" if waits else "closed" if number % 2 == 0 else "bot",
            "agent": None,
            "queue": _QUEUES[number % len(_QUEUES)] if waits else None,
            "waiting_since": at if waits else None,
            "place_at": at if waits else None,
        }

    @staticmethod
    def _channel(number: int) -> str:
        return "wechat" if number % 5 == 0 else "web"

    def _messages(self) -> Iterator[Row]:
        for number in range(self.customers):
            begun = self._ago(number) - timedelta(minutes=10)
            for seq in range(1, MESSAGES + 1):
                yield {
                    "conversation_id": conversation_id(number),
                    "seq": seq,
                    "client_id": f"m{seq}",
                    "at": begun + timedelta(minutes=seq),
                    "sender": _SENDERS[(seq - 1) % 2],
                    "turn": None,
                    "body": self._said[seq % len(self._said)],
                }

    def _owner_events(self) -> Iterator[Row]:
        seal = self._keyring.encrypt_json
        others = seal({"reason": "requested", "intents": ["claim_status"], "queue": "claims"})
        closed = seal({"reason": "closed", "wrap_up": "answered", "summary": "已告知进度"})
        for number in self._with_people():
            at = self._ago(number)
            waits = number < self.waiting
            known = {
                "reason": "requested",
                "intents": ["claim_status", "handoff"],
                "slots": {"product": "安心意外险"},
                "identity_level": 2,
                "customer_no": customer_no(number),
                "queue": _QUEUES[number % len(_QUEUES)],
            }
            event = {"conversation_id": conversation_id(number), "at": at, "by": "bot"}
            yield event | {"source": "bot", "target": "queue", "body": seal(known) if waits else others}
            if not waits:
                yield event | {"source": "agent", "target": "closed", "by": "colleague", "body": closed}

    def _engagement(self, number: int) -> Row:
        at, waits = self._ago(number), number < self.waiting
        return {
            "id": number + 1,
            "conversation_id": conversation_id(number),
            "channel": self._channel(number),
            "queue": _QUEUES[number % len(_QUEUES)],
            "priority": 0,
            "queued_at": at,
            "agent": None if waits else "colleague",
            "engaged_at": None if waits else at + timedelta(seconds=30),
            "accepted_at": None if waits else at + timedelta(seconds=30),
            "first_reply_at": None if waits else at + timedelta(seconds=50),
            "replies": 0 if waits else 4,
            "transfers": 0,
            "ended_at": None if waits else at + timedelta(minutes=8),
            "ending": None if waits else "closed",
            "wrap_up": None if waits else "answered",
        }

    def _rating(self, number: int) -> Row:
        return {
            "conversation_id": conversation_id(number),
            "at": self._ago(number) + timedelta(minutes=9),
            "score": 1 + number % 5,
            "recommend": number % 11,
            "comment": self._note,
        }

    def _deliveries(self) -> Iterator[Row]:
        for number in self._each(5):
            for seq in range(2, MESSAGES + 1, 2):
                yield {
                    "conversation_id": conversation_id(number),
                    "seq": seq,
                    "channel": "wechat",
                    "state": "delivered",
                    "not_before": self._ago(number),
                }

    def _proven(self) -> Iterator[Row]:
        """Everybody was checked in a conversation of theirs; who waits was here often."""
        for number in range(self.customers):
            yield {
                "subject": conversation_id(number),
                "customer_no": customer_no(number),
                "at": self._ago(number),
            }
        for number in range(min(self.waiting, self.customers // (2 * OFTEN))):
            for time in range(OFTEN):
                earlier = self.customers - 1 - number * OFTEN - time
                yield {
                    "subject": conversation_id(earlier),
                    "customer_no": customer_no(number),
                    "at": self._ago(earlier),
                }


async def _copy(server: asyncpg.Connection, model: type[Base], rows: Iterable[Row]) -> None:
    """COPY; columns that a row leaves out get the model's default."""
    table = model.__table__
    iterator = iter(rows)
    first = next(iterator)
    defaults = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in first and column.default is not None and column.default.is_scalar
    }
    names = [*first, *defaults]
    values = list(defaults.values())
    records = ([*row.values(), *values] for row in chain([first], iterator))
    await server.copy_records_to_table(model.__tablename__, records=records, columns=names)
