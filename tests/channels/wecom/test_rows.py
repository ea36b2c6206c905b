"""Rows of the queue as they come, and as they should not."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.rows import Origin, read, words

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
NAMES = st.sampled_from(
    ["msgid", "msgtype", "text", "content", "event", "event_type", "send_time", "origin", "external_userid"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | NAMES, inner),
    max_leaves=12,
)
KINDS = st.sampled_from(["text", "event", "location", "link", "image"])


@given(JSON | st.fixed_dictionaries({"msgid": st.text(), "msgtype": KINDS, "send_time": JSON, "text": JSON}))
def test_whatever_comes_is_read_or_passed_over(raw: Any) -> None:
    row = read(raw, "wk1", NOW)
    if row is not None:
        assert row.msgid
        assert words(row) is None or isinstance(words(row), str)


def test_account_and_customer_of_an_event_stand_inside_it() -> None:
    event = {"event_type": "enter_session", "open_kfid": "wk2", "external_userid": "wmAnna"}
    row = read({"msgid": "1", "send_time": 1, "origin": 4, "msgtype": "event", "event": event}, "wk1", NOW)
    assert row is not None
    assert (row.open_kfid, row.customer, row.kind, row.origin) == (
        "wk2",
        "wmAnna",
        "enter_session",
        Origin.EVENT,
    )


def test_a_row_without_a_time_is_taken_for_new() -> None:
    row = read({"msgid": "1", "msgtype": "text", "text": {"content": "在吗"}}, "wk1", NOW)
    assert row is not None
    assert row.at == NOW


def test_places_and_links_are_words() -> None:
    def said(kind: str, **part: Any) -> str | None:
        row = read({"msgid": "1", "msgtype": kind, kind: part}, "wk1", NOW)
        assert row is not None
        return words(row)

    assert said("location", name="人民广场", address="上海市黄浦区") == "我在人民广场（上海市黄浦区）"
    assert said("location", latitude=31.2, longitude=121.5) == "我在纬度 31.2，经度 121.5 的地方"
    assert said("link", title="事故现场", url="https://example.com/1") == "事故现场\nhttps://example.com/1"
    assert said("image", media_id="1") is None
