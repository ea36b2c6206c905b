"""What the claimant decides: agree to the result, dispute it, or withdraw the claim. Withdrawing is never suggested."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from actions import formats
from actions.claim_course import clocks
from actions.claims import STATUS, show
from actions.tasks.own import OwnClaim
from actions.tasks.questions import Answers, Confirmation, Question, Words
from actions.tasks.task import Task
from actions.turn import Event, Turn
from insurance.domain.claims import Act, ClaimStatus, acts_in
from insurance.domain.errors import RuleBroken
from insurance.domain.identity import Level
from insurance.services.claims import ClaimView

S = ClaimStatus
_REASON_TOLD = 8


class ClaimDecisionTask(Task):
    """`done_in`: states in which that was decided already."""

    act: ClassVar[Act]
    done_in: ClassVar[frozenset[ClaimStatus]]
    needs = Level.VERIFIED

    async def settled(self, turn: Turn, answers: Answers) -> Answers | None:
        """Which claim, where only one can be meant; why not, where it cannot be."""
        if answers.get("checked", "") == answers.get("claim_no"):
            return answers
        identity = await turn.identity()
        if "claim_no" in answers:
            claims = [await turn.services.claims.get(identity, answers["claim_no"], turn.conversation)]
        else:
            claims = await turn.services.claims.list_for(identity, turn.conversation)
        fitting = [claim for claim in claims if self.act in (claim.acts or ())]
        if len(fitting) > 1:
            return answers
        if not fitting:
            self._refuse(turn, claims)
            return None
        (claim,) = fitting
        amount = None if claim.amount_approved is None else str(claim.amount_approved)
        return {**answers, "claim_no": claim.claim_no, "checked": claim.claim_no, "amount": amount}

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        return await self.settled(turn, answers)

    def _refuse(self, turn: Turn, claims: Sequence[ClaimView]) -> None:
        if len(claims) != 1:
            turn.say("utter_claim_none_fits" if claims else "utter_claims_none")
            return
        (claim,) = claims
        if claim.acts is None:
            turn.say_error(RuleBroken("report_without_own_policy"))
        elif self.act in acts_in(claim.status):
            turn.say_error(RuleBroken("act_of_the_insured"))
        elif claim.status in self.done_in:
            show(turn, claim)
        else:
            late = self.act is Act.WITHDRAW
            turn.say(
                "utter_claim_not_withdrawn" if late else "utter_claim_no_result_yet",
                claim_no=claim.claim_no,
                status=STATUS[claim.status],
            )

    async def beside(self, turn: Turn, answers: Answers) -> bool:
        """A photo sent along goes to the claim."""
        if (attachment := turn.entity("attachment")) is None or "claim_no" not in answers:
            return False
        await turn.services.claims.hand_in(
            turn.conversation, await turn.identity(), answers["claim_no"], [(None, attachment)], turn.key
        )
        turn.say("utter_photo_in_claim", claim_no=answers["claim_no"])
        return True

    def summary(self, answers: Answers) -> str:
        lines = [super().summary(answers)]
        if answers.get("amount"):
            lines.append(f"核定金额：{formats.yuan(Decimal(answers['amount']))}")
        return "\n".join(lines)


def _fits(act: Act) -> OwnClaim:
    return OwnClaim(fits=lambda claim: act in (claim.acts or ()))


def _due(turn: Turn, claim: ClaimView) -> str:
    return "".join(clocks(claim, turn.services.clock.now()))


class ClaimAgreeTask(ClaimDecisionTask):
    name = "claim_agree"
    title = "确认理赔结果"
    act = Act.AGREE
    done_in = frozenset({S.APPROVED, S.PAID, S.CLOSED})
    questions: ClassVar[Sequence[Question]] = (
        _fits(Act.AGREE),
        Confirmation(response="utter_ask_agree_confirm"),
    )

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        claim = await turn.services.claims.agree(await turn.identity(), answers["claim_no"], turn.key)
        turn.say("utter_claim_agreed", claim_no=claim.claim_no, due=_due(turn, claim))
        return None


@dataclass(frozen=True, kw_only=True)
class _Reason(Words):
    """「我不同意，手术费没算进去」 tells it already; 「我不同意这个金额」 and a button do not."""

    def volunteered(self, turn: Turn) -> str | None:
        rest = turn.text.replace(",", "，").partition("，")[2]
        return turn.text if len(rest) >= _REASON_TOLD else None


class ClaimDisputeTask(ClaimDecisionTask):
    name = "claim_dispute"
    title = "提出异议"
    act = Act.DISPUTE
    done_in = frozenset({S.DISPUTED})
    questions: ClassVar[Sequence[Question]] = (
        _fits(Act.DISPUTE),
        _Reason(slot="dispute_reason", label="理由", names="理由|原因", least=4),
        Confirmation(),
    )

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        claim = await turn.services.claims.dispute(
            await turn.identity(), answers["claim_no"], answers["dispute_reason"], turn.key
        )
        turn.say("utter_claim_disputed", claim_no=claim.claim_no, due=_due(turn, claim))
        return None


class ClaimWithdrawTask(ClaimDecisionTask):
    name = "claim_withdraw"
    title = "撤回理赔申请"
    act = Act.WITHDRAW
    done_in = frozenset({S.WITHDRAWN})
    questions: ClassVar[Sequence[Question]] = (
        _fits(Act.WITHDRAW),
        Confirmation(response="utter_ask_withdraw_confirm"),
    )

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        claim = await turn.services.claims.withdraw(await turn.identity(), answers["claim_no"], turn.key)
        turn.say("utter_claim_withdrawn", claim_no=claim.claim_no)
        return None
