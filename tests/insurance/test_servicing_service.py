"""Policy servicing: who may ask, effects that happen once, what staff does, notices to the contact that stood before."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.bootstrap import Services, bootstrap
from insurance.domain.customers import Customer
from insurance.domain.errors import (
    IdentityRequired,
    IllegalTransition,
    InvalidValue,
    NoEmail,
    NotPermitted,
    NotSuspended,
    RecordNotFound,
    RuleBroken,
)
from insurance.domain.identity import Identity, Level
from insurance.domain.policies import PolicyStatus
from insurance.domain.servicing import ServicingKind, ServicingStatus
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from tests.insurance.conftest import RememberingMail, RememberingSms
from tests.insurance.samples import a_customer, a_policy, fill

S, K = ServicingStatus, ServicingKind
OLD_PHONE, NEW_PHONE = "19900000001", "19900007777"


@pytest.fixture(autouse=True)
async def records(store: SqlStore) -> None:
    await fill(store)


def known(clock: FrozenClock, customer_no: str = "C1", level: Level = Level.VERIFIED) -> Identity:
    return Identity("talk", level, customer_no, clock.now() + timedelta(minutes=15))


async def customer(store: SqlStore, customer_no: str = "C1") -> Customer:
    async with store.read() as work:
        found = await work.customers.get(customer_no)
    assert found is not None
    return found


async def with_email(store: SqlStore, **changes: Any) -> None:
    async with store.begin() as work:
        await work.customers.put([a_customer(1, **({"email": "alice@x.com"} | changes))])
        await work.commit()


# --- asking staff


async def open_one(
    services: Services,
    clock: FrozenClock,
    kind: ServicingKind = K.REISSUE,
    key: str = "1",
    policy_no: str | None = "POL-1",
    **details: str,
) -> str:
    view = await services.servicing.open("talk", known(clock), kind, policy_no, details, key)
    return view.request_no


GUARDED: dict[str, tuple[Level, Callable[[Services, Identity], Any]]] = {
    "open": (Level.VERIFIED, lambda s, who: s.servicing.open("talk", who, K.REISSUE, "POL-1", {}, "1")),
    "withdraw": (Level.VERIFIED, lambda s, who: s.servicing.withdraw(who, "BQ1", "1")),
    "change_contact": (
        Level.VERIFIED,
        lambda s, who: s.servicing.change_contact("talk", who, "email", "new@x.com", "1"),
    ),
    "send_policy": (Level.VERIFIED, lambda s, who: s.servicing.send_policy("talk", who, "POL-1", "1")),
    "send_invoice": (Level.VERIFIED, lambda s, who: s.servicing.send_invoice("talk", who, "POL-1", "1")),
    "surrender_facts": (Level.VERIFIED, lambda s, who: s.servicing.surrender_facts(who, "POL-1")),
    "list_for": (Level.VERIFIED, lambda s, who: s.servicing.list_for(who)),
}


@pytest.mark.parametrize("name", GUARDED)
async def test_every_step_of_the_customer_asks_for_its_level(
    services: Services, clock: FrozenClock, name: str
) -> None:
    needed, step = GUARDED[name]
    for level in (level for level in Level if level < needed):
        with pytest.raises(IdentityRequired):
            await step(services, known(clock, level=level))
    ended = known(clock)
    clock.advance(timedelta(minutes=15))
    with pytest.raises(IdentityRequired):
        await step(services, ended)


async def test_a_request_has_a_number_and_a_due_date(services: Services, clock: FrozenClock) -> None:
    view = await services.servicing.open("talk", known(clock), K.SURRENDER, "pol-1", {"wish": "急用钱"}, "1")
    assert view.request_no.startswith("BQ20261116") and len(view.request_no) == 18
    assert (view.status, view.policy_no, view.due_on) == (S.RECEIVED, "POL-1", date(2026, 11, 23))
    assert view.needs_second_factor
    assert await services.servicing.list_for(known(clock)) == [view]


async def test_anothers_policy_and_no_policy_are_the_same_answer(
    services: Services, clock: FrozenClock
) -> None:
    answers = []
    for number in ("POL-2", "NOTHING"):
        for step in (services.servicing.send_policy, services.servicing.send_invoice):
            with pytest.raises(RecordNotFound) as refused:
                await step("talk", known(clock), number, "1")
            answers.append(str(refused.value))
        with pytest.raises(RecordNotFound) as refused:
            await open_one(services, clock, policy_no=number)
        answers.append(str(refused.value))
    assert len(set(answers)) == 1


async def test_the_same_key_is_the_same_request(services: Services, clock: FrozenClock) -> None:
    assert await open_one(services, clock) == await open_one(services, clock)
    assert len(await services.servicing.list_for(known(clock))) == 1


async def test_repeats_at_once_make_one_request(services: Services, clock: FrozenClock) -> None:
    numbers = await asyncio.gather(*(open_one(services, clock) for _ in range(4)))
    assert len(set(numbers)) == 1
    assert len(await services.servicing.list_for(known(clock))) == 1


async def test_requests_are_listed_to_their_own_customer(services: Services, clock: FrozenClock) -> None:
    await open_one(services, clock)
    assert len(await services.servicing.list_for(known(clock))) == 1
    assert await services.servicing.list_for(known(clock, "C2")) == []


async def test_only_a_suspended_policy_can_be_reinstated(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    with pytest.raises(NotSuspended):
        await open_one(services, clock, K.REINSTATEMENT)
    async with store.begin() as work:
        await work.policies.put([a_policy(status=PolicyStatus.SUSPENDED)])
        await work.commit()
    assert await open_one(services, clock, K.REINSTATEMENT)


# --- taking it back


async def test_a_customer_takes_a_request_back_once(services: Services, clock: FrozenClock) -> None:
    number = await open_one(services, clock)
    for _ in range(2):
        view = await services.servicing.withdraw(known(clock), number.lower(), "2")
        assert [entry.status for entry in view.timeline] == ["received", "withdrawn"]
    with pytest.raises(IllegalTransition):
        await services.servicing.withdraw(known(clock), number, "3")


async def test_nobody_takes_back_anothers_request(services: Services, clock: FrozenClock) -> None:
    number = await open_one(services, clock)
    answers = []
    for wrong in (number, "BQ20261116AAAAAAAA"):
        with pytest.raises(RecordNotFound) as refused:
            await services.servicing.withdraw(known(clock, "C2"), wrong, "2")
        answers.append(str(refused.value))
    assert len(set(answers)) == 1


# --- staff


async def test_staff_takes_a_request_once_and_does_it(services: Services, clock: FrozenClock) -> None:
    number = await open_one(services, clock, wish="保单丢了")
    results = await asyncio.gather(
        services.servicing.take("ann", number),
        services.servicing.take("bob", number),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["IllegalTransition", "ServicingView"]
    [case] = await services.servicing.waiting()
    assert case.owner in ("ann", "bob") and case.customer_no == "C1"
    assert (await services.servicing.details("ann", number)).details == {"wish": "保单丢了"}

    await services.servicing.complete("ann", number, note="已寄出")

    assert await services.servicing.waiting() == []
    [view] = await services.servicing.list_for(known(clock))
    assert (view.status, view.timeline[-1].note) == (S.COMPLETED, "已寄出")
    with pytest.raises(IllegalTransition):
        await services.servicing.withdraw(known(clock), number, "2")


async def test_what_a_colleague_took_is_ended_by_them_or_somebody_senior(
    services: Services, clock: FrozenClock
) -> None:
    number = await open_one(services, clock)
    await services.servicing.take("ann", number)
    with pytest.raises(NotPermitted):
        await services.servicing.complete("bob", number)
    with pytest.raises(NotPermitted):
        await services.servicing.decline("bob", number, "保单已终止")
    await services.servicing.decline("bob", number, "保单已终止", senior=True)


async def test_what_staff_does_is_audited(services: Services, clock: FrozenClock) -> None:
    number = await open_one(services, clock, K.LOAN)
    await services.servicing.take("ann", number)
    await services.servicing.details("ann", number)
    with pytest.raises(RuleBroken):
        await services.servicing.complete("ann", number)
    await services.servicing.complete("bob", number, senior=True, second_factor="branch")
    other = await open_one(services, clock, key="2")
    await services.servicing.take("ann", other)
    await services.servicing.decline("ann", other, "保单已终止")

    entries = await services.audit.entries("C1")

    assert [(entry.who, entry.what) for entry in entries] == [
        ("ann", "servicing.take"),
        ("ann", "servicing.details"),
        ("bob", "servicing.complete"),
        ("ann", "servicing.take"),
        ("ann", "servicing.decline"),
    ]
    assert entries[2].data == {"request_no": number, "second_factor": "branch"}
    assert (await services.audit.verify()).broken_at is None


async def test_staff_is_told_when_there_is_no_such_request(services: Services) -> None:
    with pytest.raises(RecordNotFound):
        await services.servicing.take("ann", "BQ20261116AAAAAAAA")


async def test_what_is_due_first_is_listed_first(services: Services, clock: FrozenClock) -> None:
    first = await open_one(services, clock)
    clock.advance(timedelta(days=1))
    second = await open_one(services, clock, key="2")
    assert [case.view.request_no for case in await services.servicing.waiting()] == [first, second]


# --- a new phone number


async def test_a_new_phone_number_waits_for_staff_and_a_second_factor(
    services: Services, store: SqlStore, clock: FrozenClock, sms: RememberingSms
) -> None:
    number = await open_one(services, clock, K.PHONE_CHANGE, policy_no=None, phone="199 0000 7777")
    await services.servicing.take("ann", number)
    with pytest.raises(RuleBroken):
        await services.servicing.complete("ann", number)
    assert (await customer(store)).phone == OLD_PHONE and sms.texts == []

    await services.servicing.complete("ann", number, second_factor="face")

    assert (await customer(store)).phone == NEW_PHONE
    async with store.read() as work:
        assert [found.customer_no for found in await work.customers.by_phone(NEW_PHONE)] == ["C1"]
        assert await work.customers.by_phone(OLD_PHONE) == []
    [(phone, text)] = sms.texts
    assert phone == OLD_PHONE
    assert "199****7777" in text and NEW_PHONE not in text


async def test_a_phone_change_states_the_new_number(services: Services, clock: FrozenClock) -> None:
    wrong = [({}, "form"), ({"phone": "0755-12345678"}, "form"), ({"phone": OLD_PHONE}, "unchanged")]
    for details, reason in wrong:
        with pytest.raises(InvalidValue) as refused:
            await open_one(services, clock, K.PHONE_CHANGE, policy_no=None, **details)
        assert refused.value.reason == reason


# --- address and e-mail


@pytest.mark.parametrize(
    ("field", "value", "old", "new"),
    [
        ("email", "Bob@y.org", "a***@x.com", "B***@y.org"),
        ("address", "四川省成都市武侯区青禾路3号", "广东省深圳市南山区***", "四川省成都市武侯区***"),
    ],
)
async def test_address_and_email_change_at_once_and_the_phone_on_record_is_told(
    services: Services,
    store: SqlStore,
    clock: FrozenClock,
    sms: RememberingSms,
    mail: RememberingMail,
    field: Any,
    value: str,
    old: str,
    new: str,
) -> None:
    await with_email(store)
    before = await customer(store)

    change = await services.servicing.change_contact("talk", known(clock), field, value, "1")

    assert (change.field, change.old, change.new) == (field, old, new)
    assert await customer(store) == replace(before, **{field: value})
    [(phone, text)] = sms.texts
    assert phone == OLD_PHONE and new in text and "11月16日" in text and "不是您本人" in text
    for personal in (value, before.email or "", before.address or "", before.name, OLD_PHONE):
        assert personal not in text
    assert mail.sent == []
    [view] = await services.servicing.list_for(known(clock))
    assert (view.request_no, view.status) == (change.request_no, S.COMPLETED)
    [entry] = await services.audit.entries("C1")
    assert (entry.who, entry.what) == ("customer", "servicing.contact")
    assert entry.data == {"request_no": change.request_no, "field": field}


async def test_a_first_email_has_nothing_before_it(services: Services, clock: FrozenClock) -> None:
    change = await services.servicing.change_contact("talk", known(clock), "email", "bob@y.org", "1")
    assert change.old is None


async def test_a_repeated_change_does_nothing_else(
    services: Services, store: SqlStore, clock: FrozenClock, sms: RememberingSms
) -> None:
    await with_email(store)
    changes = [
        await services.servicing.change_contact("talk", known(clock), "email", "bob@y.org", "1")
        for _ in range(2)
    ]
    assert changes[0] == changes[1]
    assert len(sms.texts) == len(await services.audit.entries("C1")) == 1


async def test_repeats_at_once_change_once(
    services: Services, clock: FrozenClock, sms: RememberingSms
) -> None:
    changes = await asyncio.gather(
        *(
            services.servicing.change_contact("talk", known(clock), "email", "bob@y.org", "1")
            for _ in range(4)
        )
    )
    assert len({change.request_no for change in changes}) == 1
    assert len(sms.texts) == 1


async def test_two_changes_at_once_are_both_kept(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await asyncio.gather(
        services.servicing.change_contact("talk", known(clock), "email", "bob@y.org", "1"),
        services.servicing.change_contact("talk", known(clock), "address", "成都市武侯区青禾路3号", "2"),
    )
    after = await customer(store)
    assert (after.email, after.address) == ("bob@y.org", "成都市武侯区青禾路3号")


async def test_what_is_on_record_already_is_no_change(
    services: Services, store: SqlStore, clock: FrozenClock, sms: RememberingSms
) -> None:
    await with_email(store)
    with pytest.raises(InvalidValue) as refused:
        await services.servicing.change_contact("talk", known(clock), "email", "alice@x.com", "1")
    assert refused.value.reason == "unchanged"
    assert sms.texts == [] and await services.servicing.list_for(known(clock)) == []


class BrokenSms:
    async def send(self, phone: str, text: str, code: str | None = None, key: str | None = None) -> None:
        raise ConnectionError(f"cannot reach {phone}")


async def test_a_change_stands_where_the_notice_cannot_be_sent(
    engine: AsyncEngine,
    keyring: Keyring,
    clock: FrozenClock,
    store: SqlStore,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    services = bootstrap(engine=engine, keyring=keyring, clock=clock, sms=BrokenSms(), faq_folder=tmp_path)
    await services.servicing.change_contact("talk", known(clock), "email", "bob@y.org", "1")
    assert (await customer(store)).email == "bob@y.org"
    assert "ConnectionError" in caplog.text and OLD_PHONE not in caplog.text


# --- policy and invoice by e-mail


async def test_policy_and_invoice_go_to_the_email_on_record_as_a_link(
    services: Services, store: SqlStore, clock: FrozenClock, mail: RememberingMail
) -> None:
    await with_email(store)
    policy = await services.servicing.send_policy("talk", known(clock), "pol-1", "1")
    invoice = await services.servicing.send_invoice("talk", known(clock), "POL-1", "1")

    assert policy.sent and invoice.sent and policy.request_no != invoice.request_no
    assert policy.email == invoice.email == "a***@x.com"
    assert [to for to, _, _ in mail.sent] == ["alice@x.com"] * 2
    assert ["电子保单" in mail.sent[0][1], "发票" in mail.sent[1][1]] == [True, True]
    who = await customer(store)
    for _, subject, text in mail.sent:
        assert "https://my.example/documents" in text
        for personal in ("POL-1", who.name, who.phone or "", who.address or "", who.id_number, "1200.50"):
            assert personal not in subject + text
    assert await services.servicing.waiting() == []


async def test_without_an_email_on_record_one_is_added_first(
    services: Services, clock: FrozenClock, mail: RememberingMail
) -> None:
    with pytest.raises(NoEmail):
        await services.servicing.send_policy("talk", known(clock), "POL-1", "1")
    assert mail.sent == [] and await services.servicing.waiting() == []
    await services.servicing.change_contact("talk", known(clock), "email", "bob@y.org", "2")
    assert (await services.servicing.send_policy("talk", known(clock), "POL-1", "1")).sent


async def test_a_mail_is_sent_once_however_often_it_is_asked_for(
    services: Services, store: SqlStore, clock: FrozenClock, mail: RememberingMail
) -> None:
    await with_email(store)
    first = await services.servicing.send_policy("talk", known(clock), "POL-1", "1")
    assert await services.servicing.send_policy("talk", known(clock), "POL-1", "1") == first
    at_once = await asyncio.gather(
        *(services.servicing.send_invoice("talk", known(clock), "POL-1", "1") for _ in range(4))
    )
    assert len({sent.request_no for sent in at_once}) == 1
    assert len(mail.sent) == 2


async def test_a_mail_that_cannot_be_sent_is_left_to_a_colleague(
    services: Services, store: SqlStore, clock: FrozenClock, mail: RememberingMail
) -> None:
    await with_email(store)
    mail.broken = True
    sent = await services.servicing.send_policy("talk", known(clock), "POL-1", "1")
    assert not sent.sent and sent.due_on == date(2026, 11, 23)
    [case] = await services.servicing.waiting()
    assert case.view.request_no == sent.request_no


async def test_without_the_insurers_page_a_colleague_sends_it(
    engine: AsyncEngine,
    keyring: Keyring,
    clock: FrozenClock,
    store: SqlStore,
    sms: RememberingSms,
    mail: RememberingMail,
    tmp_path: Path,
) -> None:
    await with_email(store)
    services = bootstrap(
        engine=engine, keyring=keyring, clock=clock, sms=sms, faq_folder=tmp_path, mailer=mail
    )
    sent = await services.servicing.send_invoice("talk", known(clock), "POL-1", "1")
    assert not sent.sent and mail.sent == []
    assert len(await services.servicing.waiting()) == 1
