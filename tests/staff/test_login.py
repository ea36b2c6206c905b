"""Logging in, staying in, and what a page needs for a write."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import WSMsgType

from bot.staff.accounts import Role
from bot.staff.errors import StaffExists, WeakAccount
from bot.staff.guards import STAFF_ROOM
from tests.gateway_fixtures import PASSWORD, Gateway, running


async def code_of(response) -> str:
    return (await response.json())["error"]["code"]


async def test_logging_in_gives_a_cookie_scripts_cannot_read(gateway: Gateway) -> None:
    await gateway.add_staff("lili", name="李丽", skills=("claims",))

    response = await gateway.login("lili", PASSWORD)

    body = await response.json()
    assert body["user"] == {
        "username": "lili",
        "name": "李丽",
        "role": "agent",
        "skills": ["claims"],
        "capacity": 5,
    }
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie


async def test_behind_https_the_cookie_travels_encrypted_only(database, clock, tmp_path) -> None:
    async with running(database, clock, tmp_path, PUBLIC_URL="https://chat.example") as gateway:
        await gateway.add_staff("lili")
        response = await gateway.login("lili", PASSWORD, Origin="https://chat.example")

    assert "Secure" in response.headers["Set-Cookie"]
    assert "max-age" in response.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("username", ["lili", "nobody"])
async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    gateway: Gateway, username: str
) -> None:
    await gateway.add_staff("lili")

    response = await gateway.login(username, "wrong password")

    body = await response.json()
    assert response.status == 401 and body["error"]["code"] == "wrong_credentials"
    assert body["error"]["details"] == {} and "Set-Cookie" not in response.headers


async def test_guessing_is_stopped_also_when_it_comes_all_at_once(gateway: Gateway) -> None:
    await gateway.add_staff("lili")

    responses = await asyncio.gather(*(gateway.login("lili", f"guess {n}") for n in range(12)))
    right = await gateway.login("lili", PASSWORD)

    assert sorted(each.status for each in responses) == [401] * 10 + [429] * 2
    assert right.status == 429 and int(right.headers["Retry-After"]) > 0


async def test_who_guesses_elsewhere_does_not_lock_the_agent_out(database, clock, tmp_path) -> None:
    async with running(database, clock, tmp_path, TRUSTED_PROXIES="127.0.0.0/8") as gateway:
        await gateway.add_staff("lili")
        guesses = [
            (await gateway.login("lili", "guess", **{"X-Forwarded-For": "198.51.100.7"})).status
            for _ in range(11)
        ]
        right = await gateway.login("lili", PASSWORD, **{"X-Forwarded-For": "203.0.113.1"})

    assert guesses == [401] * 10 + [429] and right.status == 200


async def test_guessing_from_many_addresses_is_stopped_too(database, clock, tmp_path) -> None:
    async with running(database, clock, tmp_path, TRUSTED_PROXIES="127.0.0.0/8") as gateway:
        tries = [
            gateway.login("nobody", "guess", **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(52)
        ]
        statuses = [each.status for each in await asyncio.gather(*tries)]

    assert sorted(statuses) == [401] * 50 + [429] * 2


async def test_a_login_from_the_page_of_another_site_is_refused(gateway: Gateway) -> None:
    await gateway.add_staff("lili")

    response = await gateway.login("lili", PASSWORD, Origin="https://evil.example")

    assert response.status == 403 and await code_of(response) == "foreign_origin"


async def test_a_write_needs_the_token_of_the_page(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    cookie = {"Cookie": lili.headers["Cookie"]}

    for csrf in ({}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": "é"}):
        response = await gateway.client.put(
            "/api/desk/presence", json={"state": "ready"}, headers=cookie | csrf
        )
        assert response.status == 403 and await code_of(response) == "csrf"
    assert (await lili.put("/api/desk/presence", state="ready")).status == 200


async def test_me_tells_a_reloaded_page_what_the_login_told(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")

    body = await (await lili.get("/api/staff/me")).json()

    assert (body["csrf_token"], body["user"]["username"]) == (lili.csrf, "lili")


async def test_after_logging_out_the_cookie_is_worth_nothing(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")

    await gateway.client.post("/api/staff/logout", headers=lili.headers)

    assert (await lili.get("/api/staff/me")).status == 401


async def test_a_login_ends_with_the_working_day(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    for _ in range(24):
        assert (await lili.put("/api/desk/presence", state="ready")).status == 200
        gateway.clock.advance(timedelta(minutes=30, seconds=1))

    response = await lili.get("/api/staff/me")

    assert response.status == 401 and await code_of(response) == "login_required"


async def test_a_login_ends_when_nobody_is_there(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    async with lili.socket() as socket:
        for _ in range(6):  # what the page reads by itself keeps nobody logged in
            gateway.clock.advance(timedelta(minutes=10, seconds=1))
            response = await lili.get("/api/desk/conversations")
        closed = await asyncio.wait_for(socket.receive(), 5)
        while closed.type is not WSMsgType.CLOSE:
            closed = await asyncio.wait_for(socket.receive(), 5)

    assert response.status == 401 and await code_of(response) == "login_required"
    assert closed.data == 4401


@pytest.mark.parametrize("acts", ["writes", "reads and says so"])
async def test_who_does_something_stays_logged_in(gateway: Gateway, acts: str) -> None:
    lili = await gateway.sign_in("lili")
    for _ in range(5):
        gateway.clock.advance(timedelta(minutes=40))
        if acts == "writes":
            response = await lili.put("/api/desk/presence", state="ready")
        else:
            headers = lili.headers | {"X-Active": "1"}
            response = await gateway.client.get("/api/desk/conversations", headers=headers)
        assert response.status == 200


async def test_how_long_nobody_may_be_there_is_a_setting(database, clock, tmp_path) -> None:
    async with running(database, clock, tmp_path, STAFF_IDLE_MINUTES="5") as gateway:
        lili = await gateway.sign_in("lili")
        gateway.clock.advance(timedelta(minutes=5, seconds=1))
        assert (await lili.get("/api/staff/me")).status == 401


async def test_one_sees_where_one_is_logged_in_and_ends_it_there(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    gateway.clock.advance(timedelta(minutes=1))
    forgotten = await gateway.login("lili", PASSWORD, **{"User-Agent": "Old Browser"})
    cookie = {"Cookie": f"baowen_staff={forgotten.cookies['baowen_staff'].value}"}

    there, here = (await (await lili.get("/api/staff/logins")).json())["logins"]
    ended = await gateway.client.delete(f"/api/staff/logins/{there['id']}", headers=lili.headers)

    assert (there["browser"], there["current"], here["current"]) == ("Old Browser", False, True)
    assert [each["id"] for each in (await ended.json())["logins"]] == [here["id"]]
    assert (await gateway.client.get("/api/staff/me", headers=cookie)).status == 401
    assert (await lili.get("/api/staff/me")).status == 200


async def test_nobody_ends_a_colleagues_login(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    [hers] = (await (await lili.get("/api/staff/logins")).json())["logins"]

    response = await gateway.client.delete(f"/api/staff/logins/{hers['id']}", headers=wei.headers)

    assert response.status == 404 and (await lili.get("/api/staff/me")).status == 200


async def test_a_trainer_has_no_business_at_the_desk(gateway: Gateway) -> None:
    trainer = await gateway.sign_in("tang", Role.TRAINER)

    response = await trainer.get("/api/desk/conversations")

    assert response.status == 403 and await code_of(response) == "forbidden"
    assert (await trainer.get("/api/staff/me")).status == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [("Lili", PASSWORD), ("李丽", PASSWORD), ("", PASSWORD), ("bot", PASSWORD), ("lili", "short")],
)
async def test_a_weak_account_is_not_made(gateway: Gateway, username: str, password: str) -> None:
    with pytest.raises(WeakAccount):
        await gateway.app[STAFF_ROOM].accounts.add(username, password, Role.AGENT)


async def test_a_username_is_taken_once(gateway: Gateway) -> None:
    await gateway.add_staff("lili")

    with pytest.raises(StaffExists):
        await gateway.add_staff("lili")
