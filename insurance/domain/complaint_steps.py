"""Which steps a complaint allows in a state, and who may take them.

House rules: the owner works, somebody senior assigns and approves, and whoever is complained of has no part in it (回避).
"""

from enum import StrEnum

from insurance.domain.complaints import (
    ENDED,
    EXTENDABLE,
    IN_WORK,
    TRANSITIONS,
    Complaint,
    ComplaintStatus,
    Handler,
)

S = ComplaintStatus


class Step(StrEnum):
    """What staff does with a complaint; withdrawing is the complainant's alone."""

    REGISTER = "register"
    REASSIGN = "reassign"
    ACKNOWLEDGE = "acknowledge"
    PLAN = "plan"
    HANDLE = "handle"
    INVESTIGATE = "investigate"
    ASK_MORE = "ask-more"
    ASK_EXTENSION = "ask-extension"
    EXTEND = "extend"
    DECIDE = "decide"
    NOTIFY = "notify"
    REVIEW = "review"
    MEDIATE = "mediate"
    ARCHIVE = "archive"
    REJECT = "reject"


_LEADS_TO: dict[Step, ComplaintStatus] = {
    Step.REGISTER: S.REGISTERED,
    Step.INVESTIGATE: S.INVESTIGATING,
    Step.ASK_MORE: S.MORE_INFO,
    Step.DECIDE: S.DECIDED,
    Step.NOTIFY: S.NOTIFIED,
    Step.REVIEW: S.REVIEW,
    Step.MEDIATE: S.MEDIATION,
    Step.ARCHIVE: S.ARCHIVED,
    Step.REJECT: S.REJECTED_NOT_COMPLAINT,
}
_POSSIBLE_IN: dict[Step, frozenset[ComplaintStatus]] = {
    **{step: frozenset(s for s in S if to in TRANSITIONS[s]) for step, to in _LEADS_TO.items()},
    Step.REASSIGN: frozenset(S) - ENDED - {S.RECEIVED},
    Step.ACKNOWLEDGE: IN_WORK,
    Step.PLAN: IN_WORK,
    Step.HANDLE: IN_WORK,
    Step.ASK_EXTENSION: EXTENDABLE,
    Step.EXTEND: EXTENDABLE,
}


def may_see(who: Handler, complaint: Complaint) -> bool:
    """Their own and nobody's; somebody senior all but those about themselves."""
    return (who.senior or complaint.owner in (None, who.username)) and not complaint.complains_of(who)


def may_take(who: Handler, complaint: Complaint, step: Step) -> bool:
    """Whether the step is theirs; whether the state allows it is another question."""
    if not may_see(who, complaint):
        return False
    mine = complaint.owner == who.username
    match step:
        case Step.REGISTER:
            return who.senior or mine or complaint.status is S.RECEIVED
        case Step.REASSIGN:
            return who.senior
        case Step.ASK_EXTENSION:
            return mine
        case Step.EXTEND:
            return who.senior and not mine
        case _:
            return who.senior or mine


def may_assign(who: Handler, owner: Handler) -> bool:
    """Everybody takes work upon themselves; giving it to others is for somebody senior."""
    return who.senior or who.username == owner.username


def steps_for(who: Handler, complaint: Complaint) -> list[Step]:
    """What this person may do with it now, in the order of `Step`."""
    return [
        step for step in Step if complaint.status in _POSSIBLE_IN[step] and may_take(who, complaint, step)
    ]
