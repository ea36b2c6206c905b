"""退保: the rights as the law gives them, said neutrally; no pressure either way, and a person does it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rasa_sdk.events import FollowupAction

from actions import formats, surrender_facts
from actions.tasks.own import OwnPolicy, PolicyTask
from actions.tasks.questions import Answers, Confirmation, Question
from actions.turn import Event, Turn
from insurance.domain.policies import PolicyStatus
from insurance.domain.servicing import ServicingKind
from insurance.services.policies import PolicyView
from kernel.clock import today

# 「想好了，要退」, 「退吧」; not 「要退多少」, not 「退？」.
_DECIDED = re.compile(
    r"[^\w?？]*(?:(?:我|嗯|好|行|对|是|那|就|还是|已经|都|也|真的|确实|想|(?:想|考虑)(?:好|清楚|明白)|决定|确定|确认|了|的|要|给我|帮我|请)[，,、。\s]{0,3}){0,8}退"
    r"(?:保|掉|了|吧|啦|的|这份|就行|好了){0,4}[^\w?？]*"
)
_RUNNING = frozenset({PolicyStatus.IN_FORCE, PolicyStatus.SUSPENDED})


@dataclass(frozen=True, kw_only=True)
class _RunningPolicy(OwnPolicy):
    """Among those whose cover is not over."""

    async def fitting(self, turn: Turn, answers: Answers) -> list[PolicyView]:
        on = today(turn.services.clock)
        return [
            policy
            for policy in await super().fitting(turn, answers)
            if policy.status in _RUNNING and (policy.expires_on is None or on < policy.expires_on)
        ]


class SurrenderTask(PolicyTask):
    name = "surrender"
    title = "退保"
    intents = frozenset({"surrender"})
    policy = _RunningPolicy(response="utter_ask_surrender_policy")
    questions: ClassVar[Sequence[Question]] = (
        policy,
        Confirmation(response="utter_ask_surrender_confirm", words=_DECIDED, by_number=False),
    )

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        found = await self.settled(turn, answers)
        if found is not None and "confirm" not in found:
            await self.heard(turn, {}, found)
        return found

    def nothing_fits(self, turn: Turn, answers: Answers) -> None:
        turn.say("utter_surrender_none")

    async def heard(self, turn: Turn, before: Answers, answers: Answers) -> None:
        """What ending this policy means, as soon as it is known which."""
        if answers.get("policy_no") and answers["policy_no"] != before.get("policy_no"):
            facts = await turn.services.servicing.surrender_facts(await turn.identity(), answers["policy_no"])
            turn.say("utter_surrender_facts", summary=surrender_facts.text(facts))

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        request = await turn.services.servicing.open(
            turn.conversation,
            await turn.identity(),
            ServicingKind.SURRENDER,
            answers["policy_no"],
            {},
            turn.key,
        )
        turn.say("utter_surrender_requested", request_no=request.request_no, due=formats.day(request.due_on))
        return [FollowupAction("action_handoff")]
