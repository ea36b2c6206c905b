"""Signatures and the AES envelope, written from Tencent's description alone: a second opinion on the bot's own.

Source: developers.weixin.qq.com, 消息加解密说明; the same scheme serves WeCom with the company's id as receiver.
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

# The padding runs to whole blocks of 32 bytes although AES needs 16.
_PADDING = PKCS7(32 * 8)
_HEAD = 16  # random bytes in front, against equal beginnings


class Unreadable(Exception):
    """The envelope was not sealed with this key for this receiver."""


def signature(*parts: str) -> str:
    """SHA-1 in hex over the parts in byte order, one after the other."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


@dataclass(frozen=True)
class Envelope:
    """`key` is the EncodingAESKey of 43 characters; `receiver` an appid or a corpid."""

    token: str
    key: str
    receiver: str

    def seal(self, message: str, *, receiver: str | None = None) -> str:
        """The `Encrypt` of a message; another `receiver` makes one that has to be refused."""
        body = message.encode()
        plain = secrets.token_bytes(_HEAD) + len(body).to_bytes(4, "big") + body
        plain += (self.receiver if receiver is None else receiver).encode()
        padder, encryptor = _PADDING.padder(), self._cipher().encryptor()
        padded = padder.update(plain) + padder.finalize()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def open(self, encrypted: str) -> str:
        """The message inside. Raises `Unreadable`."""
        try:
            decryptor, unpadder = self._cipher().decryptor(), _PADDING.unpadder()
            padded = decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
            plain = unpadder.update(padded) + unpadder.finalize()
            end = _HEAD + 4 + int.from_bytes(plain[_HEAD : _HEAD + 4], "big")
            message = plain[_HEAD + 4 : end].decode()
        except (binascii.Error, ValueError) as error:
            raise Unreadable(str(error)) from None
        if len(plain) < end or plain[end:] != self.receiver.encode():
            raise Unreadable("for another receiver")
        return message

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """The `msg_signature`."""
        return signature(self.token, timestamp, nonce, encrypted)

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.key + "=")
        return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
