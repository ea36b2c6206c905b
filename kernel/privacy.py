"""What becomes of what is kept of a person who asks for it to be erased; the words for people are with the command."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fate(StrEnum):
    """Of a table's rows about a customer, when that customer is erased."""

    GOES = "goes"
    # The row stays without a word of theirs: a figure, or proof that something was sent.
    WORDS_GO = "words_go"
    # While a rule keeps it (`insurance.domain.retention`); goes when that is over.
    KEPT = "kept"
    # About staff's work or the house; holds nothing a customer said or is known by.
    NOT_THEIRS = "not_theirs"


class Basis(StrEnum):
    """Why something goes, or stays."""

    ASKED = "asked"  # nothing keeps it (个人信息保护法 47)
    OVER = "over"  # what kept it is over (个人信息保护法 19)
    RUNNING = "running"  # the contract or the case goes on (个人信息保护法 13: needed for it)
    CONTRACT = "contract"  # papers of contracts, identity and transactions (保险法 87, 反洗钱法 34)
    COMPLAINT = "complaint"  # papers of complaints (house rule)
    CONSENT = "consent"  # proof of what was agreed to and refused, kept with the customer's record
    FIGURE = "figure"  # a count or a score without words
    UNSENT = "unsent"  # has to be told while the contract runs
    SHARED = "shared"  # another customer was checked in the same conversation
    TO_DO = "to_do"  # work on what stays that is not done yet
    AUDIT = "audit"  # who saw and changed what (个人信息保护法 51, 54)


@dataclass(frozen=True)
class Entry:
    """A line of the two lists. `noun`: what it is of; `until`: the last day it is kept, None: no day is known yet."""

    noun: str
    count: int
    basis: Basis
    until: date | None = None


def entries(*found: Entry) -> list[Entry]:
    """Those that are about anything."""
    return [each for each in found if each.count]
