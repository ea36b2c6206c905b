"""Customer 客户: who holds policies."""

import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurance.domain import id_numbers


class IdType(StrEnum):
    ID_CARD = "id_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    OTHER = "other"


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

    def age(self, on: date) -> int | None:
        """Full years, known from an id card only."""
        return id_numbers.age(self.id_number, on) if self.id_type is IdType.ID_CARD else None


def plain_phone(text: str) -> str:
    """A phone number without blanks, hyphens and the country code 86, so that all spellings compare equal."""
    folded = re.sub(r"[\s\-–—()]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)", "", folded)


def is_mobile(phone: str) -> bool:
    return re.fullmatch(r"1[3-9][0-9]{9}", phone) is not None


def show_address(address: str) -> str:
    """An address down to the district: 广东省深圳市南山区科技路1号 → 广东省深圳市南山区***"""
    known = re.match(r"(?:.{2,8}?(?:省|自治区))?(?:.{2,8}?(?:市|州|盟))?(?:.{1,8}?(?:区|县|旗|市))?", address)
    kept = known.group() if known else ""
    return f"{kept}***"
