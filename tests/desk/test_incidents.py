"""Supervisors switch catastrophe mode on and off; customers see the banner, and nobody else decides."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.staff.accounts import Role
from kernel.clock import SHANGHAI
from tests.gateway_fixtures import Gateway, Seat, soon

PATH = "/api/desk/incidents"
BANNER = "台风影响广东，报案可以直接在这里办，我们优先处理。"
TYPHOON: dict[str, Any] = {
    "client_id": "1",
    "kind": "typhoon",
    "title": "台风应急",
    "banner": BANNER,
    "regions": ["广东省"],
    "lines": ["home", "auto_commercial"],
    "faq_pack": ["claims.report_how"],
}


@pytest.fixture
async def boss(gateway: Gateway) -> Seat:
    return await gateway.sign_in("boss", Role.SUPERVISOR, name="陈静")


async def done(response: Any, status: int = 200) -> dict[str, Any]:
    assert response.status == status, await response.text()
    shown: dict[str, Any] = await response.json()
    return shown


async def refusal(response: Any) -> tuple[int, str]:
    return response.status, (await response.json())["error"]["code"]


async def test_an_incident_goes_from_announced_to_closed_with_everything_on_record(
    gateway: Gateway, boss: Seat
) -> None:
    announced = await done(await boss.post(PATH, **TYPHOON), 201)
    assert (announced["status"], announced["in_force"]) == ("announced", False)
    assert announced["lines"] == ["auto_commercial", "home"] and announced["ends_at"] is None
    one = f"{PATH}/{announced['id']}"

    active = await done(await boss.post(f"{one}/activate", note="总部通知"))
    assert (active["status"], active["in_force"]) == ("active", True)
    eased = await done(await boss.post(f"{one}/ease", banner="台风已过，报案照常在这里办。"))
    assert (eased["status"], eased["banner"]) == ("easing", "台风已过，报案照常在这里办。")
    closed = await done(await boss.post(f"{one}/close", note="电话不够"))
    assert (closed["status"], closed["in_force"]) == ("closed", False)

    [shown] = (await done(await boss.get(PATH)))["incidents"]
    assert shown == closed
    assert [(each["status"], each["by"], each["note"]) for each in shown["history"]] == [
        ("announced", "boss", None),
        ("active", "boss", "总部通知"),
        ("easing", "boss", None),
        ("closed", "boss", "电话不够"),
    ]
    assert {each["name"] for each in shown["history"]} == {"陈静"}
    audited = [(entry.who, entry.what) for entry in await gateway.services.audit.entries()]
    assert ("boss", "incident_active") in audited and ("boss", "incident_closed") in audited


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.AGENT, False), (Role.TRAINER, False), (Role.ADMIN, True)]
)
async def test_only_supervisors_and_administrators_switch(
    gateway: Gateway, boss: Seat, role: Role, allowed: bool
) -> None:
    incident = await done(await boss.post(PATH, **TYPHOON), 201)
    seat = await gateway.sign_in("someone", role)

    answers = [
        await seat.get(PATH),
        await seat.get(f"{PATH}/choices"),
        await seat.post(PATH, **TYPHOON | {"client_id": "2"}),
        await seat.post(f"{PATH}/{incident['id']}/activate"),
        await seat.post(f"{PATH}/{incident['id']}/close", note="x"),
    ]

    assert [each.status < 300 for each in answers] == [allowed] * 5
    assert allowed or {each.status for each in answers} == {403}


async def test_a_press_that_comes_twice_announces_once(boss: Seat) -> None:
    first = await done(await boss.post(PATH, **TYPHOON), 201)
    again = await done(await boss.post(PATH, **TYPHOON), 201)

    assert again["id"] == first["id"]
    assert len((await done(await boss.get(PATH)))["incidents"]) == 1


async def test_what_cannot_be_is_refused_and_says_why(boss: Seat) -> None:
    stopped = await boss.post(PATH, **TYPHOON | {"banner": "台风损失全都赔"})
    assert await refusal(stopped) == (422, "conduct")
    assert (await stopped.json())["error"]["details"]["span"] == [4, 7]
    assert await refusal(await boss.post(PATH, **TYPHOON | {"faq_pack": ["no.such"]})) == (422, "rule_broken")
    assert await refusal(await boss.post(PATH, **TYPHOON | {"banner": "长" * 81})) == (422, "invalid")
    assert await refusal(await boss.post(PATH, **TYPHOON | {"kind": "party"})) == (422, "invalid")
    naive = TYPHOON | {"ends_at": "2026-11-17T10:00:00"}
    assert await refusal(await boss.post(PATH, **naive)) == (422, "invalid")
    past = TYPHOON | {"ends_at": "2026-11-15T10:00:00+08:00"}
    assert await refusal(await boss.post(PATH, **past)) == (422, "rule_broken")
    assert await refusal(await boss.post(f"{PATH}/nothing/activate")) == (404, "record_not_found")
    incident = await done(await boss.post(PATH, **TYPHOON), 201)
    assert await refusal(await boss.post(f"{PATH}/{incident['id']}/ease")) == (409, "illegal_transition")
    assert await refusal(await boss.post(f"{PATH}/{incident['id']}/close", note=" ")) == (422, "rule_broken")


async def test_lines_and_entries_are_offered_to_choose_from(boss: Seat) -> None:
    choices = await done(await boss.get(f"{PATH}/choices"))

    assert choices["lines"]["home"] == "家财险" and len(choices["lines"]) == 9
    assert {"id": "claims.report_how", "question": "怎么报案？"} in choices["faq"]


async def test_every_chat_page_sees_the_banner_while_it_is_on_and_no_longer(
    gateway: Gateway, boss: Seat
) -> None:
    chat = await gateway.open_chat()
    assert "notices" not in await chat.read()

    incident = await done(await boss.post(PATH, **TYPHOON, activate=True), 201)
    assert (await chat.read())["notices"] == [{"id": incident["id"], "kind": "typhoon", "text": BANNER}]
    assert (await (await gateway.open_chat()).read())["notices"]

    await done(await boss.post(f"{PATH}/{incident['id']}/close", note="没来"))
    assert "notices" not in await chat.read()


async def test_a_waiting_page_is_told_at_once(gateway: Gateway, boss: Seat) -> None:
    chat = await gateway.open_chat()
    async with chat.socket() as socket:
        assert "notices" not in await soon(socket.receive_json())
        incident = await done(await boss.post(PATH, **TYPHOON, activate=True), 201)
        assert [each["text"] for each in (await soon(socket.receive_json(), 10))["notices"]] == [BANNER]
        reworded = "台风已过，报案照常在这里办。"
        await done(await boss.post(f"{PATH}/{incident['id']}/ease", banner=reworded))
        assert [each["text"] for each in (await soon(socket.receive_json(), 10))["notices"]] == [reworded]
        await done(await boss.post(f"{PATH}/{incident['id']}/close", note="电话不够"))
        assert "notices" not in await soon(socket.receive_json(), 10)


async def test_an_end_that_was_set_takes_the_banner_away(gateway: Gateway, boss: Seat) -> None:
    chat = await gateway.open_chat()
    ends = datetime(2026, 11, 16, 12, 0, tzinfo=SHANGHAI).isoformat()
    await done(await boss.post(PATH, **TYPHOON, activate=True, ends_at=ends), 201)
    assert (await chat.read())["notices"]

    gateway.clock.advance(timedelta(hours=2))

    assert "notices" not in await chat.read()
