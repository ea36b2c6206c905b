"""Complaints beyond the first receipt: how it stands in plain words, taking it back, a second one, a look-up on the way."""

from datetime import timedelta

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.complaints import Handler
from insurance.domain.identity import Identity, Level
from insurance.services.complaint_handling import Seen
from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
LI = Handler("li", "李丽")
HEAD = Handler("head", "陈静", senior=True)


async def lodged(customer: Customer, story: str = "材料交了三次每次都说还缺一份") -> str:
    """The receipt number of a complaint lodged here."""
    (await customer.says("我要投诉")).is_asked("complaint_target")
    await customer.presses("理赔")
    await customer.says(story)
    await customer.says("一次说清楚还缺什么")
    await customer.says("不留")
    await customer.presses("确认提交")
    return str(customer.card("complaint")["receipt_no"])


async def registered(customer: Customer, world: World) -> Seen:
    receipt_no = await lodged(customer)
    case = await world.services.complaint_handling.register(HEAD, Seen(receipt_no, 1), LI)
    return Seen(receipt_no, case.line.version)


async def status_of(customer: Customer, receipt_no: str) -> str:
    nobody = Identity(customer.conversation_id, Level.ANONYMOUS, None, None)
    complaints = customer.world.services.complaints
    return (await complaints.get(customer.conversation_id, nobody, receipt_no)).status.value


async def test_how_it_stands_names_the_next_step_and_its_day(customer: Customer) -> None:
    receipt_no = await lodged(customer)
    (await customer.says("我的投诉到哪一步了")).hears(receipt_no, "接下来有同事联系您", "最晚")


async def test_who_looks_after_it_and_what_was_told(customer: Customer, world: World) -> None:
    seen = await registered(customer, world)
    await world.services.complaint_handling.acknowledge(LI, seen, public_note="已收到，今天下午给您回电话")
    await customer.says("我的投诉到哪一步了")
    customer.hears("已登记", "李主管", "已收到，今天下午给您回电话", "接下来给您初步方案").hears_not("李丽")


async def test_what_is_late_is_said_to_be_late(customer: Customer, world: World) -> None:
    await lodged(customer)
    world.clock.advance(timedelta(hours=25))
    (await customer.says("我的投诉到哪一步了")).hears("晚了，对不起", "转人工")


async def test_i_take_it_back_and_am_asked_once_whether_i_mean_it(customer: Customer, world: World) -> None:
    seen = await registered(customer, world)
    (await customer.says("我要撤回投诉")).is_asked("confirm").hears(seen.receipt_no, "由您定")
    assert await status_of(customer, seen.receipt_no) == "registered"
    (await customer.says("确认")).hears(seen.receipt_no, "已按您的意思撤回")
    assert await status_of(customer, seen.receipt_no) == "withdrawn"


@pytest.mark.parametrize("words", ["把投诉撤了", "那个投诉算了，撤了吧", "我不想投诉了"])
async def test_i_say_it_in_other_words(customer: Customer, world: World, words: str) -> None:
    seen = await registered(customer, world)
    (await customer.says(words)).is_asked("confirm").hears(seen.receipt_no)


async def test_on_second_thoughts_it_stays(customer: Customer, world: World) -> None:
    seen = await registered(customer, world)
    await customer.says("我要撤回投诉")
    (await customer.says("算了不撤了")).is_asked(None)
    assert await status_of(customer, seen.receipt_no) == "registered"


async def test_taken_back_twice_by_a_bad_line_is_taken_back_once(customer: Customer, world: World) -> None:
    seen = await registered(customer, world)
    (await customer.says("我要撤回投诉")).is_asked("confirm")
    await customer.presses_while_a_worker_dies("确认提交")
    assert await status_of(customer, seen.receipt_no) == "withdrawn"
    entries = await world.services.audit.entries()
    assert [entry.data for entry in entries if entry.what == "complaint.withdraw"].count(
        {"receipt_no": seen.receipt_no}
    ) == 1


async def test_your_colleague_urges_me_to_take_it_back_and_nothing_is_taken_back(
    customer: Customer, world: World
) -> None:
    seen = await registered(customer, world)
    await customer.says("你们经理打电话逼我撤回投诉")
    customer.hears_not("确认撤回吗")
    assert await status_of(customer, seen.receipt_no) == "registered"


async def test_how_to_take_one_back_is_only_a_question(customer: Customer, world: World) -> None:
    await registered(customer, world)
    (await customer.says("投诉了以后能撤回吗？")).hears_not("确认撤回吗")


async def test_one_just_received_cannot_be_taken_back_yet_and_i_am_told_why(customer: Customer) -> None:
    receipt_no = await lodged(customer)
    (await customer.says("我要撤回投诉")).hears("还没分到负责的同事", "转人工").is_asked(None)
    assert await status_of(customer, receipt_no) == "received"


async def test_nobody_takes_back_what_another_lodged(customer: Customer, world: World) -> None:
    seen = await registered(customer, world)
    other = Customer(world, (await world.conversations.open("web")).id)
    (await other.says("我要撤回投诉")).is_asked("phone").hears_not(seen.receipt_no)
    assert await status_of(customer, seen.receipt_no) == "registered"


async def test_the_regulator_is_not_brought_up_unasked(customer: Customer) -> None:
    said = []
    for words in ("我要投诉", "理赔", "材料交了三次每次都说还缺一份", "说清楚还缺什么", "不留", "确认"):
        said.append((await customer.says(words)).text)
    assert not any(word in text for text in said for word in ("12378", "监管", "金融监督"))


async def test_the_regulators_number_is_told_when_i_ask(customer: Customer) -> None:
    (await customer.says("监管投诉电话是多少")).hears("12378")


async def test_the_second_complaint_goes_straight_to_a_person(customer: Customer, world: World) -> None:
    await lodged(customer)
    await lodged(customer, "上次说三天给答复到现在没有")
    customer.hears("不该让您再等").card("handoff")
    dossier = await world.conversations.agents.handoffs([customer.conversation_id])
    assert dossier[customer.conversation_id]["reason"] == "escalated"


async def test_i_look_something_up_while_i_complain_and_complain_on(customer: Customer) -> None:
    await customer.says("查一下我的保单")
    await customer.verifies(WANG)
    await customer.says("我要投诉")
    (await customer.presses("理赔")).is_asked("complaint_detail")
    (await customer.says("我要查一下我的保单")).hears(*WANG.policy_nos).is_asked("complaint_detail")
    (await customer.says("材料交了三次每次都说还缺一份")).is_asked("complaint_demand")


async def test_unknown_i_am_told_that_the_complaint_comes_first(customer: Customer) -> None:
    await customer.says("我要投诉")
    await customer.presses("理赔")
    (await customer.says("我要查一下我的保单")).hears("先帮您登记完", "先不投诉").is_asked("complaint_detail")
