"""A complaint read back for confirmation, and all that people say instead of 「确认」."""

import pytest

from tests.dialogue.conftest import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")
STORY = "昨天打客服，等了半小时被挂了电话"


async def _read_back(customer: Customer) -> Customer:
    await customer.says("我要投诉")
    await customer.presses("服务态度")
    await customer.says(STORY)
    await customer.says("道歉，赔偿2000元")
    return (
        (await customer.says("13900001111"))
        .is_asked("confirm")
        .hears("139****1111", "2000元")
        .hears_not("13900001111")
    )


@pytest.mark.parametrize(
    ("text", "now", "before"),
    [
        ("电话改成13911112222", "联系电话：139****2222", "139****1111"),
        ("打这个 13911112222", "联系电话：139****2222", "139****1111"),
        ("金额改成5000", "希望：道歉，赔偿5000元", "2000元"),
        ("不对，是销售误导", "不满意的是：销售误导", "服务态度"),
        ("不是服务态度，是理赔", "不满意的是：理赔", "服务态度"),
        ("诉求改成退全部保费", "希望：退全部保费", "2000元"),
        ("不是半小时，是一小时", "等了一小时", "半小时"),
        ("经过里还有一句，工号是1023", "1023", "希望：1023"),
    ],
)
async def test_a_correction_changes_what_it_names(
    customer: Customer, text: str, now: str, before: str
) -> None:
    await _read_back(customer)
    (await customer.says(text)).hears(now).hears_not(before, text if "还有" not in text else before)
    customer.is_asked("confirm")
    await customer.presses("确认提交")
    customer.card("complaint")


async def test_a_wrong_phone_without_a_new_one_is_asked_for(customer: Customer) -> None:
    await _read_back(customer)
    (await customer.says("电话不对")).is_asked("phone")
    (await customer.says("13911112222，晚上8点后打")).is_asked("confirm").hears("139****2222")


async def test_a_plain_no_asks_which_part_is_wrong(customer: Customer) -> None:
    await _read_back(customer)
    (await customer.says("不对")).hears("哪一项").is_asked("confirm")
    (await customer.presses("希望怎么处理")).is_asked("complaint_demand")
    (await customer.says("只要道歉")).is_asked("confirm").hears("希望：只要道歉", STORY)


async def test_progress_asked_before_it_is_lodged_is_no_part_of_the_story(customer: Customer) -> None:
    await _read_back(customer)
    (await customer.says("投诉处理到哪了")).hears("还没提交").hears_not("处理到哪了").is_asked("confirm")


@pytest.mark.parametrize("text", ["谢谢", "你好", "查我的保单", "12378是什么电话？"])
async def test_what_is_no_part_of_the_story_stays_out_of_it(customer: Customer, text: str) -> None:
    await _read_back(customer)
    (await customer.says(text)).is_asked("confirm").hears(f"经过：{STORY}\n希望")


async def test_more_of_the_story_is_added(customer: Customer) -> None:
    await _read_back(customer)
    await customer.says("后来又打了一次，说系统坏了让我等")
    customer.hears(STORY, "系统坏了", "补进经过").is_asked("confirm")


async def test_a_question_in_place_of_a_choice_is_answered(customer: Customer) -> None:
    await customer.says("我要投诉")
    (await customer.says("投诉多久有结果？")).hears("24小时").is_asked("complaint_target")


async def test_the_story_in_place_of_a_choice_is_taken(customer: Customer) -> None:
    await customer.says("投诉你们")
    story = "业务员当初跟我说是存款，现在取不出来，说是保险"
    (await customer.says(story)).is_asked("complaint_demand")
    await customer.says("退钱")
    (await customer.says("不留")).hears(story, "销售误导", "不留")


async def test_the_story_told_in_anger_is_not_asked_for_again(customer: Customer) -> None:
    await customer.says("你们什么破公司啊，理赔拖了两个月了")
    await customer.presses("登记投诉")
    (await customer.presses("理赔")).is_asked("complaint_demand")


async def test_a_phone_in_the_first_message_is_not_asked_for_again(customer: Customer) -> None:
    await customer.says("我要投诉业务员，电话13900001234，当初说随时能退，现在只退一半")
    await customer.presses("销售误导")
    (await customer.says("退全款")).is_asked("confirm").hears("联系电话：139****1234")


@pytest.mark.parametrize("text", ["我要去银保监投诉你们", "不解决我就去起诉 投诉"])
async def test_an_urgent_word_on_the_way_in_brings_a_person_after_the_receipt(
    customer: Customer, text: str
) -> None:
    await customer.says(text)
    await customer.presses("理赔")
    await customer.says("材料交了三次还说缺")
    await customer.says("尽快赔")
    (await customer.says("不留")).hears(text)
    await customer.presses("确认提交")
    receipt, handoff = customer.card("complaint"), customer.card("handoff")
    assert receipt["receipt_no"] and handoff["queue"] == "complaints"


async def test_a_person_asked_for_in_a_complaint_is_one_for_complaints(customer: Customer) -> None:
    await customer.says("我要投诉")
    await customer.presses("理赔")
    await customer.says("材料交了三次还说缺")
    await customer.says("转人工")
    assert customer.card("handoff")["queue"] == "complaints"


async def test_a_demand_in_place_of_a_choice_is_kept_and_the_choice_asked_for(customer: Customer) -> None:
    await customer.says("我要投诉")
    (await customer.says("要求道歉并尽快赔付")).hears("要求记下了").is_asked("complaint_target")
    (await customer.presses("理赔")).is_asked("complaint_detail")
    (await customer.says(STORY)).is_asked("phone")
    (await customer.says("不留")).hears("不满意的是：理赔", "希望：要求道歉并尽快赔付").is_asked("confirm")


async def test_a_button_pressed_on_the_way_is_no_part_of_the_complaint(customer: Customer) -> None:
    above = (await customer.says("你好")).heard
    await customer.says("我要投诉")
    customer.heard = above
    (await customer.presses("理赔到哪一步了")).hears("先帮您登记完").is_asked("complaint_target")
    customer.heard = [*customer.heard, *above]
    await customer.presses("服务态度")
    customer.heard = above
    (await customer.presses("什么时候该交费")).hears("先帮您登记完").is_asked("complaint_detail")
    await customer.says(STORY)
    await customer.says("道歉")
    (await customer.says("不留")).hears(f"经过：{STORY}", "不满意的是：服务态度").hears_not("该交费")
