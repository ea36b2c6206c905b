"""Numbers a customer reads out: of complaints, servicing requests, leads and follow-ups."""

import secrets
from datetime import date

# Base32 without letters that are mistaken for digits.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def receipt_no(prefix: str, on: date) -> str:
    """`prefix`, the day, eight random characters (40 bits): a neighbour's number cannot be guessed."""
    noise = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{prefix}{on:%Y%m%d}{noise}"
