"""Reading the queue: nothing lost, nothing twice, whoever reads and whatever ends in the middle."""

import asyncio
from datetime import timedelta

from sqlalchemy import delete, update

from bot.channels.wecom.cursors import LEASE, Cursors
from bot.channels.wecom.models import WecomCursorRow, WecomSeenRow
from kernel.clock import FrozenClock

from .conftest import ANNA, SYNC, OpenStage, Stage, soon


async def pulled(stage: Stage, count: int) -> None:
    async def found() -> bool:
        return len(stage.gateway.rows) >= count

    await soon(found)


async def heard(stage: Stage, who: str = ANNA) -> list[str]:
    """What is in the record of the customer's words."""
    said = await stage.record(who)
    return [line.removeprefix("customer：") for line in said if line.startswith("customer")]


async def answered(stage: Stage, count: int) -> list[str]:
    """What the bot was asked, once it was asked `count` times; not more a moment later."""

    async def found() -> bool:
        return len(stage.bot.heard) >= count

    await soon(found)
    await asyncio.sleep(0.2)
    return [turn.content.text for turn in stage.bot.heard]


async def test_small_pages_are_read_to_the_end(open_stage: OpenStage) -> None:
    stage = await open_stage(kf_page_size=2)
    said = [f"第{number}句" for number in range(7)]
    for text in said:
        await stage.says(text, notify=False)
    await stage.wechat.kf_notify()
    assert await answered(stage, 7) == said


async def test_a_restart_in_the_middle_loses_and_repeats_nothing(rehearse: OpenStage) -> None:
    stage = await rehearse(kf_page_size=2)
    said = [f"第{number}句" for number in range(8)]
    for text in said:
        await stage.says(text, notify=False)
    stage.gateway.dies_after = 3  # one page is done, and half of the next
    async with stage.gateway.running():
        await stage.wechat.kf_notify()
        await pulled(stage, 3)
        await asyncio.sleep(0.3)
    assert await heard(stage) == said[:3]

    async with stage.gateway.running():  # without a doorbell
        assert await answered(stage, 8) == said
    assert await heard(stage) == said
    assert len(stage.gateway.rows) == 8


async def test_a_queue_read_again_from_its_beginning_repeats_nothing(rehearse: OpenStage) -> None:
    stage = await rehearse()
    async with stage.gateway.running():
        await stage.says("一")
        await stage.says("二")
        await stage.reads(2)
    async with stage.gateway.engine.begin() as connection:
        await connection.execute(update(WecomCursorRow).values(cursor=None))
        await connection.execute(delete(WecomSeenRow))
    async with stage.gateway.running():
        await pulled(stage, 4)
        assert await answered(stage, 2) == ["一", "二"]
    assert await stage.reads(2) == ["答：一", "答：二"]


async def test_doorbells_rung_together_get_one_answer(stage: Stage) -> None:
    await stage.says("一", notify=False)
    await asyncio.gather(*(stage.wechat.kf_notify() for _ in range(5)))
    assert await stage.reads(1) == ["答：一"]


async def test_two_gateways_read_every_row_once(rehearse: OpenStage) -> None:
    stage = await rehearse(kf_page_size=2)
    said = [f"第{number}句" for number in range(6)]
    async with stage.gateway.running() as one, stage.gateway.running() as other:
        for text in said:
            await stage.says(text, notify=False)
        for gateway in (one, other):
            stage.gateway.accounts["default"] = gateway.account
            await stage.wechat.kf_notify()
        assert await answered(stage, 6) == said
    assert len(stage.gateway.rows) == 6


async def test_a_reader_that_died_is_followed_by_another_once_its_lease_is_over(
    rehearse: OpenStage, clock: FrozenClock
) -> None:
    stage = await rehearse()
    engine = stage.gateway.engine
    one, other = (Cursors(engine, clock, "default", holder) for holder in ("one", "other"))
    await one.begin("wk1", clock.now())
    assert await one.take("wk1") == ("", clock.now())
    assert await other.take("wk1") is None
    clock.advance(LEASE + timedelta(seconds=1))
    assert await other.take("wk1") is not None
    assert not await one.advance("wk1", "cursor-of-one")


async def test_what_was_sent_before_the_first_start_is_not_answered(open_stage: OpenStage) -> None:
    stage = await open_stage()
    stage.advance(-7200)
    await stage.says("前天的", notify=False)
    stage.advance(7200)
    await stage.says("现在的")
    assert await stage.reads(1) == ["答：现在的"]
    assert await heard(stage) == ["现在的"]


async def test_an_old_doorbells_token_does_not_stop_the_reading(rehearse: OpenStage) -> None:
    stage = await rehearse()
    async with stage.gateway.running():
        stage.wechat.fault(SYNC, errcode=95007, count=1)
        await stage.says("一")
        assert await stage.reads(1) == ["答：一"]
    refused, taken = stage.wechat.find_calls(SYNC)[:2]
    assert refused.body["token"]
    assert "token" not in taken.body


async def test_a_pull_that_fails_is_tried_again(stage: Stage) -> None:
    stage.wechat.fault(SYNC, http=502, count=1)
    await stage.says("一")
    assert await stage.reads(1) == ["答：一"]


async def test_a_revoked_token_is_replaced(stage: Stage) -> None:
    await stage.says("一")
    await stage.reads(1)
    stage.wechat.revoke_tokens("kf")
    await stage.says("二")
    assert await stage.reads(2) == ["答：一", "答：二"]


async def test_several_customers_are_answered_each_in_order(stage: Stage) -> None:
    for number in range(3):
        for who in ("wmAnna", "wmBert", "wmCleo"):
            await stage.says(f"{number}", who, notify=False)
    await stage.wechat.kf_notify()
    await answered(stage, 9)
    for who in ("wmAnna", "wmBert", "wmCleo"):
        assert await heard(stage, who) == ["0", "1", "2"]
