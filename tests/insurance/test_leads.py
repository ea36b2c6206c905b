"""Leads: only with consent, once, for licensed people's eyes, and not for ever."""

import asyncio
from datetime import timedelta

import pytest

from insurance.bootstrap import Services
from insurance.domain.errors import ConsentRequired, InvalidValue, RecordChanged, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.leads import AGE_BANDS, BUDGET_BANDS, KEPT, WORDING, LeadAnswers
from insurance.services.leads import LeadView
from kernel.clock import FrozenClock

ANSWERS = LeadAnswers("孩子", AGE_BANDS[0], "看病住院", BUDGET_BANDS[1], "有少儿医保")


def anonymous(subject: str = "talk") -> Identity:
    return Identity(subject, Level.ANONYMOUS, None, None)


def known(clock: FrozenClock, subject: str = "talk") -> Identity:
    return Identity(subject, Level.VERIFIED, "C1", clock.now() + timedelta(minutes=15))


async def leave(services: Services, identity: Identity | None = None, key: str = "1") -> LeadView:
    who = identity or anonymous()
    return await services.leads.open(who.subject, who, ANSWERS, WORDING.version, "199 0000 0001", key)


async def test_anybody_may_leave_answers_for_an_intermediary(services: Services, clock: FrozenClock) -> None:
    view = await leave(services)
    assert view.lead_no.startswith("XS20261116") and view.contact == "199****0001"
    assert view.keep_until == clock.now() + KEPT
    [case] = await services.leads.waiting()
    assert (case.insured, case.concern, case.contact) == ("孩子", "看病住院", "199****0001")
    lead = await services.leads.details("ann", view.lead_no)
    assert (lead.answers, lead.contact, lead.customer_no) == (ANSWERS, "19900000001", None)
    assert (lead.consent.wording, lead.consent.at) == (WORDING.version, clock.now())


async def test_a_known_customers_lead_carries_the_number_and_a_past_identity_does_not(
    services: Services, clock: FrozenClock
) -> None:
    identity = known(clock)
    await leave(services, identity)
    clock.advance(timedelta(minutes=15))
    await leave(services, identity, key="2")
    assert [lead.customer_no for lead in await services.leads.waiting()] == ["C1", None]


async def test_the_list_holds_nothing_in_the_customers_own_words(services: Services) -> None:
    answers = LeadAnswers(insured="我舅妈", concern="做过手术还能买吗")
    await services.leads.open("talk", anonymous(), answers, WORDING.version, "19900000001", "1")
    [case] = await services.leads.waiting()
    assert (case.insured, case.concern) == (None, None)


@pytest.mark.parametrize("consent", [None, "", "leads-0", "yes"])
async def test_without_consent_to_the_wording_nothing_is_kept(
    services: Services, consent: str | None
) -> None:
    with pytest.raises(ConsentRequired) as refused:
        await services.leads.open("talk", anonymous(), ANSWERS, consent, "19900000001", "1")
    assert refused.value.data == {"wording": WORDING.version}
    assert await services.leads.waiting() == []


@pytest.mark.parametrize("contact", ["", "1234", "alice@x.com", "0"])
async def test_a_contact_is_a_phone_number(services: Services, contact: str) -> None:
    with pytest.raises(InvalidValue):
        await services.leads.open("talk", anonymous(), ANSWERS, WORDING.version, contact, "1")


async def test_somebody_without_any_answer_leaves_no_lead(services: Services) -> None:
    with pytest.raises(InvalidValue):
        await services.leads.open("talk", anonymous(), LeadAnswers(), WORDING.version, "19900000001", "1")


@pytest.mark.parametrize(
    "answers", [{"age_band": "42"}, {"budget_band": "3421元"}, {"concern": " "}, {"insured": "我" * 201}]
)
def test_answers_are_bands_and_short_words(answers: dict[str, str]) -> None:
    with pytest.raises(InvalidValue):
        LeadAnswers(**answers)


async def test_the_same_key_is_the_same_lead_also_at_once(services: Services) -> None:
    views = await asyncio.gather(*(leave(services) for _ in range(4)))
    assert len({view.lead_no for view in views}) == len(await services.leads.waiting()) == 1
    assert await leave(services) == views[0]


async def test_a_lead_is_done_once_and_every_look_is_audited(services: Services, clock: FrozenClock) -> None:
    view = await leave(services, known(clock))
    await services.leads.details("ann", view.lead_no)
    for _ in range(2):
        await services.leads.done("ann", view.lead_no)
    with pytest.raises(RecordChanged):
        await services.leads.done("bob", view.lead_no)
    assert await services.leads.waiting() == []
    assert [(entry.who, entry.what) for entry in await services.audit.entries()] == [
        ("ann", "lead.details"),
        ("ann", "lead.done"),
    ]
    with pytest.raises(RecordNotFound):
        await services.leads.done("ann", "XS20261116AAAAAAAA")


async def test_who_takes_the_consent_back_is_forgotten(services: Services, clock: FrozenClock) -> None:
    view = await leave(services, known(clock))
    with pytest.raises(RecordNotFound):
        await services.leads.withdraw("other", anonymous("other"), view.lead_no)
    await services.leads.withdraw("other", known(clock, "other"), view.lead_no.lower())
    assert await services.leads.waiting() == []
    with pytest.raises(RecordNotFound):
        await services.leads.withdraw("talk", known(clock), view.lead_no)


async def test_a_lead_is_deleted_when_its_time_is_over(services: Services, clock: FrozenClock) -> None:
    await leave(services)
    clock.advance(KEPT - timedelta(seconds=1))
    await services.leads.sweep()
    assert len(await services.leads.waiting()) == 1
    clock.advance(timedelta(seconds=1))
    await services.leads.sweep()
    assert await services.leads.waiting() == []
    assert "180天" in WORDING.text and timedelta(days=180) == KEPT
