"""Questions about products: the table's facts with their source, follow-ups, comparisons, names we do not have."""

from pathlib import Path

import pytest
import pytest_asyncio

from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.conduct import breaches
from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

_HEAD = (
    "product_code,name,line,term_type,cooling_off_days,grace_days,waiting_days,deductible,coverages,exclusions,"
    "renewal,clause_version\n"
)
_IMPORTED = (
    "NEW01,云岚演示·朗月重疾(2025),critical_illness,long,15,60,120,,重疾 100%保额,既往症;毒品,none,NEW01 甲版\n"
    "NEW02,云岚演示·晴川门诊,medical,short,,,45,300/次,门诊 1万,既往症;体检,reviewed,NEW02 乙版\n"
)


@pytest_asyncio.fixture(loop_scope="session")
async def imported(world: World, customer: Customer, tmp_path: Path) -> Customer:
    """A customer of an insurer with products the model never saw."""
    table = tmp_path / "products.csv"
    table.write_text(_HEAD + _IMPORTED, encoding="utf-8")
    await world.services.imports.load("products", table)
    return customer


async def test_a_waiting_period_with_product_line_clause_and_version(customer: Customer) -> None:
    await customer.says("青禾百万医疗等待期多久")
    customer.hears("青禾演示·百万医疗(一年期)（医疗险）", "等待期：30 天", "条款", "QHH02 演示条款2026版")
    source = customer.heard[0].content.source
    assert source and source["faq"] is None and source["version"] == "QHH02 演示条款2026版"


async def test_the_product_is_kept_and_then_the_attribute(customer: Customer) -> None:
    await customer.says("青禾百万医疗等待期多久")
    (await customer.says("那免赔额呢")).hears("百万医疗", "10000 元/年")
    (await customer.says("等待期呢")).hears("百万医疗", "30 天")
    (await customer.says("那安途呢")).hears("安途定期寿险", "等待期：90 天")


async def test_several_attributes_at_once(customer: Customer) -> None:
    (await customer.says("百万医疗等待期和免赔额分别多少")).hears("等待期：30 天", "免赔额：10000 元/年")
    await customer.says("守护重疾宽限期多久")
    (await customer.says("等待期和犹豫期分别多少")).hears("守护重疾", "等待期：90 天", "犹豫期：15 天")


async def test_what_a_product_does_not_have_is_said_plainly(customer: Customer) -> None:
    (await customer.says("百万医疗有宽限期吗")).hears("宽限期：不适用，条款没有约定")
    (await customer.says("安途免赔额多少")).hears("免赔额：不适用")
    (await customer.says("守护重疾投保年龄")).hears("没有登记").hears_not("55")
    (await customer.says("多少钱一年")).hears("守护重疾", "保费", "没有登记")


async def test_cover_comes_with_exclusions_and_deductible(customer: Customer) -> None:
    (await customer.says("百万医疗保什么")).hears(
        "保险责任：一般住院医疗", "责任免除：既往症", "免赔额：10000"
    )


async def test_the_must_know_items_on_one_card(customer: Customer) -> None:
    await customer.says("守护重疾怎么样")
    assert len(customer.card("product")["items"]) == 8
    customer.hears("保险责任", "责任免除", "免赔额", "等待期", "犹豫期", "宽限期", "续保", "保险期间")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("云岚朗月重疾等待期多久", ("朗月重疾(2025)", "120 天", "NEW01 甲版")),
        ("朗月的等待期多久", ("朗月重疾(2025)", "120 天")),
        ("郎月重疾等待期几天", ("朗月重疾(2025)", "120 天")),
        ("晴川门诊免赔额多少", ("晴川门诊", "300 元/次")),
    ],
)
async def test_a_product_the_model_never_saw(imported: Customer, text: str, facts: tuple[str, ...]) -> None:
    (await imported.says(text)).hears(*facts)


async def test_a_typing_error_of_the_same_sound_is_the_same_product(customer: Customer) -> None:
    (await customer.says("百万一疗的等待期")).hears("百万医疗", "30 天")
    (await customer.says("安图定期寿险等待期")).hears("安途定期寿险", "90 天")


async def test_two_products_on_one_attribute(customer: Customer) -> None:
    (await customer.says("百万医疗和长护医疗免赔额哪个低")).hears("都是「10000 元/年」", "不作推荐")
    (await customer.says("那等待期呢")).hears("百万医疗：30 天", "长护医疗：90 天")
    assert not breaches(customer.text)


async def test_two_products_side_by_side(customer: Customer) -> None:
    await customer.says("安途跟传岁有什么不一样")
    customer.hears("安途定期寿险：90 天", "传岁终身寿险：0 天", "责任免除", "犹豫期", "不作推荐")
    customer.hears_not("更好", "建议您")
    source = customer.heard[0].content.source
    assert source and "QHL01" in source["version"] and "QHL02" in source["version"]
    assert not breaches(customer.text)


@pytest.mark.parametrize("text", ["福满堂的等待期多久", "福满堂免赔额多少"])
async def test_a_product_we_do_not_have_is_no_other_one(customer: Customer, text: str) -> None:
    await customer.says("百万医疗等待期多久")
    (await customer.says(text)).hears("没有「福满堂」").hears_not("等待期：", "免赔额：")


async def test_the_nearest_names_are_offered(customer: Customer) -> None:
    (await customer.says("守护医疗的等待期多久")).hears("没有「守护医疗」").hears_not("90 天")
    titles = [button.title for button in customer.heard[-1].content.buttons]
    assert "长护医疗" in titles and len(titles) <= 3
    (await customer.presses("长护医疗")).hears("长护医疗", "等待期：90 天")


@pytest.mark.parametrize("named", ["守护重疾", "安途定期寿险", "我问的是百万医疗", "1"])
async def test_the_product_asked_for_completes_the_question(customer: Customer, named: str) -> None:
    (await customer.says("免赔额多少")).hears("哪一款", "医疗险：")
    assert len(customer.heard[-1].content.buttons) <= 3
    (await customer.says(named)).hears("免赔额：")


async def test_a_general_answer_is_made_a_certain_one_by_the_product(customer: Customer) -> None:
    (await customer.says("等待期多久")).hears("告诉我产品名")
    (await customer.says("百万医疗")).hears("等待期：30 天").hears_not("犹豫期")


async def test_own_products_are_offered_first(customer: Customer) -> None:
    wang = DEMO_CUSTOMERS[0]
    await customer.says("查一下我的保单")
    await customer.verifies(wang)
    own = customer.card("policy")["product"]
    await customer.says("免赔额多少")
    assert customer.heard[-1].content.buttons[0].title in own


async def test_the_only_product_of_a_kind_is_meant_where_the_kind_is_named(customer: Customer) -> None:
    (await customer.says("交强险保什么")).hears("保险责任：有责限额")
