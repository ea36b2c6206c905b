"""Customer 客户: who holds policies."""

import hmac
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from insurance.domain import id_numbers
from insurance.domain.errors import InvalidValue
from kernel.masking import EMAIL, show_email, show_phone


class IdType(StrEnum):
    ID_CARD = "id_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    OTHER = "other"


ContactField = Literal["phone", "address", "email"]


@dataclass(frozen=True, repr=False)
class Customer:
    """`repr` shows the number only, so that no log or traceback carries a name."""

    customer_no: str
    name: str
    id_type: IdType
    id_number: str
    phone: str | None
    email: str | None
    address: str | None

    def __repr__(self) -> str:
        return f"Customer({self.customer_no})"

    def has_id_last4(self, last4: str) -> bool:
        """Whether the id number ends so; in constant time, x and X alike."""
        return hmac.compare_digest(self.id_number[-4:].upper().encode(), last4.strip().upper().encode())

    def contact(self, field: ContactField) -> str | None:
        return {"phone": self.phone, "address": self.address, "email": self.email}[field]

    def with_contact(self, field: ContactField, value: str) -> "Customer":
        match field:
            case "phone":
                return replace(self, phone=value)
            case "address":
                return replace(self, address=value)
            case "email":
                return replace(self, email=value)

    def age(self, on: date) -> int | None:
        """Full years, known from an id card only."""
        return id_numbers.age(self.id_number, on) if self.id_type is IdType.ID_CARD else None


def plain_phone(text: str) -> str:
    """A phone number without blanks, hyphens and the country code 86, so that all spellings compare equal."""
    folded = re.sub(r"[\s\-–—()]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)", "", folded)


def is_mobile(phone: str) -> bool:
    return re.fullmatch(r"1[3-9][0-9]{9}", phone) is not None


def is_phone(number: str) -> bool:
    """A mobile, or a line at home with its area code."""
    return is_mobile(number) or re.fullmatch(r"0[1-9][0-9]{9,10}", number) is not None


# Han and Latin letters, digits and what stands between them in an address; at least one Han character or two letters.
_ADDRESS = re.compile(r"(?=.*(?:[\u4e00-\u9fff]|[A-Za-z].*[A-Za-z]))[\w \-#()/.,、。·:&']{6,120}")


def read_contact(field: ContactField, text: str) -> str:
    """The value to be stored; `InvalidValue` (field, reason `form`) for what cannot be one.

    An e-mail address is what the masks know as one, so that nothing is stored that a log would show.
    """
    value = " ".join(unicodedata.normalize("NFKC", text).split())
    match field:
        case "phone":
            value = plain_phone(value)
            sound = is_mobile(value)
        case "email":
            sound = len(value) <= 254 and EMAIL.fullmatch(value) is not None
        case "address":
            sound = _ADDRESS.fullmatch(value) is not None
    if not sound:
        raise InvalidValue(field, "form")
    return value


def show_contact(field: ContactField, value: str) -> str:
    """The value as anybody may see it."""
    shown = {"phone": show_phone, "email": show_email, "address": show_address}
    return shown[field](value)


def show_address(address: str) -> str:
    """An address down to the district: 广东省深圳市南山区科技路1号 → 广东省深圳市南山区***"""
    known = re.match(r"(?:.{2,8}?(?:省|自治区))?(?:.{2,8}?(?:市|州|盟))?(?:.{1,8}?(?:区|县|旗|市))?", address)
    kept = known.group() if known else ""
    return f"{kept}***"
