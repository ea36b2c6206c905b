"""Consents 同意: what exactly a customer agreed to. A wording never changes; a new text is a new version."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Wording:
    """What is read to the customer. Texts of old versions stay in the history of this file."""

    version: str
    text: str


@dataclass(frozen=True)
class Consent:
    """`wording`: the version agreed to."""

    wording: str
    at: datetime
