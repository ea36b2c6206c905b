"""Key rotation: every encrypted value under the newest key, every look-up digest computed anew."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from insurance.store.callbacks import FollowUpRow
from insurance.store.claim_documents import ClaimDocumentRow
from insurance.store.claim_reports import ClaimReportRow
from insurance.store.claims import ClaimEventRow, ClaimRow
from insurance.store.complaints import ComplaintEventRow, ComplaintRow
from insurance.store.customers import CustomerRow, customer_of_row, customer_row
from insurance.store.leads import LeadRow
from insurance.store.policies import PolicyRow
from insurance.store.servicing import ServicingEventRow, ServicingRow
from kernel.crypto import Keyring
from kernel.database import Base

BATCH = 500


async def rotate(engine: AsyncEngine, keyring: Keyring) -> int:
    """The number of rows rewritten. May be interrupted and repeated; the old key may go once it has returned.

    Identity counters keep the digests they have and are forgotten within a day; drop the old key after that.
    """

    def customer(row: CustomerRow) -> None:
        for name, value in customer_row(customer_of_row(row, keyring), keyring).items():
            setattr(row, name, value)

    def column(*names: str) -> Callable[[Any], None]:
        def rotate_columns(row: Any) -> None:
            for name in names:
                if (token := getattr(row, name)) is not None:
                    setattr(row, name, keyring.rotate(token))

        return rotate_columns

    return sum(
        [
            await _rewrite(engine, CustomerRow, customer),
            await _rewrite(engine, PolicyRow, column("personal")),
            await _rewrite(engine, ClaimRow, column("details")),
            await _rewrite(engine, ClaimEventRow, column("note")),
            await _rewrite(engine, ClaimReportRow, column("details")),
            await _rewrite(engine, ClaimDocumentRow, column("recognition")),
            await _rewrite(engine, ComplaintRow, column("words", "outcome")),
            await _rewrite(engine, ComplaintEventRow, column("note", "public_note")),
            await _rewrite(engine, ServicingRow, column("details")),
            await _rewrite(engine, ServicingEventRow, column("note")),
            await _rewrite(engine, LeadRow, column("personal")),
            await _rewrite(engine, FollowUpRow, column("personal")),
        ]
    )


async def _rewrite(engine: AsyncEngine, model: type[Base], change: Callable[[Any], None]) -> int:
    """Batch by batch along the primary key, each in its own transaction, so that nobody waits long."""
    keys = inspect(model).primary_key
    after: Any = None
    count = 0
    while True:
        async with AsyncSession(engine) as db:
            query = select(model).order_by(*keys).limit(BATCH).with_for_update()
            if after is not None:
                query = query.where(_beyond(keys, after))
            rows = list(await db.scalars(query))
            if not rows:
                return count
            for row in rows:
                change(row)
            after = inspect(rows[-1]).identity
            count += len(rows)
            await db.commit()


def _beyond(keys: Any, after: Any) -> Any:
    return tuple_(*keys) > tuple_(*after)
