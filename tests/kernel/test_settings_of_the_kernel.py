"""Settings that every process reads, demo secrets, and errors."""

import stat
from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path

import pytest

from kernel import environment
from kernel.demo_secrets import generated, is_demo
from kernel.errors import BaowenError, SettingError


@pytest.fixture(autouse=True)
def _var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "ENV",
        "DATA_KEYS",
        "SECRET_KEY",
        "DATABASE_URL",
        "CLOCK_OFFSET",
        "MAIL_BACKEND",
        "PUBLIC_URL",
        "SERVICE_URL",
        "PAYMENT_URL",
    ):
        monkeypatch.delenv(f"BAOWEN_{name}", raising=False)
    monkeypatch.setenv("BAOWEN_VAR", str(tmp_path))


def test_the_database_lives_under_var_unless_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert environment.database_url() == f"sqlite:///{tmp_path / 'baowen.db'}"

    monkeypatch.setenv("BAOWEN_DATABASE_URL", "postgresql://db/baowen")
    assert environment.database_url() == "postgresql://db/baowen"


def test_data_keys_are_read_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [b"n" * 32, b"o" * 32]
    monkeypatch.setenv("BAOWEN_DATA_KEYS", ", ".join(urlsafe_b64encode(key).decode() for key in keys))

    assert environment.data_keys() == keys


def test_production_does_not_make_up_a_data_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BAOWEN_ENV", "production")

    with pytest.raises(SettingError) as refusal:
        environment.data_keys()

    assert refusal.value.data["name"] == "BAOWEN_DATA_KEYS"
    assert list(tmp_path.iterdir()) == []


def test_a_demo_key_is_made_once_kept_private_and_known_as_such(tmp_path: Path) -> None:
    first = environment.data_keys()

    assert environment.data_keys() == first
    assert is_demo(first[0])
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert generated(tmp_path / "other" / "key") != first[0]


@pytest.mark.parametrize(("key", "demo"), [(b"k" * 32, True), (bytes(range(32)), False), (b"", False)])
def test_a_key_of_one_repeated_byte_counts_as_a_demo_key(key: bytes, demo: bool) -> None:
    assert is_demo(key) is demo


def test_the_clock_offset_is_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.clock_offset() == timedelta(0)
    monkeypatch.setenv("BAOWEN_CLOCK_OFFSET", "-90.5")
    assert environment.clock_offset() == timedelta(seconds=-90.5)


def test_the_secret_key_is_made_up_outside_production_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_demo(environment.secret_key()) and environment.secret_key() == environment.secret_key()
    monkeypatch.setenv("BAOWEN_SECRET_KEY", urlsafe_b64encode(b"s" * 32).decode())
    assert environment.secret_key() == b"s" * 32
    monkeypatch.delenv("BAOWEN_SECRET_KEY")
    monkeypatch.setenv("BAOWEN_ENV", "production")

    with pytest.raises(SettingError) as refusal:
        environment.secret_key()

    assert refusal.value.data["name"] == "BAOWEN_SECRET_KEY"


def test_links_lead_to_the_insurers_own_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.payment_url() is None
    monkeypatch.setenv("BAOWEN_PUBLIC_URL", "https://chat.example.com")
    assert environment.service_url() == "https://chat.example.com"
    monkeypatch.setenv("BAOWEN_ENV", "production")
    assert environment.service_url() is None
    monkeypatch.setenv("BAOWEN_SERVICE_URL", "https://service.example.com")
    monkeypatch.setenv("BAOWEN_PAYMENT_URL", "https://pay.example.com")
    assert (environment.service_url(), environment.payment_url()) == (
        "https://service.example.com",
        "https://pay.example.com",
    )


def test_mails_go_to_the_console_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.mail_backend() == "console"
    monkeypatch.setenv("BAOWEN_MAIL_BACKEND", "file:/tmp/mail.jsonl")
    assert environment.mail_backend() == "file:/tmp/mail.jsonl"


def test_an_error_carries_a_code_and_data() -> None:
    error = BaowenError(limit=3)

    assert (error.code, error.data, str(error)) == ("error", {"limit": 3}, "error(limit=3)")
