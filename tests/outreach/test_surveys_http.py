"""The survey's routes: whoever holds the link, agents on the phone, supervisors with campaigns and the file."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.ratings import Ratings
from bot.outreach.surveys.answers import BadRatings
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.outreach.surveys.survey import Source
from bot.outreach.surveys.surveys import SURVEYS, SurveyLimits
from bot.staff.accounts import Role
from bot.staff.task_models import TaskRow
from bot.staff.tasks import TASKS
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from tests.gateway_fixtures import Gateway, database, gateway, running
from tests.outreach.records import Book
from tests.outreach.test_surveys import paid

__all__ = ["database", "gateway"]
GOOD = {"attitude": 5, "speed": 4, "quality": 5, "ease": 5, "recommend": 10, "comment": "  很快  "}


async def invited(gateway: Gateway, engine: AsyncEngine) -> str:
    """The token of C1, whose claim was paid."""
    keyring = Keyring(gateway.app[SURVEYS].answers._keyring._keys)
    book = Book(engine, gateway.clock, keyring)
    await book.fill()
    await paid(book)
    await gateway.app[SURVEYS].invitations.collect()
    async with engine.connect() as connection:
        survey_id = (await connection.execute(select(SurveyAnswerRow.id))).scalar_one()
    return gateway.app[SURVEYS].answers._tokens.make(survey_id, Source.SMS)


async def tasks(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(select(TaskRow.__table__)))


async def test_the_page_comes_with_the_headers_of_every_page(
    database: AsyncEngine, clock: FrozenClock, tmp_path: Path
) -> None:
    page = tmp_path / "web" / "survey" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text('<meta name="csp-nonce" content="__CSP_NONCE__" />', "utf-8")
    async with running(database, clock, tmp_path) as gateway:
        response = await gateway.client.get("/survey")

        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy and "__CSP_NONCE__" not in await response.text()
        assert response.headers["Cache-Control"] == "no-store"


async def test_a_link_opens_a_survey_and_takes_an_answer_that_may_be_changed(
    gateway: Gateway, database: AsyncEngine
) -> None:
    path = f"/api/survey/{await invited(gateway, database)}"
    shown = await (await gateway.client.get(path)).json()
    assert shown == {
        "occasion": "claim",
        "about": "您的理赔（尾号1）",
        "items": ["attitude", "speed", "quality", "ease"],
        "ends_at": "2026-11-30T10:00:00+08:00",
        "answer": None,
        "refused": False,
    }

    first = await gateway.client.post(path, json=GOOD)
    assert (await first.json())["answer"] == GOOD | {"comment": "很快", "resolved": None}
    again = await (await gateway.client.post(path, json={"speed": 3})).json()
    assert again["answer"] | {"speed": 3} == dict.fromkeys((*GOOD, "resolved")) | {"speed": 3}
    assert await tasks(database) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"attitude": 6}, 422),
        ({"recommend": 11}, 422),
        ({"resolved": 5}, 422),
        ({}, 422),
        ({"comment": "   "}, 422),
        ({"comment": "长" * 501}, 422),
    ],
)
async def test_what_is_no_answer_is_refused(
    gateway: Gateway, database: AsyncEngine, body: dict[str, Any], status: int
) -> None:
    response = await gateway.client.post(f"/api/survey/{await invited(gateway, database)}", json=body)
    assert response.status == status


async def test_forged_links_are_not_found_and_late_ones_are_over(
    gateway: Gateway, database: AsyncEngine
) -> None:
    token = await invited(gateway, database)
    for path in (f"/api/survey/{'A' * 44}", f"/api/survey/{token[:-2]}AA", "/api/survey/x"):
        response = await gateway.client.get(path)
        assert (response.status, (await response.json())["error"]["code"]) == (404, "survey_not_found")
    gateway.clock.advance(timedelta(days=14))
    for response in (
        await gateway.client.get(f"/api/survey/{token}"),
        await gateway.client.post(f"/api/survey/{token}", json=GOOD),
    ):
        assert (response.status, (await response.json())["error"]["code"]) == (410, "survey_over")


async def test_refusing_is_one_click_and_can_be_taken_back(gateway: Gateway, database: AsyncEngine) -> None:
    path = f"/api/survey/{await invited(gateway, database)}"

    assert (await (await gateway.client.post(f"{path}/refusal")).json())["refused"] is True
    assert (await (await gateway.client.get(path)).json())["refused"] is True
    taken_back = await gateway.client.post(f"{path}/refusal", json={"refused": False})
    assert (await taken_back.json())["refused"] is False


async def test_one_link_is_not_asked_without_end(gateway: Gateway, database: AsyncEngine) -> None:
    path = f"/api/survey/{await invited(gateway, database)}"
    most = SurveyLimits().per_survey.count
    statuses = [(await gateway.client.get(path)).status for _ in range(most + 1)]
    assert (statuses[-2:], set(statuses[:-1])) == ([200, 429], {200})


async def test_a_bad_answer_becomes_a_task_of_the_desk(gateway: Gateway, database: AsyncEngine) -> None:
    path = f"/api/survey/{await invited(gateway, database)}"
    for _ in range(2):
        await gateway.client.post(path, json={"attitude": 1, "comment": "打 13812345678"})

    [task] = await tasks(database)

    assert (task.kind, task.about) == ("bad_rating", "claim:CLM-1")


async def test_a_bad_rating_of_a_conversation_becomes_one_task(
    gateway: Gateway, database: AsyncEngine
) -> None:
    chat = await gateway.open_chat()
    await chat.post()
    rated = await gateway.client.post(
        "/api/chat/rating", json={"score": 1, "comment": "答非所问"}, headers=chat.headers
    )
    assert rated.status == 200
    gateway.clock.advance(timedelta(seconds=10))
    ratings: Ratings = gateway.conversations.ratings
    for _ in range(2):
        await BadRatings(ratings, gateway.app[TASKS], gateway.clock).follow_up()

    [task] = await tasks(database)
    assert task.about == f"conversation:{chat.conversation_id}"


async def test_an_agent_writes_down_an_answer_and_a_supervisor_takes_them_all_as_a_masked_file(
    gateway: Gateway, database: AsyncEngine
) -> None:
    await invited(gateway, database)
    lili = await gateway.sign_in("lili")
    told = {"occasion": "claim", "number": "CLM-1", "source": "phone", "attitude": 2}
    words = {"comment": "=HYPERLINK(1) 打 13812345678"}
    entered = await lili.post("/api/desk/surveys/answers", **told, **words)
    assert (entered.status, (await entered.json())["bad"]) == (201, True)
    twice = await lili.post("/api/desk/surveys/answers", **told | {"attitude": 5})
    assert (twice.status, (await twice.json())["error"]["code"]) == (409, "survey_answered")
    unknown = await lili.post("/api/desk/surveys/answers", **told | {"number": "CLM-99"})
    assert unknown.status == 404
    period = {"from": "2026-11-16", "to": "2026-11-16"}
    assert (await lili.get("/api/desk/surveys/answers.csv", **period)).status == 403

    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    file = await boss.get("/api/desk/surveys/answers.csv", **period)

    assert file.status == 200
    [row] = list(csv.DictReader(io.StringIO((await file.read()).decode("utf-8-sig"))))
    assert (row["来源"], row["服务态度"], row["是否差评"], row["记录人"]) == ("电话", "2", "是", "lili")
    assert row["客户的话"] == "'=HYPERLINK(1) 打 138****5678" and "CLM-1" not in row.values()
    late = await boss.get("/api/desk/surveys/answers.csv", **{"from": "2026-11-17", "to": "2026-11-16"})
    assert late.status == 422


async def test_an_agent_sees_what_is_asked_and_whether_the_customer_has_answered(
    gateway: Gateway, database: AsyncEngine
) -> None:
    await invited(gateway, database)
    lili = await gateway.sign_in("lili")
    record = {"occasion": "claim", "number": "CLM-1"}
    before = await (await lili.get("/api/desk/surveys/answers", **record)).json()
    assert before == {
        "about": "您的理赔（尾号1）",
        "items": ["attitude", "speed", "quality", "ease"],
        "answered_at": None,
        "source": None,
        "against": None,
    }

    await lili.post("/api/desk/surveys/answers", **record, source="phone", speed=4)

    after = await (await lili.get("/api/desk/surveys/answers", **record)).json()
    assert (after["answered_at"], after["source"]) == ("2026-11-16T10:00:00+08:00", "phone")
    assert (await lili.get("/api/desk/surveys/answers", **record | {"number": "CLM-9"})).status == 404


async def test_a_supervisor_sees_whom_a_campaign_would_meet_before_it_is_planned(
    gateway: Gateway, database: AsyncEngine
) -> None:
    await invited(gateway, database)
    lili, boss = await gateway.sign_in("lili"), await gateway.sign_in("boss", Role.SUPERVISOR)
    plan = {"starts_on": "2026-11-20", "claim_days": "90", "share": "50", "most": "200"}
    assert (await lili.get("/api/desk/surveys/prospect", **plan)).status == 403

    found = await (await boss.get("/api/desk/surveys/prospect", **plan)).json()

    assert found == {"customers": 1, "refused": 0, "asked_lately": 1, "expected": 0, "pause_days": 30}
    for wrong in ({"share": "0"}, {"line": "pets"}, {"starts_on": "soon"}):
        assert (await boss.get("/api/desk/surveys/prospect", **plan | wrong)).status == 422


async def test_supervisors_plan_and_stop_campaigns_and_agents_do_not(
    gateway: Gateway, database: AsyncEngine
) -> None:
    lili, boss = await gateway.sign_in("lili"), await gateway.sign_in("boss", Role.SUPERVISOR)
    plan = {"name": "冬季调查", "starts_on": "2026-12-01", "line": "medical", "claim_days": 90, "most": 200}
    assert (await lili.post("/api/desk/surveys/campaigns", **plan)).status == 403
    made = await boss.post("/api/desk/surveys/campaigns", **plan)
    assert made.status == 201
    campaign = await made.json()
    assert (campaign["state"], campaign["share"], campaign["invited"]) == ("planned", 100, 0)
    assert (campaign["refused"], campaign["nps"]) == (0, {"n": 0, "value": None})

    listed = await (await boss.get("/api/desk/surveys/campaigns")).json()
    assert [each["id"] for each in listed["campaigns"]] == [campaign["id"]]
    assert (listed["this_year"], listed["wanted"], listed["next_due_on"]) == (1, 3, "2026-11-16")
    stopped = await boss.post(f"/api/desk/surveys/campaigns/{campaign['id']}/stop")
    assert (await stopped.json())["state"] == "stopped"
    assert (await boss.post(f"/api/desk/surveys/campaigns/{campaign['id']}/stop")).status == 409
    assert (await boss.post("/api/desk/surveys/campaigns/nothing/stop")).status == 404
    past = await boss.post("/api/desk/surveys/campaigns", **plan | {"starts_on": "2026-11-15"})
    assert past.status == 409
    for wrong in ({"share": 0}, {"most": 0}, {"line": "pets"}, {"name": ""}):
        assert (await boss.post("/api/desk/surveys/campaigns", **plan | wrong)).status == 422
