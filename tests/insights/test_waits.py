"""Waits by weekday and hour, counted by hand: days and hours are those of Shanghai, and few cases are counts alone."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.middleware import SETTINGS
from bot.insights.dashboard import Span
from bot.insights.insights import INSIGHTS
from bot.insights.waits import Wait, Waits
from bot.staff.accounts import Role
from kernel.crypto import Keyring
from tests.gateway_fixtures import Gateway, Seat
from tests.insights.data import Data, sh

SPAN = {"from": "2026-11-02", "to": "2026-11-15"}
S, M = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
async def chief(gateway: Gateway) -> Seat:
    return await gateway.sign_in("chief", Role.SUPERVISOR)


@pytest.fixture
async def data(gateway: Gateway, database: AsyncEngine) -> Data:
    return Data(database, Keyring(gateway.app[SETTINGS].data_keys))


def stays(data: Data) -> None:
    """Eight on a Monday between nine and ten, two weeks of them; one at the first second of a Sunday, one a second before."""
    mondays = ["11-02 09:00", "11-02 09:10", "11-02 09:59:59", "11-09 09:30", "11-09 09:30", "11-09 09:45"]
    replies = [20 * S, 3 * M, 50 * S, None, 4 * M, 10 * M]
    for number, (at, reply) in enumerate(zip(mondays, replies, strict=True)):
        data.conversation(f"m{number}", "web", sh(at))
        data.engagement(f"m{number}", "claims", sh(at), reply, left=None if reply else 5 * M)
    late = {
        "a": "11-07 23:59:59",
        "b": "11-08 00:00:00",
        "before": "11-01 23:59:59",
        "after": "11-16 00:00:00",
    }
    for id, at in late.items():
        data.conversation(id, "web", sh(at))
        data.engagement(id, "claims", sh(at), M)


async def waits(seat: Seat, **span: str) -> dict[str, Any]:
    response = await seat.get("/api/insights/waits", **(SPAN | span))
    assert response.status == 200, await response.text()
    found: dict[str, Any] = await response.json()
    return found


async def test_waits_by_weekday_and_hour_are_those_counted_by_hand(data: Data, chief: Seat) -> None:
    stays(data)
    await data.write()

    found = await waits(chief)

    hours = {(each.pop("weekday"), each.pop("hour")): each for each in found["hours"]}
    assert hours == {
        # 20 s, 50 s, [3 min], 4 min, 10 min; one of six gave up
        (1, 9): {"queued": 6, "answered": 5, "median_s": 180, "gave_up": 16.7},
        # of one alone there is no middle and no share
        (6, 23): {"queued": 1, "answered": 1, "median_s": None, "gave_up": None},
        (7, 0): {"queued": 1, "answered": 1, "median_s": None, "gave_up": None},
    }
    # 20 50 60 [60] 180 240 600 of the seven who were answered; one of eight gave up
    assert found["all"] == {"queued": 8, "answered": 7, "median_s": 60, "gave_up": 12.5}


async def test_every_database_counts_the_same(engine: AsyncEngine, keyring: Keyring) -> None:
    data = Data(engine, keyring)
    stays(data)
    await data.write()

    found = await Waits(engine).of(Span(date(2026, 11, 2), date(2026, 11, 15)))

    assert found.all == Wait(queued=8, answered=7, decided=8, median_s=60, gave_up=12.5)
    assert found.hours[1, 9] == Wait(queued=6, answered=5, decided=6, median_s=180, gave_up=16.7)
    assert sorted(found.hours) == [(1, 9), (6, 23), (7, 0)]


async def test_all_of_them_are_what_the_figures_of_the_service_say(
    gateway: Gateway, data: Data, chief: Seat
) -> None:
    stays(data)
    await data.write()
    await gateway.app[INSIGHTS].facts.refresh()

    whole = (await waits(chief))["all"]

    for kpi, value in (("first_wait_p50", whole["median_s"]), ("abandonment_rate", whole["gave_up"])):
        response = await chief.get(f"/api/insights/kpis/{kpi}", **SPAN)
        assert (await response.json())["value"] == value


async def test_who_waits_still_is_counted_and_has_no_wait_yet(data: Data, chief: Seat) -> None:
    for number in range(5):
        data.conversation(f"c{number}", "web", sh("11-03 14:00"))
        data.engagement(f"c{number}", "claims", sh("11-03 14:00"), None, waiting=True)
    await data.write()

    assert (await waits(chief))["all"] == {"queued": 5, "answered": 0, "median_s": None, "gave_up": None}


async def test_a_time_without_waits_has_none(chief: Seat) -> None:
    found = await waits(chief)
    assert found["hours"] == []
    assert found["all"] == {"queued": 0, "answered": 0, "median_s": None, "gave_up": None}


async def test_the_file_has_a_row_per_hour_in_which_somebody_queued(data: Data, chief: Seat) -> None:
    stays(data)
    await data.write()

    response = await chief.get("/api/insights/waits.csv", **SPAN)

    assert response.headers["Content-Disposition"] == 'attachment; filename="waits-2026-11-02-2026-11-15.csv"'
    rows = list(csv.reader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    assert rows[1:] == [
        ["周一", "9", "6", "5", "180", "16.7"],
        ["周六", "23", "1", "1", "", ""],
        ["周日", "0", "1", "1", "", ""],
    ]


async def test_days_that_make_no_sense_are_refused(chief: Seat) -> None:
    for path in ("waits", "waits.csv"):
        response = await chief.get(f"/api/insights/{path}", **{"from": "2026-11-15", "to": "2026-11-02"})
        assert response.status == 422
