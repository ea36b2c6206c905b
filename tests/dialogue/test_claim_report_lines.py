"""报案 of every kind of loss, in the customer's own words."""

import pytest

from tests.dialogue.conftest import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _finish(customer: Customer) -> dict[str, object]:
    """From the question for the policy to the receipt."""
    await customer.says("不清楚")
    (await customer.says("不留")).is_asked("confirm")
    await customer.presses("确认提交")
    customer.is_asked("documents")
    return customer.card("claim", status="reported")


async def test_my_car_hit_an_electric_bike_a_moment_ago(customer: Customer) -> None:
    await customer.says("刚才在路口跟一辆电动车撞了")
    # A car, a bike, on foot: that is asked, the rest was told.
    customer.hears("120", "122").is_asked("line")
    (await customer.presses("车出事了")).is_asked("loss_place")
    (await customer.says("南山大道和深南大道路口")).is_asked("injury")
    (await customer.presses("没有人受伤")).is_asked("loss_amount")
    (await customer.says("大概三千五")).is_asked("policy_no")
    await customer.says("不清楚")
    (await customer.says("不留")).is_asked("confirm").hears("车出事了", "路口跟一辆电动车撞了", "3,500.00 元")
    await customer.presses("确认提交")
    customer.hears("案件号 LP", "理赔同事最晚", "驾驶证", "现场照片").hears_not("死亡证明", "病历")


async def test_i_scratched_somebody_elses_car(customer: Customer) -> None:
    (await customer.says("我在公司楼下把别人的车给蹭了，刚刚的事")).is_asked("loss_place")
    (await customer.says("科技园南区停车场")).is_asked("injury")
    (await customer.says("人都没事")).is_asked("loss_amount")
    (await customer.says("不知道要多少钱")).is_asked("policy_no")
    await _finish(customer)
    customer.hears("行驶证").hears_not("事故认定书、")


async def test_i_hit_a_person_and_hear_120_before_any_question(customer: Customer) -> None:
    await customer.says("我撞到人了，人躺地上起不来")
    first = customer.heard[0].content.text
    assert "120" in first and "122" in first
    assert "请理赔同事接手" in [button.title for button in customer.heard[0].content.buttons]
    customer.is_asked("line")
    (await customer.presses("车出事了")).hears_not("120").is_asked("date_of_loss")
    (await customer.says("今天上午")).is_asked("loss_place")
    await customer.says("深南大道")
    # Who is hurt was said already.
    customer.is_asked("loss_amount")
    (await customer.says("不清楚")).is_asked("policy_no")
    await _finish(customer)
    customer.hears("事故认定书", "病历")


async def test_yesterdays_broken_arm_needs_no_ambulance_now(customer: Customer) -> None:
    await customer.says("昨天骑自行车摔了胳膊骨折了想报案")
    customer.hears("安心养伤").hears_not("120").is_asked("loss_place")
    (await customer.says("滨海大道绿道")).is_asked("loss_amount")
    (await customer.says("三千多块")).is_asked("policy_no")
    await _finish(customer)
    customer.hears("病历", "费用发票").hears_not("驾驶证")


async def test_my_child_broke_a_bone_at_school_and_is_in_hospital(customer: Customer) -> None:
    (await customer.says("昨天孩子在学校门口摔骨折了，住院了")).hears_not("120").is_asked("loss_place")
    (await customer.says("学校门口")).is_asked("loss_amount")
    (await customer.says("还不清楚")).is_asked("policy_no")
    await _finish(customer)
    customer.hears("费用清单")


async def test_a_fall_that_happened_this_minute_is_met_with_120(customer: Customer) -> None:
    (await customer.says("刚刚在地铁口摔了一跤，腿动不了")).hears("120").is_asked("loss_place")


async def test_an_appendix_operation_with_its_bill(customer: Customer) -> None:
    await customer.says("上周三阑尾炎住院做了手术，花了两万多")
    # No place and nobody else hurt; the sum was told.
    customer.hears("安心治病").is_asked("policy_no")
    await _finish(customer)
    customer.hears("病历或出院小结", "费用发票")


async def test_my_mothers_cancer(customer: Customer) -> None:
    await customer.says("我妈查出来肺癌，买过重疾险")
    customer.hears("安心治病").is_asked("date_of_loss")
    (await customer.says("上周五确诊的")).is_asked("policy_no")
    await _finish(customer)
    customer.hears("诊断证明", "检查报告")


async def test_a_burst_pipe_that_flooded_the_neighbours(customer: Customer) -> None:
    await customer.says("家里水管爆了，楼下也给淹了")
    customer.hears("断开水电气源").is_asked("date_of_loss")
    (await customer.says("今天早上")).is_asked("loss_place")
    (await customer.says("龙华区民治街道")).is_asked("injury")
    (await customer.says("没有人受伤")).is_asked("loss_amount")
    (await customer.says("一万二")).is_asked("policy_no")
    await _finish(customer)
    customer.hears("损失清单")


async def test_a_broken_phone_is_something_else(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("其他")
    (await customer.says("手机掉地上屏幕碎了")).is_asked("date_of_loss")
    (await customer.says("昨天")).is_asked("loss_place")
    (await customer.says("家里")).is_asked("injury")
    (await customer.says("没有")).is_asked("loss_amount")
    (await customer.says("800")).is_asked("policy_no")
    await _finish(customer)
    customer.hears("理赔申请书")


async def test_a_month_is_no_day(customer: Customer) -> None:
    (await customer.says("我的车上个月在小区被人划了，要报案")).is_asked("date_of_loss")
    (await customer.says("上个月")).hears("没看出是哪一天").is_asked("date_of_loss")
    (await customer.says("10月20号")).is_asked("loss_place")


async def test_a_loss_that_is_still_to_come_is_asked_for_again(customer: Customer) -> None:
    await customer.says("我要报案")
    await customer.presses("车出事了")
    (await customer.says("倒车撞了柱子")).is_asked("date_of_loss")
    (await customer.says("后天")).hears("不能是还没到的日子").is_asked("date_of_loss")


@pytest.mark.parametrize(
    "words", ["刚才追尾了，有人受伤", "电瓶车撞到别人了，对方腿受伤", "刚出的车祸，后座有人流血"]
)
async def test_it_happened_just_now_and_the_hurt_come_first(customer: Customer, words: str) -> None:
    await customer.says(words)
    assert "120" in customer.heard[0].content.text
    customer.hears("122").hears_not("具体以保险合同条款为准")


@pytest.mark.parametrize("words", ["停车被蹭了", "高速上被追尾了", "在商场地库让人刮了"])
async def test_my_car_was_hit_is_a_report_and_no_question(customer: Customer, words: str) -> None:
    (await customer.says(words)).hears("下面我帮您报案").hears_not("具体以保险合同条款为准")


async def test_in_the_report_somebody_turns_out_to_be_hurt_before_the_kind_is_known(
    customer: Customer,
) -> None:
    (await customer.says("我要报案")).is_asked("line")
    await customer.says("电瓶车撞到别人了，对方腿受伤")
    assert "120" in customer.heard[0].content.text
    customer.hears("记下了").is_asked("line")
    (await customer.presses("其他")).hears_not("120").is_asked("date_of_loss")
    (await customer.says("刚才")).is_asked("loss_place")
    # Who is hurt was said already.
    (await customer.says("科技园路口")).is_asked("loss_amount")


async def test_what_happened_is_heard_where_the_kind_is_asked(customer: Customer) -> None:
    (await customer.says("我要报案")).is_asked("line")
    (await customer.says("今天早上在小区里被邻居的电动车碰倒了")).hears("记下了").is_asked("line")
    (await customer.presses("意外受伤")).is_asked("loss_place")


async def test_no_one_was_hit_and_no_one_is_asked_after(customer: Customer) -> None:
    await customer.says("刚才撞了护栏，车头瘪了，幸好没撞到人")
    customer.hears_not("请马上打 120").is_asked("loss_place")
    (await customer.says("滨海大道")).is_asked("loss_amount")


async def test_the_car_i_hit_bleeds_no_blood(customer: Customer) -> None:
    (await customer.says("倒车的时候撞了别人的车，刚刚的事")).hears_not("请马上打 120")
    (await customer.says("科技园停车场")).is_asked("injury")
