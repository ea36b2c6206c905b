"""Coaching over HTTP: practice, quizzes, the ledger, cases from real conversations."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from bot.staff.accounts import Role
from tests.gateway_fixtures import Gateway, Seat
from tests.studio.test_coaching_play import WELL_DONE


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili")


@pytest.fixture
async def trainer(gateway: Gateway) -> Seat:
    return await gateway.sign_in("jiao", Role.TRAINER)


async def read(seat: Seat, path: str) -> dict[str, Any]:
    response = await seat.get(path)
    assert response.status == 200, await response.text()
    found: dict[str, Any] = await response.json()
    return found


async def did(seat: Seat, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
    response = await seat.post(path, **body)
    assert response.status == status, await response.text()
    done: dict[str, Any] = await response.json()
    return done


async def practised(gateway: Gateway, seat: Seat, case: str, *lines: str) -> dict[str, Any]:
    practice = await did(seat, "/api/desk/coaching/practices", 201, case=case)
    for line in lines:
        gateway.clock.advance(timedelta(seconds=20))
        path = f"/api/desk/coaching/practices/{practice['id']}/messages"
        practice = await did(seat, path, text=line, version=practice["version"])
    return practice


async def test_a_practice_is_scored_and_books_itself(gateway: Gateway, lili: Seat) -> None:
    practice = await practised(gateway, lili, "accident_hurt", *WELL_DONE)

    assert (practice["ending"], practice["score"], practice["passed"]) == ("satisfied", 100, True)
    assert {mark["line"] for mark in practice["marks"]} == {1, 2, 3, 4}
    mine = await read(lili, "/api/desk/coaching")
    assert [(entry["title"], entry["score"]) for entry in mine["entries"]] == [("追尾事故，有人受伤", 100)]
    assert mine["minutes"] == 1
    assert [item["done"] for item in mine["plan"] if item["id"] == "accident_hurt"] == [True]


async def test_what_may_not_be_said_to_customers_costs_in_practice_too(gateway: Gateway, lili: Seat) -> None:
    practice = await practised(gateway, lili, "accident_hurt", "保证全赔，肯定能赔", *WELL_DONE)

    assert practice["lines"][2]["faults"] != []
    assert min(mark["points"] for mark in practice["marks"]) == -15


async def test_two_pages_of_one_person_do_not_overwrite_each_other(gateway: Gateway, lili: Seat) -> None:
    practice = await did(lili, "/api/desk/coaching/practices", 201, case="death_claim")
    path = f"/api/desk/coaching/practices/{practice['id']}/messages"
    await did(lili, path, text="请您节哀", version=1)

    assert (await lili.post(path, text="您好", version=1)).status == 409
    ended = await did(lili, path.replace("messages", "end"), version=2)
    assert ended["ending"] == "broken_off"
    assert (await lili.post(path, text="还在吗", version=3)).status == 409


async def test_nobody_reads_a_colleagues_practice(gateway: Gateway, lili: Seat, trainer: Seat) -> None:
    wei = await gateway.sign_in("wei")
    practice = await did(lili, "/api/desk/coaching/practices", 201, case="death_claim")

    assert (await wei.get(f"/api/desk/coaching/practices/{practice['id']}")).status == 404
    seen = await read(trainer, f"/api/studio/coaching/practices/{practice['id']}")
    assert seen["username"] == "lili"
    await did(trainer, f"/api/studio/coaching/practices/{practice['id']}/comment", text="第一句很好")
    assert (await read(lili, f"/api/desk/coaching/practices/{practice['id']}"))["comment"] == "第一句很好"


async def test_a_quiz_out_of_the_faq_names_its_sources(lili: Seat) -> None:
    begun = await did(lili, "/api/desk/coaching/quizzes", 201, quiz="compliance")
    assert len(begun["questions"]) == 10
    assert all(len(set(each["choices"])) == 4 for each in begun["questions"])
    path = f"/api/desk/coaching/quizzes/{begun['id']}/answers"

    done = await did(lili, path, chosen=[0] * 10)

    right = sum(each["right"] == 0 for each in done["questions"])
    assert done["score"] == right * 10
    assert all(each["source"] for each in done["questions"])
    assert (await lili.post(path, chosen=[1] * 10)).status == 409


async def test_who_answers_everything_right_has_passed(gateway: Gateway, lili: Seat, trainer: Seat) -> None:
    first = await did(lili, "/api/desk/coaching/quizzes", 201, quiz="digital")
    done = await did(lili, f"/api/desk/coaching/quizzes/{first['id']}/answers", chosen=[])
    assert (done["score"], done["passed"]) == (0, False)
    right = {each["ask"]: each["choices"][each["right"]] for each in done["questions"]}

    second = await did(lili, "/api/desk/coaching/quizzes", 201, quiz="digital")
    chosen = [each["choices"].index(right[each["ask"]]) for each in second["questions"]]
    passed = await did(lili, f"/api/desk/coaching/quizzes/{second['id']}/answers", chosen=chosen)

    assert (passed["score"], passed["passed"]) == (100, True)
    everybody = await read(trainer, "/api/studio/coaching/people")
    assert everybody["digital_coverage"] == 1.0


async def test_hours_are_told_against_target_and_least(gateway: Gateway, lili: Seat, trainer: Seat) -> None:
    await gateway.add_staff("wei")
    lesson = {"title": "新条款宣讲", "area": "product", "minutes": 480, "usernames": ["lili"]}
    await did(trainer, "/api/studio/coaching/lessons", 201, **lesson)

    people = {
        each["username"]: each for each in (await read(trainer, "/api/studio/coaching/people"))["people"]
    }

    assert (people["lili"]["minutes"], people["lili"]["short"]) == (480, False)
    assert (people["wei"]["minutes"], people["wei"]["short"]) == (0, True)
    assert "jiao" not in people
    assert (
        await trainer.post("/api/studio/coaching/lessons", **lesson | {"usernames": ["nobody"]})
    ).status == 404


async def test_the_ledger_goes_into_a_sheet_without_formulas(lili: Seat, trainer: Seat) -> None:
    lesson = {"title": "=1+1", "area": "system", "minutes": 30, "usernames": ["lili"], "kind": "role_play"}
    await did(trainer, "/api/studio/coaching/lessons", 201, **lesson)

    response = await trainer.get("/api/studio/coaching/ledger.csv")
    rows = list(csv.DictReader(io.StringIO((await response.text()).removeprefix("\ufeff"))))

    assert [(row["账号"], row["形式"], row["标题"], row["分钟"]) for row in rows] == [
        ("lili", "角色扮演", "'=1+1", "30")
    ]


async def test_a_real_conversation_becomes_a_case_without_what_is_personal(
    gateway: Gateway, lili: Seat, trainer: Seat
) -> None:
    chat = await gateway.waiting_chat()
    await lili.act(chat.conversation_id, "accept")
    await chat.post("c1", text="我电话13800138000，理赔款什么时候到")
    await lili.act(chat.conversation_id, "messages", text="请您放心，三个工作日内到账", client_id="a1")
    await chat.post("c2", text="好的")

    drafted = await did(trainer, "/api/studio/coaching/cases/draft", conversation_id=chat.conversation_id)
    case = drafted["case"]

    assert "13800138000" not in str(case)
    assert case["steps"][0]["says"] == "好的"
    await did(trainer, "/api/studio/coaching/cases", 201, case=case, ready=True)
    offered = await read(lili, "/api/desk/coaching")
    assert case["id"] in [each["id"] for each in offered["cases"]]


async def test_a_draft_is_not_practised_and_the_second_editor_is_told(lili: Seat, trainer: Seat) -> None:
    case = next(
        each["case"]
        for each in (await read(trainer, "/api/studio/coaching/cases"))["cases"]
        if each["id"] == "payment_failed"
    ) | {"id": "own_case"}
    await did(trainer, "/api/studio/coaching/cases", 201, case=case)
    assert (await lili.post("/api/desk/coaching/practices", case="own_case")).status == 404

    path = "/api/studio/coaching/cases/own_case"
    assert (await trainer.put(path, case=case | {"title": "扣款失败"}, version=1, ready=True)).status == 200
    late = await trainer.put(path, case=case | {"title": "另一个名字"}, version=1)
    assert late.status == 409
    assert (await late.json())["error"]["details"]["current"]["case"]["title"] == "扣款失败"


async def test_a_case_nobody_could_play_is_refused(trainer: Seat) -> None:
    case = (await read(trainer, "/api/studio/coaching/cases"))["cases"][0]["case"] | {"id": "half"}
    case["steps"] = case["steps"][:2]

    refused = await trainer.post("/api/studio/coaching/cases", case=case)

    assert refused.status == 422
    assert (await refused.json())["error"]["details"]["problems"] == ["points_not_100"]
