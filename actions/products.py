"""Questions about a named product, answered from the product table with its clause version."""

import json

from rasa_sdk.events import SlotSet

from actions.turn import Event, Turn, TurnAction
from insurance.domain.products import Product, RenewalTerm

# What customers call it (data/lookup/attributes.yml) → the product table's column.
ATTRIBUTES = {
    "等待期": "waiting_days",
    "犹豫期": "cooling_off_days",
    "宽限期": "grace_days",
    "免赔额": "deductible",
    "保险责任": "coverages",
    "责任免除": "exclusions",
    "续保": "renewal",
}
_ASKED_MOST = ("保险责任", "免赔额", "等待期")
_ASKED_FOR_PRODUCT = frozenset({"utter_product_which", "utter_product_unknown"})
_RENEWAL = {
    RenewalTerm.GUARANTEED: "合同约定的期间内保证续保，费率可能按合同调整",
    RenewalTerm.REVIEWED: "不保证续保，到期要重新申请并通过审核",
    RenewalTerm.NONE: "没有续保的约定",
}


def describe(product: Product, attribute: str) -> str:
    """One attribute as text; `attribute` is a key of `ATTRIBUTES`."""
    value, name = product.attribute(ATTRIBUTES[attribute]), attribute
    if isinstance(value, RenewalTerm):
        return f"{name}：{_RENEWAL[value]}"
    if value is None or value == ():
        return f"{name}：本产品不适用"
    if isinstance(value, tuple):
        return f"{name}：{'、'.join(value)}"
    if isinstance(value, int):
        return f"没有{name}" if value == 0 else f"{name}：{value} 天"
    return f"{name}：{value}"


class ActionProductQuestion(TurnAction):
    action = "action_product_question"

    async def answer(self, turn: Turn) -> list[Event]:
        attribute = turn.slot("product_attribute")
        line = turn.entity("line")
        # Names the model never saw, of products imported later, are known to the product table alone.
        in_text = await turn.services.products.named_in(turn.text)
        said = in_text.name if in_text else turn.entity("product")
        if line and not said and turn.typed:
            # A kind of insurance is no product, least of all the one spoken of before.
            kin = await turn.services.products.find(line) or await turn.services.products.list()
            turn.say("utter_product_unknown", buttons=_choices(kin))
            return [SlotSet("product", None)]
        named = said or turn.slot("product")
        asked_before = "呢" in turn.text or turn.answered_with in _ASKED_FOR_PRODUCT
        if turn.typed and said and not turn.entity("product_attribute") and not asked_before:
            # 「守护重疾怎么样」 asks for no attribute, whatever was asked of another product.
            attribute = None
        if not named:
            turn.say("utter_product_which")
            return []
        found = await turn.services.products.find(named)
        if not found:
            turn.say("utter_product_unknown", buttons=_choices(await turn.services.products.list()))
            return [SlotSet("product", None)]
        product = found[0]
        if attribute not in ATTRIBUTES:
            turn.say("utter_product_attribute_which", product=product.short_name, buttons=_attributes())
            return []
        facts = [describe(product, attribute)]
        if attribute == "保险责任":
            # Never the benefits without what is not covered (保险法 17).
            facts.append(describe(product, "责任免除"))
        turn.say(
            "utter_product_answer",
            summary=f"{product.name}，{'；'.join(facts)}。以保险合同条款为准。",
            source={"faq": None, "clause": f"{product.name}条款", "version": product.clause_version},
        )
        return [SlotSet("product", product.name)]


def _choices(products: list[Product]) -> list[dict[str, str]]:
    return [
        {
            "title": p.short_name,
            "payload": f"/product_question{json.dumps({'product': p.name}, ensure_ascii=False)}",
        }
        for p in products[:3]
    ]


def _attributes() -> list[dict[str, str]]:
    return [
        {
            "title": a,
            "payload": f"/product_question{json.dumps({'product_attribute': a}, ensure_ascii=False)}",
        }
        for a in _ASKED_MOST
    ]
