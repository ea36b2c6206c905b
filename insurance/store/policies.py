"""Policies: insured, beneficiary and plate in one encrypted column."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.domain.products import Line
from insurance.domain.reminders import DuePolicy
from insurance.store.products import ProductRow
from insurance.store.upsert import upsert
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted, Fen


class PolicyRow(Base):
    __tablename__ = "policies"
    # Page by page through those of one day.
    __table_args__ = (
        Index("ix_policies_next_due_on_policy_no", "next_due_on", "policy_no"),
        Index("ix_policies_expires_on_policy_no", "expires_on", "policy_no"),
    )

    policy_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    product_code: Mapped[str] = mapped_column(ForeignKey("products.code"))
    customer_no: Mapped[str] = mapped_column(ForeignKey("customers.customer_no"), index=True)
    sum_insured: Mapped[Decimal | None] = mapped_column(Fen)
    premium: Mapped[Decimal] = mapped_column(Fen)
    pay_mode: Mapped[str] = mapped_column(String(16))
    effective_on: Mapped[date]
    expires_on: Mapped[date | None]
    next_due_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(16))
    personal: Mapped[str] = mapped_column(Encrypted)


class SqlPolicies:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    def _policy(self, row: PolicyRow) -> Policy:
        return Policy(
            policy_no=row.policy_no,
            product_code=row.product_code,
            customer_no=row.customer_no,
            sum_insured=row.sum_insured,
            premium=row.premium,
            pay_mode=PayMode(row.pay_mode),
            effective_on=row.effective_on,
            expires_on=row.expires_on,
            next_due_on=row.next_due_on,
            status=PolicyStatus(row.status),
            **self._keyring.decrypt_json(row.personal),
        )

    async def get(self, policy_no: str) -> Policy | None:
        for spelling in dict.fromkeys((policy_no, policy_no.upper(), policy_no.lower())):
            if (row := await self._db.get(PolicyRow, spelling)) is not None:
                return self._policy(row)
        return None

    async def of_customer(self, customer_no: str) -> list[Policy]:
        query = select(PolicyRow).where(PolicyRow.customer_no == customer_no).order_by(PolicyRow.policy_no)
        return [self._policy(row) for row in await self._db.scalars(query)]

    async def holders(self, line: Line | None = None) -> set[str]:
        query = (
            select(PolicyRow.customer_no).where(PolicyRow.status == PolicyStatus.IN_FORCE.value).distinct()
        )
        if line is not None:
            of_line = select(ProductRow.code).where(ProductRow.line == line.value)
            query = query.where(PolicyRow.product_code.in_(of_line))
        return set(await self._db.scalars(query))

    async def some(self, policy_nos: Collection[str]) -> dict[str, Policy]:
        rows = await self._db.scalars(select(PolicyRow).where(PolicyRow.policy_no.in_(policy_nos)))
        return {row.policy_no: self._policy(row) for row in rows}

    async def keys(self) -> set[str]:
        return set(await self._db.scalars(select(PolicyRow.policy_no)))

    async def product_codes(self) -> dict[str, str]:
        rows = await self._db.execute(select(PolicyRow.policy_no, PolicyRow.product_code))
        return {row.policy_no: row.product_code for row in rows}

    async def due_on(
        self, days: Collection[date], *, ends: bool, after: tuple[date, str] | None, limit: int
    ) -> list[DuePolicy]:
        column = PolicyRow.expires_on if ends else PolicyRow.next_due_on
        left = days if after is None else [day for day in days if day >= after[0]]
        query = _DUE.where(column.in_(left)).order_by(column, PolicyRow.policy_no).limit(limit)
        if after is not None:
            query = query.where(tuple_(column, PolicyRow.policy_no) > after)
        return [_due_policy(row) for row in await self._db.execute(query)]

    async def due(self, policy_nos: Collection[str]) -> dict[str, DuePolicy]:
        rows = await self._db.execute(_DUE.where(PolicyRow.policy_no.in_(policy_nos)))
        return {row.policy_no: _due_policy(row) for row in rows}

    async def put(self, policies: Sequence[Policy]) -> None:
        rows = [
            {
                "policy_no": policy.policy_no,
                "product_code": policy.product_code,
                "customer_no": policy.customer_no,
                "sum_insured": policy.sum_insured,
                "premium": policy.premium,
                "pay_mode": policy.pay_mode.value,
                "effective_on": policy.effective_on,
                "expires_on": policy.expires_on,
                "next_due_on": policy.next_due_on,
                "status": policy.status.value,
                "personal": self._keyring.encrypt_json(
                    {
                        "insured_name": policy.insured_name,
                        "beneficiary": policy.beneficiary,
                        "plate_no": policy.plate_no,
                    }
                ),
            }
            for policy in policies
        ]
        await upsert(self._db, PolicyRow, rows)


_DUE: Select[Any] = select(
    PolicyRow.policy_no,
    PolicyRow.product_code,
    PolicyRow.customer_no,
    PolicyRow.premium,
    PolicyRow.pay_mode,
    PolicyRow.expires_on,
    PolicyRow.next_due_on,
    PolicyRow.status,
)


def _due_policy(row: Any) -> DuePolicy:
    return DuePolicy(
        policy_no=row.policy_no,
        product_code=row.product_code,
        customer_no=row.customer_no,
        premium=row.premium,
        pay_mode=PayMode(row.pay_mode),
        expires_on=row.expires_on,
        next_due_on=row.next_due_on,
        status=PolicyStatus(row.status),
    )
