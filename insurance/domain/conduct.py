"""Conduct guard: what neither the bot nor an agent may tell a customer (保险法 116, 131; 保险销售行为管理办法).

Only outgoing text is checked; a customer may ask 「这个保本吗」. A hit does not count where a negation stands within six
characters before it in the same sentence (「不保证收益」), except for guards that negation cannot cure. What is quoted is
not judged.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from insurance.domain.product_names import fold, places
from insurance.domain.products import Product, RenewalTerm
from kernel.quotes import Span

ANTIFRAUD = "scam_terms"
_REACH = 6
_ENDS = "。!?;\n"
_NEGATION = re.compile(
    # 不但, 不仅 … strengthen, 不用担心 promises; 特别, 区别, 非常, 未来 deny nothing either.
    r"不(?!但|仅|光|只|止|单|管|论|过|错|断|愧|妨|[用必要]担心|[用必]怕|用愁)|勿"
    r"|(?<![特区分级个类性差告辨识])别(?!的|人|家|担心|怕)|(?<!莫)非(?!但|常|凡)|无(?!论|非|忧|限|比|疑)|未(?!来)"
    r"|谨防|警惕|拒绝"
)


class Severity(StrEnum):
    """A warning leaves the choice to the person who writes; the bot has none."""

    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True)
class Guard:
    """`safe` may be said instead. `curable`: a negation before the hit makes it harmless.

    `contradicts`: the words are wrong only of a product for which this is true; `facts` says what is true of it. `only`: the
    hit counts only where this is true of it.
    """

    id: str
    pattern: re.Pattern[str]
    safe: str
    curable: bool = True
    contradicts: Callable[[str, Product], bool] | None = None
    facts: Callable[[Product], str] | None = None
    severity: Severity = Severity.BLOCK
    only: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class Breach:
    """`start` and `end` count characters of the text; `product` is the one the words are wrong of."""

    guard: Guard
    start: int
    end: int
    product: Product | None = None

    @property
    def safe(self) -> str:
        """A sentence for the customer, without its full stop."""
        if self.product is None or self.guard.facts is None:
            return self.guard.safe
        return self.guard.facts(self.product)

    def told(self) -> tuple[str, Span, str, str]:
        """Guard, span, safe wording and severity, as `ConductBreach` takes them."""
        return self.guard.id, (self.start, self.end), self.safe, self.guard.severity.value


def guard(id: str, pattern: str, safe: str, **more: Any) -> Guard:
    """A guard of a pattern in which a gap never reaches into the next sentence; `more`: further fields."""
    compiled = re.compile(pattern.replace(".", f"[^{_ENDS}]"), re.IGNORECASE)
    return Guard(id, compiled, safe, **more)


def _has_deductible(product: Product) -> bool:
    return (product.deductible or "0") != "0"


def _has(said: str, product: Product) -> bool:
    return _has_deductible(product) if "免赔" in said else bool(product.waiting_days)


def _terms(product: Product) -> str:
    # A bare figure of the table is yuan: 10000/年.
    deductible = re.sub(r"^(\d+)", r"\1 元", product.deductible or "")
    parts = [f"免赔额 {deductible}"] if _has_deductible(product) else []
    parts += [f"等待期 {product.waiting_days} 天"] if product.waiting_days else []
    return f"{product.short_name}：{'，'.join(parts)}，以合同条款为准"


_NO_DEDUCT = "免赔额和等待期都会算在内，以合同条款为准"

GUARDS: tuple[Guard, ...] = (
    guard(
        "yield",
        # 投保本产品 and the like hold 保本 by accident.
        r"保证(收益|赚|分红|年化)|稳赚|(?<![投承续参被])保本|零风险|年化(收益)?(率)?\d",
        "红利和结算利率是不确定的，以合同写明的保证利益为准",
    ),
    guard(
        "deposit",
        r"(比|跟|和)(银行)?存款.{0,4}(高|划算|一样)|相当于存(款|钱)|存银行不如",
        "保险不是存款，提前退保可能有损失",
    ),
    guard(
        "claim_sure",
        r"一定(能|会)?赔|肯定(能|会)?赔|包赔|百分(之)?百(理赔|赔付|赔)|什么都(保|赔)|全都(保|赔)",
        "是否赔付以合同约定和核定结果为准",
    ),
    guard(
        # 广告法 9; 最高保额 and 最低保费 are figures and stay allowed.
        "absolute",
        r"最(好|优|佳|便宜|划算)的?(产品|保险|选择)|(全网|行业|全国|市场)(最|第一|唯一)|国家级|顶级",
        "保障责任、责任免除和费用请以条款写明的为准",
    ),
    guard(
        "hunger",
        # The last day of a grace period is a date, not a threat.
        r"(即将|马上|最后).{0,4}(停售|涨价)"
        r"|(?<!宽限期)(?<!宽限期的)(?<!犹豫期)(?<!犹豫期的)(?<!保险期间)(?<!保险期间的)最后一天(?!遇|顺延|怎么|[是为在]?\d)"
        r"|错过(就|再等|今天)|仅限今(天|日)",
        "请按自己的需要决定，不必赶时间",
    ),
    guard(
        "disclose",
        # What opens an account need not be told, and must not.
        r"不(用|必|需要?)(如实)?(告知|写|填)(?!.{0,8}(密码|验证码|卡号))|隐瞒.{0,6}(病|体检|健康)|两年后.{0,4}(必|都|一定)(须)?赔",
        "投保时请如实回答询问，否则可能影响理赔",
        curable=False,
    ),
    guard("rebate", r"返(现|佣|利)|回扣|送.{0,6}(红包|保费)|首月免费", "我们不能给予合同约定以外的利益"),
    guard(
        "churn",
        r"退(了|掉|保).{0,10}(再|重新)(买|投)|旧(单|保单)?换新|升级(新)?保单.{0,6}退",
        "退保会失去保障，并可能有损失，请先核对现金价值",
    ),
    guard(ANTIFRAUD, r"代理退保|全额退保", "退保请走官方渠道，警惕代理退保"),
    guard(
        "tying",
        r"必须(一起|同时|搭配)(买|投保)|不买.{0,6}(就)?(不能|不给|不予)",
        "商业保险自愿投保",
    ),
    guard(
        "renew",
        # The word explained promises nothing.
        r"保证续保(?![」:]|是指|是什么|的意思)|可续(保)?(到|至).{0,4}岁|自动续保",
        "这款产品不保证续保，能否续保以合同约定为准",
        contradicts=lambda said, product: product.renewal is not RenewalTerm.GUARANTEED,
        facts=lambda product: f"{product.short_name}不保证续保，能否续保以合同约定为准",
    ),
    # To wave it away is wrong of every product; that there is none, only of one that has it.
    guard("no_deduct", r"(免赔额|等待期).{0,4}(不用管|忽略)", _NO_DEDUCT, curable=False),
    guard("no_deduct", r"没有(免赔|等待期)", _NO_DEDUCT, curable=False, contradicts=_has, facts=_terms),
    guard(
        "secrets",
        r"(发|告诉|提供|报)(给|一下)?.{0,8}(验证码|密码|CVV|支付码)|共享屏幕"
        r"|(验证码|密码|CVV|支付码).{0,4}(发|告诉|报|提供)(给|一下)?(我|过来)",
        "我们不会向您要密码、验证码，也不会要求共享屏幕",
    ),
    guard(
        "complaint",
        r"(别|不要|不用)(去)?(投诉|打12378)|撤(回)?(投)?诉.{0,4}(才|再)",
        "您随时可以投诉，登记后会有受理编号和处理期限",
        curable=False,
    ),
    guard(
        "auto_deny",
        r"(系统|机器人|我)(判定|认为|判断).{0,6}(拒赔|不赔|不予赔)",
        "是否赔付由核赔人员按合同核定",
        curable=False,
    ),
)


def breaches(
    text: str,
    *,
    quoted: Sequence[Span] = (),
    antifraud: bool = False,
    products: Sequence[Product] = (),
    about: Sequence[Product] = (),
    guards: Sequence[Guard] = GUARDS,
) -> list[Breach]:
    """Every hit in outgoing `text` outside what it quotes, in the order of the text.

    `antifraud`: the text warns of fraud and may name its terms. `products`: all there are; whose names stand in the text is
    found here. `about`: those spoken of before, for words that name none.
    """
    found = [
        breach for breach in _hits(text, quoted, guards) if not (antifraud and breach.guard.id == ANTIFRAUD)
    ]
    kept: list[Breach] = []
    for breach in found:
        if breach.guard.contradicts is None:
            kept.append(breach)
            continue
        said = text[breach.start : breach.end]
        subjects = _named(text, breach.start, products) or list(about)
        if subjects and all(breach.guard.contradicts(said, product) for product in subjects):
            kept.append(Breach(breach.guard, breach.start, breach.end, subjects[0]))
    return sorted(kept, key=lambda breach: (breach.start, breach.end))


def depends_on_product(text: str) -> bool:
    """Whether `text` says something that is right of one product and wrong of another."""
    return any(breach.guard.contradicts for breach in _hits(text, (), GUARDS))


def _hits(text: str, quoted: Sequence[Span], guards: Sequence[Guard]) -> Iterator[Breach]:
    read, origin = _read(text, quoted)
    for guard in guards:
        for hit in guard.pattern.finditer(read):
            if guard.curable and _denied(read, hit.start()):
                continue
            if guard.only is None or guard.only(hit[0]):
                yield Breach(guard, origin[hit.start()], origin[hit.end() - 1] + 1)


def _read(text: str, quoted: Sequence[Span]) -> tuple[str, list[int]]:
    """`text` as the patterns read it, and where each character comes from.

    Full-width as plain, without blanks and invisible characters; a quote ends the sentence before it.
    """
    characters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        if any(start <= place < end for start, end in quoted):
            character = "\n"
        elif character != "\n" and (character.isspace() or unicodedata.category(character) in ("Cf", "Cc")):
            continue
        for each in unicodedata.normalize("NFKC", character):
            characters.append(each)
            origin.append(place)
    return "".join(characters), origin


def _denied(read: str, start: int) -> bool:
    """Whether a negation of the same sentence reaches the hit at `start`."""
    sentence = max(read.rfind(end, 0, start) for end in _ENDS) + 1
    return _NEGATION.search(read, max(sentence, start - _REACH), start) is not None


def _named(text: str, at: int, products: Sequence[Product]) -> list[Product]:
    """The products the words at `at` are about: those named last before them, else first after them."""
    said, here = fold(text), len(fold(text[:at]))
    named: dict[Span, list[Product]] = {}
    for product in products:
        for place in places(product, said):
            named.setdefault(place, []).append(product)
    if not named:
        return []
    before = [place for place in named if place[0] < here]
    # Of names that overlap the longest counts.
    nearest = (
        max(before, key=lambda place: (place[1], -place[0]))
        if before
        else min(named, key=lambda place: (place[0], -place[1]))
    )
    return named[nearest]
