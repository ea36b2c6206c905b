"""What a complaint is about, and what makes it urgent: both are known when it is lodged."""

from enum import StrEnum


class ComplaintCategory(StrEnum):
    MIS_SELLING = "mis_selling"
    CLAIM = "claim"
    SURRENDER = "surrender"
    ATTITUDE = "attitude"
    RENEWAL_CHARGE = "renewal_charge"
    SERVICING = "servicing"
    PRIVACY = "privacy"
    OTHER = "other"


CATEGORY_NAMES: dict[ComplaintCategory, str] = {
    ComplaintCategory.MIS_SELLING: "销售误导",
    ComplaintCategory.CLAIM: "理赔",
    ComplaintCategory.SURRENDER: "退保",
    ComplaintCategory.ATTITUDE: "服务态度",
    ComplaintCategory.RENEWAL_CHARGE: "续期扣费",
    ComplaintCategory.SERVICING: "保全",
    ComplaintCategory.PRIVACY: "隐私",
    ComplaintCategory.OTHER: "其他",
}


def category_of(text: str) -> ComplaintCategory:
    """A category from its code or its Chinese name; anything else is OTHER."""
    for category, name in CATEGORY_NAMES.items():
        if text in (category.value, name):
            return category
    return ComplaintCategory.OTHER


class Urgency(StrEnum):
    """Why a complaint goes to a senior handler at once."""

    WORDS = "words"
    REPEATED = "repeated"
    ELDERLY = "elderly"
    MINOR = "minor"
    DEATH = "death"


_WORDS = ("监管", "12378", "金融监督", "银保监", "起诉", "媒体", "自杀", "群体", "曝光")
_MINOR = ("未成年", "儿童", "小孩", "孩子")
_DEATH = ("身故", "死亡", "去世", "过世")


def urgencies(text: str, *, earlier: int, age: int | None) -> frozenset[Urgency]:
    """`earlier` = complaints the same person lodged before, `age` in full years where known."""
    found = set()
    if any(word in text for word in _WORDS):
        found.add(Urgency.WORDS)
    if earlier:
        found.add(Urgency.REPEATED)
    if age is not None and age >= 65:
        found.add(Urgency.ELDERLY)
    if (age is not None and age < 18) or any(word in text for word in _MINOR):
        found.add(Urgency.MINOR)
    if any(word in text for word in _DEATH):
        found.add(Urgency.DEATH)
    return frozenset(found)
