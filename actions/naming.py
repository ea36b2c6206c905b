"""Which products a message speaks of, and whether it names one that we do not have."""

import re
from dataclasses import dataclass, field
from typing import Any

from actions.turn import Turn
from insurance.domain.product_names import fold, spellings
from insurance.domain.products import Product
from kernel.clock import today

# What stands around a name in a question.
_AROUND = re.compile(
    r"请问|想问问?|问一?下|想?了解|想?知道|一下|告诉|帮忙?|查查|看看|说说|讲讲|介绍|你们家?|我们|咱们|您家?|贵司|公司"
    r"|青禾(?:演示)?|那个?|这个?|哪[个款种]|[这那]款|这种|有没有|有无|多长时间|多久|多长|多少天?|几天|几日|多高"
    r"|是?啥|什么|怎么样|咋样|怎样|如何|区别|差别|差异|不同|不一样|一样|对比|比较|比一?比|分别|各自?|产品|保险|险种"
    r"|还是|以及|谁|[更最]?[低高长短好]?\W*$|[的是有吗嘛呢么啊呀吧哦了和跟与同比险]|[\W_\d]"
)
_NO_NAME = re.compile(r"[我你您他她它不没要能可以想得用买卖赔报销交给到在就也都会过哪几怎住院病]")
_LENGTH = range(2, 11)
# For `named` where the message need not name a product at all: a strange name of two characters is too often a word.
IN_PASSING = 3


@dataclass
class Named:
    """`products`: one list per name said, several where a name fits several. `unknown`: a name of none of ours."""

    products: list[list[Product]] = field(default_factory=list)
    unknown: str | None = None


def values(turn: Turn, entity: str) -> list[str]:
    """All values of an entity in this message; a button may carry several, joined by 「、」."""
    said = turn.tracker.get_latest_entity_values(entity)
    return list(dict.fromkeys(value for joined in said for value in str(joined).split("、")))


async def named(turn: Turn, least: int = 2) -> Named:
    """The products this message names; what may be a strange name has at least `least` characters."""
    found = await turn.services.products.named_in(turn.text) if turn.typed else []
    for entity in _entities(turn, "product"):
        span = fold(turn.text) if not turn.typed else fold(_raw(turn)[entity["start"] : entity["end"]])
        if not any(_overlaps(span, product) for group in found for product in group):
            found += [group] if (group := await _meant_by(turn, str(entity["value"]), span)) else []
    if not turn.typed:
        return Named(found)
    rest = _rest(turn, [product for group in found for product in group])
    if not found:
        for chunk in rest:
            if group := await turn.services.products.begun_with(chunk):
                found.append(group)
    strange = (chunk for chunk in rest if len(chunk) >= least and _is_strange(turn, chunk))
    known = [product for group in found for product in group]
    unknown = next((chunk for chunk in strange if not any(chunk in product.name for product in known)), None)
    return Named(found, unknown)


def _overlaps(span: str, product: Product) -> bool:
    """Whether what the extractor marked is a name found already: 青禾百万医疗 and 百万医疗."""
    return any(name in span or span in name for name in spellings(product))


async def _meant_by(turn: Turn, value: str, span: str) -> list[Product]:
    """The product an entity stands for; its value comes from a list that may know other products than the table."""
    products = await turn.services.products.list()
    return [
        product for product in products if product.name == value
    ] or await turn.services.products.begun_with(span)


def _raw(turn: Turn) -> str:
    return str(turn.tracker.latest_message.get("text") or "")


def _entities(turn: Turn, *kinds: str) -> list[dict[str, Any]]:
    return [e for e in turn.tracker.latest_message.get("entities") or () if not kinds or e["entity"] in kinds]


def _rest(turn: Turn, products: list[Product]) -> list[str]:
    """What the message holds besides entities, known names and the words of a question."""
    text = list(_raw(turn))
    for entity in _entities(turn):
        text[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    left = "".join(text)
    for name in (name for product in products for name in (product.name, product.short_name)):
        left = left.replace(name, " ")
    return [chunk for chunk in _AROUND.sub(" ", left).split() if len(chunk) in _LENGTH]


def _is_strange(turn: Turn, chunk: str) -> bool:
    """Like a name: no word of plain talk, and none our answers to general questions know (疾病, 手术)."""
    if _NO_NAME.search(chunk):
        return False
    entries = turn.services.faq.all(today(turn.services.clock))
    return not any(
        chunk in text for entry in entries for text in (entry.answer, entry.question, *entry.similar)
    )
