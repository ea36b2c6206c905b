"""撤回投诉: the complainant's own wish, never suggested, and done only after a plain confirmation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from actions.complaints import STATUS, card
from actions.tasks.questions import Answers, Choice, Confirmation, Option, Question
from actions.tasks.task import Task
from actions.turn import Event, Turn
from insurance.domain.complaints import TRANSITIONS, ComplaintStatus
from insurance.domain.identity import Level
from insurance.services.complaints import ComplaintView

S = ComplaintStatus


async def _open(turn: Turn) -> list[ComplaintView]:
    lodged = await turn.services.complaints.list_for(turn.conversation, await turn.identity())
    return [complaint for complaint in lodged if S.WITHDRAWN in TRANSITIONS[complaint.status]]


@dataclass(frozen=True, kw_only=True)
class _OwnComplaint(Choice):
    slot: str = "complaint_no"
    label: str = "投诉"
    names: str = "哪一?[个件]"
    response: str | None = "utter_ask_own_complaint"

    def volunteered(self, turn: Turn) -> str | None:
        return turn.entity("complaint_no")

    async def options(self, turn: Turn, answers: Answers) -> list[Option]:
        return [Option(c.receipt_no, f"{c.receipt_no}（{STATUS[c.status]}）") for c in await _open(turn)]


class ComplaintWithdrawTask(Task):
    name = "complaint_withdraw"
    title = "撤回投诉"
    questions: ClassVar[Sequence[Question]] = (
        _OwnComplaint(),
        Confirmation(response="utter_ask_complaint_withdraw_confirm"),
    )

    async def needed(self, turn: Turn, answers: Answers) -> Level:
        """Whoever lodged one in this conversation may withdraw it here."""
        lodged = await turn.services.complaints.list_for(turn.conversation, await turn.identity())
        return Level.ANONYMOUS if lodged else Level.VERIFIED

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        """The only one needs no choice; one just received nobody has registered yet, and a person sees to it."""
        if "complaint_no" in answers:
            return answers
        found = await _open(turn)
        if not found:
            lodged = await turn.services.complaints.list_for(turn.conversation, await turn.identity())
            received = any(complaint.status is S.RECEIVED for complaint in lodged)
            turn.say("utter_complaint_not_yet" if received else "utter_complaint_none_open")
            return None
        return {**answers, "complaint_no": found[0].receipt_no} if len(found) == 1 else answers

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        complaint = await turn.services.complaints.withdraw(
            turn.conversation, await turn.identity(), answers["complaint_no"]
        )
        turn.say("utter_complaint_withdrawn", receipt_no=complaint.receipt_no, card=card(complaint))
        return None
