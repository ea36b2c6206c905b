"""What reminders say: each step in words of its own, nothing the conduct rules forbid, nothing asked for, nothing sold."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.outreach.reminders.wording import Words, words_of
from insurance.domain.products import Line, Product, RenewalTerm, TermType
from insurance.domain.reminders import CADENCE, Notice, ReminderCase, falling
from insurance.services.conduct import ConductService
from insurance.services.due_reminders import DueReminder
from insurance.services.faq import FaqService
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine
from tests.insurance.samples import a_policy, a_product

DUE = date(2026, 11, 16)
PAGE = "https://pay.example/premium"
LIFE = a_product(name="青禾·安途定期寿险(2025)")
MONTHLY = a_product(code="MO", grace_days=None)
MEDICAL = a_product(
    code="MED", name="青禾·百万医疗", term_type=TermType.SHORT, grace_days=None, line=Line.MEDICAL
)
ACCIDENT = replace(MEDICAL, code="ACC", line=Line.ACCIDENT)
COMPULSORY = replace(MEDICAL, code="COM", name="青禾·机动车交通事故责任强制保险", line=Line.AUTO_COMPULSORY)
COMMERCIAL = replace(MEDICAL, code="CAR", name="青禾·机动车商业保险", line=Line.AUTO_COMMERCIAL)
PRODUCTS = (
    LIFE,
    MONTHLY,
    MEDICAL,
    replace(MEDICAL, code="G", name="青禾·长护医疗", renewal=RenewalTerm.GUARANTEED),
    ACCIDENT,
    COMPULSORY,
    COMMERCIAL,
)


def told(product: Product, day: int, page: str | None = PAGE) -> tuple[DueReminder, Words] | None:
    """What is said so many days after the due day; None where nothing is."""
    long = product.term_type is TermType.LONG
    policy = a_policy(
        policy_no="QHL0120230001234",
        product_code=product.code,
        next_due_on=DUE if long else None,
        expires_on=None if long else DUE,
        effective_on=date(2025, 11, 16),
    )
    found = falling(policy, product, DUE + timedelta(day))
    if found is None:
        return None
    reminder = DueReminder(policy, product, found)  # type: ignore[arg-type]
    return reminder, words_of(reminder, DUE + timedelta(day), "青禾", page)


def words(product: Product, day: int, page: str | None = PAGE) -> Words:
    found = told(product, day, page)
    assert found is not None
    return found[1]


def all_words() -> Iterator[tuple[str, DueReminder, Words]]:
    for product in PRODUCTS:
        for day in sorted({step.day for steps in CADENCE.values() for step in steps} | {241, 781}):
            for page in (PAGE, None):
                if (found := told(product, day, page)) is not None:
                    yield f"{product.code}:{day}:{page}", *found


ALL = [pytest.param(reminder, said, id=id) for id, reminder, said in all_words()]


@pytest.mark.parametrize(("reminder", "said"), ALL)
def test_every_text_names_the_policy_masked_the_day_and_the_way(reminder: DueReminder, said: Words) -> None:
    for text in (said.text, said.sms):
        assert "QHL0********1234" in text and "QHL0120230001234" not in text
    assert "2026年11月16日" in said.text
    assert said.sms.startswith("【青禾】") and len(said.sms) < 140
    assert "官方" in said.sms and "官方" in said.text
    assert dict(said.values) == {
        "product": reminder.product.name,
        "policy_no": "QHL0********1234",
        "due_on": "2026-11-16",
        "amount": "1200.50",
    }


@pytest.mark.parametrize(("reminder", "said"), ALL)
def test_nothing_is_asked_for_sold_or_threatened(reminder: DueReminder, said: Words) -> None:
    for text in (said.subject, said.text, said.sms):
        assert not re.search(
            r"银行卡|卡号|验证码|密码|转账|优惠|推荐|赠|红包|起诉|征信|追讨|后果自负|!|！", text
        )


@pytest.mark.parametrize(("reminder", "said"), ALL)
def test_only_what_may_be_switched_off_says_how(reminder: DueReminder, said: Words) -> None:
    assert ("关闭提醒" in said.text) is (reminder.falling.step.notice is Notice.ADVANCE)


async def test_the_conduct_rules_have_nothing_against_any_of_them(
    tmp_path: Path, clock: FrozenClock, keyring: Keyring
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'products.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    store = SqlStore(engine, keyring)
    async with store.begin() as work:
        await work.products.put(PRODUCTS)
        await work.commit()
    conduct = ConductService(store, FaqService(tmp_path), clock)
    for id, reminder, said in all_words():
        for text in (said.subject, said.text, said.sms):
            found = await conduct.breaches(text, about=[reminder.product.name], by_person=True)
            assert found == [], (id, text)
    # They would be heard if they had.
    assert await conduct.breaches("这款百万医疗保证续保", about=[MEDICAL.name])
    await engine.dispose()


def test_the_steps_of_an_instalment_grow_clearer() -> None:
    said = {day: words(LIFE, day) for day in (-30, 0, 7, 55, 61)}
    assert len({each.text for each in said.values()}) == len({each.sms for each in said.values()}) == 5
    assert "下一期保费 1200.50 元" in said[-30].text and "宽限期" not in said[-30].text
    assert "宽限期到2027年1月15日" in said[0].text
    assert "保障照常" in said[7].text and "扣减" in said[7].text
    assert "从2027年1月16日起合同效力中止" in said[55].text
    assert "复效" in said[61].text and "没有保障" in said[61].sms
    assert "两年" in said[61].text and "2029年1月16日" in said[61].text


def test_without_a_grace_period_none_is_promised() -> None:
    assert "宽限期" not in words(MONTHLY, 7).text and "以合同写明的为准" in words(MONTHLY, 7).text


def test_a_renewal_says_when_cover_ends_and_promises_nothing() -> None:
    assert "不保证续保" in words(MEDICAL, -7).text and "不保证续保" not in words(ACCIDENT, -7).text
    assert "不再有保障" in words(ACCIDENT, -7).text
    assert "保障已终止" in words(ACCIDENT, 0).text and "仍可以申请理赔" in words(ACCIDENT, 0).text


def test_a_car_without_cover_is_better_left_at_home() -> None:
    for product in (COMPULSORY, COMMERCIAL):
        said = words(product, 0)
        assert "没有有效的交强险，请先不要开车上路" in said.text and "不要开车上路" in said.sms
        assert "上路" not in words(product, -1).text


def test_the_insurers_page_is_named_where_there_is_one() -> None:
    assert PAGE in words(LIFE, -7).sms and PAGE in words(LIFE, -7).text
    assert "http" not in words(LIFE, -7, page=None).text and "人工客服" in words(LIFE, -7, page=None).text


def test_every_case_is_among_them() -> None:
    assert {reminder.falling.step.case for _, reminder, _ in all_words()} == set(ReminderCase)
