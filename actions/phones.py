"""Phone numbers in what customers type."""

import re
import unicodedata

from kernel.masking import PHONE

_LANDLINE = re.compile(r"(?<!\d)(0[1-9]\d{1,2})[\s\-—()]*(\d{7,8})(?!\d)")
_GAPS = re.compile(r"(?<=\d)[\s\-—]+(?=\d)")


def phone_in(text: str) -> str | None:
    """The first mobile number in `text`, written with gaps or without."""
    folded = unicodedata.normalize("NFKC", text)
    found = PHONE.search(folded) or PHONE.search(_GAPS.sub("", folded))
    return found.group(1) if found else None


def landline_in(text: str) -> str | None:
    """The first line at home in `text`, with its area code, digits only."""
    found = _LANDLINE.search(unicodedata.normalize("NFKC", text))
    return "".join(found.groups()) if found else None
