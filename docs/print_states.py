"""Prints `docs/states.md` from the transition tables, so that the page cannot differ from the code.

python -m docs.print_states > docs/states.md
"""

import sys
from collections.abc import Mapping, Set
from enum import StrEnum

from actions.claims import STATUS as CLAIM_NAMES
from actions.complaints import STATUS as COMPLAINT_NAMES
from bot.conversations.owner import TRANSITIONS as OWNERS
from bot.conversations.owner import Owner
from insurance.domain.claims import TRANSITIONS as CLAIMS
from insurance.domain.claims import ClaimStatus
from insurance.domain.complaints import TRANSITIONS as COMPLAINTS
from insurance.domain.complaints import ComplaintStatus
from insurance.domain.incidents import TRANSITIONS as INCIDENTS
from insurance.domain.incidents import IncidentStatus
from insurance.domain.servicing import STATUS_NAMES as SERVICING_NAMES
from insurance.domain.servicing import TRANSITIONS as SERVICING
from insurance.domain.servicing import ServicingStatus

INCIDENT_NAMES = {
    IncidentStatus.ANNOUNCED: "known and prepared",
    IncidentStatus.ACTIVE: "customers see it, those concerned are served first",
    IncidentStatus.EASING: "customers see it",
    IncidentStatus.CLOSED: "over and evaluated",
}
OWNER_NAMES = {
    Owner.BOT: "the bot",
    Owner.QUEUE: "waiting for a person",
    Owner.AGENT: "a person",
    Owner.CLOSED: "nobody, it is over",
}


def diagram(table: Mapping[StrEnum, Set[StrEnum]], names: Mapping[StrEnum, str], first: StrEnum) -> str:
    """A mermaid state diagram; states in the order of their enum, final ones lead to the end mark."""
    states = list(type(first))
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {first}"]
    lines += [f"  {state} : {state} · {names[state]}" for state in states]
    for source in states:
        targets = [target for target in states if target in table[source]]
        lines += [f"  {source} --> {target}" for target in targets] or [f"  {source} --> [*]"]
    return "\n".join([*lines, "```"])


def page() -> str:
    """The whole page, in Markdown."""
    parts = (
        "# States",
        "Printed from the tables by `python -m docs.print_states`; a test compares. Do not edit by hand.",
        "## Owner of a conversation",
        "`bot/conversations/owner.py`. Every change takes the conversation's lock and leaves an event. Out of `closed` "
        "leads only the customer's next message.",
        diagram(OWNERS, OWNER_NAMES, Owner.BOT),
        "## Claim 理赔案件",
        "`insurance/domain/claims.py`. Each arrow is a verb of `Claim` (`submit`, `deny`, …) with rules of its own: only "
        "the claimant withdraws, only staff decides, a denial names reason and clause, what is missing is asked for in one "
        "list. An import from the core system may set any state and leaves an event that says so. More: "
        "[claims.md](claims.md).",
        diagram(CLAIMS, CLAIM_NAMES, ClaimStatus.REPORTED),
        "## Complaint 投诉",
        "`insurance/domain/complaint_states.py`. Reopening an archived complaint, an extension and a rejection need a reason; "
        "only the complainant withdraws. More: [complaints.md](complaints.md).",
        diagram(COMPLAINTS, COMPLAINT_NAMES, ComplaintStatus.RECEIVED),
        "## Servicing request 保全申请",
        "`insurance/domain/servicing.py`. Only the customer withdraws, only staff declines, with a reason. What moves money "
        "or hands rights over is completed only after a second factor. What needs no person (a new address, a mail with "
        "the policy) goes through all states at once.",
        diagram(SERVICING, SERVICING_NAMES, ServicingStatus.RECEIVED),
        "## Incident 突发事件",
        "`insurance/domain/incidents.py`. Supervisors and administrators take the steps; closing needs a review. More: "
        "[incidents.md](incidents.md).",
        diagram(INCIDENTS, INCIDENT_NAMES, IncidentStatus.ANNOUNCED),
    )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
