"""What the product table says, as a customer reads it: one attribute, the must-know items, a comparison."""

import re
from typing import Any

from actions import formats
from insurance.domain.products import LINE_NAMES, Product, RenewalTerm, TermType
from kernel.quotes import quoted

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
MUST_KNOW = tuple(ATTRIBUTES)
# Never the benefits without what is not covered and what one bears oneself (保险法 17).
_COVER = ("保险责任", "责任免除", "免赔额")
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
# Longer lists of products are counted, not read out.
_READABLE = 16
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
        wanted |= dict.fromkeys(_COVER if covered else (attribute,))
    return list(wanted)


def answer(product: Product, attributes: list[str]) -> str:
    """Product, line, what was asked, and where it stands."""
    facts = [f"{name}：{value(product, name)}" for name in shown([product], attributes)]
    head = f"{quoted(product.name)}（{LINE_NAMES[product.line][0]}）"
    body = f"，{facts[0]}。" if len(facts) == 1 else "：\n" + "\n".join(facts)
    return f"{head}{body}\n出处：{quoted(_clause(product))}（{product.clause_version}），以保险合同条款为准。"


def at_a_glance(product: Product) -> str:
    """What it covers, and never without what it does not and what one bears oneself (保险法 17)."""
    covered, excluded, borne = (value(product, attribute) for attribute in _COVER)
    return f"· {product.short_name}：保 {covered}；不保 {excluded}；免赔额 {borne}"


def comparison(products: list[Product], attributes: list[str]) -> str:
    """The same items of several products side by side: facts only, no preference (产品适当性)."""
    names = [quoted(name) for name in _told_apart(products)]
    lines = [f"{'、'.join(names)}："]
    for attribute in shown(products, attributes):
        values = [value(product, attribute) for product in products]
        if len(set(values)) == 1:
            lines.append(f"{attribute}：都是「{values[0]}」")
        else:
            each = [f"· {name}：{said}" for name, said in zip(names, values, strict=True)]
            lines.append("\n".join([f"{attribute}：", *each]))
    clauses = "；".join(f"{quoted(_clause(product))}（{product.clause_version}）" for product in products)
    return "\n".join([*lines, f"出处：{clauses}。只列条款写明的内容，不作推荐；以保险合同条款为准。"])


def source(products: list[Product]) -> dict[str, Any]:
    return {
        "faq": None,
        "clause": "；".join(map(_clause, products)),
        "version": "；".join(product.clause_version for product in products),
    }


def card(product: Product) -> dict[str, Any]:
    """The eight must-know items, `items: [{name, value}]`."""
    items = [{"name": name, "value": value(product, name)} for name in MUST_KNOW]
    return formats.card(
        "product",
        product_code=product.code,
        product=product.name,
        line=LINE_NAMES[product.line][0],
        clause_version=product.clause_version,
        items=items,
    )


def by_line(products: list[Product]) -> str:
    """「医疗险：百万医疗、长护医疗；重疾险：守护重疾」; the lines alone where there are too many to read."""
    lines: dict[str, list[str]] = {}
    for product in products:
        lines.setdefault(LINE_NAMES[product.line][0], []).append(product.short_name)
    if len(products) > _READABLE:
        return "、".join(f"{line} {len(names)} 款" for line, names in lines.items())
    return "；".join(f"{line}：{'、'.join(dict.fromkeys(names))}" for line, names in lines.items())


def _term(product: Product) -> str:
    if product.term_type is TermType.SHORT:
        return _SHORT
    return _RENEWED if product.renewal is RenewalTerm.GUARANTEED else _LONG


def _in_cover(product: Product, attribute: str) -> bool:
    pattern = _IN_COVER.get(attribute)
    return pattern is not None and any(pattern.search(line) for line in product.coverages)


def _clause(product: Product) -> str:
    return f"{product.name}条款"


def _told_apart(products: list[Product]) -> list[str]:
    short = [product.short_name for product in products]
    return short if len(set(short)) == len(short) else [product.name for product in products]
