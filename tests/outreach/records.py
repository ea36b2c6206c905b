"""A book of the insurer's to which things happen, and rooms that tell customers of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.message import Kind
from bot.outreach.notices.feed import Feed
from bot.outreach.notices.notices import READER, Notices
from bot.outreach.outreach import Outreach
from insurance.bootstrap import Services, bootstrap
from insurance.domain.claims import Claim, Party
from insurance.domain.complaints import Complaint, ComplaintCategory, Handler
from insurance.domain.products import Line
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from tests.gateway_fixtures import FAQ_FOLDER
from tests.insurance.conftest import RememberingSms
from tests.insurance.samples import a_claim, a_customer, a_policy, a_product

STAFF = Party.STAFF
OWNER = Handler("lili", "李丽")


@dataclass
class Book:
    """Customers C1 … each with one policy; claims and complaints as they are made."""

    engine: AsyncEngine
    clock: FrozenClock
    keyring: Keyring

    def __post_init__(self) -> None:
        self.store = SqlStore(self.engine, self.keyring)
        self.services: Services = bootstrap(
            engine=self.engine,
            keyring=self.keyring,
            clock=self.clock,
            sms=RememberingSms(),
            faq_folder=FAQ_FOLDER,
        )

    async def fill(self, customers: int = 2, line: Line = Line.HOME) -> None:
        async with self.store.begin() as work:
            await work.products.put([a_product(line=line, name="演示家财")])
            await work.customers.put([a_customer(each) for each in range(1, customers + 1)])
            await work.policies.put([a_policy(each) for each in range(1, customers + 1)])
            await work.commit()

    async def claim(self, serial: int = 1, **facts: object) -> Claim:
        """One reported now, unless said otherwise."""
        now = self.clock.now()
        plain = {
            "line": Line.HOME,
            "cause": "水管爆裂",
            "reported_at": now,
            "date_of_loss": date(2026, 11, 10),
        }
        claim = a_claim(serial, **(plain | facts))
        await self.put(claim)
        return claim

    async def put(self, claim: Claim) -> None:
        async with self.store.begin() as work:
            await work.claims.put([claim])
            await work.commit()

    async def act(self, number: str, *acts: Callable[[Claim], None]) -> None:
        async with self.store.begin() as work:
            claim = await work.claims.get(number, lock=True)
            assert claim is not None
            for act in acts:
                act(claim)
            await work.claims.put([claim])
            await work.commit()

    async def complaint(
        self, receipt_no: str = "TS-20261116-0001", customer_no: str | None = "C1"
    ) -> Complaint:
        complaint = Complaint(
            receipt_no=receipt_no,
            subject="a" * 32,
            customer_no=customer_no,
            category=ComplaintCategory.CLAIM,
            target=None,
            detail="理赔太慢了，电话 13812345678",
            demand="尽快处理",
            contact=None,
            received_at=self.clock.now(),
        )
        async with self.store.begin() as work:
            assert await work.complaints.add(complaint, receipt_no)
            await work.commit()
        return complaint

    async def handle(self, receipt_no: str, *acts: Callable[[Complaint], None]) -> None:
        async with self.store.begin() as work:
            complaint = await work.complaints.get(receipt_no)
            assert complaint is not None
            for act in acts:
                act(complaint)
            assert await work.complaints.put(complaint)
            await work.commit()

    async def imported(self, tmp_path: Path, *rows: tuple[str, str], reported: str = "2026-11-10") -> None:
        """(claim number, status) each, of policy POL-1, as a file of the core system."""
        header = (
            "claim_no,policy_no,reported_at,date_of_loss,cause,status,amount_claimed,amount_approved,"
            "missing_documents,note"
        )
        lines = [f"{no},POL-1,{reported},{reported},漏水,{status},,,," for no, status in rows]
        file = tmp_path / "claims.csv"
        file.write_text("\n".join([header, *lines]), "utf-8")
        await self.services.imports.load("claims", file)

    def notices(self, outreach: Outreach) -> Notices:
        """As one more process would have them."""
        feed = Feed(self.engine, self.clock, self.services.changes, READER)
        notices = Notices(feed, self.services.changes, outreach)
        outreach.recheck(Kind.NOTICE, notices.recheck)
        return notices

    def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))
