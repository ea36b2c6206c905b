"""Complaint intake and progress. Anyone may complain; the words are kept as they were said."""

import json
import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import formats
from actions.complaint_changes import change_in, phone_in
from actions.turn import Event, FormCheck, Turn, TurnAction
from insurance.domain.complaints import CATEGORY_NAMES, ComplaintStatus, category_of, urgencies
from insurance.domain.errors import InsuranceError
from insurance.domain.identity import Level
from insurance.services.complaints import ComplaintView

SLOTS = (
    "complaint_opening",
    "complaint_target",
    "complaint_detail",
    "complaint_demand",
    "complaint_phone",
    "complaint_confirm",
)
# A first message this long tells the story already; it is not asked for again.
_STORY_LENGTH = 15
# Read back after every addition, so it must not grow without end; the transcript keeps all that was said.
_STORY_LONGEST = 6_000
_NONE = "-"
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
_QUESTION = re.compile("[?？]|吗|多久|几天|到哪|是什么|什么意思|怎么办|怎么样|^(?:怎么|如何|请问|什么是)")
_QUESTION_LENGTH = 20
_LOOK_UP = re.compile("^(?:我想|我要|帮我|给我|请|再)?(?:查|看)")
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
        told = turn.text if turn.typed else _anger_before(turn.tracker)
        if len(told) >= _STORY_LENGTH:
            events.append(SlotSet("complaint_detail", told))
        elif urgencies(told, earlier=0, age=None):
            events.append(SlotSet("complaint_opening", told))
        identity = await turn.identity()
        if phone := phone_in(told):
            events.append(SlotSet("complaint_phone", phone))
        elif identity.level >= Level.BOUND:
            # The number on record will do; it is not asked for twice.
            events.append(SlotSet("complaint_phone", _NONE))
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


async def _aside(turn: Turn) -> bool:
    """Answers what is said beside the complaint; its question is then asked again."""
    if not turn.typed:
        return False
    try:
        return await _answer_aside(turn)
    except InsuranceError as error:
        turn.say_error(error)
        return True


async def _answer_aside(turn: Turn) -> bool:
    asks = len(turn.text) <= _QUESTION_LENGTH and _QUESTION.search(turn.text) is not None
    if turn.intent == "greet":
        turn.say("utter_here")
    elif turn.intent == "thanks":
        turn.say("utter_welcome")
    elif turn.intent == "bot_challenge" and asks:
        turn.say("utter_bot_challenge")
    elif turn.intent == "complaint_status" and asks:
        known = await turn.services.complaints.list_for(turn.conversation, await turn.identity())
        if known or turn.entity("complaint_no"):
            await ActionComplaintStatus().answer(turn)
        else:
            turn.say("utter_complaint_not_lodged")
    elif turn.intent in ("policy_lookup", "renewal_query", "claim_status") and _LOOK_UP.search(turn.text):
        turn.say("utter_complaint_first")
    elif turn.intent in ("faq", "product_question") and asks:
        # Imported late: these modules answer with this one.
        from actions.faq import ActionFaq
        from actions.products import ActionProductQuestion

        await (ActionFaq() if turn.intent == "faq" else ActionProductQuestion()).answer(turn)
    else:
        return False
    return True


class ValidateComplaintForm(FormCheck):
    def name(self) -> str:
        return "validate_complaint_form"

    async def validate_complaint_target(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if chosen := turn.entity("complaint_target"):
            return {"complaint_target": chosen}
        if value in CATEGORY_NAMES.values():
            return {"complaint_target": value}
        if turn.intent == "affirm" or await _aside(turn):
            return {"complaint_target": None}
        if len(str(value)) >= _STORY_LENGTH and not turn.slot("complaint_detail"):
            # The story was told right away.
            return {"complaint_target": filed_under(str(value)), **_detail(turn, str(value))}
        return {"complaint_target": str(value)}

    async def validate_complaint_detail(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if turn.text == value and (turn.intent == "affirm" or await _aside(turn)):
            return {"complaint_detail": None}
        return _detail(turn, str(value))

    async def validate_complaint_demand(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        return {"complaint_demand": None if await _aside(turn) else str(value)}

    async def validate_complaint_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if value == _NONE:
            return {"complaint_phone": _NONE}
        if found := phone_in(str(value)):
            return {"complaint_phone": found}
        if (
            any(word in str(value) for word in ("不留", "不方便", "不用", "没有", "不想"))
            or turn.intent == "deny"
        ):
            return {"complaint_phone": _NONE}
        if not await _aside(turn):
            turn.say("utter_bad_complaint_phone")
        return {"complaint_phone": None}

    async def validate_complaint_confirm(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        if field := turn.entity("complaint_field"):
            return {"complaint_confirm": None, field: None}
        change = change_in(turn.text, tracker.slots) if turn.typed else None
        if change is not None:
            if change.value is not None:
                turn.say("utter_complaint_changed")
            return {"complaint_confirm": None, change.field: change.value}
        if turn.intent == "affirm":
            return {"complaint_confirm": "yes"}
        if turn.intent == "deny":
            if not turn.typed:
                turn.say("utter_complaint_confirm_again")
                return {"complaint_confirm": None, "complaint_detail": None}
            # `ActionAskComplaintConfirm` asks which part is wrong.
            return {"complaint_confirm": None}
        if await _aside(turn):
            return {"complaint_confirm": None}
        # Anything else said here belongs to the story.
        turn.say("utter_complaint_added")
        longer = f"{turn.slot('complaint_detail')}\n{value}"
        return {"complaint_confirm": None, "complaint_detail": longer[:_STORY_LONGEST]}


def _detail(turn: Turn, told: str) -> Event:
    """The story, after the words it began with where these make the matter urgent."""
    opening = turn.slot("complaint_opening")
    return {"complaint_detail": f"{opening}\n{told}" if opening else told, "complaint_opening": None}


class ActionAskComplaintConfirm(TurnAction):
    """Reads the whole complaint back before it is lodged."""

    action = "action_ask_complaint_form_complaint_confirm"

    async def answer(self, turn: Turn) -> None:
        asked = turn.slot("requested_slot") == "complaint_confirm"
        if turn.typed and asked and turn.intent == "deny" and not change_in(turn.text, turn.tracker.slots):
            turn.say("utter_complaint_change_which")
            return
        payload = json.dumps({"confirm": turn.key})
        turn.say(
            "utter_complaint_confirm",
            target=turn.slot("complaint_target"),
            detail=turn.slot("complaint_detail"),
            demand=turn.slot("complaint_demand"),
            phone=await _contact(turn),
            buttons=[
                {"title": "确认提交", "payload": f"/affirm{payload}", "once": True},
                {"title": "重新说经过", "payload": f"/deny{payload}"},
                {"title": "先不投诉", "payload": "/cancel"},
            ],
            ask={"slot": "confirm", "input": "choice"},
        )


async def _contact(turn: Turn) -> str:
    phone = str(turn.slot("complaint_phone"))
    if phone != _NONE:
        return phone
    return "投保时留的号码" if (await turn.identity()).level >= Level.BOUND else "不留"


class ActionComplaintLodge(TurnAction):
    action = "action_complaint_lodge"

    async def answer(self, turn: Turn) -> list[Event]:
        target = str(turn.slot("complaint_target"))
        phone = turn.slot("complaint_phone")
        complaint = await turn.services.complaints.lodge(
            turn.conversation,
            await turn.identity(),
            category=category_of(filed_under(target)),
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
