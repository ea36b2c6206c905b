"""Customers: personal data in one encrypted column, found through keyed digests of phone and id number."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import String, Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.customers import Customer, IdType
from insurance.store.upsert import Row, upsert
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted
from kernel.rotation import DIGEST, Digest


class CustomerRow(Base):
    __tablename__ = "customers"

    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    id_type: Mapped[str] = mapped_column(String(20))
    phone_digest: Mapped[str | None] = mapped_column(
        String(64), index=True, info={DIGEST: Digest("personal", "phone", "phone")}
    )
    id_number_digest: Mapped[str] = mapped_column(
        String(64), index=True, info={DIGEST: Digest("personal", "id_number", "id_number")}
    )
    personal: Mapped[str] = mapped_column(Encrypted)
    deceased_on: Mapped[date | None]


def customer_row(customer: Customer, keyring: Keyring) -> Row:
    """The row with digests and ciphertext under the newest key."""
    personal = {
        "name": customer.name,
        "id_number": customer.id_number,
        "phone": customer.phone,
        "email": customer.email,
        "address": customer.address,
    }
    return {
        "customer_no": customer.customer_no,
        "id_type": customer.id_type.value,
        "phone_digest": keyring.index(customer.phone, "phone") if customer.phone else None,
        "id_number_digest": keyring.index(customer.id_number, "id_number"),
        "personal": keyring.encrypt_json(personal),
    }


def customer_of_row(row: CustomerRow, keyring: Keyring) -> Customer:
    personal = keyring.decrypt_json(row.personal)
    return Customer(customer_no=row.customer_no, id_type=IdType(row.id_type), **personal)


class SqlCustomers:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def get(self, customer_no: str, *, lock: bool = False) -> Customer | None:
        row = await self._db.get(CustomerRow, customer_no, populate_existing=lock, with_for_update=lock)
        return None if row is None else customer_of_row(row, self._keyring)

    async def by_phone(self, phone: str) -> list[Customer]:
        digests = self._keyring.indexes(phone, "phone")
        query = (
            select(CustomerRow).where(CustomerRow.phone_digest.in_(digests)).order_by(CustomerRow.customer_no)
        )
        return [customer_of_row(row, self._keyring) for row in await self._db.scalars(query)]

    async def keys(self) -> set[str]:
        return set(await self._db.scalars(select(CustomerRow.customer_no)))

    async def deceased(self, customer_nos: Collection[str]) -> set[str]:
        died = CustomerRow.deceased_on.is_not(None)
        query = select(CustomerRow.customer_no).where(CustomerRow.customer_no.in_(customer_nos), died)
        return set(await self._db.scalars(query))

    async def set_deceased(self, days: Mapping[str, date | None]) -> None:
        if not days:
            return
        table = CustomerRow.__table__
        assert isinstance(table, Table)
        statement = (
            update(table).where(table.c.customer_no == bindparam("no")).values(deceased_on=bindparam("day"))
        )
        connection = await self._db.connection()
        await connection.execute(statement, [{"no": no, "day": day} for no, day in days.items()])

    async def put(self, customers: Sequence[Customer]) -> None:
        await upsert(self._db, CustomerRow, [customer_row(customer, self._keyring) for customer in customers])
