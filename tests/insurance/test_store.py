"""The store: rolling back, hiding personal data, rotating keys. Each on both databases."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.domain.claims import Party
from insurance.domain.complaints import Complaint, ComplaintCategory
from insurance.services.ports import Store
from insurance.store.rotation import rotate
from insurance.store.unit_of_work import SqlStore
from kernel.crypto import Keyring, Undecryptable
from tests.insurance.samples import a_claim, a_customer, a_policy, a_product, fill, id_number

AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
OLD, NEW = b"k" * 32, b"n" * 32
TABLES = ("customers", "policies", "claims", "claim_events", "complaints", "complaint_events")


async def fill_all(store: Store) -> None:
    await fill(store)
    claim = a_claim(cause="隐秘的病因", note="隐秘的备注")
    claim.submit(at=AT, by=Party.CLAIMANT, note="隐秘的事件")
    complaint = Complaint(
        "TS1", "talk", "C1", ComplaintCategory.OTHER, "隐秘的对象", "隐秘的经过", None, "19900000001", AT
    )
    complaint.register(at=AT, by="ann", note="隐秘的登记")
    async with store.begin() as work:
        await work.claims.put([claim])
        await work.complaints.add(complaint, "1")
        await work.commit()


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
    assert await rotate(engine, Keyring([NEW, OLD])) > 0
    async with new_only.read() as work:
        assert [found.customer_no for found in await work.customers.by_phone("19900000001")] == ["C1"]
        assert await work.policies.get("POL-1") == a_policy()
        claim = await work.claims.get("CLM-1")
        complaint = await work.complaints.get("TS1")
    assert claim is not None and claim.cause == "隐秘的病因" and claim.events[-1].note == "隐秘的事件"
    assert complaint is not None and complaint.events[-1].note == "隐秘的登记"


async def test_rows_of_both_keys_are_found_before_rotation(engine: AsyncEngine) -> None:
    await fill(SqlStore(engine, Keyring([OLD])))
    both = SqlStore(engine, Keyring([NEW, OLD]))
    async with both.begin() as work:
        await work.customers.put([a_customer(3, phone="19900000001")])
        await work.commit()
    async with both.read() as work:
        found = await work.customers.by_phone("19900000001")
    assert [customer.customer_no for customer in found] == ["C1", "C3"]
