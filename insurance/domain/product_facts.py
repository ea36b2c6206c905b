"""What the product table says of one attribute, in the words a customer reads: for the bot and for agents alike."""

import re

from insurance.domain.products import Product, RenewalTerm, TermType

# What customers call it (data/lookup/attributes.yml) → the product table's column. In this order they are the eight
# items one has to know of a product.
ATTRIBUTES = {
    "保险责任": "coverages",
    "责任免除": "exclusions",
    "免赔额": "deductible",
    "等待期": "waiting_days",
    "犹豫期": "cooling_off_days",
    "宽限期": "grace_days",
    "续保": "renewal",
    "保险期间": "term_type",
}
# Never the benefits without what is not covered and what one bears oneself (保险法 17).
COVER = ("保险责任", "责任免除", "免赔额")
# Has no column of its own; clauses write it into the cover.
_IN_COVER = {
    "保额": re.compile(r"\d+ ?万|\d{4,}"),
    "赔付比例": re.compile("%|比例"),
    "住院津贴": re.compile("津贴"),
    "红利": re.compile("红利|分红"),
}
_RENEWAL = {
    RenewalTerm.GUARANTEED: "合同约定的期间内保证续保，费率可能按合同调整",
    RenewalTerm.REVIEWED: "不保证续保，到期要重新申请并通过审核",
    RenewalTerm.NONE: "没有续保的约定",
}
_SHORT, _LONG = "一年或不到一年，具体起止看合同", "一年以上，具体年限看合同"
# 健康保险管理办法: a year with guaranteed renewal counts as long.
_RENEWED = "一年一续，在保证续保的期间内按长期险管，具体年限看合同"
_NOT_APPLICABLE = "不适用，条款没有约定这一项"
_NOT_RECORDED = "我这里的产品资料没有登记，以您的合同为准"
_SUM = re.compile(r"(\d+)(/.+)?")


def value(product: Product, attribute: str) -> str:
    """One attribute without its name; one that the table does not hold is said to be missing, never guessed."""
    if attribute not in ATTRIBUTES:
        return _NOT_RECORDED
    held = product.attribute(ATTRIBUTES[attribute])
    if isinstance(held, RenewalTerm):
        return _RENEWAL[held]
    if isinstance(held, TermType):
        return _term(product)
    if held is None or held == ():
        return _NOT_APPLICABLE
    if isinstance(held, tuple):
        return "、".join(held)
    if isinstance(held, int):
        return f"{held} 天"
    return _SUM.sub(r"\1 元\2", held) if _SUM.fullmatch(held) else held


def recorded(product: Product, attribute: str) -> bool:
    """Whether the table can answer for it."""
    return attribute in ATTRIBUTES or _in_cover(product, attribute)


def shown(products: list[Product], attributes: list[str]) -> list[str]:
    """The attributes to show for those asked about: cover always with its exclusions and the deductible."""
    wanted: dict[str, None] = {}
    for attribute in attributes:
        covered = attribute == "保险责任" or any(_in_cover(product, attribute) for product in products)
        wanted |= dict.fromkeys(COVER if covered else (attribute,))
    return list(wanted)


def clause(product: Product) -> str:
    """Where it stands."""
    return f"{product.name}条款"


def _term(product: Product) -> str:
    if product.term_type is TermType.SHORT:
        return _SHORT
    return _RENEWED if product.renewal is RenewalTerm.GUARANTEED else _LONG


def _in_cover(product: Product, attribute: str) -> bool:
    pattern = _IN_COVER.get(attribute)
    return pattern is not None and any(pattern.search(line) for line in product.coverages)
