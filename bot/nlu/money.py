"""Sums of money as customers write them, in yuan with two decimals."""

import re
from decimal import Decimal

from bot.nlu.numerals import parse_number
from bot.nlu.spans import Found

_HAN_NUMBER = r"[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"(?:块钱|元钱|元整|块|元|圆|人民币|rmb|RMB|(?:大)?洋)"

_PEOPLE = r"[个人次天年月岁公里米平少久长大高]"
# 3.5万, 3万5, 20万元, 5000块, 1千2
_WITH_ARABIC = re.compile(
    rf"(?:(?:[¥￥]|(?<![A-Za-z])(?:RMB|rmb))\s?|(?<![\d.:A-Za-z-]))({_ARABIC})"
    rf"(?:\s?(亿|万|千|百|[wWkK](?![A-Za-z0-9]))(\d(?:[百千](?:\d)?)?(?!\d))?)?"
    rf"(?:多(?!{_PEOPLE})|(?:多|余|来)?\s?({_UNIT})多?)?(?![A-Za-z])"
)
# 三万五, 八百块, 两千三百元
_WITH_HAN = re.compile(rf"(?<![第几数多])({_HAN_NUMBER})(?:(?:多|余|来)?({_UNIT})|多(?!{_PEOPLE}))?")
_VAGUE = re.compile(r"[一二两三四五六七八九]{2}[十百千万]")  # 两三千 is no sum
_COINS = re.compile(
    r"(?<![\d块元圆一二三四五六七八九])([1-9一二两三四五六七八九])[毛角](?:钱|(?=[^\u4e00-\u9fff]|$|的|都))"
)
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_COIN = re.compile(
    r"^\s?(?:(?:([一二三四五六七八九\d])[毛角])|([一二三四五六七八九\d])(?=[了的吧\W]|$))(?:([一二三四五六七八九\d])分)?"
)

# Counted things that are no money: 三百公里, 两千人, 一万步.
_COUNTED = re.compile(
    r"^\s?(?:多|余)?(?:个|次|天|年|月|岁|人|公里|千米|米|斤|公斤|kg|辆|台|张|份|页|号|家|种|件|步|字|分|度|级|平|岁|户|名|位|条|点|小时|分钟|秒|倍|％|%|层|楼|里|km|KM|mm|cm|转|码|一(?!年|个|月|次|天|共|直|下))"
)
_NO_COIN = re.compile(r"^(?:去|来|儿|玻璃|地|肉|屏|电池|漆|办|买|投|交|赔|报|弄|用|的?皮|牌|素)")
_BEFORE = re.compile(
    r"(?:花了?|花费|修了|掏了|押了|[年月季][缴交付]|首年|缴了?|损失|赔付?了?我?|大概|大约|差不多|一共|总共|合计|保额|保费|金额|费用?|约|交了?|扣了?我?|估计|定损|自费|押金|收了?我?|垫付?了?|报销?了?|首付|首期|退了?我?"
    r"|[¥￥])(?:是|为|有|在)?[:：]?\s?$"
)
# Weaker: only before three digits and more.
_MAYBE_BEFORE = re.compile(r"(?:[每一]年|每个?月|应该是|应该|[要给付转])[:：]?\s?$")
_BEHIND = re.compile(r"^\s?(?:左右|上下|多块|出头|以内)")


def _yuan(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))


def find_money(text: str) -> list[Found]:
    """Sums in normalised `text`. A bare number counts only beside a word for a sum (花了5000, 3000左右)."""
    text = text.translate(_FORMAL)
    found = []
    for match in _COINS.finditer(text):
        found.append(Found("money", _yuan((parse_number(match[1]) or Decimal(0)) / 10), *match.span()))
    for match in _WITH_ARABIC.finditer(text):
        number, scale, tail, unit = match.groups()
        rest = text[match.end() :]
        if not unit and _COUNTED.match(rest):
            continue
        if unit in ("块", "元") and _NO_COIN.match(rest):
            continue
        whole = match.group() == text.strip(" ,.。")
        if not unit and not _hinted(text, match, rest) and (scale is None or (scale in "百千" and not whole)):
            continue
        if len(number.replace(",", "").partition(".")[0]) > 10:
            continue
        scale = {"w": "万", "k": "千"}.get((scale or "").lower(), scale or "")
        value = parse_number(f"{number}{scale}{tail or ''}")
        if value is None:
            continue
        end = match.end()
        if unit in ("块", "元") and (coin := _COIN.match(rest)):
            value += _coins(coin)
            end += coin.end()
        found.append(Found("money", _yuan(value), match.start(), end))
    for match in _WITH_HAN.finditer(text):
        number, unit = match.groups()
        rest = text[match.end() :]
        bare = (
            not unit and not any(char in number[1:] for char in "百千万亿") and not number.startswith("十万")
        )
        if bare or (not unit and _COUNTED.match(rest)) or (unit in ("块", "元") and _NO_COIN.match(rest)):
            continue
        if _VAGUE.search(number):
            continue
        if (
            number == "一"
            and unit == "块"
            and rest[:1] not in ("", "钱", "了", ",", "。")
            and not _COIN.match(rest)
        ):
            continue  # 一块 also means together
        value = parse_number(number)
        if value is None:
            continue
        end = match.end()
        if unit in ("块", "元") and (coin := _COIN.match(rest)):
            value += _coins(coin)
            end += coin.end()
        found.append(Found("money", _yuan(value), match.start(), end))
    return found


def _hinted(text: str, match: re.Match[str], rest: str) -> bool:
    before = text[: match.start()]
    if "邮编" in before or (len(match[1]) < 2 and not match[2]):
        return False
    if _BEFORE.search(before) or _BEHIND.match(rest) or not match.group()[0].isdigit():
        return True
    return (
        len(match[1]) >= 3
        and bool(_MAYBE_BEFORE.search(before))
        and not re.match(r"\s?\d|[\u4e00-\u9fff]?号", rest)
    )


def _coins(match: re.Match[str]) -> Decimal:
    tenths, hundredths = match[1] or match[2], match[3]
    return (parse_number(tenths) or Decimal(0)) / 10 + (parse_number(hundredths or "零") or Decimal(0)) / 100
