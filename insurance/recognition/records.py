"""What can be read from a document: typed, each value with its confidence and its place. Proposals, never facts."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from insurance.recognition.layout import Span
from insurance.recognition.reader import Box

T_co = TypeVar("T_co", covariant=True)


class RecognisedKind(StrEnum):
    """The documents whose fields are read."""

    MEDICAL_INVOICE = "medical_invoice"  # 医疗收费票据
    DISCHARGE_SUMMARY = "discharge_summary"  # 出院小结
    ID_CARD = "id_card"  # 居民身份证, the side with the portrait
    BANK_CARD = "bank_card"  # 银行卡, the side with the number
    DRIVING_LICENCE = "driving_licence"  # 驾驶证
    VEHICLE_LICENCE = "vehicle_licence"  # 行驶证


@dataclass(frozen=True)
class Field(Generic[T_co]):
    """`confidence` 0 to 1: the print's own, less where nothing else on the page bears the value out.

    `spans`: the characters it was read from; `box` around the lines they stand in. The value is not in its `repr`.
    """

    value: T_co
    confidence: float
    spans: tuple[Span, ...]
    box: Box

    def __repr__(self) -> str:
        return f"Field({self.confidence:.2f})"


@dataclass(frozen=True)
class Recognised:
    """A document of one kind. None: not found on it."""

    kind: ClassVar[RecognisedKind]

    def found(self) -> Iterator[tuple[str, Field[Any]]]:
        """The fields that were found, by name."""
        for each in fields(self):
            if (value := getattr(self, each.name)) is not None:
                yield each.name, value

    def as_json(self) -> dict[str, Any]:
        """`{"kind", "fields": {name: {"value", "confidence", "box"}}}`; days ISO 8601, money a string of yuan."""
        return {
            "kind": self.kind.value,
            "fields": {
                name: {
                    "value": str(field.value),
                    "confidence": field.confidence,
                    "box": [field.box.left, field.box.top, field.box.right, field.box.bottom],
                }
                for name, field in self.found()
            },
        }


@dataclass(frozen=True)
class MedicalInvoice(Recognised):
    kind: ClassVar = RecognisedKind.MEDICAL_INVOICE

    total: Field[Decimal] | None
    issued_on: Field[date] | None
    hospital: Field[str] | None
    invoice_no: Field[str] | None
    payer: Field[str] | None


@dataclass(frozen=True)
class DischargeSummary(Recognised):
    kind: ClassVar = RecognisedKind.DISCHARGE_SUMMARY

    hospital: Field[str] | None
    admitted_on: Field[date] | None
    discharged_on: Field[date] | None
    diagnosis: Field[str] | None


@dataclass(frozen=True)
class IdCard(Recognised):
    """`number` has a right check character and a possible birth date."""

    kind: ClassVar = RecognisedKind.ID_CARD

    name: Field[str] | None
    number: Field[str] | None
    address: Field[str] | None


@dataclass(frozen=True)
class BankCard(Recognised):
    """`number`: 15 to 19 digits with a right check digit."""

    kind: ClassVar = RecognisedKind.BANK_CARD

    number: Field[str] | None
    bank: Field[str] | None


@dataclass(frozen=True)
class DrivingLicence(Recognised):
    kind: ClassVar = RecognisedKind.DRIVING_LICENCE

    name: Field[str] | None


@dataclass(frozen=True)
class VehicleLicence(Recognised):
    kind: ClassVar = RecognisedKind.VEHICLE_LICENCE

    plate_no: Field[str] | None
    owner: Field[str] | None
