"""Which reminders fall due, for whoever sends them; and whether one still makes sense. Nobody's identity is asked here."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from insurance.domain.complaints import Complaint
from insurance.domain.policies import PolicyStatus
from insurance.domain.products import Product
from insurance.domain.reminders import (
    DEFAULT_CADENCE,
    Cadence,
    DuePolicy,
    Falling,
    Notice,
    due_days,
    falling,
)
from insurance.domain.renewals import Instalment, Renewal, due_of
from insurance.domain.terms import DEFAULT_TERMS, Terms
from insurance.services.ports import Pages, Store, UnitOfWork
from insurance.services.ports.outside import NO_PAGES
from kernel.clock import Clock
from kernel.masking import show_policy_no

_PAGE = 1000


class Held(StrEnum):
    """Why a reminder does not go out."""

    PAID = "paid"
    SURRENDERED = "surrendered"
    TERMINATED = "terminated"
    DECEASED = "deceased"
    COMPLAINT_OPEN = "complaint_open"


_OVER = {PolicyStatus.SURRENDERED: Held.SURRENDERED, PolicyStatus.TERMINATED: Held.TERMINATED}


@dataclass(frozen=True)
class DueReminder:
    """A step that falls due for a policy. `held`: why it is not sent, None where it is."""

    policy: DuePolicy
    product: Product
    falling: Falling
    held: Held | None = None


@dataclass(frozen=True)
class Asked:
    """A due day of a policy; `advance`: asked for a reminder that may be held back."""

    policy_no: str
    period: date
    advance: bool = False


@dataclass(frozen=True)
class Due:
    """What is to be paid for a policy, and until when it may be."""

    policy: DuePolicy
    product: Product
    due: Instalment | Renewal


class DueReminders:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        terms: Terms = DEFAULT_TERMS,
        pages: Pages = NO_PAGES,
        cadence: Cadence = DEFAULT_CADENCE,
    ) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms
        self._cadence = cadence
        self.pages = pages

    @property
    def brand(self) -> str:
        """Who signs."""
        return self._terms.brand

    async def falling(self, on: date) -> AsyncIterator[list[DueReminder]]:
        """All steps that fall due on that day or are caught up then, page by page; each policy at most once."""
        products = await self._products()
        instalments, ends = due_days(on, products.values(), self._cadence)
        async for policies, of_ends in self._pages(instalments, ends):
            found = [
                reminder
                for policy in policies
                if (reminder := self._reminder(policy, products[policy.product_code], on)) is not None
                and isinstance(reminder.falling.due, Renewal) is of_ends
            ]
            if found:
                yield await self._with_holds(found)

    async def due_between(self, first: date, last: date) -> AsyncIterator[list[Due]]:
        """What is due on those days, the last included, page by page."""
        products = await self._products()
        days = {first + timedelta(number) for number in range((last - first).days + 1)}
        async for policies, of_ends in self._pages(days, days):
            found = []
            for policy in policies:
                product = products[policy.product_code]
                # Asked before the end of cover, which is due itself.
                due = due_of(policy, product, first - timedelta(1))
                if due is not None and isinstance(due, Renewal) is of_ends and due.due_on in days:
                    found.append(Due(policy, product, due))
            if found:
                yield found

    async def over(self, asked: Collection[Asked]) -> dict[Asked, Held]:
        """Those for which nothing is open any more, and why."""
        async with self._store.read() as work:
            policies = await work.policies.due({each.policy_no for each in asked})
        reasons = {each: _over(policies.get(each.policy_no), each.period) for each in asked}
        return {each: reason for each, reason in reasons.items() if reason is not None}

    async def held(self, asked: Collection[Asked]) -> dict[Asked, Held]:
        """As `over`, and also those not to be sent now."""
        async with self._store.read() as work:
            policies = await work.policies.due({each.policy_no for each in asked})
            customers = {policy.customer_no for policy in policies.values()}
            deceased = await work.customers.deceased(customers)
            complaints = await _complaints(work, customers)
        held: dict[Asked, Held] = {}
        for each in asked:
            policy = policies.get(each.policy_no)
            reason = _over(policy, each.period)
            if reason is None and policy is not None:
                reason = _hold(policy, deceased, complaints if each.advance else {})
            if reason is not None:
                held[each] = reason
        return held

    def _reminder(self, policy: DuePolicy, product: Product, on: date) -> DueReminder | None:
        # Of one that is over it is told what would have fallen due.
        over = _OVER.get(policy.status)
        asked = policy if over is None else replace(policy, status=PolicyStatus.IN_FORCE)
        found = falling(asked, product, on, self._cadence, self._terms)
        return None if found is None else DueReminder(policy, product, found, over)

    async def _with_holds(self, reminders: Sequence[DueReminder]) -> list[DueReminder]:
        customers = {reminder.policy.customer_no for reminder in reminders}
        async with self._store.read() as work:
            deceased = await work.customers.deceased(customers)
            complaints = await _complaints(work, customers)
        if not deceased and not complaints:
            return list(reminders)
        return [
            replace(
                each,
                held=each.held
                or _hold(
                    each.policy,
                    deceased,
                    complaints if each.falling.step.notice is Notice.ADVANCE else {},
                ),
            )
            for each in reminders
        ]

    async def _products(self) -> dict[str, Product]:
        async with self._store.read() as work:
            return {product.code: product for product in await work.products.all()}

    async def _pages(
        self, instalments: Collection[date], ends: Collection[date]
    ) -> AsyncIterator[tuple[list[DuePolicy], bool]]:
        for days, of_ends in ((instalments, False), (ends, True)):
            after: tuple[date, str] | None = None
            while True:
                async with self._store.read() as work:
                    page = await work.policies.due_on(days, ends=of_ends, after=after, limit=_PAGE)
                if page:
                    yield page, of_ends
                if len(page) < _PAGE:
                    break
                last = page[-1].expires_on if of_ends else page[-1].next_due_on
                assert last is not None
                after = last, page[-1].policy_no


# Customer → per open complaint the policies it names; none: it is about all of them.
_Complaints = Mapping[str, Sequence[frozenset[str]]]


async def _complaints(work: UnitOfWork, customers: Collection[str]) -> _Complaints:
    found: dict[str, list[frozenset[str]]] = {}
    for complaint in await work.complaints.open_of(customers):
        if complaint.customer_no is not None:
            numbers = [policy.policy_no for policy in await work.policies.of_customer(complaint.customer_no)]
            found.setdefault(complaint.customer_no, []).append(frozenset(_named(complaint, numbers)))
    return found


def _named(complaint: Complaint, numbers: Sequence[str]) -> Iterator[str]:
    said = "\n".join(text for text in (complaint.target, complaint.detail, complaint.demand) if text).upper()
    for number in numbers:
        if number.upper() in said or show_policy_no(number).upper() in said:
            yield number


def _hold(policy: DuePolicy, deceased: Collection[str], complaints: _Complaints) -> Held | None:
    if policy.customer_no in deceased:
        return Held.DECEASED
    for named in complaints.get(policy.customer_no, ()):
        if not named or policy.policy_no in named:
            return Held.COMPLAINT_OPEN
    return None


def _over(policy: DuePolicy | None, period: date) -> Held | None:
    if policy is None:
        return Held.TERMINATED
    if policy.status in _OVER:
        return _OVER[policy.status]
    return None if period in (policy.next_due_on, policy.expires_on) else Held.PAID
