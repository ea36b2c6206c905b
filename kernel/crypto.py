"""Field encryption with key rotation, and a keyed index to look encrypted values up.

A key is 32 random bytes (urlsafe base64 in settings). Two keys are derived from it: one for Fernet (AES-CBC +
HMAC) and one for the index (HMAC-SHA-256), so that the index never tells anything about the ciphertext.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from kernel.errors import BaowenError


class Undecryptable(BaowenError):
    """None of the keys opens the value: a key was dropped before its data was re-encrypted."""

    code = "undecryptable"


def decode_key(text: str) -> bytes:
    """32 bytes from urlsafe base64; `ValueError` when it is anything else."""
    key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if len(key) != 32:
        raise ValueError(f"a key has 32 bytes, this one {len(key)}")
    return key


class Keyring:
    """Encrypts with the newest key and opens with any; `keys` newest first."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("a keyring needs at least one key")
        self._keys = list(keys)

    @cached_property
    def names(self) -> list[str]:
        """What reports call the keys, newest first: eight hex digits that tell keys apart and nothing of them."""
        return [hmac.digest(key, b"baowen:name", "sha256").hex()[:8] for key in self._keys]

    @cached_property
    def _fernets(self) -> list[Fernet]:
        derived = (hmac.digest(key, b"baowen:encrypt", "sha256") for key in self._keys)
        return [Fernet(base64.urlsafe_b64encode(key)) for key in derived]

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet(self._fernets)

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise Undecryptable() from error

    def encrypt_json(self, value: Any) -> str:
        return self.encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def decrypt_json(self, token: str) -> Any:
        return json.loads(self.decrypt(token))

    def rotate(self, token: str) -> str:
        """The same value under the newest key; `Undecryptable`."""
        try:
            return self._fernet.rotate(token.encode()).decode()
        except InvalidToken as error:
            raise Undecryptable() from error

    def place_of(self, token: str) -> int:
        """Which of the keys opens it, 0 the newest: a token does not tell, so they are tried. `Undecryptable`."""
        for place, fernet in enumerate(self._fernets):
            try:
                fernet.decrypt(token.encode())
            except InvalidToken:
                continue
            return place
        raise Undecryptable()

    def index(self, value: str, purpose: str) -> str:
        """The look-up digest of `value` under the newest key; `purpose` keeps columns apart ("phone")."""
        return self.indexes(value, purpose)[0]

    def indexes(self, value: str, purpose: str) -> list[str]:
        """One digest per key, newest first: match a column with `IN` while rows of older keys remain."""
        return [
            hmac.new(
                hmac.digest(key, b"baowen:index", "sha256"),
                f"{purpose}\0{value}".encode(),
                hashlib.sha256,
            ).hexdigest()
            for key in self._keys
        ]
