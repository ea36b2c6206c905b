"""Every service method that takes an identity stands in one table here: what it needs, and that less is refused."""

import inspect
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, get_type_hints

import pytest

from insurance.bootstrap import Services
from insurance.domain.claim_reports import ReportDraft
from insurance.domain.errors import IdentityRequired, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.leads import WORDING, LeadAnswers
from insurance.domain.servicing import ServicingKind
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from tests.insurance.samples import fill

ON = date(2026, 11, 16)
Door = Callable[[Services, Identity], Awaitable[Any]]

GUARDED: dict[str, tuple[Level, Door]] = {
    "policies.list_for": (Level.BOUND, lambda s, i: s.policies.list_for(i)),
    "policies.get": (Level.VERIFIED, lambda s, i: s.policies.get(i, "POL-1")),
    "claims.list_for": (Level.BOUND, lambda s, i: s.claims.list_for(i)),
    "claims.get": (Level.BOUND, lambda s, i: s.claims.get(i, "CLM-1")),
    "claims.hand_in": (
        Level.VERIFIED,
        lambda s, i: s.claims.hand_in("talk", i, "CLM-1", [("病历", "a")], "k"),
    ),
    "claims.agree": (Level.VERIFIED, lambda s, i: s.claims.agree(i, "CLM-1", "k")),
    "claims.dispute": (Level.VERIFIED, lambda s, i: s.claims.dispute(i, "CLM-1", "算少了", "k")),
    "claims.withdraw": (Level.VERIFIED, lambda s, i: s.claims.withdraw(i, "CLM-1", "k")),
    "claim_reports.append": (
        Level.VERIFIED,
        lambda s, i: s.claim_reports.append("talk", i, "CLM-1", "补充", "k"),
    ),
    "renewals.due_for": (Level.BOUND, lambda s, i: s.renewals.due_for(i, ON)),
    "reminders.set": (Level.BOUND, lambda s, i: s.reminders.set("talk", i, False, "k")),
    "reminders.state": (Level.VERIFIED, lambda s, i: s.reminders.state(i)),
    "payments.link": (Level.VERIFIED, lambda s, i: s.payments.link(i, "POL-1")),
    "payments.window": (Level.VERIFIED, lambda s, i: s.payments.window(i, "POL-1")),
    "servicing.open": (
        Level.VERIFIED,
        lambda s, i: s.servicing.open("talk", i, ServicingKind.SURRENDER, "POL-1", {}, "k"),
    ),
    "servicing.list_for": (Level.VERIFIED, lambda s, i: s.servicing.list_for(i)),
    "servicing.withdraw": (Level.VERIFIED, lambda s, i: s.servicing.withdraw(i, "BQ1", "k")),
    "servicing.change_contact": (
        Level.VERIFIED,
        lambda s, i: s.servicing.change_contact("talk", i, "email", "new@example.com", "k"),
    ),
    "servicing.send_policy": (Level.VERIFIED, lambda s, i: s.servicing.send_policy("talk", i, "POL-1", "k")),
    "servicing.send_invoice": (
        Level.VERIFIED,
        lambda s, i: s.servicing.send_invoice("talk", i, "POL-1", "k"),
    ),
    "servicing.surrender_facts": (Level.VERIFIED, lambda s, i: s.servicing.surrender_facts(i, "POL-1")),
}
ANSWERS = LeadAnswers(insured="本人")
# Taken from anybody; what comes back is what was told just now.
OPEN: dict[str, Door] = {
    "claim_reports.report": lambda s, i: s.claim_reports.report(
        i.subject, i, ReportDraft(date_of_loss=ON, cause="摔了一跤"), "k"
    ),
    "leads.open": lambda s, i: s.leads.open(i.subject, i, ANSWERS, WORDING.version, "13800138000", "k"),
    "callbacks.open": lambda s, i: s.callbacks.open(i.subject, i, "13800138000", "保单", None, None, "k"),
    "complaints.lodge": lambda s, i: s.complaints.lodge(
        i.subject, i, "claims", None, "拖了很久", None, None, "k"
    ),
}
# Open to the conversation that told it and, from BOUND, to the customer who did; `told` is its number.
OF_WHO_TOLD: dict[str, Callable[[Services, Identity, str], Awaitable[Any]]] = {
    "complaints.get": lambda s, i, told: s.complaints.get(i.subject, i, told),
    "complaints.withdraw": lambda s, i, told: s.complaints.withdraw(i.subject, i, told),
    "leads.withdraw": lambda s, i, told: s.leads.withdraw(i.subject, i, told),
}
# As those, but with an empty list for everybody else.
LISTS = {"complaints.list_for"}


@pytest.fixture(autouse=True)
async def records(store: SqlStore) -> None:
    await fill(store)


def known(
    clock: FrozenClock, level: Level = Level.VERIFIED, customer_no: str = "C1", subject: str = "talk"
) -> Identity:
    if level is Level.ANONYMOUS:
        return Identity(subject, level, None, None)
    return Identity(subject, level, customer_no, clock.now() + timedelta(minutes=15))


def test_every_method_that_takes_an_identity_is_listed() -> None:
    doors = {
        f"{noun}.{name}"
        for noun, service in get_type_hints(Services).items()
        for name, method in inspect.getmembers(service, inspect.isfunction)
        if not name.startswith("_") and "identity" in inspect.signature(method).parameters
    }
    assert doors == GUARDED.keys() | OPEN.keys() | OF_WHO_TOLD.keys() | LISTS


@pytest.mark.parametrize(
    ("needed", "door", "level"),
    [
        pytest.param(needed, door, level, id=f"{name}-{level.name}")
        for name, (needed, door) in GUARDED.items()
        for level in Level
        if level < needed
    ],
)
async def test_below_its_level_it_is_shut(
    services: Services, clock: FrozenClock, needed: Level, door: Door, level: Level
) -> None:
    with pytest.raises(IdentityRequired) as refused:
        await door(services, known(clock, level))
    assert refused.value.level == needed


@pytest.mark.parametrize("name", GUARDED)
async def test_an_identity_past_its_end_opens_nothing(
    services: Services, clock: FrozenClock, name: str
) -> None:
    ended = known(clock)
    clock.advance(timedelta(minutes=15))
    with pytest.raises(IdentityRequired):
        await GUARDED[name][1](services, ended)


@pytest.mark.parametrize("name", OPEN)
async def test_what_anybody_may_tell_is_taken_from_anybody(
    services: Services, clock: FrozenClock, name: str
) -> None:
    assert await OPEN[name](services, known(clock, Level.ANONYMOUS))


@pytest.mark.parametrize("name", OF_WHO_TOLD)
async def test_what_was_told_is_nobody_elses(services: Services, clock: FrozenClock, name: str) -> None:
    teller = known(clock)
    told = {
        "complaints": (await OPEN["complaints.lodge"](services, teller)).receipt_no,
        "leads": (await OPEN["leads.open"](services, teller)).lead_no,
    }[name.partition(".")[0]]
    for stranger in (
        known(clock, Level.ANONYMOUS, subject="other"),
        known(clock, customer_no="C2", subject="other"),
    ):
        with pytest.raises(RecordNotFound):
            await OF_WHO_TOLD[name](services, stranger, told)
        assert await services.complaints.list_for("other", stranger) == []
