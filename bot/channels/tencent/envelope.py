"""Who says a callback comes from the platform: signatures, and the AES envelope around messages.

The scheme is Tencent's WXBizMsgCrypt, the same for Official Account (receiver: appid) and WeCom (receiver: corpid):
AES-256-CBC over `random(16) | length, 4 bytes big-endian | message | receiver`, padded to a multiple of 32 bytes.
The cipher proves nothing by itself; `msg_signature`, which covers it, does.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.channels.tencent import xml
from bot.channels.tencent.errors import BadEnvelope, BadXml, Refusal
from kernel.clock import Clock

FRESH = timedelta(seconds=300)  # our rule: the platform defines none
MAX_BYTES = xml.MAX_BYTES

_AES_BLOCK = 16
_PADDED_TO = 32  # not AES's 16: a usual PKCS#7 unpadder refuses what is right
_HEAD = 20  # random and length
_MAX_PARAMETER = 1_024
_TIMESTAMP = re.compile(r"[0-9]{10}")


def signature(*parts: str) -> str:
    """SHA-1 in hex over the parts, sorted by their bytes and joined."""
    joined = b"".join(sorted(part.encode(errors="surrogatepass") for part in parts))
    return hashlib.sha1(joined).hexdigest()  # noqa: S324 (theirs to choose)


class AesKey:
    """One EncodingAESKey: 43 letters and digits; `ValueError` for anything else."""

    def __init__(self, text: str) -> None:
        if not re.fullmatch("[A-Za-z0-9]{43}", text):
            raise ValueError("an EncodingAESKey has 43 letters and digits")
        key = base64.b64decode(text + "=")
        self._cipher = Cipher(AES256(key), CBC(key[:_AES_BLOCK]))

    def encrypt(self, message: bytes, receiver: str) -> str:
        """Base64 of the sealed message."""
        plain = secrets.token_hex(8).encode() + len(message).to_bytes(4, "big") + message + receiver.encode()
        padding = _PADDED_TO - len(plain) % _PADDED_TO
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, sealed: bytes) -> tuple[bytes, bytes] | None:
        """Message and receiver; None when this key does not open it. `sealed`: whole blocks, at least one."""
        decryptor = self._cipher.decryptor()
        padded = decryptor.update(sealed) + decryptor.finalize()
        padding = padded[-1]
        if not 1 <= padding <= _PADDED_TO or padded[-padding:] != bytes([padding]) * padding:
            return None
        plain = padded[:-padding]
        end = _HEAD + int.from_bytes(plain[_HEAD - 4 : _HEAD], "big")
        if end > len(plain):
            return None
        return plain[_HEAD:end], plain[end:]


class Opened(NamedTuple):
    """A message, and the key that opened it: the passive reply is sealed with the same."""

    message: xml.Element
    key: AesKey


class Envelope:
    """One account's secrets of the callback. Every refusal is a `BadEnvelope`."""

    def __init__(
        self, *, token: str, key: str, receiver: str, clock: Clock, previous_key: str | None = None
    ) -> None:
        """`key`, `previous_key`: EncodingAESKey, now and before its last change. `receiver`: appid or corpid."""
        if not token or not receiver:
            # With an empty token anybody could sign.
            raise ValueError("an envelope needs a token and a receiver")
        self._token = token
        self._receiver = receiver
        self._keys = [AesKey(key)] + ([AesKey(previous_key)] if previous_key else [])
        self._clock = clock

    def check(self, query: Mapping[str, str]) -> None:
        """The plain `signature`, which proves the query but says nothing of a body.

        Enough for a body only where the account is set to plain mode: who once saw a signature could send any body with it.
        """
        self._authentic(query, "signature")

    def echo(self, query: Mapping[str, str]) -> str:
        """Official Account, verification of the address: the `echostr` to answer with."""
        self.check(query)
        return _parameter(query, "echostr")

    def echo_encrypted(self, query: Mapping[str, str]) -> str:
        """WeCom, verification of the address: what is sealed in `echostr`."""
        sealed = _parameter(query, "echostr")
        self._authentic(query, "msg_signature", sealed)
        message, _ = self._decrypt(sealed)
        try:
            return message.decode()
        except UnicodeDecodeError:
            raise BadEnvelope(Refusal.CIPHER) from None

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The message in a POST. Of compatible mode's body, only what is sealed is read: the rest nobody signed."""
        if len(body) > MAX_BYTES:
            raise BadEnvelope(Refusal.SIZE)
        sealed = _read(body).all("Encrypt")
        if len(sealed) != 1:
            raise BadEnvelope(Refusal.XML)
        self._authentic(query, "msg_signature", sealed[0].text)
        message, key = self._decrypt(sealed[0].text)
        return Opened(_read(message), key)

    def seal(self, message: str, key: AesKey | None = None) -> str:
        """A passive reply; `key`: the one that opened the message, else the current one."""
        sealed = (key or self._keys[0]).encrypt(message.encode(), self._receiver)
        timestamp, nonce = int(self._clock.now().timestamp()), secrets.token_hex(8)
        return xml.write(
            {
                "Encrypt": sealed,
                "MsgSignature": signature(self._token, str(timestamp), nonce, sealed),
                "TimeStamp": timestamp,
                "Nonce": nonce,
            }
        )

    def _authentic(self, query: Mapping[str, str], name: str, *covered: str) -> None:
        timestamp, nonce = _parameter(query, "timestamp"), _parameter(query, "nonce")
        expected = signature(self._token, timestamp, nonce, *covered)
        given = _parameter(query, name).encode(errors="surrogatepass")
        if not hmac.compare_digest(expected.encode(), given):
            raise BadEnvelope(Refusal.SIGNATURE)
        # Ten plain digits and nothing else. The signature covers the parts joined, not where one ends, so that
        # a looser reading would let a recorded query pass under another time.
        if not _TIMESTAMP.fullmatch(timestamp):
            raise BadEnvelope(Refusal.STALE)
        if abs(self._clock.now().timestamp() - int(timestamp)) > FRESH.total_seconds():
            raise BadEnvelope(Refusal.STALE)

    def _decrypt(self, text: str) -> tuple[bytes, AesKey]:
        try:
            sealed = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise BadEnvelope(Refusal.CIPHER) from None
        if not sealed or len(sealed) % _AES_BLOCK:
            raise BadEnvelope(Refusal.CIPHER)
        refusal = Refusal.CIPHER
        for key in self._keys:
            opened = key.decrypt(sealed)
            if opened is None:
                continue
            message, receiver = opened
            if receiver == self._receiver.encode():
                return message, key
            refusal = Refusal.RECEIVER
        raise BadEnvelope(refusal)


def _parameter(query: Mapping[str, str], name: str) -> str:
    value = query.get(name, "")
    if not value:
        raise BadEnvelope(Refusal.SIGNATURE)
    if len(value) > _MAX_PARAMETER:
        raise BadEnvelope(Refusal.SIZE)
    return value


def _read(document: bytes) -> xml.Element:
    try:
        return xml.read(document)
    except BadXml:
        raise BadEnvelope(Refusal.XML) from None
