"""Accounts: added, changed, ended, given a new password."""

import asyncio
from typing import Any

import pytest

from bot.conversations.owner import Owner
from bot.desk.desk import DESK
from bot.staff.accounts import Role, StaffAccounts
from bot.staff.errors import LastAdmin
from kernel.clock import FrozenClock
from tests.gateway_fixtures import PASSWORD, Gateway, Seat


async def code_of(response: Any) -> str:
    return (await response.json())["error"]["code"]


@pytest.fixture
async def admin(gateway: Gateway) -> Seat:
    return await gateway.sign_in("root", Role.ADMIN)


async def test_who_is_added_logs_in_with_the_temporary_password_and_sets_their_own(
    gateway: Gateway, admin: Seat
) -> None:
    response = await admin.post(
        "/api/desk/staff", username="wei", role="agent", name="周伟", skills=["claims"], capacity=3
    )
    added = await response.json()
    assert response.status == 201 and added["staff"]["password_temporary"]
    logged_in = await (await gateway.login("wei", added["password"])).json()
    assert logged_in["due"] == "password" and logged_in["user"]["name"] == "周伟"

    wei = await seat_of(gateway, "wei", added["password"])
    before = await wei.get("/api/desk/conversations")
    changed = await wei.post("/api/staff/password", old=added["password"], new="my own words")

    assert (before.status, await code_of(before)) == (403, "password_due")
    assert (await changed.json())["due"] is None
    assert (await wei.get("/api/desk/conversations")).status == 200
    assert (await gateway.login("wei", added["password"])).status == 401


async def seat_of(gateway: Gateway, username: str, password: str) -> Seat:
    response = await gateway.login(username, password)
    body = await response.json()
    return Seat(gateway.client, username, response.cookies["baowen_staff"].value, body["csrf_token"])


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"username": "root"}, 409, "staff_exists"),
        ({"username": "Wei"}, 422, "weak_account"),
        ({"username": "console"}, 422, "weak_account"),
        ({"username": "wei", "password": "short"}, 422, "weak_account"),
        ({"username": "wei-lan-hua", "password": "Wei-Lan-Hua"}, 422, "weak_account"),
        ({"username": "wei", "role": "king"}, 422, "invalid"),
        ({"username": "wei", "capacity": 0}, 422, "invalid"),
    ],
)
async def test_what_is_no_decent_account_is_refused(
    admin: Seat, fields: dict[str, Any], status: int, code: str
) -> None:
    response = await admin.post("/api/desk/staff", **{"role": "agent", **fields})

    assert (response.status, await code_of(response)) == (status, code)


async def test_what_is_not_named_stays_as_it_is(gateway: Gateway, admin: Seat) -> None:
    await gateway.add_staff("wei", name="周伟", skills=("claims",))

    response = await admin.put("/api/desk/staff/wei", capacity=8, role="supervisor")

    assert await response.json() == {
        "username": "wei",
        "name": "周伟",
        "role": "supervisor",
        "skills": ["claims"],
        "capacity": 8,
        "active": True,
        "password_temporary": False,
        "second_factor": False,
    }


async def test_a_changed_role_counts_at_once(gateway: Gateway, admin: Seat) -> None:
    wei = await gateway.sign_in("wei", Role.SUPERVISOR)
    assert (await wei.get("/api/desk/staff")).status == 200

    await admin.put("/api/desk/staff/wei", role="agent")

    assert (await wei.get("/api/desk/staff")).status == 403


async def test_who_leaves_is_out_at_once_and_their_customers_are_first_in_the_queue(
    gateway: Gateway, admin: Seat
) -> None:
    lili = await gateway.sign_in("lili")
    held = await gateway.waiting_chat()
    assert (await lili.act(held.conversation_id, "accept")).status == 200
    waiting = await gateway.waiting_chat()

    response = await admin.put("/api/desk/staff/lili", active=False)

    assert response.status == 200 and not (await response.json())["active"]
    assert (await lili.get("/api/staff/me")).status == 401
    assert await code_of(await gateway.login("lili", PASSWORD)) == "wrong_credentials"
    assert await admin.list("queue") == [held.conversation_id, waiting.conversation_id]
    colleagues = await (await admin.get("/api/desk/colleagues")).json()
    assert [each["username"] for each in colleagues["colleagues"]] == ["root"]


async def test_what_they_take_at_the_very_moment_they_leave_comes_back_too(
    gateway: Gateway, admin: Seat
) -> None:
    await gateway.sign_in("lili")
    chat = await gateway.waiting_chat()
    await admin.put("/api/desk/staff/lili", active=False)
    await gateway.conversations.agents.accept(chat.conversation_id, "lili", "李丽", capacity=5)

    await gateway.app[DESK].routing.sweep()

    assert (await gateway.conversations.get(chat.conversation_id)).owner is Owner.QUEUE


async def test_who_comes_back_logs_in_as_before(gateway: Gateway, admin: Seat) -> None:
    await gateway.add_staff("lili")
    await admin.put("/api/desk/staff/lili", active=False)

    await admin.put("/api/desk/staff/lili", active=True)

    assert (await gateway.login("lili", PASSWORD)).status == 200


@pytest.mark.parametrize("change", [{"active": False}, {"role": "agent"}])
async def test_the_last_administrator_stays(gateway: Gateway, admin: Seat, change: dict[str, Any]) -> None:
    refused = await admin.put("/api/desk/staff/root", **change)
    assert (refused.status, await code_of(refused)) == (409, "last_admin")

    await gateway.add_staff("second", Role.ADMIN)
    assert (await admin.put("/api/desk/staff/root", **change)).status == 200


async def test_two_administrators_who_end_each_other_at_once_do_not_both_succeed(
    engine, clock: FrozenClock
) -> None:
    accounts = StaffAccounts(engine, clock)
    for username in ("one", "two"):
        await accounts.add(username, PASSWORD, Role.ADMIN)

    outcomes = await asyncio.gather(
        accounts.change("one", active=False),
        accounts.change("two", role=Role.AGENT.value),
        return_exceptions=True,
    )

    assert sorted(isinstance(each, LastAdmin) for each in outcomes) == [False, True]


async def test_a_supervisor_changes_skills_and_capacity_and_nothing_else(gateway: Gateway) -> None:
    chen = await gateway.sign_in("chen", Role.SUPERVISOR)
    await gateway.add_staff("wei", name="周伟")

    allowed = await chen.put("/api/desk/staff/wei", skills=["sales"], capacity=2, name="周伟")
    refused = [
        await chen.put("/api/desk/staff/wei", **change)
        for change in ({"role": "admin"}, {"active": False}, {"name": "别人"})
    ]

    assert allowed.status == 200 and (await allowed.json())["skills"] == ["sales"]
    assert [each.status for each in refused] == [403] * 3
    assert (await chen.post("/api/desk/staff", username="x", role="agent")).status == 403
    assert (await chen.post("/api/desk/staff/wei/password")).status == 403


async def test_a_given_password_ends_the_logins_and_has_to_be_changed(gateway: Gateway, admin: Seat) -> None:
    lili = await gateway.sign_in("lili")

    given = (await (await admin.post("/api/desk/staff/lili/password")).json())["password"]

    assert (await lili.get("/api/staff/me")).status == 401
    assert (await gateway.login("lili", PASSWORD)).status == 401
    assert (await (await gateway.login("lili", given)).json())["due"] == "password"


async def test_ones_own_password_takes_the_old_one_and_ends_other_logins(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    elsewhere = await seat_of(gateway, "lili", PASSWORD)

    wrong = await lili.post("/api/staff/password", old="not mine", new="battery staple")
    same = await lili.post("/api/staff/password", old=PASSWORD, new=PASSWORD)
    right = await lili.post("/api/staff/password", old=PASSWORD, new="battery staple")

    assert [await code_of(wrong), await code_of(same)] == ["wrong_password", "weak_account"]
    assert right.status == 200 and (await lili.get("/api/staff/me")).status == 200
    assert (await elsewhere.get("/api/staff/me")).status == 401
    assert (await gateway.login("lili", "battery staple")).status == 200


async def test_guessing_the_old_password_is_stopped(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")

    statuses = [
        (await lili.post("/api/staff/password", old=f"guess {n}", new="battery staple")).status
        for n in range(11)
    ]

    assert statuses == [422] * 10 + [429]


async def test_accounts_are_listed_in_pages_by_username(gateway: Gateway, admin: Seat) -> None:
    for username in ("a", "b", "c"):
        await gateway.add_staff(username)

    first = await (await admin.get("/api/desk/staff", limit=3)).json()
    rest = await (await admin.get("/api/desk/staff", limit=3, after=first["next"])).json()

    assert [each["username"] for each in first["staff"] + rest["staff"]] == ["a", "b", "c", "root"]
    assert rest["next"] is None
