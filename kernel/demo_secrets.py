"""Secrets that demo and test make for themselves. A mark at their beginning lets production know them."""

import os
from base64 import urlsafe_b64encode
from pathlib import Path
from secrets import token_bytes

from kernel.crypto import decode_key

_MARK = b"demo"


def is_demo(key: bytes) -> bool:
    """Also weak keys a person might have typed: one byte repeated."""
    return bool(key) and (key.startswith(_MARK) or len(set(key)) == 1)


def generated(file: Path) -> bytes:
    """The key kept in `file`, made on first use and readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = urlsafe_b64encode(_MARK + token_bytes(32 - len(_MARK)))
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return decode_key(file.read_text().strip())
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(new)
    return decode_key(new.decode())
