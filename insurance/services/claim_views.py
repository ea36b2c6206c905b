"""How a claim, and a loss that was only reported, is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from insurance.domain.claim_clocks import Deadline, acknowledge_by, due_by, running
from insurance.domain.claim_documents import (
    ChecklistItem,
    ClaimDocument,
    Need,
    documents_for,
    loss_kind,
    named,
    parts_missing,
    ticked,
)
from insurance.domain.claim_reports import ClaimReport
from insurance.domain.claims import NEXT_STEPS, Act, Claim, ClaimStatus, EventKind, NextStep
from insurance.domain.identity import Level
from insurance.domain.products import Line
from insurance.domain.terms import DEFAULT_TERMS, Terms
from kernel.masking import show_policy_no


@dataclass(frozen=True)
class TimelineEntry:
    """`status`: a state's code, or that of an event without one (`EventKind`): `advance_payment`, `documents`, …"""

    at: datetime
    status: str
    note: str | None


@dataclass(frozen=True)
class ClaimView:
    """Money in yuan. Below VERIFIED: number masked, no sums, no notes. `policy_no` None: none was stated in the report.

    `missing_documents`: what of the one list the insurer sent has not come. `documents`: that list, before it the
    checklist for this kind of loss, with what came marked. `deadlines`: the clocks that run, first due first;
    `due_by`: the last day by law for decision or payment. `wanting`: what is still to be handed in, piece by piece.
    `acts`: what the customer may decide now; None where no claim of the customer's own stands behind the report yet.
    """

    claim_no: str
    policy_no: str | None
    line: Line | None
    status: ClaimStatus
    next_step: NextStep
    reported_at: datetime
    date_of_loss: date
    amount_claimed: Decimal | None
    amount_approved: Decimal | None
    timeline: list[TimelineEntry]
    missing_documents: list[str]
    due_by: date | None
    documents: tuple[ChecklistItem, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    wanting: tuple[str, ...] = ()
    acts: frozenset[Act] | None = None


def shown_policy_no(stated: str | None, level: Level) -> str | None:
    return stated if stated is None or level >= Level.VERIFIED else show_policy_no(stated)


def asked_for(view: ClaimView) -> list[str]:
    return [each.name for each in view.documents if each.need is not Need.FETCHED]


def claim_view(
    claim: Claim,
    level: Level,
    *,
    notes: bool = True,
    acts: frozenset[Act] | None = None,
    documents: Sequence[ClaimDocument] = (),
    terms: Terms = DEFAULT_TERMS,
) -> ClaimView:
    """`notes`: whether the reader may see what the notes say, not only the states; `acts`: what he may decide."""
    full = level >= Level.VERIFIED
    listed = _list_of(claim, documents)
    return ClaimView(
        claim_no=claim.claim_no,
        policy_no=claim.policy_no if full else show_policy_no(claim.policy_no),
        line=claim.line,
        status=claim.status,
        next_step=NEXT_STEPS[claim.status],
        reported_at=claim.reported_at,
        date_of_loss=claim.date_of_loss,
        amount_claimed=claim.amount_claimed if full else None,
        amount_approved=claim.amount_approved if full else None,
        timeline=[
            TimelineEntry(
                at=event.at,
                status=event.status if event.kind.moves else event.kind,
                note=event.note if full and notes else None,
            )
            for event in claim.events
        ],
        missing_documents=list(claim.missing_documents),
        due_by=due_by(claim),
        documents=listed,
        deadlines=tuple(running(claim, terms)),
        wanting=parts_missing(listed, named(e for e in documents if e.at >= claim.documents_count_from)),
        acts=acts,
    )


_BEFORE_THE_LIST = frozenset({ClaimStatus.REPORTED, ClaimStatus.SUBMITTED, ClaimStatus.WITHDRAWN})


def _list_of(claim: Claim, documents: Sequence[ClaimDocument]) -> tuple[ChecklistItem, ...]:
    if claim.asked_documents:
        return tuple(
            ChecklistItem(name, Need.MANDATORY, name not in claim.missing_documents)
            for name in claim.asked_documents
        )
    if claim.status not in _BEFORE_THE_LIST:
        return ()
    kind = loss_kind(claim.line, claim.cause, claim.injury)
    return ticked(documents_for(claim.line, kind), named(documents))


def report_view(
    report: ClaimReport, level: Level, documents: Sequence[ClaimDocument], terms: Terms
) -> ClaimView:
    """The report as it was told, whatever has become of it since: that is shown to the policy's known holder alone."""
    full = level >= Level.VERIFIED
    listed = ticked(report.checklist, named(documents))
    timeline = [TimelineEntry(report.reported_at, ClaimStatus.REPORTED, None)]
    timeline += [
        TimelineEntry(each.at, EventKind.NOTE, each.note if full else None) for each in report.additions
    ]
    timeline += [
        TimelineEntry(at, EventKind.DOCUMENTS, None) for at in sorted({each.at for each in documents})
    ]
    return ClaimView(
        claim_no=report.claim_no,
        policy_no=shown_policy_no(report.policy_no, level),
        line=report.line,
        status=ClaimStatus.REPORTED,
        next_step=NEXT_STEPS[ClaimStatus.REPORTED],
        reported_at=report.reported_at,
        date_of_loss=report.date_of_loss,
        amount_claimed=report.amount if full else None,
        amount_approved=None,
        timeline=sorted(timeline, key=lambda entry: entry.at),
        missing_documents=[],
        due_by=None,
        documents=listed,
        deadlines=(acknowledge_by(report.reported_at, terms),),
        wanting=parts_missing(listed, named(documents)),
    )
