"""What the product table says, as a customer reads it: one attribute, the must-know items, a comparison."""

from typing import Any

from actions import formats
from insurance.domain.product_facts import ATTRIBUTES, COVER, clause, shown, value
from insurance.domain.products import LINE_NAMES, Product
from kernel.quotes import quoted

# The eight items one has to know of a product.
MUST_KNOW = tuple(ATTRIBUTES)
# Longer lists of products are counted, not read out.
_READABLE = 16


def answer(product: Product, attributes: list[str]) -> str:
    """Product, line, what was asked, and where it stands."""
    facts = [f"{name}：{value(product, name)}" for name in shown([product], attributes)]
    head = f"{quoted(product.name)}（{LINE_NAMES[product.line][0]}）"
    body = f"，{facts[0]}。" if len(facts) == 1 else "：\n" + "\n".join(facts)
    return f"{head}{body}\n出处：{quoted(clause(product))}（{product.clause_version}），以保险合同条款为准。"


def at_a_glance(product: Product) -> str:
    """What it covers, and never without what it does not and what one bears oneself (保险法 17)."""
    covered, excluded, borne = (value(product, attribute) for attribute in COVER)
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
    clauses = "；".join(f"{quoted(clause(product))}（{product.clause_version}）" for product in products)
    return "\n".join([*lines, f"出处：{clauses}。只列条款写明的内容，不作推荐；以保险合同条款为准。"])


def source(products: list[Product]) -> dict[str, Any]:
    return {
        "faq": None,
        "clause": "；".join(map(clause, products)),
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


def _told_apart(products: list[Product]) -> list[str]:
    short = [product.short_name for product in products]
    return short if len(set(short)) == len(short) else [product.name for product in products]
