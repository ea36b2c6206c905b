"""How settings are read: text in, value out, `ValueError` with a reason a person understands."""

import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.desk.routing.hours import Days, Hours, Opening
from bot.staff.second_factor import Policy
from kernel import demo_secrets
from kernel.crypto import decode_key
from kernel.database import async_url
from kernel.errors import SettingError

# Longer than figures are asked for (`bot.insights.facts.KEPT`), a reminder's lead time before it included.
LEAST_KEPT = timedelta(days=900)
_HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


class Environment(StrEnum):
    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


def one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return text

    return parse


log_level = one_of("debug", "info", "warning", "error")
log_format = one_of("console", "json")


def environment(text: str) -> Environment:
    return Environment(one_of(*Environment)(text))


def database_url(text: str) -> str:
    if not text:
        return ""
    if text.startswith("sqlite:") and not text.startswith("sqlite:////"):
        raise ValueError("sqlite needs an absolute path: sqlite:////path")
    try:
        async_url(text)
    except ValueError:
        raise
    except Exception as error:
        raise ValueError("sqlite:////path or postgresql://user:password@host/name") from error
    return text


def redis_url(text: str) -> str:
    if text and urlsplit(text).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("redis://host:port/number")
    return text


def key(text: str) -> bytes:
    """Empty bytes when unset; `complete` decides what that means."""
    return decode_key(text) if text else b""


def keys(text: str) -> tuple[bytes, ...]:
    return tuple(decode_key(part.strip()) for part in text.split(",") if part.strip())


def console_or_file(text: str) -> str:
    if text != "console" and not (text.startswith("file:") and len(text) > len("file:")):
        raise ValueError("console or file:PATH")
    return text


def public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("https://host")
    return text.rstrip("/")


def page_url(text: str) -> str | None:
    """A page of the insurer's own; it may have a path and a query."""
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
        raise ValueError("https://host/path")
    return text


def seconds(text: str) -> timedelta:
    try:
        return timedelta(seconds=float(text))
    except (ValueError, OverflowError) as error:
        raise ValueError("a number of seconds") from error


def hours(text: str) -> timedelta:
    parsed = seconds(text) * 3600
    if parsed <= timedelta():
        raise ValueError("a positive number of hours")
    return parsed


def minutes(text: str) -> timedelta:
    parsed = seconds(text) * 60
    if parsed <= timedelta():
        raise ValueError("a positive number of minutes")
    return parsed


def kept(text: str) -> timedelta:
    if not text.isdecimal() or not LEAST_KEPT.days <= int(text) <= 36_500:
        raise ValueError(f"a whole number of days, {LEAST_KEPT.days} at least")
    return timedelta(days=int(text))


def second_factor(text: str) -> Policy:
    return Policy(one_of(*Policy)(text))


def switch(text: str) -> bool:
    return one_of("on", "off")(text) == "on"


def count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("a whole number from 1")
    return int(text)


def path(text: str) -> Path | None:
    """Relative paths start at the working directory: the project's folder, as for every Rasa command."""
    return Path(text).expanduser().resolve() if text else None


def office_hours(text: str) -> Hours | None:
    if not text:
        return None
    return Hours() if text == "always" else every_day(text)


def every_day(text: str) -> Hours:
    """`HH:MM-HH:MM` on every day of the year."""
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError("HH:MM-HH:MM or always")
    opening = {"days": Days.EVERYDAY.value, "from": found[1], "to": found[2]}
    return Hours([Opening.from_json(opening)])


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def complete(values: dict[str, Any]) -> None:
    """Fill in what depends on other settings; refuse what production must not have."""
    production = values["env"] is Environment.PRODUCTION
    var: Path = values["var"]
    values["database_url"] = values["database_url"] or f"sqlite:///{var / 'baowen.db'}"
    values["attachments"] = values["attachments"] or var / "attachments"
    # In production a link must lead to the insurer's page: unset, staff sends the documents.
    values["service_url"] = values["service_url"] or (None if production else values["public_url"])
    if values["desk_hours"] is None:
        values["desk_hours"] = every_day("09:00-21:00") if production else Hours()
    if production:
        _refuse(values)
    values["secret_key"] = values["secret_key"] or demo_secrets.generated(var / "demo-secret-key")
    values["data_keys"] = values["data_keys"] or (demo_secrets.generated(var / "demo-data-key"),)


def _refuse(values: dict[str, Any]) -> None:
    forbidden = {
        "SECRET_KEY": (not values["secret_key"], "production needs one"),
        "DATA_KEYS": (not values["data_keys"], "production needs at least one"),
        "CLOCK_OFFSET": (bool(values["clock_offset"]), "not in production"),
        "RATE_LIMITS": (not values["rate_limits"], "not off in production"),
        "SCHEDULER": (not values["scheduler"], "not off in production"),
    }
    for name in ("service_url", "payment_url"):
        if (values[name] or "").startswith("http:"):
            forbidden[name.upper()] = (True, "https in production")
    if demo_secrets.is_demo(values["secret_key"]):
        forbidden["SECRET_KEY"] = (True, "a demo secret")
    if any(demo_secrets.is_demo(each) for each in values["data_keys"]):
        forbidden["DATA_KEYS"] = (True, "a demo secret")
    for name, (bad, reason) in forbidden.items():
        if bad:
            raise SettingError(name=f"BAOWEN_{name}", reason=reason)
