"""想买保险: needs, facts never without their exclusions, and a licensed person only with consent."""

import pytest

from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.leads import WORDING
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import handed_over, leads_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG = DEMO_CUSTOMERS[0]


async def consent_asked(customer: Customer) -> Customer:
    await customer.says("想买保险")
    await customer.presses("本人")
    await customer.presses("18至40岁")
    await customer.presses("意外")
    return customer.is_asked("advice_consent")


async def test_i_answer_by_button_and_somebody_may_call(customer: Customer) -> None:
    (await customer.says("想买保险")).hears("不做推荐").is_asked("insured")
    (await customer.presses("本人")).is_asked("age_band")
    (await customer.presses("18至40岁")).is_asked("concern")
    await customer.presses("意外")
    customer.hears("日常综合意外", "不保 高风险运动、醉酒、自伤、斗殴", "免赔额", WORDING.text)
    (await customer.presses("同意，请同事联系我")).is_asked("existing_cover")
    (await customer.says("有社保")).is_asked("budget_band")
    (await customer.presses("一千元以内")).is_asked("phone")
    (await customer.says("13800138000")).hears("138****8000").is_asked(None)
    [lead] = await leads_of(customer)
    assert (lead.answers.insured, lead.answers.age_band, lead.answers.concern) == ("本人", "18至40岁", "意外")
    assert (lead.answers.budget_band, lead.answers.existing_cover) == ("一千元以内", "有社保")
    assert (lead.contact, lead.consent.wording) == ("13800138000", WORDING.version)


async def test_i_answer_in_my_own_words(customer: Customer) -> None:
    (await customer.says("我想买份重疾险")).hears("守护重疾", "不保 既往症").is_asked("insured")
    (await customer.says("给我老婆")).is_asked("age_band")
    (await customer.says("三十五岁")).is_asked("advice_consent")
    (await customer.says("可以，让人联系我吧")).is_asked("existing_cover")
    (await customer.says("没有")).is_asked("budget_band")
    (await customer.says("一年五千左右")).is_asked("phone")
    await customer.says("0755-26001234")
    [lead] = await leads_of(customer)
    assert (lead.answers.insured, lead.answers.age_band) == ("配偶", "18至40岁")
    assert (lead.answers.budget_band, lead.answers.existing_cover) == ("一千到五千元", None)
    assert lead.contact == "075526001234"


async def test_i_tell_everything_at_once(customer: Customer) -> None:
    await customer.says("我今年四十二，想给自己买个重疾，一年预算五千")
    customer.hears("守护重疾").is_asked("advice_consent")
    await customer.says("同意")
    (await customer.says("没有")).is_asked("phone")
    await customer.says("13800138000")
    [lead] = await leads_of(customer)
    assert (lead.answers.age_band, lead.answers.budget_band) == ("41至60岁", "一千到五千元")


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ("63", "61岁以上"),
        ("六十多了", "61岁以上"),
        ("刚满月", "17岁以下"),
        ("五十八", "41至60岁"),
        ("4", "61岁以上"),
    ],
)
async def test_how_old_in_words_and_numbers(customer: Customer, said: str, band: str) -> None:
    await customer.says("想买保险")
    await customer.says("父母")
    await customer.says(said)
    await customer.says("看病")
    await customer.says("同意")
    await customer.says("没有")
    await customer.says("还没想好")
    await customer.says("13800138000")
    assert (await leads_of(customer))[0].answers.age_band == band


@pytest.mark.parametrize("words", ["先不用", "不用了，我自己看", "不同意", "2", "不想被打扰"])
async def test_i_do_not_consent_and_nothing_is_kept(customer: Customer, words: str) -> None:
    await consent_asked(customer)
    (await customer.says(words)).hears("不留联系方式").is_asked(None)
    assert await leads_of(customer) == []


async def test_i_consent_but_keep_my_number_to_myself(customer: Customer) -> None:
    await consent_asked(customer)
    await customer.says("同意")
    await customer.says("没有")
    (await customer.says("还没想好")).is_asked("phone")
    (await customer.says("不留")).hears("不留联系方式").is_asked(None)
    assert await leads_of(customer) == []


async def test_tell_me_the_best_one_gets_facts_and_no_recommendation(customer: Customer) -> None:
    (await customer.says("哪个最好你直接给我推荐一个")).hears("不做推荐").is_asked("insured")
    await customer.says("自己")
    await customer.says("二十多岁")
    await customer.says("怕得癌")
    customer.hears("不保 既往症").hears_not("推荐您", "最适合", "最好的").is_asked("advice_consent")


async def test_it_is_for_my_child_after_all(customer: Customer) -> None:
    await consent_asked(customer)
    (await customer.says("不对，是给孩子买")).hears("改过来了").is_asked("advice_consent")
    await customer.says("同意")
    await customer.says("没有")
    await customer.says("2")
    await customer.says("13800138000")
    [lead] = await leads_of(customer)
    assert (lead.answers.insured, lead.answers.budget_band) == ("孩子", "一千到五千元")


async def test_my_number_is_no_budget(customer: Customer) -> None:
    await consent_asked(customer)
    await customer.says("同意")
    (await customer.says("没有")).is_asked("budget_band")
    (await customer.says("13800138000")).is_asked("budget_band")
    (await customer.says("800")).hears("138****8000")
    assert (await leads_of(customer))[0].answers.budget_band == "一千元以内"


async def test_i_ask_about_a_product_in_between(customer: Customer) -> None:
    await customer.says("孩子买什么保险")
    (await customer.says("17岁以下")).is_asked("concern")
    await customer.says("住院")
    customer.hears("少儿住院门急诊", "不保 既往症、疫苗、体检").is_asked("advice_consent")
    (await customer.says("百万医疗免赔额是多少")).hears("10000").is_asked("advice_consent")


async def test_i_look_up_my_premium_in_between_and_come_back(customer: Customer) -> None:
    await customer.says("想买养老的")
    (await customer.says("给自己")).is_asked("age_band")
    await customer.says("下期保费什么时候交")
    await customer.verifies(WANG)
    customer.hears("宽限期", "接着办刚才的保险咨询").is_asked("age_band")
    (await customer.says("41至60岁")).is_asked("advice_consent")


async def test_i_take_my_consent_back(customer: Customer) -> None:
    await consent_asked(customer)
    await customer.says("同意")
    await customer.says("没有")
    await customer.says("1")
    (await customer.says("13800138000")).hears("改主意")
    assert len(await leads_of(customer)) == 1
    (await customer.presses("撤回，不用联系了")).hears("已经撤回").is_asked(None)
    assert await leads_of(customer) == []


async def test_i_leave_it(customer: Customer) -> None:
    await customer.says("想买养老保险")
    await customer.says("给自己")
    (await customer.says("算了不买了")).hears("没有提交").is_asked(None)
    assert await leads_of(customer) == []


async def test_a_person_now_please_with_what_i_told(customer: Customer) -> None:
    await consent_asked(customer)
    await customer.says("转人工")
    dossier = await handed_over(customer)
    assert dossier["queue"] == "sales"
    assert (dossier["给谁买"], dossier["年纪"], dossier["最担心"]) == ("本人", "18至40岁", "意外")


async def test_my_number_came_twice_and_is_one_lead(customer: Customer) -> None:
    await consent_asked(customer)
    await customer.says("同意")
    await customer.says("没有")
    await customer.says("1")
    await customer.says("13800138000")
    await customer.sends_again()
    assert len(await leads_of(customer)) == 1


async def test_the_store_is_down_at_the_end_and_my_answers_are_read_back(
    customer: Customer, world: World
) -> None:
    await consent_asked(customer)
    await customer.says("同意")
    await customer.says("没有")
    await customer.says("1")
    async with world.store_away():
        await customer.says("13800138000")
        customer.hears("暂时连不上", "18至40岁", "138****8000").is_asked("confirm")
    (await customer.says("好的")).hears("138****8000", "改主意")
    assert len(await leads_of(customer)) == 1


async def test_no_and_then_yes_after_all(customer: Customer) -> None:
    await consent_asked(customer)
    (await customer.says("没有")).hears("不留联系方式").is_asked(None)
    (await customer.says("同意")).hears("接着刚才的咨询").is_asked("existing_cover")
    await customer.says("没有")
    await customer.says("还没想好")
    await customer.says("13800138000")
    [lead] = await leads_of(customer)
    assert (lead.answers.insured, lead.answers.age_band, lead.answers.concern) == ("本人", "18至40岁", "意外")


async def test_a_polite_word_after_the_refusal_consents_to_nothing(customer: Customer) -> None:
    await consent_asked(customer)
    await customer.says("先不用")
    (await customer.says("好的")).hears_not("接着刚才的咨询").is_asked(None)


async def test_yes_after_all_by_the_button_and_the_needs_are_not_asked_again(customer: Customer) -> None:
    await consent_asked(customer)
    await customer.presses("先不用")
    (await customer.presses("还是请同事联系我")).is_asked("existing_cover")
