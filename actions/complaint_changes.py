"""What a customer changes in a complaint that was read back: 「电话改成139…」「不对，是服务态度」「金额改成5000」."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.phones import phone_in
from insurance.domain.complaints import CATEGORY_NAMES
from kernel.masking import PHONE

TARGET, DETAIL, DEMAND, CONTACT = (
    "complaint_target",
    "complaint_detail",
    "complaint_demand",
    "complaint_phone",
)
# The first that is named counts; 「投诉的是」 comes last because stories say it as well.
_NAMED = (
    (CONTACT, re.compile(r"电话|手机|号码|联系方式")),
    (DEMAND, re.compile(r"诉求|希望|要求")),
    (DETAIL, re.compile(r"经过|过程|情况")),
    (TARGET, re.compile(r"对象|不满意的|类型|类别|哪方面|投诉的是")),
)
_VERB = re.compile(
    r"(?:改成|改为|改到|换成|换为|更正为|应该是|应当是|应是|写成|(?:不满意的|对象|类型|投诉的|诉求)是)(?:了|：|:|，|,)?\s*(?P<value>.+)$",
    re.DOTALL,
)
_NOT_BUT = re.compile(r"不是(?P<old>[^，,。；;\s]+?)[，,。；;\s]*(?:而|应该|应当)?是(?P<new>.+)$", re.DOTALL)
_WRONG_IS = re.compile(
    r"^(?:不对|不是|错了|写错了|搞错了)[了啊呀，,。！!\s]*(?:应该|应当)?是(?P<value>.+)$", re.DOTALL
)
_WRONG = re.compile(r"不对|错|改|换|重新|重说|重写|不是")
_MORE = re.compile(r"漏|补充|还有|加上|加一")
_WISH = re.compile(r"^(?:我)?(?:还)?(?:希望|要求)")
_AMOUNT = re.compile(
    r"(?:\d[\d,]*(?:\.\d+)?|[零一二三四五六七八九十百千万两]+(?=[元块万]))\s*(?P<unit>万元|万块|万|千元|千|元|块钱|块)?"
)
_GAPS = re.compile(r"(?<=\d)[\s\-—]+(?=\d)")
_NOISE = re.compile(r"[\s，,。.！!、]|我的?|是|用|打|这个?|吧|就|哦|啊")
_END = " 　，,。；;！!"


@dataclass(frozen=True, slots=True)
class Change:
    """`field` is a slot; `value` is its new value, or None where it has to be asked for again."""

    field: str
    value: str | None


def change_in(text: str, said: Mapping[str, str | None]) -> Change | None:
    """The change `text` asks for, `said` being the complaint's slots so far; None where it asks for none."""
    text = text.strip(_END)
    field = next((name for name, words in _NAMED if words.search(text)), None)
    if phone := phone_in(text):
        rest = _NOISE.sub("", PHONE.sub("", _GAPS.sub("", text)))
        return Change(CONTACT, phone) if field == CONTACT or not rest or _WRONG.search(text) else None
    verb = _VERB.search(text)
    value = verb.group("value").strip(_END) if verb else None
    if "金额" in text or (field is None and value and _AMOUNT.fullmatch(value)):
        return _amount(value or text, said)
    if field == DETAIL and _MORE.search(text):
        return Change(DETAIL, f"{said.get(DETAIL)}\n{text}")
    if swap := _NOT_BUT.search(text):
        return _swap(swap["old"], swap["new"].strip(_END), said, field)
    if field and value:
        return _set(field, value)
    if wrong := _WRONG_IS.search(text):
        return (
            _set(field or TARGET, wrong["value"].strip(_END)) if field or _category(wrong["value"]) else None
        )
    if value and _category(value):
        return _set(TARGET, value)
    if field == DEMAND and _WISH.search(text) and not _WRONG.search(text):
        return Change(DEMAND, f"{said.get(DEMAND)}；{text}")
    if field and _WRONG.search(text) and len(text) <= 12:
        return Change(field, None)
    return None


def _category(value: str) -> str | None:
    return next((name for name in CATEGORY_NAMES.values() if name in value), None)


def _set(field: str, value: str) -> Change:
    if field == TARGET:
        return Change(TARGET, _category(value) or value)
    # A number without eleven digits is no phone: it is asked for again.
    return Change(field, None if field == CONTACT else value)


def _swap(old: str, new: str, said: Mapping[str, str | None], field: str | None) -> Change | None:
    """「不是两次，是三次」: replaced where it was said."""
    if _category(new) and (_category(old) or old in str(said.get(TARGET))):
        return _set(TARGET, new)
    for name in (field, DEMAND, DETAIL):
        if name and old in (told := str(said.get(name) or "")):
            return Change(name, told.replace(old, new))
    return _set(field, new) if field else None


def _amount(text: str, said: Mapping[str, str | None]) -> Change | None:
    """A new sum in place of the only one named in the demand or the story; beside the demand where there is none."""
    new = next((m for m in _AMOUNT.finditer(text)), None)
    if new is None:
        return Change(DEMAND, None)
    amount = new.group().strip()
    if not new["unit"]:
        amount += "元"
    for name in (DEMAND, DETAIL):
        told = str(said.get(name) or "")
        sums = [m for m in _AMOUNT.finditer(told) if m["unit"]]
        if len(sums) == 1:
            return Change(name, told[: sums[0].start()] + amount + told[sums[0].end() :])
    return Change(DEMAND, f"{said.get(DEMAND)}（金额 {amount}）")
