"""Settings: a bad value stops the start and names its variable; production takes nothing of the demo's."""

import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.gateway.settings import Settings, table
from kernel.errors import SettingError

ROOT = Path(__file__).parents[2]
KEY = urlsafe_b64encode(bytes(range(32))).decode()


def load(folder: Path, **environment: str) -> Settings:
    given = {"VAR": str(folder)} | environment
    return Settings.from_environment({f"BAOWEN_{name}": value for name, value in given.items()})


def production(folder: Path, **environment: str) -> Settings:
    return load(folder, **({"ENV": "production", "SECRET_KEY": KEY, "DATA_KEYS": KEY} | environment))


def test_the_documentation_is_the_table() -> None:
    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == table()


def test_a_demo_makes_its_own_secrets_and_keeps_them(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)

    assert first.secret_key == second.secret_key and first.data_keys == second.data_keys
    assert first.database_url == f"sqlite:///{tmp_path / 'baowen.db'}"
    for file in ("demo-secret-key", "demo-data-key"):
        assert (tmp_path / file).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "prod"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite:///relative.db"),
        ("DATABASE_URL", "nonsense"),
        ("REDIS_URL", "http://x"),
        ("SECRET_KEY", "short"),
        ("DATA_KEYS", KEY + ",x"),
        ("SMS_BACKEND", "pigeon"),
        ("MAIL_BACKEND", "file:"),
        ("PUBLIC_URL", "chat.example"),
        ("SERVICE_URL", "my.example"),
        ("PAYMENT_URL", "ftp://pay.example"),
        ("CLOCK_OFFSET", "tomorrow"),
        ("CLOCK_OFFSET", "inf"),
        ("RATE_LIMITS", "no"),
        ("SCHEDULER", "0"),
        ("WORKERS", "0"),
        ("WORKERS", "-1"),
        ("DESK_HOURS", "9-17"),
        ("DESK_HOURS", "18:00-09:00"),
        ("DESK_HOURS", "09:00-25:00"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("CHAT_IDLE_HOURS", "0"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        load(tmp_path, **{name: value})

    assert refused.value.data["name"] == f"BAOWEN_{name}" and refused.value.data["reason"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("DATA_KEYS", ""),
        ("SECRET_KEY", urlsafe_b64encode(b"demo" + bytes(range(28))).decode()),
        ("DATA_KEYS", f"{KEY},{urlsafe_b64encode(b'demo' + bytes(range(28))).decode()}"),
        ("SECRET_KEY", urlsafe_b64encode(bytes(32)).decode()),
        ("CLOCK_OFFSET", "1"),
        ("RATE_LIMITS", "off"),
        ("SCHEDULER", "off"),
        ("PAYMENT_URL", "http://pay.example"),
        ("SERVICE_URL", "http://my.example"),
    ],
)
def test_production_refuses_what_only_demo_and_test_may(tmp_path: Path, name: str, value: str) -> None:
    assert production(tmp_path).rate_limits

    with pytest.raises(SettingError) as refused:
        production(tmp_path, **{name: value})

    assert refused.value.data["name"] == f"BAOWEN_{name}"
    assert not (tmp_path / "demo-secret-key").exists()


def test_people_answer_always_in_demo_and_by_day_in_production(tmp_path: Path) -> None:
    night = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai

    assert load(tmp_path).desk_hours.is_open(night)
    assert not production(tmp_path).desk_hours.is_open(night)
    assert production(tmp_path, DESK_HOURS="always").desk_hours.is_open(night)
    assert not load(tmp_path, DESK_HOURS="09:00-22:00").desk_hours.is_open(night)


def test_mails_lead_to_the_insurers_page_and_in_a_demo_to_the_chat(tmp_path: Path) -> None:
    assert load(tmp_path).service_url == load(tmp_path).public_url
    assert production(tmp_path).service_url is None
    assert (
        production(tmp_path, SERVICE_URL="https://my.example/docs").service_url == "https://my.example/docs"
    )


def test_settings_never_print_their_secrets(tmp_path: Path) -> None:
    assert not re.search("secret|key", repr(load(tmp_path)))


WECHAT = {"APP_ID": "wx1", "APP_SECRET": "s", "TOKEN": "t", "AES_KEY": "a" * 43}


@pytest.mark.parametrize("name", WECHAT)
def test_a_channel_is_set_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    some = {f"BAOWEN_WECHAT_{each}": value for each, value in WECHAT.items() if each != name}
    with pytest.raises(SettingError) as refused:
        Settings.from_environment({"BAOWEN_VAR": str(tmp_path), **some})
    assert refused.value.data["name"] == f"BAOWEN_WECHAT_{name}"


def test_without_encryption_the_channel_needs_no_key(tmp_path: Path) -> None:
    some = {f"BAOWEN_WECHAT_{each}": value for each, value in WECHAT.items() if each != "AES_KEY"}
    settings = Settings.from_environment({"BAOWEN_VAR": str(tmp_path), "BAOWEN_WECHAT_MODE": "plain", **some})
    assert settings.wechat_aes_key is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WECHAT_AES_KEY", "short"),
        ("WECHAT_MODE", "raw"),
        ("WECOM_HANDOFF", "phone"),
        ("WECHAT_TEMPLATES", "{"),
        ("WECHAT_TEMPLATES", '{"sale": {"id": "x", "fields": {}}}'),
        ("WECHAT_TEMPLATES", '{"claim": {"id": "x", "fields": {"thing1": "phone"}}}'),
        ("WECHAT_TEMPLATES", '{"claim": {"id": "x", "fields": {"amount1": "status"}}}'),
        ("WECHAT_TEMPLATES", '{"claim": {"id": "x", "fields": {}, "kind": "sms"}}'),
    ],
)
def test_a_bad_value_of_a_channel_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment({"BAOWEN_VAR": str(tmp_path), f"BAOWEN_{name}": value})
    assert refused.value.data["name"] == f"BAOWEN_{name}"
