"""The access token: one fetch for all, renewed in time, and no storm when it is refused for ever."""

import asyncio
import json
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.channels.tencent.errcodes import Action
from bot.channels.tencent.errors import ApiError, Unreachable
from bot.channels.tencent.tokens import COOL_DOWN
from kernel.clock import FrozenClock
from tests.channels.tencent.platform import APPID, GETTOKEN, SECRET, SEND, STABLE, Account, errcode, raw, says


async def test_many_calls_at_once_share_one_fetch(official: Account) -> None:
    await asyncio.gather(*(official.send() for _ in range(50)))

    assert official.platform.count(STABLE) == 1
    asked = json.loads(official.platform.calls[0].body)
    assert asked == {
        "grant_type": "client_credential",
        "appid": APPID,
        "secret": SECRET,
        "force_refresh": False,
    }


async def test_wecom_asks_with_its_corporation(wecom: Account) -> None:
    await wecom.send()

    assert wecom.platform.calls[0].query == {"corpid": APPID, "corpsecret": SECRET}
    assert wecom.platform.calls[1].query["access_token"] == wecom.platform.token


async def test_a_token_is_renewed_five_minutes_before_its_end(official: Account, clock: FrozenClock) -> None:
    assert await official.tokens.current() == "token-number-1"
    official.platform.issued = 2

    clock.advance(timedelta(seconds=6_899))
    before = await official.tokens.current()
    clock.advance(timedelta(seconds=1))
    after = await official.tokens.current()

    assert (before, after) == ("token-number-1", "token-number-2")


async def test_a_token_about_to_end_is_not_asked_for_with_every_call(official: Account) -> None:
    official.platform.expires_in = 300

    await official.send()
    await official.send()

    assert official.platform.count(STABLE) == 1


async def test_when_renewing_fails_the_old_token_serves_to_its_end(
    official: Account, clock: FrozenClock
) -> None:
    old = await official.tokens.current()
    official.platform.script(STABLE, raw(b"busy", status=502), times=10)

    clock.advance(timedelta(seconds=7_000))
    assert await official.tokens.current() == await official.tokens.current() == old
    assert official.platform.count(STABLE) == 2
    clock.advance(timedelta(seconds=200))
    with pytest.raises(Unreachable):
        await official.tokens.current()


async def test_one_who_stops_waiting_does_not_take_the_token_from_the_others(official: Account) -> None:
    first, second = (
        asyncio.create_task(official.tokens.current()),
        asyncio.create_task(official.tokens.current()),
    )
    await asyncio.sleep(0)
    first.cancel()

    assert await second == "token-number-1"
    assert official.platform.count(STABLE) == 1


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_ended_early_is_replaced_without_force(official: Account, code: int) -> None:
    await official.send()
    official.platform.issued = 2
    official.platform.script(SEND, errcode(code))

    assert (await official.send())["msgid"] == 7
    assert official.platform.calls[-1].query["access_token"] == "token-number-2"
    assert (official.platform.count(STABLE), official.platform.forced()) == (2, 0)


async def test_when_the_same_token_comes_back_another_is_forced_once(official: Account) -> None:
    official.platform.good = lambda token: token == "token-number-2"

    assert (await official.send())["msgid"] == 7
    assert (official.platform.count(STABLE), official.platform.forced()) == (3, 1)


async def test_many_refusals_at_once_replace_the_token_once(official: Account) -> None:
    await official.send()
    official.platform.good = lambda token: token == "token-number-2"

    await asyncio.gather(*(official.send() for _ in range(50)))

    assert (official.platform.count(STABLE), official.platform.forced()) == (3, 1)


async def test_a_token_refused_for_ever_costs_few_token_calls(official: Account, clock: FrozenClock) -> None:
    official.platform.good = lambda token: False

    for _ in range(20):
        results = await asyncio.gather(*(official.send() for _ in range(10)), return_exceptions=True)
        assert {type(result) for result in results} == {ApiError}
        clock.advance(timedelta(seconds=1))

    assert (official.platform.count(STABLE), official.platform.forced()) == (3, 1)
    assert official.platform.count(SEND) <= 2 * 200


async def test_forcing_keeps_to_twenty_a_day_and_half_a_minute_apart(
    official: Account, clock: FrozenClock
) -> None:
    official.platform.good = lambda token: False
    forced_at = []

    async def refused_for(time: timedelta, *, every: timedelta) -> None:
        for _ in range(time // every):
            before = official.platform.forced()
            with pytest.raises(ApiError):
                await official.send()
            if official.platform.forced() > before:
                forced_at.append(clock.now())
            clock.advance(every)

    await refused_for(timedelta(hours=1), every=timedelta(seconds=10))
    assert len(forced_at) == official.platform.forced() == 20
    assert min(after - before for before, after in pairwise(forced_at)) >= timedelta(seconds=30)
    assert official.platform.count(STABLE) <= 60 + 20 + 1  # a minute's, the forced, the first

    await refused_for(timedelta(hours=22), every=timedelta(minutes=30))
    assert official.platform.forced() == 20

    await refused_for(timedelta(hours=2), every=timedelta(minutes=30))
    assert 20 < official.platform.forced() <= 24


async def test_after_the_cool_down_it_is_tried_again(official: Account, clock: FrozenClock) -> None:
    official.platform.good = lambda token: False
    for _ in range(2):
        with pytest.raises(ApiError):
            await official.send()
    clock.advance(COOL_DOWN)
    official.platform.good = lambda token: token == "token-number-3"

    assert (await official.send())["msgid"] == 7


async def test_a_replacement_that_worked_may_be_replaced_again_at_once(official: Account) -> None:
    for number in (2, 3, 4):
        await official.send()
        official.platform.issued = number
        official.platform.good = lambda token: token == official.platform.token

        assert (await official.send())["msgid"] == 7

    assert (official.platform.count(STABLE), official.platform.forced()) == (4, 0)


async def test_a_forced_token_refused_within_half_a_minute_is_not_forced_again(
    official: Account, clock: FrozenClock
) -> None:
    official.platform.good = lambda token: token == "token-number-2"
    await official.send()
    official.platform.good = lambda token: False
    clock.advance(timedelta(seconds=29))

    with pytest.raises(ApiError):
        await official.send()
    assert (official.platform.count(STABLE), official.platform.forced()) == (4, 1)


async def test_a_token_refused_late_gives_way_to_the_one_already_there(official: Account) -> None:
    there = await official.tokens.current()

    assert await official.tokens.replacement("token-number-0") == there
    assert official.platform.count(STABLE) == 1


async def test_a_replacement_whose_call_is_refused_for_another_reason_has_worked(official: Account) -> None:
    await official.send()
    for _ in range(3):
        official.platform.issued += 1
        official.platform.script(SEND, errcode(40001), errcode(45047))

        with pytest.raises(ApiError) as caught:
            await official.send()
        assert caught.value.action is Action.QUOTA_USED

    # An ordinary token each time, and no cool-down.
    assert (official.platform.count(STABLE), official.platform.forced()) == (4, 0)


async def test_wecom_has_no_force_and_gives_up_at_once(wecom: Account) -> None:
    wecom.platform.good = lambda token: False
    for _ in range(5):
        with pytest.raises(ApiError):
            await wecom.send()

    assert wecom.platform.count(GETTOKEN) == 2


@pytest.mark.parametrize("code", [40001, 40013, 40125, 40164])
async def test_a_wrong_secret_is_a_matter_of_configuration_and_not_asked_about_at_once(
    official: Account, clock: FrozenClock, code: int
) -> None:
    official.platform.script(STABLE, errcode(code, "invalid ip 10.1.2.3, not in whitelist rid: 1a"))
    for _ in range(5):
        with pytest.raises(ApiError) as caught:
            await official.send()
        assert caught.value.action is Action.CONFIGURATION
        assert caught.value.data["ip"] == "10.1.2.3"

    assert (official.platform.count(STABLE), official.platform.count(SEND)) == (1, 0)
    clock.advance(COOL_DOWN)
    assert (await official.send())["msgid"] == 7


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "", "expires_in": 1},
        {"access_token": "x"},
        {"access_token": "x", "expires_in": -1},
        [],
    ],
)
async def test_an_answer_without_a_token_leaves_the_call_undone(official: Account, answer: object) -> None:
    official.platform.script(STABLE, says(answer))

    with pytest.raises(Unreachable):
        await official.send()
    assert official.platform.count(SEND) == 0


async def test_a_token_that_never_ends_is_renewed_all_the_same(official: Account, clock: FrozenClock) -> None:
    official.platform.expires_in = 10**30
    await official.send()
    clock.advance(timedelta(hours=2))
    await official.send()

    assert official.platform.count(STABLE) == 2
