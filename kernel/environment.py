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
    if os.environ.get("BAOWEN_ENV") == "production":
        raise SettingError(name="BAOWEN_DATA_KEYS", reason="production needs at least one")
    return [generated(var_folder() / "demo-data-key")]


def clock_offset() -> timedelta:
    return timedelta(seconds=float(os.environ.get("BAOWEN_CLOCK_OFFSET") or 0))


def sms_backend() -> str:
    return os.environ.get("BAOWEN_SMS_BACKEND") or "console"
