"""What the routes of figures refuse, how they page, and what they write into a file."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.middleware import SETTINGS
from bot.insights.insights import INSIGHTS
from bot.staff.accounts import Role
from kernel.crypto import Keyring
from tests.gateway_fixtures import Gateway, Seat
from tests.insights.data import Data, sh

SPAN = {"from": "2026-11-02", "to": "2026-11-15"}


@pytest.fixture
async def chief(gateway: Gateway) -> Seat:
    return await gateway.sign_in("chief", Role.SUPERVISOR)


@pytest.fixture
def data(gateway: Gateway, database: AsyncEngine) -> Data:
    return Data(database, Keyring(gateway.app[SETTINGS].data_keys))


async def kpis(seat: Seat, **span: str) -> dict[str, Any]:
    response = await seat.get("/api/insights/kpis", **(SPAN | span))
    assert response.status == 200, await response.text()
    groups = (await response.json())["groups"]
    return {kpi["id"]: kpi for group in groups for kpi in group["kpis"]}


async def test_a_world_without_data_has_no_rates_and_no_anomalies(gateway: Gateway, chief: Seat) -> None:
    await gateway.app[INSIGHTS].facts.refresh()
    for kpi in (await kpis(chief)).values():
        assert kpi["n"] == 0
        assert kpi["value"] == (0 if kpi["unit"] == "count" else None)
        assert kpi["met"] is None or kpi["unit"] == "count"
        assert all(day["anomaly"] is None for day in kpi["trend"])


NONSENSE: tuple[tuple[str, dict[str, str]], ...] = (
    ("kpis", {"from": "2026-11-15", "to": "2026-11-02"}),
    ("kpis", {"from": "2025-10-01", "to": "2026-11-15"}),  # 411 days
    ("kpis", {"from": "2020-01-01", "to": "2020-01-02"}),
    ("kpis", {"from": "yesterday", "to": "2026-11-02"}),
    ("kpis", {"from": "2026-11-02"}),
    ("kpis/csat", SPAN | {"by": "agent"}),
    ("kpis/csat/records", SPAN | {"by": "queue"}),
    ("kpis/csat/records", SPAN | {"after": "2026-99-02_1"}),
    ("kpis.csv", {"from": "2026-11-15", "to": "2026-11-02"}),
    ("report", {"month": "2026-13"}),
    ("report", {"month": "2027-01"}),
)


async def test_what_makes_no_sense_is_refused(chief: Seat) -> None:
    answers = [(await chief.get(f"/api/insights/{path}", **query)).status for path, query in NONSENSE]
    assert answers == [422] * len(NONSENSE)


async def test_an_unknown_figure_is_not_found(chief: Seat) -> None:
    assert (await chief.get("/api/insights/kpis/luck", **SPAN)).status == 404
    assert (await chief.get("/api/insights/kpis/opt_outs/records", **SPAN)).status == 404


async def test_records_come_in_pages_that_miss_and_repeat_nothing(
    gateway: Gateway, chief: Seat, data: Data
) -> None:
    for number in range(120):
        data.conversation(f"c{number:03d}", "web", sh("11-02 09:00") + number * timedelta(hours=1))
    await data.write()
    await gateway.app[INSIGHTS].facts.refresh()
    seen: list[str] = []
    query = dict(SPAN)
    while True:
        response = await chief.get("/api/insights/kpis/conversations/records", **query)
        page = await response.json()
        seen += [each["number"] for each in page["records"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert seen == [f"c{number:03d}" for number in reversed(range(120))]


async def test_a_file_has_a_row_per_figure_and_day_and_nothing_that_computes(
    gateway: Gateway, chief: Seat, data: Data
) -> None:
    data.conversation("c1", "=1+1", sh("11-02 09:00"))
    await data.write()
    await gateway.app[INSIGHTS].facts.refresh()
    response = await chief.get("/api/insights/kpis.csv", **SPAN)
    assert response.headers["Content-Disposition"] == 'attachment; filename="kpis-2026-11-02-2026-11-15.csv"'
    rows = list(csv.reader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    assert len(rows) == 1 + 14 * len(await kpis(chief))
    assert rows[1] == ["conversations", "会话量", "2026-11-02", "1", "件", "1", "", ""]
    parts = await chief.get("/api/insights/kpis/conversations.csv", **(SPAN | {"by": "channel"}))
    rows = list(csv.reader(io.StringIO((await parts.read()).decode("utf-8-sig"))))
    assert rows[1:] == [["conversations", "会话量", "'=1+1", "'=1+1", "1", "件", "1"]]


async def test_open_questions_are_told_by_group_and_only_those_of_the_span(
    gateway: Gateway, chief: Seat, data: Data
) -> None:
    data.conversation("c1", "web", sh("11-02 09:00"))
    data.missed("g1", "c1", 1, sh("11-02 09:00"), "理赔款到账慢怎么查")
    data.missed("g1", "c1", 2, sh("11-03 09:00"), "理赔的钱怎么还没到")
    data.missed("g2", "c1", 3, sh("11-04 09:00"), "可以用医保卡付保费吗")
    data.missed("g2", "c1", 4, sh("10-01 09:00"), "医保卡付保费")
    data.missed("g3", "c1", 5, sh("11-04 09:00"), "教会了的问题", state="done")
    await data.write()
    response = await chief.get("/api/insights/unanswered", **SPAN)
    groups = (await response.json())["groups"]
    assert [(each["title"], each["n"], each["example"]) for each in groups] == [
        ("理赔款到账慢怎么查", 2, "理赔的钱怎么还没到"),
        ("可以用医保卡付保费吗", 1, "可以用医保卡付保费吗"),
    ]
