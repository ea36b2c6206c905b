"""When the words alone do not tell what is wanted: the last answer may, or a product's name; else the bot asks back."""

from typing import Any

from actions.base import TurnAction
from actions.choices import press
from actions.claims import ActionClaimStatus
from actions.complaints import ActionComplaintStatus
from actions.context import in_context
from actions.misses import miss
from actions.policies import ActionPolicyLookup
from actions.products import ActionProductQuestion
from actions.scope import not_ours
from actions.turn import Event, Turn
from actions.wishes import shown
from insurance.domain.errors import StoreUnavailable
from insurance.domain.identity import Level


class ActionFallback(TurnAction):
    action = "action_fallback"

    async def answer(self, turn: Turn) -> list[Event]:
        events = await in_context(turn)
        return miss(turn) if events is None else events


class ActionOutOfScope(TurnAction):
    action = "action_out_of_scope"

    async def answer(self, turn: Turn) -> list[Event]:
        if (events := await in_context(turn)) is not None:
            return events
        return not_ours(turn)


class ActionInform(TurnAction):
    """A bare value outside any task: a number the bot just asked for, a choice, a file, or a number whose use is unclear."""

    action = "action_inform"

    async def answer(self, turn: Turn) -> Any:
        if turn.entity("attachment"):
            return await self._file(turn)
        if turn.entity("complaint_no"):
            return await ActionComplaintStatus().answer(turn)
        if (await turn.identity()).level >= Level.VERIFIED:
            if turn.entity("claim_no"):
                return await ActionClaimStatus().answer(turn)
            if turn.entity("policy_no"):
                return await ActionPolicyLookup().answer(turn)
        if (events := await in_context(turn)) is not None:
            return events
        if turn.entity("product"):
            return await ActionProductQuestion().answer(turn)
        turn.say("utter_inform")

    @staticmethod
    async def _file(turn: Turn) -> list[Event] | None:
        """Where a loss was reported here, or a claim is spoken of, it is a paper for that."""
        try:
            reported = await turn.services.claim_reports.of_conversation(turn.conversation)
        except StoreUnavailable:
            # The file itself is kept elsewhere.
            reported = []
        if reported or "claim" in shown(turn):
            return press(turn, "claim_supplement", {"attachment": str(turn.entity("attachment"))})
        turn.say("utter_attachment")
        return None
