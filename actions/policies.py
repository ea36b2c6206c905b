"""Policy lookup."""

from typing import Any

from actions import formats
from actions.identity import ALL, IdentifiedAction
from actions.naming import values
from actions.turn import Event, Turn
from insurance.domain.identity import Level
from insurance.domain.policies import PolicyStatus
from insurance.services.policies import PolicyView
from kernel.quotes import quoted

SHOWN = 5
# Figures of a policy that change daily and stand in no record of ours: a colleague looks them up.
_NOT_ON_RECORD = frozenset({"现金价值", "红利"})
STATUS = {
    PolicyStatus.IN_FORCE: "保障中",
    PolicyStatus.SUSPENDED: "效力中止",
    PolicyStatus.EXPIRED: "已到期",
    PolicyStatus.SURRENDERED: "已退保",
    PolicyStatus.TERMINATED: "已终止",
}


_IN_FULL = {"title": "看保额、保费", "payload": f'/policy_lookup{{"details": "{ALL}"}}'}


def summary(policy: PolicyView) -> str:
    """One policy as text: what it is, whether it covers, until when, what is due."""
    parts = [f"{quoted(policy.product)}，保单号 {policy.policy_no}，{STATUS[policy.status]}"]
    if policy.sum_insured is not None:
        parts.append(f"保额 {formats.yuan(policy.sum_insured)}")
    ends = f"保到 {formats.day(policy.expires_on)}（不含当日）" if policy.expires_on else "保终身"
    parts.append(f"{formats.day(policy.effective_on)}起，{ends}")
    if policy.next_due_on is not None:
        amount = f"，{formats.yuan(policy.premium)}" if policy.premium is not None else ""
        parts.append(f"下次交费 {formats.day(policy.next_due_on)}{amount}")
    return "；".join(parts) + "。"


def card(policy: PolicyView) -> dict[str, Any]:
    return formats.card(
        "policy",
        policy_no=policy.policy_no,
        product=policy.product,
        status=policy.status.value,
        sum_insured=policy.sum_insured,
        premium=policy.premium,
        effective_on=policy.effective_on,
        expires_on=policy.expires_on,
        next_due_on=policy.next_due_on,
    )


class ActionPolicyLookup(IdentifiedAction):
    """The customer's own policies, or the one he named; a bound channel lists them, a check shows them in full."""

    action = "action_policy_lookup"
    needs = Level.BOUND

    async def needed(self, turn: Turn) -> Level:
        full = turn.entity("details") == ALL or "policy_no" in self.wish(turn)
        return Level.VERIFIED if full or turn.entity("product_attribute") else self.needs

    async def answer(self, turn: Turn) -> list[Event] | None:
        if turn.typed and _NOT_ON_RECORD.intersection(values(turn, "product_attribute")):
            turn.say("utter_not_on_record")
            return []
        return await super().answer(turn)

    async def answer_for(self, turn: Turn, wish: dict[str, Any]) -> list[Event] | None:
        identity = await turn.identity()
        if policy_no := wish.get("policy_no"):
            policies = [await turn.services.policies.get(identity, policy_no)]
        else:
            policies = await turn.services.policies.list_for(identity)
            if not policies:
                turn.say("utter_policies_none")
                return None
            turn.say("utter_policies_intro", count=len(policies))
        for policy in policies[:SHOWN]:
            turn.say("utter_policy", summary=summary(policy), card=card(policy))
        if identity.level < Level.VERIFIED:
            turn.say("utter_more_after_check", buttons=[_IN_FULL])
        if len(policies) > SHOWN:
            turn.say("utter_policies_more", count=len(policies) - SHOWN)
        return None
