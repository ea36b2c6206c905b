"""The few settings that processes outside the gateway need as well (`rasa run`, `rasa run actions`, Alembic).

The gateway's settings table checks the same variables and is the place where they are documented.
"""

import os
from datetime import timedelta
from pathlib import Path

from kernel.crypto import decode_key
from kernel.demo_secrets import generated
from kernel.errors import SettingError


def var_folder() -> Path:
    return Path(os.environ.get("BAOWEN_VAR") or "var").resolve()


def database_url() -> str:
    return os.environ.get("BAOWEN_DATABASE_URL") or f"sqlite:///{var_folder() / 'baowen.db'}"


def data_keys() -> list[bytes]:
    """Newest first. Outside production a missing key is the generated one; in production it is an error."""
    text = os.environ.get("BAOWEN_DATA_KEYS", "")
    if text:
        return [decode_key(part.strip()) for part in text.split(",") if part.strip()]
    if _production():
        raise SettingError(name="BAOWEN_DATA_KEYS", reason="production needs at least one")
    return [generated(var_folder() / "demo-data-key")]


def secret_key() -> bytes:
    """Outside production a missing key is the generated one; in production it is an error."""
    if text := os.environ.get("BAOWEN_SECRET_KEY", ""):
        return decode_key(text)
    if _production():
        raise SettingError(name="BAOWEN_SECRET_KEY", reason="production needs one")
    return generated(var_folder() / "demo-secret-key")


def clock_offset() -> timedelta:
    return timedelta(seconds=float(os.environ.get("BAOWEN_CLOCK_OFFSET") or 0))


def sms_backend() -> str:
    return os.environ.get("BAOWEN_SMS_BACKEND") or "console"


def mail_backend() -> str:
    return os.environ.get("BAOWEN_MAIL_BACKEND") or "console"


def service_url() -> str | None:
    """The insurer's page for policy and invoice: outside production the gateway's own address stands for it."""
    if url := os.environ.get("BAOWEN_SERVICE_URL"):
        return url
    return None if _production() else (os.environ.get("BAOWEN_PUBLIC_URL") or "http://127.0.0.1:8080")


def payment_url() -> str | None:
    return os.environ.get("BAOWEN_PAYMENT_URL") or None


def _production() -> bool:
    return os.environ.get("BAOWEN_ENV") == "production"
