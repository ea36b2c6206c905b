"""Which tasks there are, which wish begins which, and what a customer may turn to in the middle of one."""

import re

from actions.claims import ActionClaimStatus
from actions.identity import IdentifiedAction
from actions.policies import ActionPolicyLookup
from actions.renewals import ActionRenewalQuery
from actions.tasks.advice import AdviceTask, AdviceWithdrawalTask
from actions.tasks.callback import CallbackTask
from actions.tasks.claim_decision import ClaimAgreeTask, ClaimDisputeTask, ClaimWithdrawTask
from actions.tasks.claim_note import ClaimNoteTask
from actions.tasks.claim_report import ClaimReportTask
from actions.tasks.claim_supplement import ClaimSupplementTask
from actions.tasks.complaint_withdraw import ComplaintWithdrawTask
from actions.tasks.contact import ContactTask
from actions.tasks.payment import PaymentTask
from actions.tasks.questions import Question, Words
from actions.tasks.reminders import ReminderTask
from actions.tasks.servicing import ServicingTask, WithdrawalTask
from actions.tasks.surrender import SurrenderTask
from actions.tasks.task import Task
from actions.tasks.unbind import UnbindTask
from actions.turn import Turn
from actions.wishes import wished

TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        ClaimReportTask(),
        ClaimSupplementTask(),
        ClaimNoteTask(),
        ClaimAgreeTask(),
        ClaimDisputeTask(),
        ClaimWithdrawTask(),
        ComplaintWithdrawTask(),
        ContactTask(),
        ServicingTask(),
        WithdrawalTask(),
        SurrenderTask(),
        PaymentTask(),
        ReminderTask(),
        AdviceTask(),
        AdviceWithdrawalTask(),
        CallbackTask(),
        UnbindTask(),
    )
}
# By the intent that asks for each.
LOOK_UPS: dict[str, IdentifiedAction] = {
    "policy_lookup": ActionPolicyLookup(),
    "claim_status": ActionClaimStatus(),
    "renewal_query": ActionRenewalQuery(),
}
_BY_INTENT = {intent: task for task in TASKS.values() for intent in task.intents}
_WAYS_OUT = {
    **dict.fromkeys(_BY_INTENT, "action_task"),
    **{intent: look_up.action for intent, look_up in LOOK_UPS.items()},
    "complaint": "action_complaint_start",
}
# In the middle of a story only a wish that begins like one is one.
_WISH = re.compile(
    "^(?:先|等等?|那个|我想?|我要|帮我|给我|请|再|顺便|对了){0,5}(?:想|要|查|看|办|报|改|投诉|退)|我?要投诉"
)
_WISH_LENGTH = 16
_LEAST_LENGTH = 4
_SURE = 0.5


def task_of(turn: Turn) -> Task | None:
    """The task a message begins: named by a button or a wish in words, or by its intent."""
    named = turn.entity("task") or (wished(turn) or {}).get("task", "")
    return TASKS.get(named) or _BY_INTENT.get(turn.intent)


def way_out(turn: Turn, asked: Question, *, answered: bool) -> str | None:
    """The action of another wish than the task at hand; None where the message belongs to it."""
    if turn.entity("task"):
        return "action_task"
    if not isinstance(asked, Words) and (wish := wished(turn)) is not None:
        return "action_task" if "task" in wish else "action_claim_status"
    action = _WAYS_OUT.get(turn.intent)
    if action is None or not turn.typed:
        return action
    if isinstance(asked, Words) and asked.any_wish and turn.intent != "complaint":
        return None
    likely = turn.tracker.latest_message["intent"]["confidence"] >= _SURE
    sure = likely and len(turn.text) >= _LEAST_LENGTH
    if isinstance(asked, Words):
        sure = sure and len(turn.text) <= _WISH_LENGTH and _WISH.search(turn.text) is not None
    return action if sure and (isinstance(asked, Words) or not answered) else None


async def look_up(turn: Turn, action: str) -> bool:
    """Answers a look-up on the spot where the identity is proven already; the task's question is then asked again."""
    found = next((each for each in LOOK_UPS.values() if each.action == action), None)
    if found is None or (await turn.identity()).level < await found.needed(turn):
        return False
    await found.answer(turn)
    return True
