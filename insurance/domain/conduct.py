"""Conduct guard: what neither the bot nor an agent may tell a customer (保险法 116, 131; 保险销售行为管理办法).

Only outgoing text is checked; a customer may ask 「这个保本吗」. A hit does not count where a negation stands within six
characters before it (「不保证收益」), except for guards that negation cannot cure.
"""

import re
from dataclasses import dataclass

_NEGATION = re.compile(r"不(?!但|仅)|勿|别|非|无(?!论)|未|谨防|警惕|拒绝")
_REACH = 6


@dataclass(frozen=True)
class Guard:
    """`safe` is what may be said instead. `curable`: a negation before the hit makes it harmless."""

    id: str
    pattern: re.Pattern[str]
    safe: str
    curable: bool = True


@dataclass(frozen=True)
class Breach:
    guard: Guard
    start: int
    end: int


def _guard(id: str, pattern: str, safe: str, *, curable: bool = True) -> Guard:
    return Guard(id, re.compile(pattern), safe, curable)


GUARDS: tuple[Guard, ...] = (
    _guard(
        "yield",
        r"保证(收益|赚|分红|年化)|稳赚|保本|零风险|年化(收益)?(率)?\d",
        "红利及结算利率不确定，以合同载明的保证利益为准",
    ),
    _guard(
        "deposit",
        r"(比|跟|和)(银行)?存款.{0,4}(高|划算|一样)|相当于存(款|钱)|存银行不如",
        "保险不是存款，提前退保可能有损失",
    ),
    _guard(
        "claim_sure",
        r"一定(能|会)?赔|肯定(能|会)?赔|包赔|百分(之)?百(理赔|赔付|赔)|什么都(保|赔)|全都(保|赔)",
        "是否赔付以合同约定和核定结果为准",
    ),
    _guard(
        "absolute",
        r"最(好|优|佳|便宜|划算)的?(产品|保险|选择)|(全网|行业|全国|市场)(最|第一|唯一)|国家级|顶级",
        "仅列客观保障要点",
    ),
    _guard(
        "hunger",
        r"(即将|马上|最后).{0,4}(停售|涨价)|最后一天|错过(就|再等|今天)|仅限今(天|日)",
        "请按自身需要决定",
    ),
    _guard(
        "disclose",
        r"不(用|必|需要?)(如实)?(告知|写|填)|隐瞒.{0,6}(病|体检|健康)|两年后.{0,4}(必|都|一定)(须)?赔",
        "请如实回答询问，否则可能影响理赔",
        curable=False,
    ),
    _guard("rebate", r"返(现|佣|利)|回扣|送.{0,6}(红包|保费)|首月免费", "不能给予合同约定以外的利益"),
    _guard(
        "churn",
        r"退(了|掉|保).{0,10}(再|重新)(买|投)|旧(单|保单)?换新|升级(新)?保单.{0,6}退",
        "退保会失去保障并可能有损失，请先核对现金价值",
    ),
    _guard(
        "tying",
        r"必须(一起|同时|搭配)(买|投保)|不买.{0,6}(就)?(不能|不给|不予)",
        "商业保险自愿投保",
    ),
    _guard(
        "complaint",
        r"(别|不要|不用)(去)?(投诉|打12378)|撤(回)?(投)?诉.{0,4}(才|再)",
        "提供投诉渠道和时限",
        curable=False,
    ),
    _guard(
        "auto_deny",
        r"(系统|机器人|我)(判定|认为|判断).{0,6}(拒赔|不赔|不予赔)",
        "由核赔人员核定",
        curable=False,
    ),
)


def breaches(text: str) -> list[Breach]:
    """Every hit in outgoing `text`."""
    found = []
    for guard in GUARDS:
        for hit in guard.pattern.finditer(text):
            before = text[max(0, hit.start() - _REACH) : hit.start()]
            if not (guard.curable and _NEGATION.search(before)):
                found.append(Breach(guard, hit.start(), hit.end()))
    return found
