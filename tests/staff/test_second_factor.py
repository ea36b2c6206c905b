"""The second factor: set up, asked for, used once, lost and found again."""

import asyncio
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from bot.staff.accounts import Role
from bot.staff.guards import STAFF_ROOM
from tests.gateway_fixtures import PASSWORD, Gateway, Seat, running


async def code_of(response: Any) -> str:
    return (await response.json())["error"]["code"]


def code(gateway: Gateway, secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return pyotp.TOTP(secret).at(int(gateway.clock.now().timestamp()) + 30 * steps)


async def log_in(gateway: Gateway, username: str, **more: str) -> Any:
    body = {"username": username, "password": PASSWORD, **more}
    return await gateway.client.post("/api/staff/login", json=body)


async def set_up(gateway: Gateway, seat: Seat) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    secret = (await (await seat.post("/api/staff/second-factor/setup")).json())["secret"]
    confirmed = await seat.post("/api/staff/second-factor/confirm", code=code(gateway, secret))
    assert confirmed.status == 200, await confirmed.text()
    gateway.clock.advance(timedelta(seconds=30))
    return secret, (await confirmed.json())["recovery_codes"]


async def test_once_it_is_set_up_a_login_needs_a_code(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    secret, _ = await set_up(gateway, lili)

    without = await log_in(gateway, "lili")
    wrong = await log_in(gateway, "lili", code="000000")
    right = await log_in(gateway, "lili", code=code(gateway, secret))

    assert (without.status, await code_of(without)) == (401, "second_factor_required")
    assert (wrong.status, await code_of(wrong)) == (422, "wrong_code")
    assert right.status == 200 and (await right.json())["second_factor"]


async def test_the_password_comes_first_so_that_nobody_learns_who_has_a_second_factor(
    gateway: Gateway,
) -> None:
    await set_up(gateway, await gateway.sign_in("lili"))

    response = await gateway.login("lili", "wrong password")

    assert await code_of(response) == "wrong_credentials"


async def test_a_secret_counts_only_once_a_code_of_it_was_shown(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    await lili.post("/api/staff/second-factor/setup")

    wrong = await lili.post("/api/staff/second-factor/confirm", code="000000")

    assert await code_of(wrong) == "wrong_code"
    assert (await log_in(gateway, "lili")).status == 200


async def test_the_picture_holds_what_the_app_needs(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")

    setup = await (await lili.post("/api/staff/second-factor/setup")).json()

    assert setup["uri"].startswith("otpauth://totp/Baowen:lili?secret=" + setup["secret"])
    assert setup["svg"].startswith('<svg xmlns="http://www.w3.org/2000/svg"') and "script" not in setup["svg"]


async def test_a_code_counts_once_also_when_it_comes_many_times_at_once(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    secret, _ = await set_up(gateway, lili)
    shown = code(gateway, secret)

    responses = await asyncio.gather(*(log_in(gateway, "lili", code=shown) for _ in range(4)))

    assert sorted(each.status for each in responses) == [200, 422, 422, 422]


async def test_an_older_code_is_worth_nothing_after_a_newer_one(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    secret, _ = await set_up(gateway, lili)
    older = code(gateway, secret)

    assert (await log_in(gateway, "lili", code=code(gateway, secret, 1))).status == 200
    assert (await log_in(gateway, "lili", code=older)).status == 422


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (0, 200), (1, 200), (2, 422)])
async def test_a_phone_may_be_half_a_minute_wrong(gateway: Gateway, steps: int, status: int) -> None:
    lili = await gateway.sign_in("lili")
    secret, _ = await set_up(gateway, lili)
    gateway.clock.advance(timedelta(minutes=5))

    assert (await log_in(gateway, "lili", code=code(gateway, secret, steps))).status == status


async def test_a_recovery_code_opens_once(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    _, recovery = await set_up(gateway, lili)

    first = await log_in(gateway, "lili", code=recovery[3].lower())
    again = await log_in(gateway, "lili", code=recovery[3])

    assert len(set(recovery)) == 10 and (first.status, again.status) == (200, 422)


async def test_nobody_elses_recovery_code_opens(gateway: Gateway) -> None:
    await set_up(gateway, await gateway.sign_in("lili"))
    _, recovery = await set_up(gateway, await gateway.sign_in("wei"))

    assert (await log_in(gateway, "lili", code=recovery[0])).status == 422


async def test_guessing_codes_is_stopped_whoever_knows_the_password(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    secret, _ = await set_up(gateway, lili)

    guesses = [(await log_in(gateway, "lili", code=f"{n:06}")).status for n in range(6)]
    right = await log_in(gateway, "lili", code=code(gateway, secret))

    assert guesses == [422] * 5 + [429] and right.status == 429


async def test_neither_secret_nor_recovery_codes_lie_open_in_the_database(
    gateway: Gateway, tmp_path: Any
) -> None:
    lili = await gateway.sign_in("lili")
    secret, recovery = await set_up(gateway, lili)

    kept = b"".join(file.read_bytes() for file in tmp_path.glob("gateway.db*"))

    assert secret.encode() not in kept
    assert not any(each.encode() in kept or each.replace("-", "").encode() in kept for each in recovery)


async def test_setting_it_up_ends_the_logins_without_it(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    elsewhere = await log_in(gateway, "lili")
    cookie = {"Cookie": f"baowen_staff={elsewhere.cookies['baowen_staff'].value}"}

    await set_up(gateway, lili)

    assert (await gateway.client.get("/api/staff/me", headers=cookie)).status == 401
    assert (await lili.get("/api/staff/me")).status == 200


async def test_a_mistyped_code_does_not_look_like_a_login_that_ended(gateway: Gateway) -> None:
    """Pages leave for the login at any 401."""
    lili = await gateway.sign_in("lili")
    await lili.post("/api/staff/second-factor/setup")

    response = await lili.post("/api/staff/second-factor/confirm", code="000000")

    assert response.status == 422 and (await lili.get("/api/staff/me")).status == 200


async def test_a_stolen_cookie_neither_removes_nor_replaces_it(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    secret, _ = await set_up(gateway, lili)

    replaced = await lili.post("/api/staff/second-factor/setup")
    guessed = await lili.post("/api/staff/second-factor/remove", code="000000")
    shown = await lili.post("/api/staff/second-factor/remove", code=code(gateway, secret))

    assert (replaced.status, guessed.status, shown.status) == (409, 422, 200)
    assert (await log_in(gateway, "lili")).status == 200


@pytest.mark.parametrize("role", list(Role))
async def test_where_it_is_required_supervisors_and_administrators_set_it_up_first(
    database, clock, tmp_path, role: Role
) -> None:
    async with running(database, clock, tmp_path, STAFF_SECOND_FACTOR="required") as gateway:
        seat = await gateway.sign_in("someone", role)
        me = await (await seat.get("/api/staff/me")).json()
        before = await seat.get("/api/desk/colleagues")
        led = role in (Role.SUPERVISOR, Role.ADMIN)
        assert me["due"] == ("second_factor" if led else None)
        if not led:
            assert before.status == (403 if role is Role.TRAINER else 200)
            return
        assert (before.status, await code_of(before)) == (403, "second_factor_due")
        await set_up(gateway, seat)
        assert (await seat.get("/api/desk/colleagues")).status == 200


async def test_where_it_is_off_nobody_is_asked(database, clock, tmp_path) -> None:
    async with running(database, clock, tmp_path) as gateway:
        await set_up(gateway, await gateway.sign_in("lili"))
    async with running(database, clock, tmp_path, STAFF_SECOND_FACTOR="off") as gateway:
        assert (await log_in(gateway, "lili")).status == 200


async def test_an_administrator_helps_who_lost_the_phone(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    await set_up(gateway, lili)
    admin = await gateway.sign_in("root", Role.ADMIN)

    response = await admin.post("/api/desk/staff/lili/reset-second-factor")

    assert response.status == 200 and not (await response.json())["second_factor"]
    assert (await lili.get("/api/staff/me")).status == 401
    assert (await log_in(gateway, "lili")).status == 200
    assert not await gateway.app[STAFF_ROOM].factors.is_set("lili")
