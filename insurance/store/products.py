"""Products."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.products import Line, Product, RenewalTerm, TermType
from insurance.store.upsert import upsert
from kernel.database import Base


class ProductRow(Base):
    __tablename__ = "products"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    line: Mapped[str] = mapped_column(String(32))
    term_type: Mapped[str] = mapped_column(String(8))
    cooling_off_days: Mapped[int | None]
    grace_days: Mapped[int | None]
    waiting_days: Mapped[int | None]
    deductible: Mapped[str | None] = mapped_column(String(100))
    coverages: Mapped[str] = mapped_column(Text)
    exclusions: Mapped[str] = mapped_column(Text)
    renewal: Mapped[str] = mapped_column(String(16))
    clause_version: Mapped[str] = mapped_column(String(100))


def _product(row: ProductRow) -> Product:
    return Product(
        code=row.code,
        name=row.name,
        line=Line(row.line),
        term_type=TermType(row.term_type),
        cooling_off_days=row.cooling_off_days,
        grace_days=row.grace_days,
        waiting_days=row.waiting_days,
        deductible=row.deductible,
        coverages=tuple(json.loads(row.coverages)),
        exclusions=tuple(json.loads(row.exclusions)),
        renewal=RenewalTerm(row.renewal),
        clause_version=row.clause_version,
    )


class SqlProducts:
    def __init__(self, db: AsyncSession) -> None:
        self._db = db

    async def get(self, code: str) -> Product | None:
        row = await self._db.get(ProductRow, code)
        return None if row is None else _product(row)

    async def all(self) -> list[Product]:
        rows = await self._db.scalars(select(ProductRow).order_by(ProductRow.code))
        return [_product(row) for row in rows]

    async def some(self, codes: Collection[str]) -> dict[str, Product]:
        rows = await self._db.scalars(select(ProductRow).where(ProductRow.code.in_(codes)))
        return {row.code: _product(row) for row in rows}

    async def keys(self) -> set[str]:
        return set(await self._db.scalars(select(ProductRow.code)))

    async def put(self, products: Sequence[Product]) -> None:
        rows = [
            {
                "code": product.code,
                "name": product.name,
                "line": product.line.value,
                "term_type": product.term_type.value,
                "cooling_off_days": product.cooling_off_days,
                "grace_days": product.grace_days,
                "waiting_days": product.waiting_days,
                "deductible": product.deductible,
                "coverages": json.dumps(product.coverages, ensure_ascii=False),
                "exclusions": json.dumps(product.exclusions, ensure_ascii=False),
                "renewal": product.renewal.value,
                "clause_version": product.clause_version,
            }
            for product in products
        ]
        await upsert(self._db, ProductRow, rows)
