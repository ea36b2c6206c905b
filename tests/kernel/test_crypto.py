"""Field encryption, key rotation, and the index."""

from base64 import urlsafe_b64encode

import pytest

from kernel.crypto import Keyring, Undecryptable, decode_key

OLD, NEW = b"o" * 32, b"n" * 32


def test_what_was_encrypted_opens_again() -> None:
    ring = Keyring([NEW])

    assert ring.decrypt(ring.encrypt("张三 13812345678")) == "张三 13812345678"
    assert ring.decrypt_json(ring.encrypt_json({"险种": ["重疾", None, 1]})) == {"险种": ["重疾", None, 1]}


def test_the_same_value_never_encrypts_to_the_same_token() -> None:
    ring = Keyring([NEW])

    assert ring.encrypt("一样") != ring.encrypt("一样")


def test_after_a_key_change_old_values_still_open_and_new_ones_use_the_new_key() -> None:
    old_token = Keyring([OLD]).encrypt("旧")
    ring = Keyring([NEW, OLD])

    assert ring.decrypt(old_token) == "旧"
    assert Keyring([NEW]).decrypt(ring.encrypt("新")) == "新"


def test_a_rotated_value_opens_without_the_old_key() -> None:
    old_token = Keyring([OLD]).encrypt("旧")
    with pytest.raises(Undecryptable):
        Keyring([NEW]).decrypt(old_token)

    rotated = Keyring([NEW, OLD]).rotate(old_token)

    assert Keyring([NEW]).decrypt(rotated) == "旧"


@pytest.mark.parametrize("broken", ["", "nonsense", "gAAAAA"])
def test_a_broken_token_is_refused(broken: str) -> None:
    with pytest.raises(Undecryptable):
        Keyring([NEW]).decrypt(broken)


def test_a_changed_token_is_refused() -> None:
    token = Keyring([NEW]).encrypt("金额 100.00")
    middle = len(token) // 2
    changed = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]

    with pytest.raises(Undecryptable):
        Keyring([NEW]).decrypt(changed)


def test_the_index_finds_a_value_again_and_only_for_its_purpose() -> None:
    ring = Keyring([NEW])

    assert ring.index("13812345678", "phone") == Keyring([NEW]).index("13812345678", "phone")
    assert ring.index("13812345678", "phone") != ring.index("13812345678", "id_number")
    assert ring.index("13812345678", "phone") != ring.index("13812345679", "phone")
    assert Keyring([OLD]).index("13812345678", "phone") != ring.index("13812345678", "phone")


def test_rows_indexed_under_an_older_key_are_still_found() -> None:
    ring = Keyring([NEW, OLD])

    assert ring.indexes("v", "phone") == [
        Keyring([NEW]).index("v", "phone"),
        Keyring([OLD]).index("v", "phone"),
    ]
    assert ring.index("v", "phone") == ring.indexes("v", "phone")[0]


def test_a_key_is_thirty_two_bytes_of_urlsafe_base64_with_or_without_padding() -> None:
    key = bytes(range(224, 256))
    text = urlsafe_b64encode(key).decode()

    assert decode_key(text) == key
    assert decode_key(text.rstrip("=")) == key


@pytest.mark.parametrize(
    "text",
    ["", "short", urlsafe_b64encode(b"x" * 31).decode(), urlsafe_b64encode(b"x" * 33).decode(), "密" * 43],
)
def test_anything_else_is_no_key(text: str) -> None:
    with pytest.raises(ValueError):
        decode_key(text)


def test_a_mistyped_key_is_refused_rather_than_guessed() -> None:
    text = urlsafe_b64encode(bytes(range(32))).decode()

    with pytest.raises(ValueError):
        decode_key(text[:5] + "!?" + text[5:])


def test_a_keyring_without_keys_is_refused() -> None:
    with pytest.raises(ValueError):
        Keyring([])
