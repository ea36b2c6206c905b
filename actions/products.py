"""Questions about named products, answered from the product table with clause and version."""

import json
import re

from rasa_sdk.events import SlotSet

from actions import product_facts as facts
from actions.base import TurnAction
from actions.naming import named, values
from actions.turn import Event, Turn
from insurance.domain.errors import InsuranceError
from insurance.domain.identity import Level
from insurance.domain.product_facts import recorded
from insurance.domain.products import LINE_NAMES, Product
from kernel.quotes import quoted

ANSWERS = frozenset({"utter_product_answer", "utter_product_overview", "utter_product_comparison"})
# What may be said in between: the product is still spoken of.
GOES_ON = ANSWERS | {"utter_plain_words", "utter_no_more", "utter_explain_person"}
ASKED_FOR_PRODUCT = frozenset(
    {
        "utter_product_which",
        "utter_product_of_line",
        "utter_product_not_ours",
        "utter_product_none_like_it",
        "utter_product_several",
    }
)
_ASKED_MOST = ("保险责任", "免赔额", "等待期")
_BUTTONS = 3
_COMPARED = 3
_BARE_NAME = 8
_ASKS_ALL = re.compile("[怎咋]么?样|介绍|好不好")
_COMPARES = re.compile(r"(?:[和跟与比]|还是).*(?:[哪谁比]|区别|不同|一样|差[别异]|好)")
_WITH_THE_LAST = re.compile(
    r"^(?:那|那么|再)?(?:它|这[个款]|上面|刚才|跟|和|与|比).*(?:比|区别|不同|一样|差)"
)


class ActionProductQuestion(TurnAction):
    action = "action_product_question"

    async def answer(self, turn: Turn) -> list[Event]:
        said = await named(turn)
        attributes = _attributes(turn, bool(said.products or said.unknown))
        keep = SlotSet("product_attribute", "、".join(attributes) or None)
        if said.unknown and (not said.products or _COMPARES.search(turn.text)):
            known = [product for group in said.products for product in group]
            return [*await _not_ours(turn, said.unknown, known), keep]
        if len(said.products) == 1 and len(said.products[0]) > 1:
            turn.say("utter_product_several", buttons=_choices(said.products[0]))
            return [SlotSet("product", None), keep]
        products = [group[0] for group in said.products] or await _of_line(turn)
        if not products and turn.entity("line") and turn.typed:
            # A kind of insurance is no product, least of all the one spoken of before.
            return [*await _which_of_line(turn, str(turn.entity("line"))), keep]
        products = await _with_those_before(turn, products)
        if not products:
            return [*await _which(turn), keep]
        if len(products) > 1:
            return _compare(turn, products[:_COMPARED], attributes)
        return [*_tell(turn, products[0], attributes), keep]


async def everything(turn: Turn) -> list[Event]:
    """All must-know items of what the last answer was about."""
    names = turn.slot("compared") or [turn.slot("product_before")]
    products = await _by_name(turn, names)
    if not products:
        return await _which(turn)
    return _compare(turn, products, []) if len(products) > 1 else _tell(turn, products[0], [])


def _attributes(turn: Turn, names_product: bool) -> list[str]:
    """What is asked, in this message or, where it goes on about it, in those before."""
    if asked := values(turn, "product_attribute"):
        return asked
    goes_on = "呢" in turn.text or turn.answered_with in ASKED_FOR_PRODUCT or _asked_in_general(turn)
    if turn.typed and names_product and not goes_on:
        # 「守护重疾怎么样」 asks for no attribute, whatever was asked of another product.
        return []
    kept = turn.slot("product_attribute")
    return str(kept).split("、") if kept else []


def _asked_in_general(turn: Turn) -> bool:
    """Whether a bare product name follows a general answer on an attribute, which ends on 「告诉我产品名」."""
    if turn.answered_with != "utter_faq" or len(turn.text) > _BARE_NAME or _ASKS_ALL.search(turn.text):
        return False
    messages = [event for event in turn.tracker.events if event.get("event") == "user"][-2:-1]
    entities = [e for message in messages for e in (message.get("parse_data") or {}).get("entities") or ()]
    return any(entity["entity"] == "product_attribute" for entity in entities)


async def _with_those_before(turn: Turn, products: list[Product]) -> list[Product]:
    """The products of the last answer where this message names none, or compares with them."""
    compared = turn.slot("compared") or []
    if not products and compared:
        return await _by_name(turn, compared)
    if not products and turn.slot("product"):
        return await _by_name(turn, [turn.slot("product")])
    last = turn.slot("product_before")
    if len(products) == 1 and last and last != products[0].name and _WITH_THE_LAST.search(turn.text):
        return [*await _by_name(turn, [last]), *products]
    return products


async def _by_name(turn: Turn, names: list[str]) -> list[Product]:
    known = {product.name: product for product in await turn.services.products.list()}
    return [known[name] for name in names if name in known]


async def _of_line(turn: Turn) -> list[Product]:
    """The only product of the kind named, or that of the last answer where 「这个医疗险」 means it."""
    line, last = turn.entity("line"), turn.slot("product")
    kin = await of_kind(turn, line) if line else []
    if len(kin) < 2 or not (last and re.search("这[个款份]|它", turn.text)):
        return kin if len(kin) == 1 else []
    return [product for product in kin if product.name == last]


async def of_kind(turn: Turn, line: str) -> list[Product]:
    return [p for p in await turn.services.products.list() if line in LINE_NAMES[p.line]]


def _tell(turn: Turn, product: Product, attributes: list[str]) -> list[Event]:
    source = facts.source([product])
    if not attributes:
        turn.say(
            "utter_product_overview",
            summary=facts.answer(product, list(facts.MUST_KNOW)),
            card=facts.card(product),
            source=source,
            buttons=_asked_most(),
        )
    else:
        unrecorded = [name for name in attributes if not recorded(product, name)]
        buttons = [_PERSON, _POLICIES] if unrecorded else None
        turn.say(
            "utter_product_answer", summary=facts.answer(product, attributes), source=source, buttons=buttons
        )
    return [
        SlotSet("product", product.name),
        SlotSet("product_before", product.name),
        SlotSet("compared", None),
        SlotSet("explained", True),
    ]


def _compare(turn: Turn, products: list[Product], attributes: list[str]) -> list[Event]:
    turn.say(
        "utter_product_comparison",
        summary=facts.comparison(products, attributes or list(facts.MUST_KNOW)),
        source=facts.source(products),
        buttons=[*_asked_most()[1:], _PERSON],
    )
    return [
        SlotSet("product", None),
        SlotSet("product_before", None),
        SlotSet("compared", [product.name for product in products]),
        SlotSet("product_attribute", "、".join(attributes) or None),
        SlotSet("explained", True),
    ]


async def _not_ours(turn: Turn, name: str, known: list[Product]) -> list[Event]:
    """Never another product's answer: those named beside it and the nearest names are offered, or all we have."""
    near = [*known, *await turn.services.products.find(name)]
    if line := turn.entity("line"):
        near += await turn.services.products.find(line)
    if near := list({product.code: product for product in near}.values()):
        turn.say("utter_product_not_ours", name=quoted(name), buttons=_choices(near))
    else:
        products = facts.by_line(await turn.services.products.list())
        turn.say("utter_product_none_like_it", name=quoted(name), products=products)
    return [SlotSet("product", None)]


async def _which_of_line(turn: Turn, line: str) -> list[Event]:
    kin = await of_kind(turn, line) or await turn.services.products.find(line)
    kin = kin or await turn.services.products.list()
    turn.say("utter_product_of_line", products=facts.by_line(kin), buttons=_choices(kin))
    return [SlotSet("product", None)]


async def _which(turn: Turn) -> list[Event]:
    """Asks for the product; the customer's own come first."""
    products = await turn.services.products.list()
    own = await _own(turn)
    first = [product for product in products if product.name in own]
    others = [product for product in products if product.name not in own]
    turn.say("utter_product_which", products=facts.by_line(products), buttons=_choices([*first, *others]))
    return [SlotSet("product", None)]


async def _own(turn: Turn) -> set[str]:
    """Names of the products of a verified customer's policies."""
    try:
        identity = await turn.identity()
        if identity.level < Level.VERIFIED:
            return set()
        return {policy.product for policy in await turn.services.policies.list_for(identity)}
    except InsuranceError:
        return set()


_PERSON = {"title": "请同事来讲", "payload": '/handoff{"queue": "sales"}'}
_POLICIES = {"title": "查我的保单", "payload": "/policy_lookup"}


def _choices(products: list[Product]) -> list[dict[str, str]]:
    short = [product.short_name for product in products]
    return [
        {
            "title": p.short_name if short.count(p.short_name) == 1 else p.name,
            "payload": f"/product_question{json.dumps({'product': p.name}, ensure_ascii=False)}",
        }
        for p in products[:_BUTTONS]
    ]


def _asked_most() -> list[dict[str, str]]:
    return [
        {
            "title": a,
            "payload": f"/product_question{json.dumps({'product_attribute': a}, ensure_ascii=False)}",
        }
        for a in _ASKED_MOST
    ]
