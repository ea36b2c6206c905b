"""What the invented customers went through in the last weeks: claims that came to an end, complaints that were answered.

All of it is older than ten days, so that nobody is written to about it any more.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from insurance.demo.complaints import ALL_STEPS, GRIEVANCES, take
from insurance.demo.crowd import CLAIM_PATHS, build_claim
from insurance.demo.customers import at_office_hours
from insurance.domain.claims import Claim, ClaimStatus
from insurance.domain.complaints import Complaint, urgencies
from insurance.domain.customers import Customer
from insurance.domain.policies import Policy
from insurance.domain.products import Line

# The typhoon came so many days ago.
STORM = 18
_OVER = 10
_FIRST_CLAIM = 5001
_ENDS = (ClaimStatus.PAID,) * 7 + (ClaimStatus.CLOSED, ClaimStatus.DENIED, ClaimStatus.WITHDRAWN)
# Days from the report to the end: most are quick, some take their time.
_TAKES = (2, 3, 3, 4, 4, 5, 5, 6, 7, 9, 14)
# Days by which every step behind the registration comes late.
_LATE = (0, 0, 0, 0, 0, 0, 0, 2, 0, 16)
_STORMY = frozenset({Line.AUTO_COMMERCIAL, Line.HOME})


def past_claims(
    random: Random, policies: Sequence[Policy], lines: dict[str, Line], on: date, days: int
) -> list[Claim]:
    """Some a day, many behind the storm; on policies that covered the day of loss."""
    claims: list[Claim] = []
    for ago in range(days, _OVER, -1):
        storm = 0 <= STORM - ago <= 2
        for _ in range(14 if storm else random.choice((0, 1, 1, 2, 3))):
            loss_on, reported_on = on - timedelta(days=ago + (not storm)), on - timedelta(days=ago)
            status, takes = random.choice(_ENDS), random.choice(_TAKES)
            fitting = [
                policy
                for policy in policies
                if policy.effective_on <= loss_on
                and (policy.expires_on is None or loss_on < policy.expires_on)
                and (not storm or lines[policy.product_code] in _STORMY)
            ]
            if not fitting or ago - takes < _OVER:
                continue
            policy = random.choice(fitting)
            number = f"LP{_FIRST_CLAIM + len(claims):010d}"
            line, path = lines[policy.product_code], CLAIM_PATHS[status]
            last_on = reported_on + timedelta(days=takes)
            claims.append(
                build_claim(random, number, policy.policy_no, line, path, reported_on, loss_on, last_on)
            )
    return claims


def past_complaints(
    random: Random, customers: Sequence[Customer], on: date, days: int
) -> Iterator[Complaint]:
    """One every other day; most in time, a few answered late, one in ten with its result behind the limit of the law."""
    for number, ago in enumerate(range(days, 0, -2)):
        late = _LATE[number % len(_LATE)]
        if ago <= late + 15 + _OVER:
            continue
        category, target, detail, demand = random.choice(GRIEVANCES)
        customer = random.choice(customers)
        received_on = on - timedelta(days=ago)
        complaint = Complaint(
            receipt_no=f"TSPAST{number + 1:06d}",
            subject=f"past-{number + 1}",
            customer_no=customer.customer_no,
            category=category,
            target=target,
            detail=detail,
            demand=demand,
            contact=customer.phone,
            received_at=at_office_hours(received_on, 9),
            urgencies=urgencies(detail, earlier=0, age=customer.age(on)),
        )
        for place, step in enumerate(ALL_STEPS):
            take(complaint, step, received_on + timedelta(days=late if place else 0))
        yield complaint
