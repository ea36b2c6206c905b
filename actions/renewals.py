"""What is due when: 续期 (the next premium of a running policy) and 续保 (a new term) told apart."""

import json
from typing import Any

from actions import formats
from actions.identity import ALL, IdentifiedAction
from actions.turn import Event, Turn
from insurance.domain.identity import Level
from insurance.domain.products import Line
from insurance.domain.renewals import DueState, RenewalWindow
from insurance.services.renewals import Due
from kernel.clock import today
from kernel.quotes import quoted


def summary(due: Due, line: Line | None, window: RenewalWindow | None) -> str:
    """One due as text: until when, how much, and what lapses when. `window`: when auto cover may be renewed."""
    what = f"{quoted(due.product)}（保单号 {due.policy_no}）"
    amount = formats.yuan(due.amount) if due.amount is not None else "（核身后可见）"
    on = formats.day(due.due_on)
    if due.renewal_type == "renewal":
        if window is not None:
            return f"{what}{_auto(due, window, compulsory=line is Line.AUTO_COMPULSORY)}"
        if due.state is DueState.EXPIRED:
            return f"{what}的保障已在 {on} 到期，现在没有保障。要继续，需要重新投保，等待期等以新保单为准。"
        return f"{what}保障到 {on} 为止（不含当天），续保要重新投保并通过审核，上期保费 {amount}。到期没续上，之后出险就没有保障。"
    if due.state is DueState.SUSPENDED:
        last = due.reinstatement_until
        until = f"；到 {formats.day(last)} 还没谈成，保险公司可以解除合同" if last else ""
        return f"{what}保费 {amount} 应在 {on} 交，已过宽限期，效力中止，现在出险不赔付。可以申请复效：补交欠费，双方达成协议后恢复{until}。"
    if due.state is DueState.IN_GRACE and due.grace_until:
        return f"{what}保费 {amount} 应在 {on} 交，现在在宽限期内，保障还在，最晚交到 {formats.day(due.grace_until)}；这期间出险，赔款可能扣减欠交的保费。"
    grace = f"；晚了有宽限期，到 {formats.day(due.grace_until)}" if due.grace_until else ""
    return f"{what}下一期保费 {amount}，{on} 到期{grace}。"


def _auto(due: Due, window: RenewalWindow, *, compulsory: bool) -> str:
    """Auto cover is renewed in its window; without the compulsory one nobody may drive (道路交通安全法 98)."""
    on = formats.day(due.due_on)
    if due.state is DueState.EXPIRED:
        driving = "没有交强险不能上路，先别开车。" if compulsory else ""
        return f"的保障已在 {on} 到期，现在没有保障。{driving}要继续得重新投保，新保单生效后才有保障。"
    opens = "现在就能续" if window.open else f"{formats.day(window.opens_on)} 起能续"
    gap = "没有交强险不能上路。" if compulsory else "断了的那几天出险没有保障。"
    return f"保障到 {on} 为止（不含当天），{opens}，价格到时以页面为准。{gap}"


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


def _next_step(due: Due, window: RenewalWindow | None) -> list[dict[str, str]] | None:
    """The button below a due that can be seen to now."""
    if due.state is DueState.SUSPENDED:
        entities = {"servicing_kind": "reinstatement", "policy_no": due.policy_no}
        return [{"title": "申请复效", "payload": f"/policy_servicing{json.dumps(entities)}"}]
    if due.state in (DueState.DUE, DueState.IN_GRACE) or (window is not None and window.open):
        entities = {"policy_no": due.policy_no}
        title = "去续保" if due.renewal_type == "renewal" else "去交费"
        return [{"title": title, "payload": f"/premium_payment{json.dumps(entities)}"}]
    return None


_IN_FULL = {"title": "看金额、去交费", "payload": f'/renewal_query{{"details": "{ALL}"}}'}


class ActionRenewalQuery(IdentifiedAction):
    """When and how much is due; what runs out when. A bound channel shows the days, a check the sums and the way to pay."""

    action = "action_renewal_query"
    needs = Level.BOUND

    async def needed(self, turn: Turn) -> Level:
        full = turn.entity("details") == ALL or "policy_no" in self.wish(turn)
        return Level.VERIFIED if full else self.needs

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
        if identity.level < Level.VERIFIED:
            for due in dues:
                turn.say("utter_renewal", summary=summary(due, None, None), card=card(due))
            turn.say("utter_more_after_check", buttons=[_IN_FULL])
            return None
        lines = {policy.policy_no: policy.line for policy in await turn.services.policies.list_for(identity)}
        for due in dues:
            line = lines[due.policy_no]
            window = await turn.services.payments.window(identity, due.policy_no) if line.is_auto else None
            turn.say(
                "utter_renewal",
                summary=summary(due, line, window),
                card=card(due),
                buttons=_next_step(due, window),
            )
        return None
