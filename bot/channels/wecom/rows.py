"""What `sync_msg` gives, row by row. Shapes as in Tencent's documentation of 微信客服, 读取消息."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

_LONGEST_MSGID = 128


class Origin(IntEnum):
    CUSTOMER = 3
    EVENT = 4
    SERVICER = 5  # a person who answers in WeCom


@dataclass(frozen=True)
class Row:
    """`kind`: msgtype, or of an event its event_type; `part`: the object of that name. `customer`: external_userid."""

    msgid: str
    open_kfid: str
    customer: str
    at: datetime
    origin: int
    kind: str
    part: Mapping[str, Any] = field(repr=False)
    servicer: str = ""

    def text(self, name: str) -> str:
        """A field of `part`, empty where it is none."""
        value = self.part.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        value = self.part.get(name)
        return value if isinstance(value, int) else None


def read(raw: object, open_kfid: str, now: datetime) -> Row | None:
    """The row in `raw`; None where it names no message. `open_kfid`: the account that was asked, at `now`."""
    if not isinstance(raw, Mapping):
        return None
    msgid, kind = raw.get("msgid"), raw.get("msgtype")
    if not isinstance(msgid, str) or not 0 < len(msgid) <= _LONGEST_MSGID or not isinstance(kind, str):
        return None
    part = raw.get(kind)
    part = part if isinstance(part, Mapping) else {}
    # Account and customer of an event stand inside it.
    where = part if kind == "event" else raw
    return Row(
        msgid,
        _text(where, "open_kfid") or open_kfid,
        _text(where, "external_userid"),
        _moment(raw.get("send_time"), now),
        origin if isinstance(origin := raw.get("origin"), int) else 0,
        _text(part, "event_type") if kind == "event" else kind,
        part,
        _text(raw, "servicer_userid"),
    )


def words(row: Row) -> str | None:
    """What can be said of a message in words; None for kinds that have to be looked at or listened to."""
    if row.kind == "text":
        return row.text("content")
    if row.kind == "location":
        place, address = row.text("name"), row.text("address")
        if place and address:
            return f"我在{place}（{address}）"
        where = f"纬度 {row.part.get('latitude')}，经度 {row.part.get('longitude')} 的地方"
        return f"我在{place or address or where}"
    if row.kind == "link":
        return "\n".join(line for line in (row.text("title"), row.text("url")) if line)
    return None


def _text(where: Mapping[str, Any], name: str) -> str:
    value = where.get(name)
    return value if isinstance(value, str) else ""


def _moment(seconds: object, otherwise: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError, OSError):
        return otherwise
