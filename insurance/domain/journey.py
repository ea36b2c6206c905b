"""Stage 客户旅程: where in a customer's life with the insurer a wish belongs, so that work can be counted by stage."""

from collections.abc import Mapping
from enum import StrEnum

from insurance.domain.complaints import ComplaintCategory


class Stage(StrEnum):
    CONTACT = "contact"  # 接触
    INQUIRY = "inquiry"  # 咨询
    APPLICATION = "application"  # 投保
    SERVICING = "servicing"  # 保全
    CLAIM = "claim"  # 理赔
    RENEWAL = "renewal"  # 续期、续保
    TERMINATION = "termination"  # 退保
    CARE = "care"  # 投诉与关怀


COMPLAINT_STAGES: Mapping[ComplaintCategory, Stage] = {
    ComplaintCategory.MIS_SELLING: Stage.APPLICATION,
    ComplaintCategory.CLAIM: Stage.CLAIM,
    ComplaintCategory.SURRENDER: Stage.TERMINATION,
    ComplaintCategory.RENEWAL_CHARGE: Stage.RENEWAL,
    ComplaintCategory.SERVICING: Stage.SERVICING,
    ComplaintCategory.ATTITUDE: Stage.CARE,
    ComplaintCategory.PRIVACY: Stage.CARE,
    ComplaintCategory.OTHER: Stage.CARE,
}

# What a customer wants (the intents of domain.yml) → stage. Small talk belongs to none.
INTENT_STAGES: Mapping[str, Stage] = {
    "faq": Stage.INQUIRY,
    "product_question": Stage.INQUIRY,
    "product_advice": Stage.APPLICATION,
    "policy_lookup": Stage.SERVICING,
    "policy_servicing": Stage.SERVICING,
    "contact_update": Stage.SERVICING,
    "claim_report": Stage.CLAIM,
    "claim_status": Stage.CLAIM,
    "claim_supplement": Stage.CLAIM,
    "renewal_query": Stage.RENEWAL,
    "renewal_reminder": Stage.RENEWAL,
    "premium_payment": Stage.RENEWAL,
    "surrender": Stage.TERMINATION,
    "complaint": Stage.CARE,
    "complaint_status": Stage.CARE,
    "express_dissatisfaction": Stage.CARE,
    "handoff": Stage.CONTACT,
    "callback_request": Stage.CONTACT,
}

# What a customer wants, as staff calls it.
WISHES: Mapping[str, str] = {
    "policy_lookup": "查保单",
    "policy_servicing": "保全变更",
    "contact_update": "改联系方式",
    "claim_report": "报案",
    "claim_status": "理赔进度",
    "claim_supplement": "补理赔材料",
    "renewal_query": "续期续保",
    "renewal_reminder": "提醒设置",
    "premium_payment": "缴费",
    "surrender": "退保",
    "product_advice": "投保咨询",
    "complaint": "投诉",
    "complaint_status": "投诉进度",
    "callback_request": "要求回电",
    "faq": "咨询",
    "product_question": "产品咨询",
    "express_dissatisfaction": "表达不满",
}
