"""What is due when: 续期 (the next premium of a running policy) and 续保 (a new term) told apart."""

from typing import Any

from actions import formats
from actions.identity import IdentifiedAction
from actions.turn import Event, Turn
from insurance.domain.renewals import DueState
from insurance.services.renewals import Due
from kernel.clock import today


def summary(due: Due) -> str:
    """One due as text: until when, how much, and what lapses when."""
    what = f"{due.product}（保单号 {due.policy_no}）"
    amount = formats.yuan(due.amount) if due.amount is not None else "（核身后可见）"
    on = formats.day(due.due_on)
    if due.renewal_type == "renewal":
        if due.state is DueState.EXPIRED:
            return f"{what}的保障已在 {on} 到期，现在没有保障。要继续，需要重新投保，等待期等以新保单为准。"
        return f"{what}保障到 {on} 为止，续保要重新投保并通过审核，上期保费 {amount}。到期没续上，之后出险就没有保障。"
    if due.state is DueState.SUSPENDED:
        return f"{what}保费 {amount} 应在 {on} 交，已过宽限期，效力中止，现在出险不赔付。可以申请复效：补交欠费，双方达成协议后恢复。"
    if due.state is DueState.IN_GRACE and due.grace_until:
        return f"{what}保费 {amount} 应在 {on} 交，现在在宽限期内，保障还在，最晚交到 {formats.day(due.grace_until)}；这期间出险，赔款可能扣减欠交的保费。"
    grace = f"；晚了有宽限期，到 {formats.day(due.grace_until)}" if due.grace_until else ""
    return f"{what}下一期保费 {amount}，{on} 到期{grace}。"


def card(due: Due) -> dict[str, Any]:
    return formats.card(
        "renewal",
        policy_no=due.policy_no,
        product=due.product,
        renewal_type=due.renewal_type,
        due_on=due.due_on,
        grace_until=due.grace_until,
        amount=due.amount,
        state=due.state.value,
    )


class ActionRenewalQuery(IdentifiedAction):
    """When and how much is due; what runs out when."""

    action = "action_renewal_query"

    async def answer_for(self, turn: Turn, wish: dict[str, Any]) -> list[Event] | None:
        identity = await turn.identity()
        dues = await turn.services.renewals.due_for(identity, today(turn.services.clock))
        if policy_no := wish.get("policy_no"):
            # Raises "not found" for a number that is not the customer's.
            named = await turn.services.policies.get(identity, policy_no)
            dues = [due for due in dues if due.policy_no == named.policy_no]
        if not dues:
            turn.say("utter_renewals_none")
            return None
        if len(dues) > 1:
            turn.say("utter_renewals_intro", count=len(dues))
        for due in dues:
            turn.say("utter_renewal", summary=summary(due), card=card(due))
        return None
