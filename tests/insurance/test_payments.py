"""Payment hand-over: what may be paid, the sealed link, and why charges fail."""

import base64
import hmac
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.bootstrap import Services, bootstrap
from insurance.domain.errors import (
    BadPaymentLink,
    IdentityRequired,
    NoPaymentPage,
    NothingDue,
    NotPayable,
    RecordNotFound,
)
from insurance.domain.identity import Identity, Level
from insurance.domain.payments import FAILURES, FailureReason, PaymentOrder, payable
from insurance.domain.policies import PolicyStatus
from insurance.domain.products import Line, TermType
from insurance.domain.renewals import renewal_window
from insurance.domain.terms import Terms
from insurance.services.ports import Pages
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from tests.insurance.conftest import PAGES, RememberingSms
from tests.insurance.samples import a_customer, a_policy, a_product, fill, id_number

CAR = a_product(
    code="CAR1",
    line=Line.AUTO_COMPULSORY,
    term_type=TermType.SHORT,
    cooling_off_days=None,
    grace_days=None,
    waiting_days=None,
)
ENDS = date(2026, 12, 31)
YEAR: dict[str, Any] = {
    "product_code": "CAR1",
    "effective_on": date(2025, 12, 31),
    "expires_on": ENDS,
    "next_due_on": None,
}


def known(clock: FrozenClock, level: Level = Level.VERIFIED) -> Identity:
    return Identity("talk", level, "C1", clock.now() + timedelta(minutes=15))


def token_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["token"][0]


# --- what may be paid


@pytest.mark.parametrize(
    ("changes", "on"),
    [
        ({}, date(2026, 10, 20)),  # before the due day
        ({}, date(2026, 11, 1)),
        ({}, date(2026, 12, 31)),  # the last day of grace
    ],
)
def test_an_instalment_is_paid_until_grace_ends(changes: dict[str, Any], on: date) -> None:
    assert payable(a_policy(**changes), a_product(), on).amount == Decimal("1200.50")


@pytest.mark.parametrize(
    ("changes", "on", "reason"),
    [
        ({}, date(2027, 1, 1), "suspended"),
        ({"status": PolicyStatus.SUSPENDED}, date(2026, 10, 1), "suspended"),
        (YEAR, ENDS, "ended"),
        (YEAR, date(2026, 11, 30), "too_early"),
    ],
)
def test_what_cannot_be_paid_says_why(changes: dict[str, Any], on: date, reason: str) -> None:
    with pytest.raises(NotPayable) as refused:
        payable(a_policy(**changes), CAR if changes is YEAR else a_product(), on)
    assert refused.value.reason == reason
    assert refused.value.data["opens_on"] == ("2026-12-01" if reason == "too_early" else None)


def test_nothing_is_paid_for_a_policy_that_is_paid_up() -> None:
    with pytest.raises(NothingDue):
        payable(a_policy(next_due_on=None), a_product(), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("on", "is_open"),
    [
        (date(2026, 11, 30), False),
        (date(2026, 12, 1), True),
        (date(2026, 12, 30), True),
        (ENDS, False),  # cover has ended: the old term cannot be renewed without a gap
    ],
)
def test_auto_cover_is_renewed_in_the_last_30_days(on: date, is_open: bool) -> None:
    window = renewal_window(a_policy(**YEAR), CAR, on)
    assert window is not None
    assert (window.opens_on, window.ends_on, window.open) == (date(2026, 12, 1), ENDS, is_open)


def test_how_early_is_the_houses_figure_within_90_days() -> None:
    window = renewal_window(a_policy(**YEAR), CAR, ENDS, Terms(auto_renew_open_days=90))
    assert window is not None and window.opens_on == date(2026, 10, 2)
    for days in (0, 91):
        with pytest.raises(ValueError, match="1 to 90"):
            Terms(auto_renew_open_days=days)


def test_other_lines_have_no_known_window() -> None:
    assert renewal_window(a_policy(**YEAR), a_product(line=Line.MEDICAL), ENDS) is None


def test_every_failure_has_a_way_on_that_asks_for_no_card() -> None:
    assert set(FAILURES) == set(FailureReason)
    assert all(steps for steps in FAILURES.values())


# --- the link


async def test_a_link_leads_to_the_insurers_page(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    link = await services.payments.link(known(clock), "pol-1")
    assert link.url.startswith("https://pay.example/premium?from=chat&token=")
    assert (link.amount, link.due_on, link.minutes) == (Decimal("1200.50"), date(2026, 11, 1), 30)
    order = services.payments.verify(token_of(link.url))
    assert order == PaymentOrder("POL-1", Decimal("1200.50"), date(2026, 11, 1), link.expires_at)


async def test_a_new_terms_price_is_the_pages_to_tell(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    async with store.begin() as work:
        await work.products.put([CAR])
        await work.customers.put([a_customer()])
        await work.policies.put([a_policy(**YEAR)])
        await work.commit()
    clock.advance(timedelta(days=20))
    link = await services.payments.link(known(clock), "POL-1")
    assert link.amount is None and link.due_on == ENDS
    assert services.payments.verify(token_of(link.url)).amount is None
    window = await services.payments.window(known(clock), "POL-1")
    assert window is not None and window.open


async def test_nothing_can_be_read_in_a_link(services: Services, store: SqlStore, clock: FrozenClock) -> None:
    await fill(store)
    url = (await services.payments.link(known(clock), "POL-1")).url
    opened = base64.urlsafe_b64decode(token_of(url))
    for secret in ("POL-1", "1200.50", "演示客户", "19900000001", id_number(1)):
        assert secret not in url
        assert secret.encode() not in opened


async def test_a_link_is_good_for_30_minutes(services: Services, store: SqlStore, clock: FrozenClock) -> None:
    await fill(store)
    token = token_of((await services.payments.link(known(clock), "POL-1")).url)
    clock.advance(timedelta(minutes=30) - timedelta(seconds=1))
    assert services.payments.verify(token).policy_no == "POL-1"
    clock.advance(timedelta(seconds=1))
    with pytest.raises(BadPaymentLink) as refused:
        services.payments.verify(token)
    assert refused.value.reason == "expired"


async def test_a_changed_token_is_refused(services: Services, store: SqlStore, clock: FrozenClock) -> None:
    await fill(store)
    token = token_of((await services.payments.link(known(clock), "POL-1")).url)
    middle = len(token) // 2
    changed = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    for wrong in (changed, token[:-8], "", "保单"):
        with pytest.raises(BadPaymentLink) as refused:
            services.payments.verify(wrong)
        assert refused.value.reason == "forged"


async def test_the_insurers_page_opens_the_link_with_its_own_key(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    link = await services.payments.link(known(clock), "POL-1")
    secret = PAGES.payment_secret
    assert secret is not None
    # As docs/payments.md says.
    key = hmac.digest(hmac.digest(secret, b"baowen:payment", "sha256"), b"baowen:encrypt", "sha256")
    told = json.loads(Fernet(base64.urlsafe_b64encode(key)).decrypt(token_of(link.url)))
    assert told == {
        "policy_no": "POL-1",
        "amount": "1200.50",
        "due_on": "2026-11-01",
        "expires_at": link.expires_at.isoformat(),
    }


@pytest.mark.parametrize("level", Level)
async def test_a_link_asks_for_its_level(
    services: Services, store: SqlStore, clock: FrozenClock, level: Level
) -> None:
    await fill(store)
    if level >= Level.VERIFIED:
        assert await services.payments.link(known(clock, level), "POL-1")
        return
    for step in (services.payments.link, services.payments.window):
        with pytest.raises(IdentityRequired):
            await step(known(clock, level), "POL-1")


async def test_only_ones_own_policy_is_paid(services: Services, store: SqlStore, clock: FrozenClock) -> None:
    await fill(store)
    answers = []
    for number in ("POL-2", "NOTHING"):
        with pytest.raises(RecordNotFound) as refused:
            await services.payments.link(known(clock), number)
        answers.append(str(refused.value))
    assert len(set(answers)) == 1


@pytest.mark.parametrize("pages", [Pages(), Pages(payment="https://pay.example"), Pages(payment_secret=b"s")])
async def test_without_the_insurers_page_a_person_helps(
    engine: AsyncEngine,
    keyring: Keyring,
    clock: FrozenClock,
    store: SqlStore,
    sms: RememberingSms,
    tmp_path: Path,
    pages: Pages,
) -> None:
    await fill(store)
    services = bootstrap(
        engine=engine, keyring=keyring, clock=clock, sms=sms, faq_folder=tmp_path, pages=pages
    )
    with pytest.raises(NoPaymentPage):
        await services.payments.link(known(clock), "POL-1")
