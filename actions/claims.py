"""Claim status: the bot reads the state, it never decides or predicts cover."""

import json
import re
from typing import Any

from actions import formats
from actions.complaints import ActionComplaintStatus
from actions.identity import IdentifiedAction
from actions.turn import Event, Turn, TurnAction
from insurance.domain.claims import ClaimStatus, NextStep
from insurance.services.claims import ClaimView
from kernel.clock import local

S = ClaimStatus
_DEATH = re.compile("去世|过世|身故|死了|死亡|遇难|人没了")
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
    NextStep.HAND_IN_CLAIM: "接下来请准备理赔材料，提交申请。",
    NextStep.WAIT: "现在不用您做什么，有进展会告诉您。",
    NextStep.HAND_IN_MISSING: "请把缺的材料一次补齐。",
    NextStep.CONFIRM_RESULT: "请看一下核定结果：同意就付款，不同意可以提出异议。",
    NextStep.WAIT_FOR_PAYMENT: "款项正在安排支付。",
    NextStep.CHECK_ACCOUNT: "请看一下收款账户；还没收到，说「转人工」，理赔同事帮您查付款。",
    NextStep.READ_NOTICE: "通知书里写了理由和条款；有不同看法，可以提出异议或投诉。",
    NextStep.WAIT_FOR_REVIEW: "正在复核，有结果会告诉您。",
    NextStep.MAY_HAND_IN_AGAIN: "撤案不影响您再次申请。",
    NextStep.NONE: "",
}


def summary(claim: ClaimView) -> str:
    """One claim as text: where it stands, what is missing, what comes next and by when."""
    paid = next((entry.at for entry in claim.timeline if entry.status == S.PAID), None)
    when = f"（{formats.day(local(paid).date())}）" if paid and claim.status is S.PAID else ""
    parts = [f"案件 {claim.claim_no}：{STATUS[claim.status]}{when}。"]
    if claim.status is S.DOCS_PENDING and claim.missing_documents:
        parts.append(f"还缺：{'、'.join(claim.missing_documents)}。")
    if claim.amount_approved is not None and claim.status in (
        S.AWAIT_AGREEMENT,
        S.APPROVED,
        S.PAID,
        S.CLOSED,
    ):
        parts.append(f"核定金额 {formats.yuan(claim.amount_approved)}。")
    parts.append(NEXT[claim.next_step])
    if claim.due_by is not None:
        parts.append(f"这一步最晚 {formats.day(claim.due_by)} 前办完。")
    return "".join(parts)


def card(claim: ClaimView) -> dict[str, Any]:
    return formats.card(
        "claim",
        claim_no=claim.claim_no,
        policy_no=claim.policy_no,
        status=claim.status.value,
        amount_approved=claim.amount_approved,
        timeline=[{"at": e.at, "status": str(e.status), "note": e.note} for e in claim.timeline],
        missing_documents=list(claim.missing_documents),
        due_by=claim.due_by,
    )


class ActionClaimStatus(IdentifiedAction):
    """How far a claim is; several claims → choose."""

    action = "action_claim_status"

    async def answer(self, turn: Turn) -> list[Event] | None:
        if turn.entity("complaint_no") and not turn.entity("claim_no"):
            # 「TS… 进度」 without a word that says what kind of case it is.
            await ActionComplaintStatus().answer(turn)
            return None
        return await super().answer(turn)

    async def answer_for(self, turn: Turn, wish: dict[str, Any]) -> list[Event] | None:
        identity = await turn.identity()
        if claim_no := wish.get("claim_no"):
            self._show(turn, await turn.services.claims.get(identity, claim_no))
            return None
        claims = await turn.services.claims.list_for(identity)
        if not claims:
            turn.say("utter_claims_none")
        elif len(claims) == 1:
            self._show(turn, claims[0])
        else:
            options = [_option(claim) for claim in claims]
            turn.say(
                "utter_claims_choose",
                count=len(claims),
                ask={"slot": "claim_no", "input": "choice", "options": options},
            )
        return None

    @staticmethod
    def _show(turn: Turn, claim: ClaimView) -> None:
        turn.say("utter_claim", summary=summary(claim), card=card(claim))


class ActionClaimReport(TurnAction):
    """Where a loss is told of: people first, and other words where somebody has died."""

    action = "action_claim_report"

    async def answer(self, turn: Turn) -> None:
        turn.say("utter_claim_report_death" if _DEATH.search(turn.text) else "utter_claim_report")


def _option(claim: ClaimView) -> dict[str, str]:
    payload = json.dumps({"claim_no": claim.claim_no})
    return {"title": f"{claim.claim_no}（{STATUS[claim.status]}）", "payload": f"/claim_status{payload}"}
