"""Complaint intake and progress. Anyone may complain; the words are kept as they were said."""

import json
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import formats
from actions.turn import Event, FormCheck, Turn, TurnAction
from insurance.domain.complaints import CATEGORY_NAMES, ComplaintStatus, category_of
from insurance.domain.identity import Level
from insurance.services.complaints import ComplaintView
from kernel.masking import PHONE

SLOTS = ("complaint_target", "complaint_detail", "complaint_demand", "complaint_phone", "complaint_confirm")
# A first message this long tells the story already; it is not asked for again.
_STORY_LENGTH = 15
_NONE = "-"
S = ComplaintStatus
STATUS = {
    S.RECEIVED: "已接收",
    S.REGISTERED: "已登记",
    S.MORE_INFO: "待补充资料",
    S.INVESTIGATING: "调查中",
    S.EXTENDED_30: "调查中（已延长期限）",
    S.EXTENDED_60: "调查中（已再次延长期限）",
    S.DECIDED: "已有处理决定",
    S.NOTIFIED: "已反馈，听取您的意见",
    S.REVIEW: "核查中",
    S.MEDIATION: "调解中",
    S.ARCHIVED: "已归档",
    S.WITHDRAWN: "已撤回",
    S.REJECTED_NOT_COMPLAINT: "不按投诉办理",
}


def clear() -> list[Event]:
    return [SlotSet(name, None) for name in SLOTS]


def card(complaint: ComplaintView) -> dict[str, Any]:
    return formats.card(
        "complaint",
        receipt_no=complaint.receipt_no,
        status=complaint.status.value,
        respond_by=complaint.respond_by,
        plan_by=complaint.plan_by,
        resolve_by=complaint.resolve_by,
        timeline=[{"at": e.at, "status": str(e.status), "note": e.note} for e in complaint.timeline],
    )


def receipt(complaint: ComplaintView) -> str:
    return (
        f"已经登记，受理编号 {complaint.receipt_no}，请留存。"
        f"{formats.moment(complaint.respond_by)}前会有同事联系您，{formats.moment(complaint.plan_by)}前给出初步方案，"
        f"{formats.day(complaint.resolve_by)}前告诉您处理结果。随时可以凭编号来问进度。"
    )


def progress(complaint: ComplaintView) -> str:
    text = f"投诉 {complaint.receipt_no}：{STATUS[complaint.status]}。"
    if complaint.status not in (S.NOTIFIED, S.ARCHIVED, S.WITHDRAWN, S.REJECTED_NOT_COMPLAINT):
        text += f"最晚 {formats.day(complaint.resolve_by)} 前给您处理结果。"
    return text


class ActionComplaintStart(TurnAction):
    action = "action_complaint_start"

    async def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_complaint_start")
        events = clear()
        if len(turn.text) >= _STORY_LENGTH:
            events.append(SlotSet("complaint_detail", turn.text))
        identity = await turn.identity()
        if identity.level >= Level.BOUND:
            # The number on record will do; it is not asked for twice.
            events.append(SlotSet("complaint_phone", _NONE))
        return events


class ValidateComplaintForm(FormCheck):
    def name(self) -> str:
        return "validate_complaint_form"

    def validate_complaint_target(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        chosen = Turn(dispatcher, tracker).entity("complaint_target")
        return {"complaint_target": chosen or str(value)}

    def validate_complaint_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if value == _NONE:
            return {"complaint_phone": _NONE}
        number = "".join(c for c in str(value) if c.isdigit())
        if found := PHONE.search(number):
            return {"complaint_phone": found.group(1)}
        if turn.intent == "deny" or any(word in str(value) for word in ("不留", "不方便", "不用", "没有")):
            return {"complaint_phone": _NONE}
        turn.say("utter_bad_complaint_phone")
        return {"complaint_phone": None}

    def validate_complaint_confirm(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if turn.intent == "affirm":
            return {"complaint_confirm": "yes"}
        if turn.intent == "deny":
            turn.say("utter_complaint_confirm_again")
            return {"complaint_confirm": None, "complaint_detail": None}
        # Anything else said here belongs to the story.
        detail = f"{turn.slot('complaint_detail')}\n{value}"
        return {"complaint_confirm": None, "complaint_detail": detail}


class ActionAskComplaintConfirm(TurnAction):
    """Reads the whole complaint back before it is lodged."""

    action = "action_ask_complaint_form_complaint_confirm"

    async def answer(self, turn: Turn) -> None:
        payload = json.dumps({"confirm": turn.key})
        turn.say(
            "utter_complaint_confirm",
            target=turn.slot("complaint_target"),
            detail=turn.slot("complaint_detail"),
            demand=turn.slot("complaint_demand"),
            buttons=[
                {"title": "确认提交", "payload": f"/affirm{payload}", "once": True},
                {"title": "重新说经过", "payload": f"/deny{payload}"},
                {"title": "先不投诉", "payload": "/cancel"},
            ],
            ask={"slot": "confirm", "input": "choice"},
        )


class ActionComplaintLodge(TurnAction):
    action = "action_complaint_lodge"

    async def answer(self, turn: Turn) -> list[Event]:
        target = str(turn.slot("complaint_target"))
        phone = turn.slot("complaint_phone")
        complaint = await turn.services.complaints.lodge(
            turn.conversation,
            await turn.identity(),
            category=category_of(target),
            target=None if target in CATEGORY_NAMES.values() else target,
            detail=str(turn.slot("complaint_detail")),
            demand=str(turn.slot("complaint_demand")),
            contact=None if phone == _NONE else phone,
            key=turn.key,
        )
        turn.say("utter_complaint_receipt", summary=receipt(complaint), card=card(complaint))
        events: list[Event] = clear()
        if complaint.escalated:
            events.append(FollowupAction("action_handoff"))
        return events


class ActionComplaintStatus(TurnAction):
    """Progress by receipt number, or of everything lodged by this customer or in this conversation."""

    action = "action_complaint_status"

    async def answer(self, turn: Turn) -> None:
        identity = await turn.identity()
        if receipt_no := turn.entity("complaint_no"):
            complaints = [await turn.services.complaints.get(turn.conversation, identity, receipt_no)]
        else:
            complaints = await turn.services.complaints.list_for(turn.conversation, identity)
        if not complaints:
            turn.say("utter_complaint_none")
        for complaint in complaints[:3]:
            turn.say("utter_complaint", summary=progress(complaint), card=card(complaint))
