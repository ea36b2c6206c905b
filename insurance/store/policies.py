"""Policies: insured, beneficiary and plate in one encrypted column."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.store.upsert import upsert
from kernel.crypto import Keyring
from kernel.database import Base, Fen


class PolicyRow(Base):
    __tablename__ = "policies"

    policy_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    product_code: Mapped[str] = mapped_column(ForeignKey("products.code"))
    customer_no: Mapped[str] = mapped_column(ForeignKey("customers.customer_no"), index=True)
    sum_insured: Mapped[Decimal | None] = mapped_column(Fen)
    premium: Mapped[Decimal] = mapped_column(Fen)
    pay_mode: Mapped[str] = mapped_column(String(16))
    effective_on: Mapped[date]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    next_due_on: Mapped[date | None] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(16))
    personal: Mapped[str] = mapped_column(Text)


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

    async def keys(self) -> set[str]:
        return set(await self._db.scalars(select(PolicyRow.policy_no)))

    async def product_codes(self) -> dict[str, str]:
        rows = await self._db.execute(select(PolicyRow.policy_no, PolicyRow.product_code))
        return {row.policy_no: row.product_code for row in rows}

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
