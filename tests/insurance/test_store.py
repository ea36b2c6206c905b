"""The store: rolling back, hiding personal data, rotating keys. Each on both databases."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.domain.callbacks import FollowUp
from insurance.domain.claim_documents import RecognitionState
from insurance.domain.claim_reports import Addition, ClaimReport
from insurance.domain.claims import Party
from insurance.domain.complaints import Complaint, ComplaintCategory, Handler, Outcome
from insurance.domain.consents import Consent
from insurance.domain.leads import Lead, LeadAnswers
from insurance.domain.products import Line
from insurance.domain.servicing import ServicingKind, ServicingRequest
from insurance.services.ports import Store, UnitOfWork
from insurance.store.unit_of_work import SqlStore
from kernel.crypto import Keyring, Undecryptable
from kernel.database import Base
from kernel.rotation import rotate
from tests.insurance.samples import a_claim, a_customer, a_policy, a_product, fill, id_number

AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
OLD, NEW = b"k" * 32, b"n" * 32
TABLES = (
    "customers",
    "policies",
    "claims",
    "claim_events",
    "claim_reports",
    "claim_documents",
    "complaints",
    "complaint_events",
    "servicing_requests",
    "servicing_events",
    "leads",
    "follow_ups",
)


async def fill_all(store: Store) -> None:
    await fill(store)
    claim = a_claim(cause="隐秘的病因", note="隐秘的备注")
    claim.submit(at=AT, by=Party.CLAIMANT, note="隐秘的事件")
    complaint = Complaint(
        "TS1", "talk", "C1", ComplaintCategory.OTHER, "隐秘的对象", "隐秘的经过", None, "19900000001", AT
    )
    complaint.register(
        at=AT, by="ann", owner=Handler("ann", "安宁"), note="隐秘的登记", public_note="隐秘的话"
    )
    complaint.outcome = Outcome("隐秘的决定", "隐秘的改进", "隐秘的道歉")
    async with store.begin() as work:
        await work.claims.put([claim])
        await work.complaints.add(complaint, "1")
        await add_report(work)
        await add_wishes(work)
        await work.commit()


REPORT = ClaimReport(
    claim_no="LP1",
    subject="talk",
    customer_no="C1",
    reported_at=AT,
    date_of_loss=AT.date(),
    line=Line.MEDICAL,
    policy_no="隐秘的保单号",
    place="隐秘的地点",
    cause="隐秘的起因",
    injury="隐秘的伤情",
    amount=Decimal("1234.50"),
    phone="19900000001",
    insured_name="演示客户",
    plate_no="隐秘的车牌",
    incident_id="STORM",
    additions=(Addition(AT, "隐秘的补充"),),
)
READ = {"amount": "88.00", "name": "隐秘的姓名"}


async def add_report(work: UnitOfWork) -> None:
    """A report and a document of it that was read."""
    await work.claim_reports.add(REPORT, "1")
    await work.claim_documents.add("LP1", "talk", "2", [("发票", "file")], AT)
    [document] = await work.claim_documents.of(["LP1"])
    await work.claim_documents.put_recognition(document.id, RecognitionState.DONE, READ, None)


async def add_wishes(work: UnitOfWork) -> None:
    """A servicing request, a lead and a follow-up, each with something to hide."""
    request = ServicingRequest(
        "BQ1", "talk", "C1", None, ServicingKind.OTHER, {"wish": "隐秘的变更"}, AT, AT.date()
    )
    request.accept(at=AT, by="ann")
    request.complete(at=AT, by="ann", note="隐秘的办理")
    lead = Lead(
        "XS1", "talk", "C1", LeadAnswers(concern="隐秘的顾虑"), "19900000001", Consent("1", AT), AT, AT
    )
    await work.servicing.add(request, "1")
    await work.leads.add(lead, "1")
    await work.callbacks.add(
        FollowUp("HF1", "talk", "C1", "19900000001", "隐秘的事由", "隐秘的时间", None, AT, AT), "1"
    )


async def test_leaving_without_commit_keeps_nothing(store: SqlStore) -> None:
    async with store.begin() as work:
        await work.products.put([a_product()])
    async with store.read() as work:
        assert await work.products.all() == []


async def test_records_come_back_as_they_went_in(store: SqlStore) -> None:
    await fill(store, customers=1)
    async with store.read() as work:
        assert await work.products.get("LONG1") == a_product()
        assert await work.customers.get("C1") == a_customer()
        assert await work.policies.of_customer("C1") == [a_policy()]
        assert await work.claims.of_customer("C1") == [a_claim()]


async def test_a_claims_history_grows_and_is_never_rewritten(store: SqlStore) -> None:
    await fill(store, customers=1)
    for step in ("submit", "accept"):
        async with store.begin() as work:
            claim = await work.claims.get("clm-1")
            assert claim is not None
            getattr(claim, step)(at=AT, by=Party.STAFF, note=step)
            await work.claims.put([claim])
            await work.commit()
    async with store.read() as work:
        claim = await work.claims.get("CLM-1")
    assert claim is not None
    assert [(event.status, event.note) for event in claim.events] == [
        ("reported", None),
        ("submitted", "submit"),
        ("accepted", "accept"),
    ]


async def test_no_personal_word_lies_open_in_the_database(store: SqlStore, engine: AsyncEngine) -> None:
    await fill_all(store)
    async with engine.connect() as connection:
        for table in TABLES:
            rows = str((await connection.exec_driver_sql(f"SELECT * FROM {table}")).all())
            for secret in ("演示客户", "19900000001", id_number(1), "青禾路", "隐秘"):
                assert secret not in rows, table


async def test_money_stays_exact(store: SqlStore) -> None:
    await fill(store, customers=1)
    async with store.begin() as work:
        await work.policies.put([a_policy(premium=Decimal("0.10"), sum_insured=Decimal("99999999999.99"))])
        await work.commit()
    async with store.read() as work:
        policy = await work.policies.get("POL-1")
    assert policy is not None
    assert (policy.premium, policy.sum_insured) == (Decimal("0.10"), Decimal("99999999999.99"))


async def test_after_rotation_the_old_key_may_go(engine: AsyncEngine) -> None:
    await fill_all(SqlStore(engine, Keyring([OLD])))
    new_only = SqlStore(engine, Keyring([NEW]))
    async with new_only.read() as work:
        with pytest.raises(Undecryptable):
            await work.customers.get("C1")
    done = await rotate(engine, Keyring([NEW, OLD]), Base.metadata)
    assert all(done[table].rewritten > 0 for table in TABLES)
    async with new_only.read() as work:
        assert [found.customer_no for found in await work.customers.by_phone("19900000001")] == ["C1"]
        assert await work.policies.get("POL-1") == a_policy()
        assert await work.claim_reports.get("LP1") == REPORT
        assert [document.recognition for document in await work.claim_documents.of(["LP1"])] == [READ]
        claim = await work.claims.get("CLM-1")
        complaint = await work.complaints.get("TS1")
        request = await work.servicing.get("BQ1")
        lead, follow_up = await work.leads.get("XS1"), await work.callbacks.get("HF1")
    assert request is not None and lead is not None and follow_up is not None
    assert (request.details["wish"], request.events[-1].note) == ("隐秘的变更", "隐秘的办理")
    assert (lead.answers.concern, follow_up.topic) == ("隐秘的顾虑", "隐秘的事由")
    assert claim is not None and claim.cause == "隐秘的病因" and claim.events[-1].note == "隐秘的事件"
    assert complaint is not None and complaint.events[-1].note == "隐秘的登记"
    assert complaint.events[-1].public_note == "隐秘的话" and complaint.outcome.decision == "隐秘的决定"


async def test_rows_of_both_keys_are_found_before_rotation(engine: AsyncEngine) -> None:
    await fill(SqlStore(engine, Keyring([OLD])))
    both = SqlStore(engine, Keyring([NEW, OLD]))
    async with both.begin() as work:
        await work.customers.put([a_customer(3, phone="19900000001")])
        await work.commit()
    async with both.read() as work:
        found = await work.customers.by_phone("19900000001")
    assert [customer.customer_no for customer in found] == ["C1", "C3"]
