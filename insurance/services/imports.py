"""Import of the insurer's own data: all rows or none, and every bad row is named."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from insurance.domain.claims import Claim
from insurance.domain.errors import ImportRejected, InsuranceError, Problem
from insurance.domain.products import Line, inconsistencies
from insurance.services import kinds
from insurance.services.cells import Reason
from insurance.services.kinds import KINDS, Kind
from insurance.services.ports import Store, UnitOfWork
from insurance.services.tables import RawRow, rows_of
from kernel.clock import Clock, today

__all__ = ["ImportRejected", "ImportReport", "ImportService", "Problem", "UnknownKind"]


class UnknownKind(InsuranceError):
    """`data`: kind, kinds (those there are)."""

    code = "unknown_kind"


@dataclass(frozen=True)
class ImportReport:
    """`warnings` name imported products that break a rule of the law or of wording; their `reason` is a rule's code."""

    created: int
    updated: int
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Row:
    line: int
    values: Mapping[str, Any]


class ImportService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def load(self, kind: str, path: Path) -> ImportReport:
        """Import `path` (CSV in UTF-8, or XLSX) as products, customers, policies or claims, replacing by natural key.

        `ImportRejected` with every problem found, in file order, and then nothing is stored; `UnknownKind`; `OSError`.
        """
        if kind not in KINDS:
            raise UnknownKind(kind=kind, kinds=list(KINDS))
        # Reading tens of thousands of rows takes seconds: not on the event loop's thread.
        rows, problems = await asyncio.to_thread(self._read, KINDS[kind], path)
        async with self._store.begin() as work:
            problems += await _unknown_references(work, kind, rows)
            if problems:
                raise ImportRejected(sorted(problems, key=lambda problem: problem.line))
            match kind:
                case "products":
                    report = await self._products(work, rows)
                case "customers":
                    report = await self._customers(work, rows)
                case "policies":
                    report = await self._policies(work, rows)
                case _:
                    report = await self._claims(work, rows)
            await work.commit()
        return report

    def _read(self, kind: Kind, path: Path) -> tuple[list[_Row], list[Problem]]:
        """Rows whose cells are sound, and what is wrong with the others."""
        raw_rows = rows_of(path)
        header = next(raw_rows, None)
        if header is None:
            raise ImportRejected([Problem(1, None, Reason.EMPTY_FILE.value)])
        names = [name.lower() for name in header.cells]
        _check_header(kind, names, header.line)
        on = today(self._clock)
        rows: list[_Row] = []
        problems: list[Problem] = []
        first_lines: dict[str, int] = {}
        try:
            for raw in raw_rows:
                if len(raw.cells) != len(names):
                    problems.append(Problem(raw.line, None, Reason.WRONG_NUMBER_OF_CELLS.value))
                    continue
                values, wrong = kinds.read_row(kind, dict(zip(names, raw.cells, strict=True)))
                wrong = wrong or kind.check(values, on)
                wrong += _repeated_key(kind, raw, values.get(kind.key), first_lines)
                problems += [Problem(raw.line, column, reason.value) for column, reason in wrong]
                if not wrong:
                    rows.append(_Row(raw.line, values))
        except ImportRejected as broken_off:
            # The file cannot be read on from here; what was wrong before is told all the same.
            problems += broken_off.problems
        return rows, problems

    async def _products(self, work: UnitOfWork, rows: Sequence[_Row]) -> ImportReport:
        products = [kinds.product(row.values) for row in rows]
        known = await work.products.keys()
        await work.products.put(products)
        warnings = [
            Problem(row.line, None, rule)
            for row, product in zip(rows, products, strict=True)
            for rule in inconsistencies(product)
        ]
        return _report([product.code for product in products], known, tuple(warnings))

    async def _customers(self, work: UnitOfWork, rows: Sequence[_Row]) -> ImportReport:
        known = await work.customers.keys()
        await work.customers.put([kinds.customer(row.values) for row in rows])
        died = {
            row.values["customer_no"]: row.values["deceased_on"]
            for row in rows
            if "deceased_on" in row.values
        }
        await work.customers.set_deceased(died)
        return _report([row.values["customer_no"] for row in rows], known)

    async def _policies(self, work: UnitOfWork, rows: Sequence[_Row]) -> ImportReport:
        known = await work.policies.keys()
        await work.policies.put([kinds.policy(row.values) for row in rows])
        return _report([row.values["policy_no"] for row in rows], known)

    async def _claims(self, work: UnitOfWork, rows: Sequence[_Row]) -> ImportReport:
        numbers = [row.values["claim_no"] for row in rows]
        # Locked: what somebody does to a claim meanwhile would take the number of the event that is written here.
        stored = await work.claims.all(numbers, lock=True)
        lines = {product.code: product.line for product in await work.products.all()}
        codes = await work.policies.product_codes()
        claims = [
            self._claim(row.values, lines[codes[row.values["policy_no"]]], stored.get(row.values["claim_no"]))
            for row in rows
        ]
        await work.claims.put(claims)
        return _report(numbers, stored)

    def _claim(self, values: Mapping[str, Any], line: Line, stored: Claim | None) -> Claim:
        facts = {name: value for name, value in values.items() if name != "status"}
        claim = Claim(line=line, **facts) if stored is None else replace(stored, line=line, **facts)
        if claim.status is not values["status"]:
            set_status = claim.take_over if stored is None else claim.set_by_core_system
            set_status(values["status"], at=self._clock.now(), note=claim.note)
        return claim


def _check_header(kind: Kind, names: Sequence[str], line: int) -> None:
    problems = [
        Problem(line, name or None, Reason.UNKNOWN_COLUMN.value)
        for name in dict.fromkeys(names)
        if name not in kind.columns
    ]
    problems += [
        Problem(line, name, Reason.DUPLICATE_COLUMN.value)
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    problems += [
        Problem(line, name, Reason.MISSING_COLUMN.value)
        for name, column in kind.columns.items()
        if name not in names and not column.optional
    ]
    if problems:
        raise ImportRejected(problems)


def _repeated_key(
    kind: Kind, raw: RawRow, key: str | None, first_lines: dict[str, int]
) -> list[tuple[str, Reason]]:
    if key is None:
        return []
    first = first_lines.setdefault(key, raw.line)
    return [] if first == raw.line else [(kind.key, Reason.DUPLICATE_KEY)]


async def _unknown_references(work: UnitOfWork, kind: str, rows: Sequence[_Row]) -> list[Problem]:
    referred: dict[str, set[str]] = {}
    if kind == "policies":
        referred = {"product_code": await work.products.keys(), "customer_no": await work.customers.keys()}
    elif kind == "claims":
        referred = {"policy_no": await work.policies.keys()}
    return [
        Problem(row.line, column, Reason.UNKNOWN_REFERENCE.value)
        for row in rows
        for column, known in referred.items()
        if row.values[column] not in known
    ]


def _report(keys: Sequence[str], known: Collection[str], warnings: tuple[Problem, ...] = ()) -> ImportReport:
    updated = sum(key in known for key in keys)
    return ImportReport(len(keys) - updated, updated, warnings)
