"""Questions about the customer's own: which policy, which claim. Answered by number, by place in the list, or by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from actions.choices import pointed_at
from actions.claims import named as claims_named
from actions.policies import SHOWN
from actions.spoken_of import policy_spoken_of
from actions.tasks.questions import NONE, Answers, Choice, Option
from actions.tasks.task import Task
from actions.turn import Turn
from actions.wishes import wished
from insurance.domain.claims import ClaimStatus
from insurance.domain.errors import IdentityRequired, RecordNotFound
from insurance.domain.identity import Level
from insurance.domain.products import LINE_NAMES
from insurance.services.claims import ClaimView
from insurance.services.policies import PolicyView
from kernel.quotes import quoted

# Among the answers: a product or a line that was named before the policies could be seen; the policy's product.
_NAMED = "policy_named"
_PRODUCT = "policy_product"


def any_claim(_: ClaimView) -> bool:
    return True


def any_policy(_: PolicyView, __: Answers) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class OwnPolicy(Choice):
    """One of the policies the identity may see, `fits` choosing among them."""

    slot: str = "policy_no"
    label: str = "保单"
    names: str = "保单|哪一?[份张单]|不是[这那]一?[份张个]|换一?[份张]|险"
    response: str | None = "utter_ask_own_policy"
    fits: Callable[[PolicyView, Answers], bool] = any_policy

    def volunteered(self, turn: Turn) -> str | None:
        return turn.entity("policy_no")

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        fitting = await self.fitting(turn, answers)
        # What is offered beside the policies is none of them: 「最后一份」.
        if (place := pointed_at(turn.text, len(fitting[:SHOWN]))) is not None:
            return fitting[place].policy_no
        if (value := await super().answered(turn, answers)) is not None:
            return value
        said = _named_in(turn) or turn.text
        meant = [p.policy_no for p in fitting if _means(said, p)]
        return meant[0] if len(meant) == 1 else None

    async def options(self, turn: Turn, answers: Answers) -> list[Option]:
        found = [Option(p.policy_no, f"{p.product} {p.policy_no}") for p in await self.fitting(turn, answers)]
        return [*found[:SHOWN], *([Option(NONE, self.skip)] if self.may_skip else [])]

    async def fitting(self, turn: Turn, answers: Answers) -> list[PolicyView]:
        """The policies to choose from; `IdentityRequired`."""
        identity = await turn.identity()
        if identity.level < Level.VERIFIED:
            raise IdentityRequired(Level.VERIFIED)
        return [p for p in await turn.services.policies.list_for(identity) if self.fits(p, answers)]

    async def settled(self, turn: Turn, answers: Answers) -> Answers | None:
        """With the policy where only one is meant; without one that will not do, which is said. None where none fits."""
        fitting = await self.fitting(turn, answers)
        if not fitting:
            return None
        if (stated := answers.get(self.slot)) is not None:
            if product := next((policy.product for policy in fitting if policy.policy_no == stated), None):
                return {**answers, _PRODUCT: product}
            await self._unfit(turn, stated)
            return {slot: value for slot, value in answers.items() if slot != self.slot}
        meant = [policy for policy in fitting if _means(answers.get(_NAMED), policy)] or fitting
        if len(meant) > 1 and (known := policy_spoken_of(turn)):
            meant = [policy for policy in meant if policy.policy_no == known] or meant
            if len(meant) == 1:
                turn.say("utter_policy_spoken_of", policy=f"{meant[0].product} {known}")
        if len(meant) != 1:
            return answers
        return {**answers, self.slot: meant[0].policy_no, _PRODUCT: meant[0].product}

    async def _unfit(self, turn: Turn, policy_no: str) -> None:
        try:
            policy = await turn.services.policies.get(await turn.identity(), policy_no)
            turn.say("utter_policy_unfit", policy_no=policy.policy_no)
        except RecordNotFound as error:
            turn.say_error(error)


def _named_in(turn: Turn) -> str | None:
    # 「不是意外那份，是重疾那份」: the last one counts.
    return next(iter((turn.entities("product") or turn.entities("line"))[-1:]), None)


def _means(said: str | None, policy: PolicyView) -> bool:
    """Whether a product, a line or a part of a name stands for that policy."""
    if not said:
        return False
    return said in policy.product or said in policy.policy_no or said in LINE_NAMES[policy.line]


class PolicyTask(Task):
    """Business with one own policy. What was called by name before the identity check is found after it."""

    needs = Level.VERIFIED
    policy: ClassVar[OwnPolicy]

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        found = super().volunteered(turn, answers)
        named = _named_in(turn) if turn.typed and self.policy.slot not in {**answers, **found} else None
        return {**found, _NAMED: named} if named else found

    async def settled(self, turn: Turn, answers: Answers) -> Answers | None:
        found = await self.policy.settled(turn, answers)
        if found is None:
            self.nothing_fits(turn, answers)
        return found

    def told(self, answers: Answers) -> dict[str, str]:
        """The policy by its product's name as well; a number alone says little."""
        told = super().told(answers)
        if self.policy.label in told and _PRODUCT in answers:
            told[self.policy.label] = f"{quoted(answers[_PRODUCT])} {told[self.policy.label]}"
        return told

    def nothing_fits(self, turn: Turn, answers: Answers) -> None:
        """Says that none of the customer's policies is one for this."""
        turn.say("utter_policies_none")


@dataclass(frozen=True, kw_only=True)
class OwnClaim(Choice):
    """One of the claims of this customer or of this conversation, `fits` choosing among them."""

    slot: str = "claim_no"
    label: str = "案件"
    names: str = "案件|哪一?[个件]"
    response: str | None = "utter_ask_own_claim"
    fits: Callable[[ClaimView], bool] = any_claim

    def volunteered(self, turn: Turn) -> str | None:
        return turn.entity("claim_no") or (wished(turn) or {}).get("claim_no")

    async def options(self, turn: Turn, answers: Answers) -> list[Option]:
        claims = await turn.services.claims.list_for(await turn.identity(), turn.conversation)
        return [Option(claim.claim_no, claims_named(claim)) for claim in claims if self.fits(claim)][:SHOWN]


class ClaimTask(Task):
    """Business with one claim, of the customer's or reported in this conversation by whoever it is."""

    # States that make a claim the likelier one to be meant.
    likely: ClassVar[frozenset[ClaimStatus]] = frozenset()

    async def needed(self, turn: Turn, answers: Answers) -> Level:
        reported = await turn.services.claim_reports.of_conversation(turn.conversation)
        told_here = any(answers.get("claim_no") in (None, report.claim_no) for report in reported)
        return Level.ANONYMOUS if told_here else Level.VERIFIED

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        claims = await turn.services.claims.list_for(await turn.identity(), turn.conversation)
        if not claims:
            turn.say("utter_claims_none")
            return None
        meant = [claim for claim in claims if claim.status in self.likely] or claims
        if "claim_no" not in answers and len(meant) == 1:
            answers = {**answers, "claim_no": meant[0].claim_no}
        return await self.settled(turn, answers)
