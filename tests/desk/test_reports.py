"""History of the queues and reports of agents, from the clocks."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from bot.conversations.message import Content
from bot.desk.supervision.history import Opinion, ninetieth
from bot.desk.supervision.reports import AgentReport, as_csv
from bot.desk.supervision.supervision import SUPERVISION
from bot.staff.accounts import Role
from kernel.clock import SHANGHAI
from tests.desk.times import later
from tests.gateway_fixtures import Chat, Gateway, Seat

Shown = dict[str, Any]


@pytest.fixture
async def chief(gateway: Gateway) -> Seat:
    return await gateway.sign_in("chief", Role.SUPERVISOR, name="周敏")


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili", name="李丽")


async def served(gateway: Gateway, seat: Seat, *, wait: int, reply: int = 0, hold: int = 0) -> Chat:
    """Accepted and answered after `wait` seconds, a second answer after `reply` more, closed `hold` after that."""
    chat = await gateway.waiting_chat()
    await later(gateway, wait, seat)
    assert (await seat.act(chat.conversation_id, "accept")).status == 200
    await seat.act(chat.conversation_id, "messages", text="您好", client_id="1")
    if reply:
        await chat.post("2", text="什么时候到账")
        await later(gateway, reply, seat)
        await seat.act(chat.conversation_id, "messages", text="正在查", client_id="2")
    await later(gateway, hold, seat)
    assert (await seat.act(chat.conversation_id, "close")).status == 200
    return chat


async def rate(chat: Chat, score: int, recommend: int) -> None:
    body = {"score": score, "recommend": recommend}
    response = await chat.client.post("/api/chat/rating", json=body, headers=chat.headers)
    assert response.status == 200


async def periods(seat: Seat, **query: Any) -> list[Shown]:
    response = await seat.get("/api/desk/history", **query)
    assert response.status == 200, await response.text()
    found: list[Shown] = (await response.json())["periods"]
    return found


async def report_of(seat: Seat, username: str, **query: Any) -> Shown:
    response = await seat.get("/api/desk/reports/agents", **query)
    assert response.status == 200, await response.text()
    [found] = [each for each in (await response.json())["agents"] if each["username"] == username]
    return dict(found)


async def test_history_tells_what_came_and_how_it_was_served(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    for wait, score, recommend in ((10, 5, 10), (30, 4, 8), (90, 1, 3)):
        await rate(await served(gateway, lili, wait=wait, hold=120), score, recommend)
    await gateway.waiting_chat()
    await gateway.app[SUPERVISION].breaches.sweep()

    whole, claims = await periods(chief)

    for found in (whole, claims):
        assert (found["offered"], found["answered"]) == (4, 3)
        assert (found["mean_wait_s"], found["p90_wait_s"], found["mean_first_reply_s"]) == (43, 90, 43)
        assert (found["mean_handling_s"], found["ratings"], found["csat"], found["nps"]) == (120, 3, 67, 0)
        assert found["breaches"] == {"first_response": 1, "reply": 0, "resolution": 0}
    assert (whole["queue"], claims["queue"], claims["name"]) == (None, "claims", "理赔服务")
    assert (whole["contacts"], whole["contained"], claims["contacts"]) == (4, 0, None)


async def test_who_left_in_time_is_abandoned_and_not_late(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    await served(gateway, lili, wait=90)
    given_up = await gateway.waiting_chat()
    await given_up.post("2", payload="/queue_cancel")

    [_, claims] = await periods(chief)

    assert (claims["offered"], claims["abandoned"], claims["service_level"]) == (2, 1, 50)


async def test_containment_counts_what_the_bot_answered_alone(gateway: Gateway, chief: Seat) -> None:
    for _ in range(3):
        chat = await gateway.open_chat()
        await chat.post()
        await gateway.bot_answers(Content("到明年一月"))
    await gateway.open_chat()
    await gateway.waiting_chat()

    whole = (await periods(chief))[0]

    assert (whole["contacts"], whole["contained"], whole["containment"]) == (4, 3, 75)


async def test_history_is_by_hour_or_day_of_shanghai_and_by_queue(gateway: Gateway, lili: Seat) -> None:
    await served(gateway, lili, wait=5)
    gateway.clock.advance(timedelta(hours=1))
    await served(gateway, await gateway.sign_in("wei"), wait=5)
    chief = await gateway.sign_in("chief", Role.SUPERVISOR)

    by_hour = await periods(chief, by="hour", queue="claims")

    assert [(each["begins"], each["offered"]) for each in by_hour] == [
        ("2026-11-16T10:00:00+08:00", 1),
        ("2026-11-16T11:00:00+08:00", 1),
    ]
    assert [each["offered"] for each in await periods(chief, queue="claims")] == [2]
    assert await periods(chief, queue="sales") == []


async def test_a_range_has_bounds(gateway: Gateway, chief: Seat) -> None:
    now = gateway.clock.now().astimezone(SHANGHAI)
    long_ago, days = (now - timedelta(days=100)).isoformat(), (now - timedelta(days=9)).isoformat()

    assert (await chief.get("/api/desk/history", since=long_ago)).status == 422
    assert (await chief.get("/api/desk/history", since=days, by="hour")).status == 422
    assert (await chief.get("/api/desk/history", since=days)).status == 200
    assert (await chief.get("/api/desk/history", until=long_ago)).status == 422
    assert (await chief.get("/api/desk/reports/agents", since=long_ago)).status == 422


async def test_a_report_tells_an_agents_work_from_the_clocks(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    await rate(await served(gateway, lili, wait=10, reply=20, hold=30), 5, 9)
    await rate(await served(gateway, lili, wait=30, reply=200), 2, 6)
    await gateway.app[SUPERVISION].breaches.sweep()
    scores = dict.fromkeys(("completeness", "conformity", "attitude", "timeliness"), 80)
    drawn = await (await chief.get("/api/desk/quality/sample")).json()
    first = drawn["sample"][0]["conversation_id"]
    await chief.post("/api/desk/quality/reviews", conversation_id=first, scores=scores)

    found = await report_of(chief, "lili")

    assert (found["name"], found["handled"], found["transfers"]) == ("李丽", 2, 0)
    assert (found["mean_first_reply_s"], found["mean_reply_s"], found["longest_reply_s"]) == (20, 110, 200)
    assert (found["replies"], found["mean_handling_s"]) == (2, 125)
    assert found["breaches"] == {"first_response": 0, "reply": 1, "resolution": 0}
    assert (found["ratings"], found["mean_score"], found["csat"], found["nps"]) == (2, 3.5, 50, 0)
    assert (found["reviews"], found["quality"]) == (1, 80)


async def test_an_agent_reads_their_own_report_alone(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    await gateway.sign_in("wei")

    mine = await (await lili.get("/api/desk/reports/agents")).json()

    assert [each["username"] for each in mine["agents"]] == ["lili"]
    assert (await lili.get("/api/desk/reports/agents", agent="wei")).status == 403
    assert (await lili.get("/api/desk/history")).status == 403
    everybody = await (await chief.get("/api/desk/reports/agents")).json()
    assert [each["username"] for each in everybody["agents"]] == ["chief", "lili", "wei"]


async def test_a_report_as_a_table_opens_in_a_spreadsheet(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    await served(gateway, lili, wait=10)

    response = await chief.get("/api/desk/reports/agents", agent="lili", format="csv")

    assert response.content_type == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="agents-20261116-20261116.csv"'
    content = await response.read()
    assert content.startswith(b"\xef\xbb\xbf")
    heads, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert dict(zip(heads, row, strict=True))["平均首次响应(秒)"] == "10"


def test_a_name_in_a_table_computes_nothing() -> None:
    report = AgentReport("lili", '=HYPERLINK("http://evil")')

    assert b"\"'=HYPERLINK" in as_csv([report])


def test_promoters_less_detractors_make_the_score() -> None:
    opinion = Opinion(scores=[5, 4, 3, 1], recommends=[10, 9, 7, 6, 0])

    assert (opinion.csat, opinion.mean_score, opinion.nps) == (50, 3.25, 0)
    assert (Opinion().csat, Opinion().nps, Opinion().mean_score) == (None, None, None)


def test_nine_of_ten_do_not_exceed_it() -> None:
    assert ninetieth(list(range(1, 11))) == 9
    assert (ninetieth([7]), ninetieth([])) == (7, None)
