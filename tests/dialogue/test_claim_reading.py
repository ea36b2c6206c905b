"""What was read from my papers counts only when I say it is right."""

from datetime import date, timedelta

import pytest

from actions import formats
from insurance.demo.service import DemoCustomer
from insurance.domain.claim_documents import RecognitionState
from kernel.clock import today
from tests.dialogue.claimants import asked_for, is_read, papers
from tests.dialogue.conftest import Customer, World
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
ACCIDENT = Owned("QHA01", began=-200, ends=165)


def _ago(world: World, days: int) -> date:
    return today(world.clock) - timedelta(days=days)


def _said(day: date) -> str:
    return f"{day.month}月{day.day}号"


def _invoice(world: World) -> dict[str, str]:
    return {
        "total": "983.80",
        "issued_on": _ago(world, 6).isoformat(),
        "hospital": "深圳市人民医院",
        "invoice_no": "0012345678",
        "payer": "周安",
    }


async def _sent(customer: Customer, *documents: str) -> str:
    """One photo for a claim that lacks these; its number."""
    who: DemoCustomer = await holder(customer.world, ACCIDENT)
    claim_no = await asked_for(customer.world, who, *documents)
    await customer.says("我要补材料")
    await customer.verifies(who)
    (await customer.sends_file()).is_asked("documents")
    return claim_no


async def _confirmed(world: World, claim_no: str) -> list[dict[str, str]]:
    return [paper.confirmed for paper in await papers(world, claim_no)]


async def test_the_invoice_is_read_back_and_i_say_it_is_right(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    (await customer.says("就这些")).is_asked("confirm")
    customer.hears(
        "从您传的材料上认出",
        "983.80 元",
        formats.day(_ago(world, 6)),
        "深圳市人民医院",
        "交款人 周*",
        "****5678",
    )
    assert await _confirmed(world, claim_no) == [{}]
    (await customer.presses("对，没错")).hears("一共收到 1 份").is_asked(None)
    assert await _confirmed(world, claim_no) == [_invoice(world)]


async def test_i_put_the_sum_right(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    await customer.says("就这些")
    (await customer.says("金额是1983.80")).is_asked("confirm").hears("1,983.80 元", "深圳市人民医院")
    await customer.says("对")
    (values,) = await _confirmed(world, claim_no)
    assert values["total"] == "1983.80" and values["hospital"] == "深圳市人民医院"


async def test_something_is_wrong_and_i_am_asked_what(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    await customer.says("就这些")
    await customer.presses("有一处不对")
    customer.hears("还没提交")
    (await customer.says("医院应该是南山医院")).is_asked("confirm").hears("南山医院").hears_not("人民医院")
    issued = _ago(world, 7)
    (await customer.says(f"日期不对，是{_said(issued)}")).is_asked("confirm").hears(formats.day(issued))
    await customer.presses("对，没错")
    (values,) = await _confirmed(world, claim_no)
    assert (values["hospital"], values["issued_on"]) == ("南山医院", issued.isoformat())


async def test_a_wrong_value_without_the_right_one_is_asked_for(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    await customer.says("就这些")
    (await customer.says("金额不对")).is_asked("total")
    (await customer.says("一千两百块")).is_asked("confirm").hears("1,200.00 元")
    await customer.presses("对，没错")
    assert (await _confirmed(world, claim_no))[0]["total"] == "1200.00"


async def test_none_of_it_is_right_and_none_of_it_counts(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    await customer.says("就这些")
    (await customer.presses("都不对，看原件")).hears("一共收到 1 份").is_asked(None)
    (paper,) = await papers(world, claim_no)
    assert (paper.confirmed, paper.proposed) == ({}, {})


async def test_my_id_card_is_shown_masked_and_never_typed(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "身份证明")
    await is_read(world, claim_no, "id_card", name="周安", number="990000198001010011", address="青禾路1号")
    (await customer.says("就这些")).hears("姓名 周*", "990***", "号码别打在这里").hears_not(
        "0011", "青禾路", "周安"
    )
    await customer.presses("对，没错")
    assert await _confirmed(world, claim_no) == [{"name": "周安", "number": "990000198001010011"}]


async def test_my_bank_card_was_misread(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "收款账户")
    await is_read(world, claim_no, "bank_card", number="6222021234567890128", bank="青禾银行")
    (await customer.says("就这些")).hears("青禾银行", "****0128").hears_not("62220212")
    (await customer.says("不对")).hears("一共收到 1 份").is_asked(None)
    assert await _confirmed(world, claim_no) == [{}]


async def test_two_papers_one_after_the_other(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票", "出院小结")
    await is_read(world, claim_no, "medical_invoice", "费用发票", **_invoice(world))
    await customer.sends_file()
    await is_read(
        world,
        claim_no,
        "discharge_summary",
        "出院小结",
        hospital="南山医院",
        admitted_on=_ago(world, 15),
        discharged_on=_ago(world, 8),
        diagnosis="腕骨骨折",
    )
    (await customer.says("就这些")).hears("费用发票", "983.80").hears_not("出院小结")
    (await customer.presses("对，没错")).is_asked("confirm").hears(
        "出院小结", "南山医院", formats.day(_ago(world, 8))
    )
    # What the doctor wrote is nobody's to retell here.
    customer.hears_not("骨折")
    left = _ago(world, 9)
    (await customer.says(f"出院日期是{_said(left)}")).hears(formats.day(left)).is_asked("confirm")
    (await customer.says("都对")).hears("一共收到 2 份").is_asked(None)
    first, second = await _confirmed(world, claim_no)
    assert first["total"] == "983.80"
    assert second == {
        "hospital": "南山医院",
        "admitted_on": _ago(world, 15).isoformat(),
        "discharged_on": left.isoformat(),
    }


async def test_what_is_not_read_yet_is_left_to_a_colleague(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    (await customer.says("就这些")).hears("我还没认完", "理赔同事会看原件").is_asked(None)
    assert (await papers(world, claim_no))[0].recognition_state is RecognitionState.PENDING


async def test_read_meanwhile_it_is_read_back_the_next_time(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    await customer.says("就这些")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    (await customer.says("我要补材料")).is_asked("documents")
    (await customer.says("没有了")).hears("983.80").is_asked("confirm")
    await customer.presses("对，没错")
    (await customer.says("我要补材料")).is_asked("documents")
    # Once judged, it is not asked again.
    (await customer.says("没有了")).hears_not("983.80").is_asked(None)


async def test_a_picture_that_tells_nothing_is_not_read_back(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    (document,) = await papers(world, claim_no)
    await world.services.claim_documents.record_recognition(document.id, RecognitionState.NOTHING_FOUND)
    (await customer.says("就这些")).hears("一共收到 1 份").hears_not("认出", "没认完").is_asked(None)


async def test_a_question_while_it_is_read_back(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    await customer.says("就这些")
    (await customer.says("电子发票可以理赔吗？")).is_asked("confirm").hears("983.80")
    (await customer.sends_file()).is_asked("documents")
    (await customer.says("就这些")).is_asked("confirm").hears("983.80")
    await customer.presses("对，没错")
    assert len(await papers(world, claim_no)) == 2


async def test_the_store_is_away_when_i_confirm(customer: Customer, world: World) -> None:
    claim_no = await _sent(customer, "费用发票")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    await customer.says("就这些")
    await customer.says("金额是1983.80")
    async with world.store_away():
        (await customer.presses("对，没错")).hears("暂时连不上", "1,983.80").is_asked("confirm")
    await customer.presses("对，没错")
    assert (await _confirmed(world, claim_no))[0]["total"] == "1983.80"


@pytest.mark.parametrize("again", ["twice", "a worker died"])
async def test_confirmed_once_whatever_happens(customer: Customer, world: World, again: str) -> None:
    claim_no = await _sent(customer, "费用发票")
    await is_read(world, claim_no, "medical_invoice", **_invoice(world))
    await customer.says("就这些")
    if again == "twice":
        await customer.presses("对，没错")
        await customer.sends_again()
    else:
        await customer.presses_while_a_worker_dies("对，没错")
    customer.hears("一共收到 1 份")
    assert await _confirmed(world, claim_no) == [_invoice(world)]
