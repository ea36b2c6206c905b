"""Retention 保存期限: until when the insurer has to keep a record. `FOREVER`: what it belongs to still runs, or nobody here knows
when it ended.

Contracts and what belongs to them: ten years. 保险法 87 asks for five from the end of a contract of up to a year and for ten
otherwise; 反洗钱法 (2024) 34 asks for ten of customers' identity and of transactions, which premiums and payments are. The longest
counts. Complaints: ten years from their end, a rule of the house (the 消费投诉处理管理办法 asks for the papers, not how long).
"""

from datetime import date, datetime

from insurance.domain.claim_reports import ClaimReport
from insurance.domain.claims import Claim, ClaimStatus
from insurance.domain.complaints import ENDED, Complaint
from insurance.domain.policies import Policy, PolicyStatus
from insurance.domain.servicing import ServicingRequest
from kernel.clock import local

YEARS = 10
FOREVER = date.max
_CLOSED = frozenset({ClaimStatus.PAID, ClaimStatus.DENIED, ClaimStatus.CLOSED, ClaimStatus.WITHDRAWN})


def runs(policy: Policy, on: date) -> bool:
    """Whether the contract goes on; a suspended one may come back (保险法 37)."""
    ended = policy.expires_on is not None and policy.expires_on <= on
    return policy.status in (PolicyStatus.IN_FORCE, PolicyStatus.SUSPENDED) and not ended


def policy_until(policy: Policy, on: date) -> date:
    """Of a contract that ended early only the day is known on which it would have ended: that day counts."""
    if runs(policy, on) or policy.expires_on is None or policy.expires_on > on:
        return FOREVER
    return _years_after(policy.expires_on)


def is_open(claim: Claim) -> bool:
    return claim.status not in _CLOSED


def claim_until(claim: Claim) -> date:
    return FOREVER if is_open(claim) else _after(claim.events[-1].at)


def report_until(report: ClaimReport) -> date:
    """Of a report that no claim has begun from."""
    return _after(report.reported_at)


def complaint_until(complaint: Complaint) -> date:
    return _after(complaint.events[-1].at) if complaint.status in ENDED else FOREVER


def request_until(request: ServicingRequest) -> date:
    return FOREVER if request.open else _after(request.events[-1].at)


def _after(at: datetime) -> date:
    return _years_after(local(at).date())


def _years_after(day: date) -> date:
    """The same day `YEARS` later; of 29 February 1 March, where there is none."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return date(day.year + YEARS, 3, 1)
