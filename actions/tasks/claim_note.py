"""补充案情: what was forgotten in the report, added to the claim in the customer's own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from actions.tasks.own import ClaimTask, OwnClaim
from actions.tasks.questions import Answers, Question, Words
from actions.turn import Event, Turn

_LEAD = re.compile(
    r"(?:刚才|对了|我|还)*(?:忘了?|忘记|漏)了?(?:说|讲|写|提)(?:一[点句件]|个事|了)?|(?:再|要|想|我)*补充(?:一下|一点|说明|个?情况)?|\W"
)
_TOLD = 4


@dataclass(frozen=True, kw_only=True)
class _Addition(Words):
    """「忘了说，对方全责」 tells it already; 「我忘了说一点」 does not."""

    def volunteered(self, turn: Turn) -> str | None:
        return turn.text if len(_LEAD.sub("", turn.text)) >= _TOLD else None


class ClaimNoteTask(ClaimTask):
    name = "claim_note"
    title = "补充案情"
    questions: ClassVar[Sequence[Question]] = (
        OwnClaim(),
        _Addition(slot="claim_addition", label="补充", least=4),
    )

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        await turn.services.claim_reports.append(
            turn.conversation, await turn.identity(), answers["claim_no"], answers["claim_addition"], turn.key
        )
        turn.say("utter_claim_noted", claim_no=answers["claim_no"])
        return None
