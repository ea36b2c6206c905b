"""Who says that a callback comes from the platform."""

import base64
import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as WeComCrypto

from bot.channels.tencent import xml
from bot.channels.tencent.envelope import MAX_BYTES, AesKey, Envelope, signature
from bot.channels.tencent.errors import BadEnvelope, Refusal
from kernel.clock import FrozenClock

TOKEN = "QDG6eK"
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
OLD_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APPID = "wx5823bf96d3bd56c7"
TIMESTAMP, NONCE = "1409659589", "263014780"
# The sample of Tencent's own documentation.
ENCRYPT = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
SIGNATURE = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
HELLO = xml.write({"FromUserName": "oAlice", "Content": "你好"}).encode()

CLOCK = FrozenClock(datetime.fromtimestamp(int(TIMESTAMP), UTC))
ENVELOPE = Envelope(token=TOKEN, key=KEY, receiver=APPID, clock=CLOCK)
SECOND_OPINION = WeChatCrypto(TOKEN, KEY, APPID)

# What XML carries as it stands: `\r` would be read as a line break.
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=300
)


def query(
    sealed: str, *, token: str = TOKEN, timestamp: str = TIMESTAMP, nonce: str = NONCE
) -> dict[str, str]:
    return {
        "timestamp": timestamp,
        "nonce": nonce,
        "signature": signature(token, timestamp, nonce),
        "msg_signature": signature(token, timestamp, nonce, sealed),
        "encrypt_type": "aes",
    }


def body(sealed: str) -> bytes:
    return xml.write({"ToUserName": "gh_1", "Encrypt": sealed}).encode()


def encrypted(plain: bytes, *, key: str = KEY) -> str:
    """Already framed and padded plaintext, encrypted as it stands."""
    raw = base64.b64decode(key + "=")
    encryptor = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def framed(message: bytes, *, receiver: bytes = APPID.encode(), length: int | None = None) -> bytes:
    return b"r" * 16 + (len(message) if length is None else length).to_bytes(4, "big") + message + receiver


def padded(plain: bytes) -> bytes:
    count = 32 - len(plain) % 32
    return plain + bytes([count]) * count


def refusal(envelope: Envelope, asked: dict[str, str], document: bytes) -> Refusal:
    with pytest.raises(BadEnvelope) as caught:
        envelope.open(asked, document)
    assert caught.value.code == "bad_envelope" and caught.value.__cause__ is None
    return caught.value.reason


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("AAAAA", "1714036504", "1514711492"), "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        (("AAAAA", "1714037059", "486452656"), "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        ((TOKEN, TIMESTAMP, NONCE, ENCRYPT), SIGNATURE),
    ],
)
def test_signatures_of_the_documentation(parts: tuple[str, ...], expected: str) -> None:
    assert signature(*parts) == signature(*reversed(parts)) == expected


def test_the_sample_of_the_documentation_opens() -> None:
    asked = {"timestamp": TIMESTAMP, "nonce": NONCE, "msg_signature": SIGNATURE, "echostr": ENCRYPT}

    assert ENVELOPE.echo_encrypted(asked) == "1616140317555161061"


def test_the_address_of_an_official_account_is_verified_with_the_plain_echo() -> None:
    asked = {**query(""), "echostr": "6128"}

    assert ENVELOPE.echo(asked) == "6128"
    with pytest.raises(BadEnvelope):
        ENVELOPE.echo({**asked, "signature": "0" * 40})
    with pytest.raises(BadEnvelope):
        ENVELOPE.echo(query(""))


def test_the_address_of_wecom_is_verified_as_a_second_opinion_does_it() -> None:
    sealed = AesKey(KEY).encrypt(b"7431", APPID)
    asked = {**query(sealed), "echostr": sealed}

    assert ENVELOPE.echo_encrypted(asked) == "7431"
    assert (
        WeComCrypto(TOKEN, KEY, APPID).check_signature(asked["msg_signature"], TIMESTAMP, NONCE, sealed)
        == "7431"
    )
    with pytest.raises(BadEnvelope):
        ENVELOPE.echo_encrypted({**asked, "msg_signature": asked["signature"]})


@settings(deadline=None)
@given(words)
def test_what_a_second_opinion_seals_is_opened(text: str) -> None:
    sealed = SECOND_OPINION.encrypt_message(xml.write({"Content": text}), NONCE, TIMESTAMP)
    [encrypt] = xml.read(sealed.encode()).all("Encrypt")

    assert ENVELOPE.open(query(encrypt.text), sealed.encode()).message["Content"] == text


@settings(deadline=None)
@given(words)
def test_what_is_sealed_a_second_opinion_opens(text: str) -> None:
    reply = xml.write({"Content": text})
    sealed = ENVELOPE.seal(reply)
    parts = xml.read(sealed.encode())

    opened = SECOND_OPINION.decrypt_message(sealed, parts["MsgSignature"], parts["TimeStamp"], parts["Nonce"])

    assert opened == reply
    assert parts["TimeStamp"] == TIMESTAMP


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_every_length_of_message_comes_back_whole(message: bytes) -> None:
    sealed = base64.b64decode(AesKey(KEY).encrypt(message, APPID))

    assert len(sealed) % 32 == 0
    assert AesKey(KEY).decrypt(sealed) == (message, APPID.encode())


def test_a_reply_is_sealed_with_the_key_that_opened_the_message() -> None:
    rotating = Envelope(token=TOKEN, key=KEY, previous_key=OLD_KEY, receiver=APPID, clock=CLOCK)
    for in_use in (KEY, OLD_KEY):
        sealed = AesKey(in_use).encrypt(HELLO, APPID)

        opened = rotating.open(query(sealed), body(sealed))
        reply = rotating.seal("<xml></xml>", opened.key)

        parts = xml.read(reply.encode())
        assert opened.message["Content"] == "你好"
        assert WeChatCrypto(TOKEN, in_use, APPID).decrypt_message(
            reply, parts["MsgSignature"], parts["TimeStamp"], parts["Nonce"]
        )


def test_a_key_that_was_dropped_opens_nothing() -> None:
    sealed = AesKey(OLD_KEY).encrypt(HELLO, APPID)

    assert refusal(ENVELOPE, query(sealed), body(sealed)) is Refusal.CIPHER


def test_of_compatible_mode_only_what_is_sealed_is_read() -> None:
    sealed = AesKey(KEY).encrypt(HELLO, APPID)
    mixed = xml.write({"FromUserName": "oMallory", "Content": "伪造", "Encrypt": sealed}).encode()

    message = ENVELOPE.open(query(sealed), mixed).message

    assert message["FromUserName"] == "oAlice" and message["Content"] == "你好"


@pytest.mark.parametrize(("seconds", "fresh"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_an_old_recording_is_refused(seconds: int, fresh: bool) -> None:
    later = FrozenClock(CLOCK.now() + timedelta(seconds=seconds))
    envelope = Envelope(token=TOKEN, key=KEY, receiver=APPID, clock=later)
    sealed = AesKey(KEY).encrypt(HELLO, APPID)

    if fresh:
        assert envelope.open(query(sealed), body(sealed))
    else:
        assert refusal(envelope, query(sealed), body(sealed)) is Refusal.STALE


@pytest.mark.parametrize(
    "timestamp", ["01409659589", " 1409659589", "+1409659589", "1_409659589", "１４０９６５９５８９", "9e99"]
)
def test_a_time_is_ten_plain_digits(timestamp: str) -> None:
    sealed = AesKey(KEY).encrypt(HELLO, APPID)

    assert refusal(ENVELOPE, query(sealed, timestamp=timestamp), body(sealed)) is Refusal.STALE


SEALED = AesKey(KEY).encrypt(HELLO, APPID)
GOOD = query(SEALED)
PLAINTEXT = padded(framed(HELLO))
EIGHT_PADDED = padded(framed(b"x" * 50))
# The signature is right in the cases from "cipher" on: these are what one who knows the token could try.
TAMPERED = {
    "no query": ({}, body(SEALED), Refusal.SIGNATURE),
    "plain signature alone": (
        {name: GOOD[name] for name in ("timestamp", "nonce", "signature")},
        body(SEALED),
        Refusal.SIGNATURE,
    ),
    "plain signature in its place": (GOOD | {"msg_signature": GOOD["signature"]}, body(SEALED), Refusal.SIGNATURE),
    "another nonce": (GOOD | {"nonce": "1"}, body(SEALED), Refusal.SIGNATURE),
    "another time": (GOOD | {"timestamp": "1409659590"}, body(SEALED), Refusal.SIGNATURE),
    "another token": (query(SEALED, token="other"), body(SEALED), Refusal.SIGNATURE),
    "signature of other letters": (GOOD | {"msg_signature": "ü" * 40}, body(SEALED), Refusal.SIGNATURE),
    "lone surrogate": (GOOD | {"msg_signature": "\ud800", "nonce": "\udfff"}, body(SEALED), Refusal.SIGNATURE),
    "long parameter": (GOOD | {"nonce": "1" * 2_000}, body(SEALED), Refusal.SIZE),
    "too large": (GOOD, body(SEALED) + b" " * MAX_BYTES, Refusal.SIZE),
    "not XML": (GOOD, b"{}", Refusal.XML),
    "a DTD": (GOOD, b"<!DOCTYPE xml>" + body(SEALED), Refusal.XML),
    "nothing sealed": (GOOD, b"<xml><Content>a</Content></xml>", Refusal.XML),
    "sealed twice": (GOOD, body(SEALED).replace(b"</xml>", f"<Encrypt>{SEALED}</Encrypt></xml>".encode()), Refusal.XML),
    **{
        f"cipher: {name}": (query(sealed), body(sealed), reason)
        for name, sealed, reason in [
            ("empty", "", Refusal.CIPHER),
            ("not base64", "*" + SEALED, Refusal.CIPHER),
            ("not ASCII", "你好", Refusal.CIPHER),
            ("half a block", base64.b64encode(base64.b64decode(SEALED)[:-8]).decode(), Refusal.CIPHER),
            ("last block torn off", base64.b64encode(base64.b64decode(SEALED)[:-16]).decode(), Refusal.CIPHER),
            ("padding of nothing", encrypted(PLAINTEXT[:-1] + b"\0"), Refusal.CIPHER),
            ("padding too long", encrypted(PLAINTEXT[:-33] + b"\x21" * 33), Refusal.CIPHER),
            ("padding uneven", encrypted(EIGHT_PADDED[:-4] + b"\1" + EIGHT_PADDED[-3:]), Refusal.CIPHER),
            ("shorter than its head", encrypted(padded(b"short")), Refusal.CIPHER),
            ("nothing but padding", encrypted(b"\x20" * 32), Refusal.CIPHER),
            ("length beyond the end", encrypted(padded(framed(HELLO, length=2**32 - 1))), Refusal.CIPHER),
            ("another account's", encrypted(padded(framed(HELLO, receiver=b"wxother"))), Refusal.RECEIVER),
            ("nobody's", encrypted(padded(framed(HELLO, receiver=b""))), Refusal.RECEIVER),
            ("length one too short", encrypted(padded(framed(HELLO, length=len(HELLO) - 1))), Refusal.RECEIVER),
            ("not XML inside", encrypted(padded(framed(b"hello"))), Refusal.XML),
            ("a DTD inside", encrypted(padded(framed(b"<!DOCTYPE xml>" + HELLO))), Refusal.XML),
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize(("asked", "document", "reason"), TAMPERED.values(), ids=TAMPERED)
def test_whatever_was_tampered_with_is_refused_in_one_way(
    asked: dict[str, str], document: bytes, reason: Refusal
) -> None:
    assert refusal(ENVELOPE, asked, document) is reason


@settings(deadline=None)
@given(at=st.integers(0, len(body(SEALED)) - 1), flip=st.integers(1, 255))
def test_with_any_byte_changed_it_is_refused_or_says_the_same(at: int, flip: int) -> None:
    changed = bytearray(body(SEALED))
    changed[at] ^= flip
    try:
        message = ENVELOPE.open(GOOD, bytes(changed)).message
    except BadEnvelope:
        return
    assert dict(message) == {"FromUserName": "oAlice", "Content": "你好"}


@settings(deadline=None)
@given(st.binary(max_size=200).map(lambda noise: noise[: len(noise) // 16 * 16]), st.booleans())
def test_whatever_is_sealed_and_signed_it_opens_or_is_refused(noise: bytes, decrypts_to_it: bool) -> None:
    sealed = encrypted(noise) if decrypts_to_it else base64.b64encode(noise).decode()
    with contextlib.suppress(BadEnvelope):
        ENVELOPE.open(query(sealed), body(sealed))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=50)), st.binary(max_size=200))
def test_whatever_is_posted_it_is_refused_in_one_way(asked: dict[str, str], document: bytes) -> None:
    with pytest.raises(BadEnvelope):
        ENVELOPE.open(asked, document)
    with pytest.raises(BadEnvelope):
        ENVELOPE.open(GOOD | asked, document)


@pytest.mark.parametrize(
    "bad",
    [
        {"token": ""},
        {"receiver": ""},
        {"key": ""},
        {"key": KEY[:-1]},
        {"key": KEY[:-1] + "="},
        {"previous_key": "x"},
    ],
)
def test_an_account_without_secrets_is_not_set_up(bad: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        Envelope(**({"token": TOKEN, "key": KEY, "receiver": APPID, "clock": CLOCK} | bad))
