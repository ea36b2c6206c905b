"""Cadence: on which days reminders of a policy fall due. Data, in `cadence.yml` beside this file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_FARTHEST = 400  # days; more is a slip of the pen
_USUAL_GRACE = 60


class ReminderCase(StrEnum):
    INSTALMENT = "instalment"  # 续期
    RENEWAL = "renewal"  # 续保 of medical, accident and other one-year cover
    AUTO = "auto"


class Notice(StrEnum):
    """ADVANCE may be switched off, CONTRACT not."""

    ADVANCE = "advance"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Step:
    """`day` relative to the due day of an instalment or the end of cover of a renewal. `repeat_days`: again every so
    many days until two years after suspension (保险法 37). `in_window`: only if renewal is open on that day already.
    """

    case: ReminderCase
    day: int
    notice: Notice = Notice.ADVANCE
    repeat_days: int | None = None
    in_window: bool = False

    def days(self, grace_days: int | None, last: int) -> Iterator[tuple[int, int]]:
        """Name and day of each time it comes, up to day `last`: the name is the day as the table has it."""
        shift = 0
        if self.case is ReminderCase.INSTALMENT and self.notice is Notice.CONTRACT and grace_days is not None:
            shift = grace_days - _USUAL_GRACE
        name = self.day
        while name + shift <= last:
            yield name, name + shift
            if self.repeat_days is None:
                return
            name += self.repeat_days


class CadenceError(ValueError):
    """`at`: where in the file."""

    def __init__(self, at: str, reason: str) -> None:
        super().__init__(f"{at}: {reason}")
        self.at = at
        self.reason = reason


Steps = Mapping[ReminderCase, tuple[Step, ...]]


@dataclass(frozen=True)
class Cadence:
    """Every case has steps; `products`: product code → the cases that differ for it."""

    cases: Steps
    products: Mapping[str, Steps] = field(default_factory=dict)

    def steps(self, case: ReminderCase, product_code: str) -> tuple[Step, ...]:
        return self.products.get(product_code, {}).get(case, self.cases[case])


def read_cadence(text: str) -> Cadence:
    """The cadence of a YAML text as in `cadence.yml`; `CadenceError` for what makes no sense."""
    try:
        document = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise CadenceError(at="", reason="not_yaml") from error
    _known(document, "", {"cases", "products"})
    cases = _cases(document.get("cases"), "cases")
    if missing := [case.value for case in ReminderCase if case not in cases]:
        raise CadenceError(at="cases", reason=f"missing {', '.join(missing)}")
    products = document.get("products") or {}
    if not isinstance(products, dict):
        raise CadenceError(at="products", reason="not_a_table")
    return Cadence(cases, {str(code): _cases(own, f"products.{code}") for code, own in products.items()})


def _known(table: Any, at: str, names: set[str]) -> None:
    if not isinstance(table, dict):
        raise CadenceError(at=at, reason="not_a_table")
    if strange := sorted(str(name) for name in table if name not in names):
        raise CadenceError(at=at, reason=f"unknown {', '.join(strange)}")


def _cases(table: Any, at: str) -> Steps:
    _known(table, at, {case.value for case in ReminderCase})
    return {
        ReminderCase(name): _steps(ReminderCase(name), rows, f"{at}.{name}") for name, rows in table.items()
    }


def _steps(case: ReminderCase, rows: Any, at: str) -> tuple[Step, ...]:
    if not isinstance(rows, list):
        raise CadenceError(at=at, reason="not_a_list")
    steps = tuple(_step(case, row, f"{at}[{number}]") for number, row in enumerate(rows))
    days = [step.day for step in steps]
    if days != sorted(set(days)):
        raise CadenceError(at=at, reason="days_out_of_order")
    if not any(step.notice is Notice.CONTRACT for step in steps):
        # Whatever was switched off, the customer hears that cover has ended.
        raise CadenceError(at=at, reason="no_contract_notice")
    if any(step.repeat_days for step in steps[:-1]):
        raise CadenceError(at=at, reason="only_the_last_repeats")
    return steps


def _step(case: ReminderCase, row: Any, at: str) -> Step:
    if not isinstance(row, dict):
        row = {"day": row}
    _known(row, at, {"day", "contract", "repeat_days", "in_window"})
    day, repeat = row.get("day"), row.get("repeat_days")
    contract, in_window = row.get("contract", False), row.get("in_window", False)
    if type(day) is not int or abs(day) > _FARTHEST:
        raise CadenceError(at=at, reason="bad_day")
    if type(contract) is not bool or type(in_window) is not bool:
        raise CadenceError(at=at, reason="not_true_or_false")
    if repeat is not None and (type(repeat) is not int or not 1 <= repeat <= _FARTHEST):
        raise CadenceError(at=at, reason="bad_repeat_days")
    if repeat is not None and case is not ReminderCase.INSTALMENT:
        raise CadenceError(at=at, reason="only_suspension_repeats")
    if in_window and case is not ReminderCase.AUTO:
        raise CadenceError(at=at, reason="no_window")
    return Step(case, day, Notice.CONTRACT if contract else Notice.ADVANCE, repeat, in_window)


DEFAULT_CADENCE = read_cadence(Path(__file__).with_name("cadence.yml").read_text("utf-8"))
CADENCE = DEFAULT_CADENCE.cases
