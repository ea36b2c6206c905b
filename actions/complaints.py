"""Complaint intake and progress. Anyone may complain; the words are kept as they were said."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions import formats
from actions.base import TurnAction
from actions.phones import phone_in
from actions.turn import Event, Turn
from actions.waiting import go_back
from insurance.domain.complaint_clocks import Duty, DutyCode
from insurance.domain.complaints import CATEGORY_NAMES, ComplaintStatus, category_of, urgencies
from insurance.domain.errors import StoreUnavailable
from insurance.domain.identity import Level
from insurance.services.complaints import ComplaintView
from kernel.quotes import quoted

SLOTS = (
    "complaint_opening",
    "complaint_target",
    "complaint_detail",
    "complaint_demand",
    "complaint_phone",
    "complaint_confirm",
)
# A first message this long tells the story already; it is not asked for again.
STORY_LENGTH = 15
# Said instead of a number: none is given, or the one on record will do.
NO_PHONE = "-"
# What a free description of the matter is filed under.
_HINTS = (
    ("销售误导", re.compile("误导|骗|忽悠|说是存款|说是理财|返本|代签|夸大")),
    ("隐私", re.compile("隐私|泄露|信息被|骚扰")),
    ("退保", re.compile("退保|退款|退钱")),
    ("理赔", re.compile("理赔|赔|定损|查勘|报案")),
    ("续期扣费", re.compile("扣费|扣款|扣钱|扣了|续费|续期|续保")),
    ("服务态度", re.compile("态度|挂.{0,3}电话|骂|客服|坐席|没人理|没人接|排队")),
    ("保全", re.compile("保全|变更|补发|受益人")),
)
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


_DUTIES = {
    DutyCode.ACKNOWLEDGE: "有同事联系您",
    DutyCode.PLAN: "给您初步方案",
    DutyCode.HANDLE: "告诉您办得怎样",
    DutyCode.RESULT: "告诉您处理结果",
    DutyCode.REVIEW: "告诉您核查结果",
}
_LAST_DUTIES = (DutyCode.RESULT, DutyCode.REVIEW)


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
    """Where it stands and with whom, what was told last, what comes next and by when."""
    owner = f"，由{complaint.owner_name}负责" if complaint.owner_name else ""
    parts = [f"投诉 {complaint.receipt_no}：{STATUS[complaint.status]}{owner}。"]
    if told := [entry for entry in complaint.timeline if entry.note]:
        parts.append(f"{formats.moment(told[-1].at)}给您的答复：{quoted(str(told[-1].note))}。")
    if (duty := complaint.next_duty) is not None:
        parts.append(_next(duty))
        if duty.code not in _LAST_DUTIES:
            parts.append(f"{formats.day(complaint.resolve_by)}前告诉您处理结果。")
    elif complaint.status is S.NOTIFIED:
        parts.append("结果您不认可，三十天内可以要求核查，说「转人工」，同事帮您提。")
    return "".join(parts)


def _next(duty: Duty) -> str:
    what = _DUTIES[duty.code]
    if duty.overdue:
        return f"本该在 {formats.moment(duty.due)}前{what}，现在晚了，对不起。您可以说「转人工」催办。"
    return f"接下来{what}，最晚 {formats.moment(duty.due)}。"


class ActionComplaintStart(TurnAction):
    action = "action_complaint_start"

    async def answer(self, turn: Turn) -> list[Event]:
        turn.say("utter_complaint_start")
        events = clear()
        told = turn.text if turn.typed else _anger_before(turn.tracker)
        if len(told) >= STORY_LENGTH:
            events.append(SlotSet("complaint_detail", told))
        elif urgencies(told, earlier=0, age=None):
            events.append(SlotSet("complaint_opening", told))
        identity = await turn.identity()
        if phone := phone_in(told):
            events.append(SlotSet("complaint_phone", phone))
        elif identity.level >= Level.BOUND:
            # The number on record will do; it is not asked for twice.
            events.append(SlotSet("complaint_phone", NO_PHONE))
        if turn.tracker.latest_action_name == "action_task_end":
            # No rule stands behind a task that was left.
            events.append(FollowupAction("complaint_form"))
        return events


def _anger_before(tracker: Tracker) -> str:
    """What was said just before 「登记投诉」 was pressed, where that was anger: it is the story already."""
    said = [event for event in tracker.events if event.get("event") == "user"]
    parsed = (said[-2].get("parse_data") or {}) if len(said) > 1 else {}
    if (parsed.get("intent") or {}).get("name") != "express_dissatisfaction":
        return ""
    return str(said[-2].get("text") or "")


def filed_under(target: str) -> str:
    """The category's name for a target in the customer's own words."""
    if target in CATEGORY_NAMES.values():
        return target
    return next((name for name, hint in _HINTS if hint.search(target)), "其他")


class ActionComplaintLodge(TurnAction):
    action = "action_complaint_lodge"

    async def answer(self, turn: Turn) -> list[Event]:
        target = str(turn.slot("complaint_target"))
        phone = turn.slot("complaint_phone")
        try:
            complaint = await turn.services.complaints.lodge(
                turn.conversation,
                await turn.identity(),
                category=category_of(filed_under(target)),
                target=None if target in CATEGORY_NAMES.values() else target,
                detail=str(turn.slot("complaint_detail")),
                demand=str(turn.slot("complaint_demand")),
                contact=None if phone == NO_PHONE else phone,
                key=turn.key,
                channel=turn.tracker.get_latest_input_channel() or "web",
            )
        except StoreUnavailable as error:
            # Nothing is lodged: all that was told stays, and the read-back comes again.
            turn.say_error(error)
            return [SlotSet("complaint_confirm", None), FollowupAction("complaint_form")]
        turn.say("utter_complaint_receipt", summary=receipt(complaint), card=card(complaint))
        events = clear()
        return [*events, *([FollowupAction("action_handoff")] if complaint.escalated else go_back(turn))]


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
