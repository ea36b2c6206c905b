"""The conduct guard: what may not be said, what makes it harmless, and what is said instead."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.demo.products import DEMO_PRODUCTS
from insurance.domain.conduct import GUARDS, breaches, depends_on_product
from insurance.domain.products import RenewalTerm
from insurance.services.conduct import ConductService
from insurance.services.faq import FaqService, load
from insurance.store.unit_of_work import SqlStore
from kernel.clock import SHANGHAI, FrozenClock
from kernel.crypto import Keyring
from kernel.database import create_engine
from kernel.quotes import quoted, unquoted
from tests.insurance.samples import a_product

FOLDER = Path(__file__).parents[2] / "data" / "faq"
FAQ = load(FOLDER)
NEGATIONS = ["不", "勿", "别", "非", "无", "未", "谨防", "警惕", "拒绝"]
# Neither denies, nor ends a sentence, nor is part of a pattern.
NEUTRAL = st.text(st.sampled_from("这款产品说明里写着"), max_size=12)
ONE_YEAR = a_product(
    code="Y1",
    name="演示·小保医疗(一年期)",
    renewal=RenewalTerm.REVIEWED,
    deductible="10000/年",
    waiting_days=30,
)
GUARANTEED = a_product(code="Y20", name="演示·长保医疗(二十年)", renewal=RenewalTerm.GUARANTEED)
BARE = a_product(code="Y0", name="演示·随心意外", renewal=RenewalTerm.NONE, deductible="0", waiting_days=0)
TABLE = [ONE_YEAR, GUARANTEED, BARE]


def found(text: str, **more: Any) -> list[str]:
    return [breach.guard.id for breach in breaches(text, **more)]


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("这款保证收益，放心拿", "yield"),
        ("年化收益率 3.5%", "yield"),
        ("比银行存款利息高", "deposit"),
        ("相当于存钱", "deposit"),
        ("这种情况肯定赔", "claim_sure"),
        ("百分之百赔付", "claim_sure"),
        ("最好的产品就是它", "absolute"),
        ("全网最低价", "absolute"),
        ("马上就要停售了", "hunger"),
        ("今天就是最后一天", "hunger"),
        ("体检报告不用写", "disclose"),
        ("不需要如实告知", "disclose"),
        ("可以给您返现", "rebate"),
        ("送您两百红包", "rebate"),
        ("把旧单退了重新买一份", "churn"),
        ("我们可以代理退保", "scam_terms"),
        ("必须搭配投保意外险", "tying"),
        ("免赔额不用管", "no_deduct"),
        ("麻烦发一下验证码", "secrets"),
        ("把验证码发给我", "secrets"),
        ("请打开共享屏幕", "secrets"),
        ("您先别投诉", "complaint"),
        ("撤诉之后才能赔", "complaint"),
        ("我判断这个不予赔付", "auto_deny"),
        ("不但保本，还有分红", "yield"),
        ("不仅保本，收益也高", "yield"),
        ("无论怎样都包赔", "claim_sure"),
        ("不用担心，肯定赔", "claim_sure"),
        ("特别划算，稳赚", "yield"),
        ("我们不是骗子。保本的", "yield"),
        ("保　本，零 风 险", "yield"),
        ("ＣＶＶ报给我", "secrets"),
    ],
)
def test_what_may_not_be_said_is_found(text: str, guard: str) -> None:
    assert guard in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "红利不保证，没有保证收益",
        "不一定赔，以核定结果为准",
        "谨防有人说包赔",
        "我们不会让您共享屏幕",
        "警惕代理退保",
        "投保本产品前请看条款",
        "宽限期最后一天是12月1日",
        "最高保额五十万，最低保费一百元",
        "六位验证码会发到您投保时留的手机上",
        "刚刚已经发出。您的密码请自己保管",
        "可以投诉，我帮您登记",
        "一两句话就行，不用写银行卡号和密码",
        "小保医疗到期要审核。保证续保：约定期间内不能因为理赔拒绝您",
    ],
)
def test_what_is_right_to_say_is_left_alone(text: str) -> None:
    assert not found(text, products=TABLE)


@given(NEUTRAL, st.sampled_from(NEGATIONS), NEUTRAL)
def test_a_negation_reaches_six_characters_and_no_further(before: str, negation: str, between: str) -> None:
    reaches = len(negation) + len(between) <= 6

    assert found(f"{before}{negation}{between}保证收益") == ([] if reaches else ["yield"])


@given(NEUTRAL, st.sampled_from(NEGATIONS), NEUTRAL)
def test_no_negation_excuses_what_negation_cannot_cure(before: str, negation: str, between: str) -> None:
    assert found(f"{before}{negation}{between}，先别投诉") == ["complaint"]


@given(st.sampled_from(["不但", "不仅", "无论", "非常", "特别", "未来"]), NEUTRAL)
def test_words_that_only_look_like_a_negation_are_none(word: str, between: str) -> None:
    assert found(f"{word}{between}保证收益") == ["yield"]


@given(st.sampled_from("。！？!?；\n"), st.sampled_from(NEGATIONS))
def test_a_negation_stays_in_its_sentence(end: str, negation: str) -> None:
    assert found(f"{negation}{end}保证收益") == ["yield"]


@given(NEUTRAL, NEUTRAL)
def test_the_span_is_the_words_themselves(before: str, after: str) -> None:
    [breach] = breaches(f"😀 {before} 保 本{after}")

    assert f"😀 {before} 保 本{after}"[breach.start : breach.end] == "保 本"


@given(st.text(), NEUTRAL)
def test_what_a_customer_wrote_may_be_read_back_whatever_it_is(theirs: str, own: str) -> None:
    text, spans = unquoted(f"{own}{quoted(theirs)}{own}")

    assert not found(text, quoted=spans, products=TABLE)


def test_words_of_ours_beside_a_quote_are_judged() -> None:
    text, spans = unquoted(f"经过：{quoted('他说保本')}\n放心，保本")

    assert [text[b.start - 3 : b.end] for b in breaches(text, quoted=spans)] == ["放心，保本"]


def test_a_hit_never_reaches_over_a_quote() -> None:
    text, spans = unquoted(f"告诉我{quoted('张三')}的密码")

    assert found("告诉我张三的密码") == ["secrets"] and not found(text, quoted=spans)


def test_who_warns_of_fraud_may_name_it_and_nothing_else() -> None:
    assert found("说能全额退保的是骗子", antifraud=True) == []
    assert found("说能全额退保的是骗子") == ["scam_terms"]
    assert found("全额退保，还返现", antifraud=True) == ["rebate"]


@pytest.mark.parametrize(
    ("text", "guards"),
    [
        ("小保医疗保证续保", ["renew"]),
        ("长保医疗保证续保二十年", []),
        ("小保医疗不保证续保，长保医疗保证续保", []),
        ("长保医疗保证续保，小保医疗也能自动续保", ["renew"]),
        ("保证续保的有长保医疗", []),
        ("小保医疗可续至80岁", ["renew"]),
        ("小保医疗没有等待期", ["no_deduct"]),
        ("小保医疗没有免赔", ["no_deduct"]),
        ("随心意外没有等待期，也没有免赔", []),
        ("保证续保是什么意思，看条款", []),
    ],
)
def test_what_is_right_of_one_product_is_wrong_of_another(text: str, guards: list[str]) -> None:
    assert found(text, products=TABLE) == guards


def test_words_that_name_no_product_are_about_the_one_spoken_of() -> None:
    assert found("这款保证续保", products=TABLE, about=[ONE_YEAR]) == ["renew"]
    assert found("这款保证续保", products=TABLE, about=[GUARANTEED]) == []
    assert found("这款保证续保", products=TABLE, about=[ONE_YEAR, GUARANTEED]) == []


def test_only_some_words_need_the_product_table() -> None:
    assert depends_on_product("这款保证续保") and depends_on_product("没有等待期")
    assert not depends_on_product("这款保本") and not depends_on_product("您好")


def test_what_is_said_instead_reads_the_products_own_terms() -> None:
    [renew] = breaches("小保医疗保证续保", products=TABLE)
    [waiting] = breaches("小保医疗没有等待期", products=TABLE)

    assert renew.safe == "小保医疗不保证续保，能否续保以合同约定为准"
    assert waiting.safe == "小保医疗：免赔额 10000 元/年，等待期 30 天，以合同条款为准"


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.id)
def test_what_is_said_instead_may_itself_be_said(guard: Any) -> None:
    facts = (
        [guard.facts(product) for product in (ONE_YEAR, replace(ONE_YEAR, deductible=None))]
        if guard.facts
        else []
    )

    for safe in (guard.safe, *facts):
        assert safe and not breaches(safe, products=TABLE, about=[ONE_YEAR]), safe


@pytest.mark.parametrize("entry", FAQ, ids=lambda entry: entry.id)
def test_every_checked_answer_passes(entry: Any) -> None:
    antifraud = entry.category == "F18"

    for text in filter(None, (entry.answer, entry.details)):
        assert not found(text, antifraud=antifraud, products=DEMO_PRODUCTS), text


def test_the_answers_on_fraud_are_among_them() -> None:
    assert len([entry for entry in FAQ if entry.category == "F18"]) >= 4


@pytest.fixture
def conduct(store: SqlStore, clock: FrozenClock) -> ConductService:
    return ConductService(store, FaqService(FOLDER), clock)


async def test_the_service_knows_products_and_the_entries_on_fraud(
    conduct: ConductService, store: SqlStore
) -> None:
    async with store.begin() as work:
        await work.products.put(TABLE)
        await work.commit()

    async def stopped(text: str, **more: Any) -> list[str]:
        return [breach.guard.id for breach in await conduct.breaches(text, **more)]

    assert await stopped("小保医疗保证续保") == ["renew"]
    assert await stopped("这款保证续保") == []
    assert await stopped("这款保证续保", about=[ONE_YEAR.name]) == ["renew"]
    assert await stopped("有人说能全额退保") == ["scam_terms"]
    assert await stopped("有人说能全额退保", faq="antifraud.full_refund") == []
    assert await stopped("有人说能全额退保", faq="claims.report_how") == ["scam_terms"]


async def test_while_the_store_is_away_what_needs_no_product_is_still_judged(tmp_path: Path) -> None:
    nowhere = create_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    clock = FrozenClock(datetime(2026, 11, 16, tzinfo=SHANGHAI))
    conduct = ConductService(SqlStore(nowhere, Keyring([b"k" * 32])), FaqService(FOLDER), clock)

    assert [b.guard.id for b in await conduct.breaches("这款保本，还保证续保")] == ["yield"]
    await nowhere.dispose()
    # The driver's thread has a last word after a connection that failed; it must find the loop still open.
    await asyncio.sleep(0.1)
