"""Claim documents 单证: what each kind of loss needs, what has come, and what of a list is still missing.

The lists are common practice; the contract's own list decides. Names are those customers and the look-up table use.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from insurance.domain.products import Line

# The claim in writing: with it a loss that was only reported becomes a claim (请求, 保险法 22, 23).
APPLICATION = "理赔申请书"


class Need(StrEnum):
    MANDATORY = "mandatory"
    MAY_FOLLOW = "may_follow"  # where it applies
    FETCHED = "fetched"  # the insurer has or gets it: never asked for


class LossKind(StrEnum):
    DEATH = "death"
    CRITICAL_ILLNESS = "critical_illness"
    MEDICAL = "medical"
    ACCIDENT = "accident"
    DISABILITY = "disability"
    CAR_DAMAGE = "car_damage"
    THIRD_PARTY_INJURY = "third_party_injury"
    THEFT = "theft"
    PROPERTY = "property"
    OTHER = "other"


@dataclass(frozen=True)
class ChecklistItem:
    """`name` may join alternatives by 「或」. `received`: it has come."""

    name: str
    need: Need
    received: bool = False


class RecognitionState(StrEnum):
    """Whether a document's picture has been read."""

    PENDING = "pending"
    DONE = "done"
    NOTHING_FOUND = "nothing_found"  # read, but none of the documents whose fields are known
    FAILED = "failed"


@dataclass(frozen=True, repr=False)
class ClaimDocument:
    """One file handed in for a claim or its report. `kind`: the document's name, None where nobody said it yet.

    `kept_path`: where the file lies in the folder of files, once the conversation it came in is erased.
    """

    id: int
    claim_no: str
    subject: str
    key: str
    kind: str | None
    attachment_id: str
    at: datetime
    recognition_state: RecognitionState = RecognitionState.PENDING
    recognition: Mapping[str, Any] | None = None
    kept_path: str | None = None

    def __repr__(self) -> str:
        return f"ClaimDocument({self.id}, {self.claim_no})"

    @property
    def proposed(self) -> dict[str, str]:
        """The values read from it, by field, that the customer has not judged yet."""
        read = self.recognition or {}
        fields = {} if _JUDGED in read else read.get("fields", {})
        return {name: str(field["value"]) for name, field in fields.items()}

    @property
    def confirmed(self) -> dict[str, str]:
        """The values that count: those the customer said are right, or put right."""
        return dict((self.recognition or {}).get(_JUDGED) or {})

    def judged(self, values: Mapping[str, str]) -> dict[str, Any]:
        """`recognition` with the customer's word on it; no values where nothing was read rightly."""
        return {**(self.recognition or {}), _JUDGED: dict(values)}


_JUDGED = "confirmed"


def named(documents: Iterable[ClaimDocument]) -> list[str]:
    """The names of those that have one."""
    return [document.kind for document in documents if document.kind]


_EVERY_CLAIM = (APPLICATION, "身份证明", "收款账户"), ("关系证明", "授权委托书", "受托人身份证明")
_FETCHED = ("保险合同",)
_MEDICAL_PAPERS = ("病历", "费用发票", "费用清单")
_CAR_PAPERS = ("驾驶证", "行驶证", "维修清单", "维修发票", "现场照片")

# Kind of loss → what is mandatory, what may follow; beside what every claim needs.
_BY_KIND: dict[LossKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    LossKind.DEATH: (
        ("死亡证明", "受益人身份证明"),
        ("户籍注销证明", "火化证明", "意外事故证明", "继承人证明", "宣告死亡判决书"),
    ),
    LossKind.CRITICAL_ILLNESS: (("诊断证明", "检查报告", "病历或出院小结"), ("手术记录",)),
    LossKind.MEDICAL: (
        ("病历或出院小结", "费用发票", "费用清单"),
        ("医保结算单", "处方或检查报告"),
    ),
    LossKind.ACCIDENT: (_MEDICAL_PAPERS, ("意外事故证明",)),
    LossKind.DISABILITY: ((*_MEDICAL_PAPERS, "伤残鉴定报告"), ("意外事故证明",)),
    LossKind.CAR_DAMAGE: (_CAR_PAPERS, ("事故认定书或自行协商协议",)),
    LossKind.THIRD_PARTY_INJURY: (
        ("事故认定书", "病历", "费用发票"),
        ("调解书或判决书或赔偿协议", "误工证明或护理证明", "伤残鉴定报告", "死亡证明", "赔偿凭证"),
    ),
    LossKind.THEFT: (("立案证明", "登记证书"), ("车钥匙",)),
    LossKind.PROPERTY: (
        ("损失清单",),
        ("现场照片或购置凭证", "火灾证明或气象证明或立案证明或物业证明", "维修发票"),
    ),
    LossKind.OTHER: ((), ()),
}


def documents_for(line: Line | None, kind: LossKind) -> tuple[ChecklistItem, ...]:
    """The whole list for one loss, mandatory first; with people hurt on the road, the own car's papers may follow."""
    mandatory = (*_EVERY_CLAIM[0], *_BY_KIND[kind][0])
    may_follow = (*_BY_KIND[kind][1], *_EVERY_CLAIM[1])
    if kind is LossKind.THIRD_PARTY_INJURY and line is not None and line.is_auto:
        may_follow = (*_CAR_PAPERS, *may_follow)
    return (
        *(ChecklistItem(name, Need.MANDATORY) for name in mandatory),
        *(ChecklistItem(name, Need.MAY_FOLLOW) for name in may_follow),
        *(ChecklistItem(name, Need.FETCHED) for name in _FETCHED),
    )


_DEATH = re.compile("身故|死亡|去世|过世|离世|逝世|遇难|猝死|病故|死了|人没了")
_DISABLED = re.compile("伤残|全残|残疾|截肢|失明|瘫痪")
_STOLEN = re.compile("(?:车|辆).{0,4}(?:被盗|被偷|被抢|丢了|不见了)|盗抢|偷车")
_HURT = re.compile("人伤|伤人|伤者|受了?[轻重]?伤|撞伤|骨折|流血|昏迷|住院|救护车")
_UNHURT = re.compile("(?:没有?|无|未(?!成年))[^，。；,;]{0,4}(?:伤|人)")


def tells_of_death(cause: str | None, injury: str | None) -> bool:
    """Whether somebody died, as far as the facts were told; whatever the line."""
    return _DEATH.search(f"{cause or ''}；{injury or ''}") is not None


def loss_kind(line: Line | None, cause: str | None, injury: str | None) -> LossKind:
    """From the line and the facts as told. `injury`: who is hurt, also 「没有人受伤」; None where not told."""
    told = f"{cause or ''}；{injury or ''}"
    if line is Line.AUTO_COMMERCIAL and _STOLEN.search(told):
        return LossKind.THEFT
    if line is not None and (line.is_auto or line is Line.LIABILITY):
        harm = _UNHURT.sub("", told)
        somebody = injury is not None and injury.strip() and not _UNHURT.search(injury)
        if somebody or _HURT.search(harm) or _DEATH.search(harm):
            return LossKind.THIRD_PARTY_INJURY
        return LossKind.CAR_DAMAGE if line.is_auto else LossKind.PROPERTY
    if line is Line.HOME:
        return LossKind.PROPERTY
    if line is Line.MEDICAL:
        return LossKind.MEDICAL
    if _DEATH.search(told):
        return LossKind.DEATH
    if line in (Line.ACCIDENT, Line.LIFE) and _DISABLED.search(told):
        return LossKind.DISABILITY
    if line is Line.ACCIDENT:
        return LossKind.ACCIDENT
    return LossKind.CRITICAL_ILLNESS if line is Line.CRITICAL_ILLNESS else LossKind.OTHER


# What is as good as what was asked for, beside papers whose names end alike (发票 for 费用发票).
_AS_GOOD: dict[str, tuple[str, ...]] = {
    "身份证明": ("身份证", "户口本", "护照", "出生证明"),
    "收款账户": ("银行卡",),
    "死亡证明": ("居民死亡推断书", "尸检报告"),
    "关系证明": ("户口本", "结婚证", "出生证明"),
    "意外事故证明": ("事故认定书", "立案证明", "报案回执"),
    "自行协商协议": ("报案回执", "调解书"),
    "赔偿凭证": ("银行流水",),
    "赔偿协议": ("调解书",),
    "购置凭证": ("发票", "购车发票"),
    "宣告死亡判决书": ("判决书",),
    "病历": ("入院记录", "出院小结"),
}
_AND = re.compile("[、，,;；+]|(?<=..)[和与及](?=..)")
_OR = re.compile("或|/")


def still_missing(items: Sequence[str], kinds: Sequence[str]) -> tuple[str, ...]:
    """The items that `kinds` (names of the documents that came, one each) do not cover, in their order.

    「A和B」 takes both, 「A或B」 either; one document covers one part, the same name before a like one.
    """
    wanting = {item for item, _ in _uncovered(items, kinds)}
    return tuple(item for item in items if item in wanting)


def _uncovered(items: Sequence[str], kinds: Sequence[str]) -> list[tuple[str, str]]:
    """(item, part) each."""
    left = list(kinds)
    wanted = list(dict.fromkeys(items))
    for kind in kinds:
        if kind in wanted:
            wanted.remove(kind)
            left.remove(kind)
    parts = [(item, part) for item in wanted for part in _AND.split(item) if part]
    for fits in (_same, _like):
        for kind in list(left):
            covered = next((each for each in parts if fits(each[1], kind)), None)
            if covered is not None:
                parts.remove(covered)
                left.remove(kind)
    return parts


def _same(part: str, kind: str) -> bool:
    return kind in _OR.split(part)


def _like(part: str, kind: str) -> bool:
    return len(kind) > 1 and any(_as_good(choice, kind) for choice in _OR.split(part) if choice)


def _as_good(asked: str, kind: str) -> bool:
    if kind.endswith(asked) or asked.endswith(kind):
        return True
    return any(asked.endswith(name) and kind in good for name, good in _AS_GOOD.items())


def ticked(items: Sequence[ChecklistItem], kinds: Sequence[str]) -> tuple[ChecklistItem, ...]:
    """The list with what came marked. What the insurer fetches is not asked for, so it is never ticked."""
    names = [item.name for item in items if item.need is not Need.FETCHED]
    wanting = set(still_missing(names, kinds))
    return tuple(replace(item, received=item.name in names and item.name not in wanting) for item in items)


def parts_missing(items: Iterable[ChecklistItem], kinds: Sequence[str]) -> tuple[str, ...]:
    """What of a ticked list must still come, piece by piece: of 「A和B」 with A there, B alone."""
    asked = {item.name: item.received for item in items if item.need is Need.MANDATORY}
    return tuple(dict.fromkeys(part for item, part in _uncovered(list(asked), kinds) if not asked[item]))
