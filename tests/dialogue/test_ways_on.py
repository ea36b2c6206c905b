"""What an answer tells people to say leads somewhere, and look-alike questions go to the right place."""

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from tests.dialogue.conftest import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG = DEMO_CUSTOMERS[0]


@pytest.mark.parametrize(
    "text",
    [
        "申请复效",
        "变更受益人",
        "保单贷款",
        "开发票",
        "补发保单",
        "电子保单",
        "查分红",
        "改缴费银行卡",
        "我要改职业",
    ],
)
async def test_a_service_our_answers_name_begins_with_the_identity_check(
    customer: Customer, text: str
) -> None:
    (await customer.says(text)).hears("确认是您本人").is_asked("phone")


async def test_a_figure_that_changes_daily_is_looked_up_by_a_person(customer: Customer) -> None:
    await customer.says("查现金价值")
    await customer.presses("转人工查")
    assert customer.card("handoff")["queue"] == "servicing"


@pytest.mark.parametrize(
    ("text", "asked"), [("查我的保单", "phone"), ("查理赔进度", "phone"), ("查下期保费", "phone")]
)
async def test_a_look_up_our_answers_name_starts(customer: Customer, text: str, asked: str) -> None:
    (await customer.says(text)).is_asked(asked)


@pytest.mark.parametrize("text", ["怎么投诉", "如何投诉", "投诉找谁"])
async def test_how_one_complains_is_a_question(customer: Customer, text: str) -> None:
    (await customer.says(text)).hears("24小时").is_asked(None)


@pytest.mark.parametrize("text", ["理赔多久到账", "礼赔多久到账", "理赔多久到账啊", "理賠多久到帳"])
async def test_when_a_claim_is_paid_is_not_only_for_cars(customer: Customer, text: str) -> None:
    (await customer.says(text)).hears("十天内付款").hears_not("交强险")


async def test_a_paid_claim_tells_when_and_what_to_do_where_nothing_came(customer: Customer) -> None:
    await customer.says("理赔款到账没有")
    await customer.verifies(WANG)
    customer.hears("已赔付（", "还没收到", "转人工")


async def test_how_to_pay_follows_what_is_due(customer: Customer) -> None:
    await customer.says("我什么时候该交费")
    await customer.verifies(WANG)
    (await customer.says("怎么交")).hears("哪一份保单")
    (await customer.says("1")).hears("只认这个页面")


async def test_another_kind_of_insurance_is_not_answered_from_the_last_product(customer: Customer) -> None:
    await customer.says("守护重疾等待期多久")
    (await customer.says("青禾旅游险等待期")).hears_not("守护重疾(终身)，", "90 天")
    await customer.says("守护重疾保什么")
    (await customer.says("车险有犹豫期吗")).hears_not("守护重疾(终身)，")


async def test_a_product_named_anew_is_not_answered_with_the_last_attribute(customer: Customer) -> None:
    await customer.says("百万医疗等待期多久")
    (await customer.says("守护重疾怎么样")).hears("哪一项")
    (await customer.presses("等待期")).hears("90 天")


async def test_a_death_is_answered_with_sympathy(customer: Customer) -> None:
    (await customer.says("我爸爸昨天去世了，他有保险吗")).hears("节哀").hears_not("有没有人受伤")
    await customer.presses("请理赔同事接手")
    assert customer.card("handoff")["queue"] == "claims"


async def test_why_a_claim_was_denied_is_no_question_of_identity(customer: Customer) -> None:
    (await customer.says("为什么拒赔我")).hears_not("本人看到")
