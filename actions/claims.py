"""Claim status: the bot reads the state, it never decides or predicts cover."""

import json
from datetime import datetime
from typing import Any

from rasa_sdk.events import FollowupAction

from actions import formats
from actions.claim_course import clocks, course
from actions.complaints import ActionComplaintStatus
from actions.identity import ALL, IdentifiedAction
from actions.turn import Event, Turn
from actions.wishes import wished
from insurance.domain.claims import Act, ClaimStatus, NextStep
from insurance.domain.identity import Level
from insurance.domain.products import LINE_NAMES
from insurance.services.claims import ClaimView
from kernel.clock import local

S = ClaimStatus
STATUS = {
    S.REPORTED: "已报案",
    S.SUBMITTED: "已提交申请",
    S.DOCS_PENDING: "待补材料",
    S.ACCEPTED: "已受理",
    S.REGISTERED: "已立案",
    S.INVESTIGATING: "调查中",
    S.ASSESSING: "定损中",
    S.CALCULATING: "理算中",
    S.REVIEWING: "核赔中",
    S.AWAIT_AGREEMENT: "待您确认结果",
    S.APPROVED: "同意赔付，待付款",
    S.PAID: "已赔付",
    S.DENIED: "已发出拒赔通知",
    S.DISPUTED: "异议复核中",
    S.CLOSED: "已结案",
    S.WITHDRAWN: "已撤案",
}
NEXT = {
    NextStep.HAND_IN_CLAIM: "材料有一样交一样，发给我就行。",
    NextStep.WAIT: "现在不用您做什么。",
    NextStep.HAND_IN_MISSING: "这就是全部，补齐就接着审。",
    NextStep.CONFIRM_RESULT: "请看一下结果：同意就安排付款，不同意可以提出异议。",
    NextStep.WAIT_FOR_PAYMENT: "款项正在安排支付。",
    NextStep.CHECK_ACCOUNT: "请看一下收款账户；还没收到，说「转人工」，理赔同事帮您查付款。",
    NextStep.READ_NOTICE: "通知书里写了理由和条款；有不同看法，可以提出异议或投诉。",
    NextStep.WAIT_FOR_REVIEW: "您的异议正在复核。",
    NextStep.MAY_HAND_IN_AGAIN: "撤案不影响您再次申请。",
    NextStep.NONE: "",
}

# What the claimant may do about it now. Withdrawing is never suggested, only understood.
_OFFERED = ((Act.AGREE, "同意这个结果", "claim_agree"), (Act.DISPUTE, "不同意，提异议", "claim_dispute"))
_SUPPLEMENT = {S.DOCS_PENDING: "现在补材料", S.REPORTED: "交材料"}
# What a button asks for beside how one claim stands.
_COURSE = "course"
_HAS_RESULT = frozenset({S.AWAIT_AGREEMENT, S.APPROVED, S.PAID, S.CLOSED})


def summary(claim: ClaimView, now: datetime) -> str:
    """One claim as text: where it stands, what is missing, what comes next and by when."""
    paid = next((entry.at for entry in claim.timeline if entry.status == S.PAID), None)
    when = f"（{formats.day(local(paid).date())}）" if paid and claim.status is S.PAID else ""
    parts = [f"案件 {claim.claim_no}：{STATUS[claim.status]}{when}。"]
    if claim.status in _SUPPLEMENT and claim.wanting:
        parts.append(f"还缺：{'、'.join(claim.wanting)}。")
    if claim.status in _HAS_RESULT:
        if claim.amount_approved is not None:
            parts.append(f"核定金额 {formats.yuan(claim.amount_approved)}。")
        elif claim.status is not S.CLOSED:
            parts.append("核定金额核身后可见。")
    parts.append(NEXT[claim.next_step])
    return "".join([*parts, *clocks(claim, now)])


def card(claim: ClaimView) -> dict[str, Any]:
    return formats.card(
        "claim",
        claim_no=claim.claim_no,
        policy_no=claim.policy_no,
        status=claim.status.value,
        amount_approved=claim.amount_approved,
        timeline=[{"at": e.at, "status": str(e.status), "note": e.note} for e in claim.timeline],
        # As the text has it: of 「维修清单和发票」 only what has not come.
        missing_documents=list(claim.wanting) if claim.missing_documents else [],
        due_by=claim.due_by,
    )


class ActionClaimStatus(IdentifiedAction):
    """How far a claim is; several claims → choose. What was reported in this conversation is shown to whoever is in it."""

    action = "action_claim_status"
    needs = Level.BOUND

    def wish(self, turn: Turn) -> dict[str, Any]:
        details = turn.entity("details")
        return {**super().wish(turn), **(wished(turn) or {}), **({"details": details} if details else {})}

    async def needed(self, turn: Turn) -> Level:
        if turn.entity("details") == ALL:
            return Level.VERIFIED
        reported = await turn.services.claim_reports.of_conversation(turn.conversation)
        named = self.wish(turn).get("claim_no")
        told_here = any(named in (None, report.claim_no) for report in reported)
        return Level.ANONYMOUS if told_here else self.needs

    async def answer(self, turn: Turn) -> list[Event] | None:
        if turn.entity("task"):
            # 「同意」 or 「有异议」 below a claim's result.
            return [FollowupAction("action_task")]
        if turn.entity("complaint_no") and not turn.entity("claim_no"):
            # 「TS… 进度」 without a word that says what kind of case it is.
            await ActionComplaintStatus().answer(turn)
            return None
        return await super().answer(turn)

    async def answer_for(self, turn: Turn, wish: dict[str, Any]) -> list[Event] | None:
        identity = await turn.identity()
        if claim_no := wish.get("claim_no"):
            found = await turn.services.claims.get(identity, claim_no, turn.conversation)
            _tell_course(turn, found) if wish.get("details") == _COURSE else show(turn, found)
            return None
        claims = await turn.services.claims.list_for(identity, turn.conversation)
        if not claims:
            turn.say("utter_claims_none")
        elif len(claims) == 1:
            show(turn, claims[0], others=identity.level < Level.BOUND)
        else:
            turn.say(
                "utter_claims_choose",
                count=len(claims),
                ask={"slot": "claim_no", "input": "choice", "options": [_option(claim) for claim in claims]},
            )
        return None


def show(turn: Turn, claim: ClaimView, *, others: bool = False) -> None:
    """The claim as text and card, with what the customer may do about it now; `others`: more may be seen after a check."""
    acts = claim.acts or frozenset()
    decided = claim.status in (S.AWAIT_AGREEMENT, S.DENIED)
    buttons = [_button(title, claim, task=task) for act, title, task in _OFFERED if decided and act in acts]
    if title := _SUPPLEMENT.get(claim.status):
        buttons.append(_button(title, claim, task="claim_supplement"))
    if len(claim.timeline) > 1:
        buttons.append(_button("看办理经过", claim, details=_COURSE))
    if others:
        payload = json.dumps({"details": ALL})
        buttons.append({"title": "查我名下别的案件", "payload": f"/claim_status{payload}"})
    text = summary(claim, turn.services.clock.now())
    turn.say("utter_claim", summary=text, card=card(claim), buttons=buttons or None)


def _tell_course(turn: Turn, claim: ClaimView) -> None:
    text = f"案件 {claim.claim_no} 的办理经过：\n{course(claim.timeline)}"
    turn.say(
        "utter_claim", summary="\n".join([text, *clocks(claim, turn.services.clock.now())]), card=card(claim)
    )


def _button(title: str, claim: ClaimView, **entities: str) -> dict[str, str]:
    return {
        "title": title,
        "payload": f"/claim_status{json.dumps({'claim_no': claim.claim_no, **entities})}",
    }


def named(claim: ClaimView) -> str:
    """How a claim stands in a list to choose from."""
    line = f"{LINE_NAMES[claim.line][0]}，" if claim.line else ""
    return f"{line}{formats.short_day(claim.date_of_loss)}，{STATUS[claim.status]}（{claim.claim_no}）"


def _option(claim: ClaimView) -> dict[str, str]:
    return {"title": named(claim), "payload": f"/claim_status{json.dumps({'claim_no': claim.claim_no})}"}
