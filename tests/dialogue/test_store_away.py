"""When the business system cannot be reached: it is said, nothing is guessed, and what needs no store still works."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def cut_off(customer: Customer, world: World) -> AsyncIterator[Customer]:
    """A customer whose insurer's store is gone."""
    async with world.store_away():
        yield replace(customer)


@pytest.mark.parametrize("wish", ["查一下我的保单", "我的理赔到哪一步了", "下一期保费什么时候交"])
async def test_a_look_up_says_so_and_offers_a_person(cut_off: Customer, wish: str) -> None:
    (await cut_off.says(wish)).hears("暂时连不上").is_asked(None)
    await cut_off.presses("转人工")
    cut_off.card("handoff")


async def test_a_question_is_still_answered(cut_off: Customer) -> None:
    (await cut_off.says("犹豫期多少天")).hears("具体以保险合同条款为准")


async def test_my_complaint_is_kept_until_it_can_be_lodged(customer: Customer, world: World) -> None:
    story = "材料交了三次每次都说还缺一份"
    await customer.says("我要投诉")
    await customer.presses("理赔")
    for words in (story, "一次说清楚还缺什么", "不留"):
        await customer.says(words)
    async with world.store_away():
        (await customer.presses("确认提交")).hears("暂时连不上", story).is_asked("confirm")
    await customer.presses("确认提交")
    assert customer.card("complaint")["receipt_no"]
