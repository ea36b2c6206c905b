"""Sums of money as customers write them, in yuan with two decimals.

A number is a sum for one of four reasons, the surest first: it has a unit (800块, ¥99); it is written in hundreds and
more (三千八, 3千8, 6w3) and counts nothing else; a word for spending or getting stands before it (花了5000) or one for a
price behind it (3000左右); or it is listed beside a sum (扣了199和299). A bare 5000 is none.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.nlu.counted import COUNTED, MEASURED, NUMBERED
from bot.nlu.numerals import parse_number
from bot.nlu.spans import Found

_HAN = r"(?>[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_HEAD = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|(?:零|[一二两三四五六七八九十]++)点[零〇一二三四五六七八九]++(?=[万亿千元块])|[一二两三四五六七八九十]++)"
_EACH = "[天晚夜次个年月位人套台张针盒瓶份例节课支只趟回口平斤条家笔片粒颗桌下把起]"  # 五百一晚
# Behind a scale: 3万2千, 2万3500, 三万零五; but not 3万5月份交.
_TAIL = rf"(?:(?!一{_EACH})[零〇]?(?:\d{{1,4}}(?:\.\d{{1,2}})?(?!\d)|{_HAN}(?:点[零〇一二三四五六七八九]++(?=[元块]))?)(?!月(?:份|初|底|\d|[一二三四五六七八九十]{{1,3}}[号日])))"
_NUMBER = rf"{_HEAD}(?:\s?(?:[亿万千百]|(?<=\d)个?[wWkK](?![A-Za-z])){_TAIL}?)*+"
_UNIT = r"(?:块钱|元钱|元整|块|元|圆|人民币|rmb|RMB|大?洋)"
_SIGN = r"(?:[¥￥]|(?<![A-Za-z])(?:RMB|rmb|CNY))"
_SUM = re.compile(
    rf"(?:(?P<sign>{_SIGN}\s?)|(?<![\d.A-Za-z第几数之点零〇一二两三四五六七八九十百千万亿-])(?<!\d:))(?P<number>{_NUMBER})"
    rf"(?:[多余来](?P<scale>[万亿千百]))?(?P<vague>多(?!少|久|次)|[余来](?=\s?{_UNIT}))?(?:\s?(?P<unit>{_UNIT})(?:多(?!少))?)?"
)
_VAGUE = re.compile(r"[一二两三四五六七八九]{2}")  # 两三千 is no sum
_STILL_COUNTING = re.compile(r"[二两三四五六七八九十几]")  # 三百五六
_COINS = re.compile(
    r"(?<![\d块元圆零一二三四五六七八九])([1-9一二两三四五六七八九])[毛角](?:钱|(?=[^\u4e00-\u9fff]|$|的|都))(?!也|没|不)"
)
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_RUN = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟万亿零一二两三四五六七八九]{2,}")  # not 收拾
_COIN = re.compile(
    r"\s?零?(?:(?:([一二三四五六七八九\d])[毛角])|([一二三四五六七八九\d]|半)(?=[了的吧吗呢啊不\W]|$))(?:([一二三四五六七八九\d])(?:分|(?=[了的吧吗呢啊不\W]|$)))?"
)
# 一块 together, 凹了一块 a dent, 三块玻璃 panes.
_TOGETHER = re.compile(
    r"\s?(?:儿|去|来|办|买|投|交|赔|报|弄|用|吃|玩|走|住|干|做|上|下|回|出|坐|开|处理|申请)"
)
_PIECES = re.compile(
    r"(?:凹|凸|瘪|掉|破|裂|缺|烂|青|紫|肿|黑|秃|蹭|刮|划|碰|磕|碎|鼓|塌|湿|断|坏|脱|褪|变形|疼|痛|锈|红|缝|割)[^,，.。;；!！?？]{0,5}$|(?:成|这|那|哪|每|另|同|大|小)$"
)
_OF_PIECES = re.compile(
    r"\s?(?:玻璃|地(?!税)|肉|屏|电池|漆|(?:的)?皮|板|牌|素|砖|瓷|铁|疤|痕|淤|布|石|木|表|手表|蛋糕|补丁|区域|地方|骨|钢|硬盘|田|墙)"
)
_NOTHING = re.compile(r"(?:块钱|块|元钱|毛钱|分钱)?(?:都|也|没|不)")  # 一块钱都没赔
_FOOL = re.compile(r"(?:是个?|当我?|像|成|叫|这个?|那个?|真|你个|傻)$")  # 当我二百五
_HURRY = re.compile(r"火急|八千里|个为什么")

_VERBS = (
    r"花(?:费|销)?|修(?=了|[好完]|的)|修车|修理|掏|押|[缴交付][费款]?|[年月季][缴交付]|首年|赔[付偿]?|扣[款费除]?|划走?|收[费取]?|垫[付]?|报(?=了|完|下)|报[销价]|退[款保费还回]*|返[还]?|罚[款]?|欠[款]?|借[款]?|贷[款]?|汇[款]?|(?<![疸数标测])值|卖|省|亏|贴|充|刷|支付|支出|自费|自付|自理|承担"
    r"|理赔款?|核?定损|核赔|开价|要价|砍价?|[^消免]费用?|金额|总额|保额|免赔额?|起付线|门槛|额度|限额|保费|医药|价格|价|[押定订]金[条单]?|尾款|损失|车损|总[计共]|共[计]?|合计|一共|首付|首期|工资|月薪|年薪|收入|退休金|津贴|补贴|赔款|本金|利息|现金|红包|分红|余额|账单|买价|提(?:了|出来)|挂号|人民币|转账|打款|还款|取款|存款|入账|进账|到账|大概|大约|差不多|估计|约|预估"
)
_AND_SO = r"(?:了|过|掉|完|出去|出来|出|走|去|回来|回|下来|下|给|到手|上|进去|进|到|我|俺|他|她|你们|你|们|俩|咱|人家|对[方面]|客户|师傅|车主|家属|医院|修理厂|4s店|一次性?|一笔|每[年月次天]|每个月|一年|一个?月|一天|一晚|第一年|才|就|只|都|又|还|也|共|得|大概|大约|差不多|将近|接近|近|快|小|足足|整整|至少|起码|最多|顶多|不到|超过|有|是|为|在|要|应该|应|能|总共|一共|了个|成|走了){0,6}"
_BEFORE = re.compile(rf"(?:{_VERBS}|[¥￥]){_AND_SO}[:：,，]?\s?$")
# Weaker: only before three digits and more.
_MAYBE_BEFORE = re.compile(
    r"(?:[每一]年|每个?月|一个月|[每一][天晚次针瓶盒周期份颗支节趟]|另?一[笔个]|[去今前往头]年|[这上下]期|报价单?|写[的着]|检查|化验|手术|药|床位|两笔|分别|应该|[要给付转补差少多剩欠打存取领拿批得出加涨降改减变调]|我的?|[那这还就只才都到]|只有|需要|竟然|居然|余|剩下|凭什么|为啥|说好)"
    rf"{_AND_SO}[:：]?\s?$"
)
_BEHIND = re.compile(
    r"\s?(?:左右|上下|多块|出头|以内|到手|现金|押金|封顶|起步|免赔|够(?:吗|了|不|么|修|交|用)|都不[够到]|[涨降减]到|变成)"
)
# Weaker: only behind three digits and more.
_MAYBE_BEHIND = re.compile(
    r"\s?(?:[/每一](?:年|个?月|天|次|晚|针|瓶|盒)|[买修交办](?:的|了)|的(?:押金|保费|医药费|治疗费|手续费|维修费|费用|额度|限额|免赔|发票|账单|罚款|赔款|保额|免赔|医疗|自付|自费|补贴|津贴|红包|定金|工时|材料费|车险|意外险|重疾))"
)
_LISTED = re.compile(r"\s?(?:和|跟|与|加上?|、|,|/|还有|又|再加|然后|到|至|变成?了?|[涨降]到了?|[~～-])\s?")
_YEAR = re.compile(r"(?!2000)(?:19[5-9]|20[0-4])\d")
_HOTLINE = re.compile(r"1(?:10|19|20|22|14)|12\d{3}|9[56]\d{3,4}")
_CALL = re.compile(r"(?:打|拨|叫|转|有|热线|客服|电话)[了过完的]?$")
_PAID = re.compile(r"[花赔扣收退费付垫交缴罚](?:了|我|掉)*$")
# Tens in words need more: 花了五十, but not 交到七十五, 退 她七十二了.
_SPENT = re.compile(
    r"(?:[花扣赔罚垫掏费](?:了|掉|去|我|们|你|就|才|只|都|大概|差不多)*|[退收付报交缴补还押](?:了|给?我)(?:们|就|才|只|都|大概|差不多)*)$"
)
_AGED = re.compile(r"[岁了多来几男女]|以[上下]|周岁|号|年|[左右]边")
_CLEAR = re.compile(r"\s?(?:\d|-\d|[A-Za-z]|[\u4e00-\u9fff]?号(?!称))")
_GIVEN = 24  # how far before a number its reason may stand


def _yuan(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))


def find_money(text: str) -> list[Found]:
    """Sums in normalised `text`."""
    return list(_found(_FORMAL_RUN.sub(lambda run: run[0].translate(_FORMAL), text)))


def _found(text: str) -> Iterator[Found]:
    for match in _COINS.finditer(text):
        yield Found("money", _yuan((parse_number(match[1]) or Decimal(0)) / 10), *match.span())
    last = None  # where the last sum ended
    for match in _SUM.finditer(text):
        value = parse_number(_plain(match["number"]))
        if value is None or value >= 10**11 or _VAGUE.search(match["number"]):
            continue
        if match["scale"]:  # 二十多万
            value *= parse_number(f"一{match['scale']}") or 1
        listed = last is not None and bool(_LISTED.fullmatch(text, last, match.start()))
        if not _is_sum(text, match, value, listed):
            continue
        end = match.end()
        if match["unit"] in ("块", "元") and (coin := _COIN.match(text, end)):
            value += _coins(coin)
            end = coin.end()
        last = end
        yield Found("money", _yuan(value), match.start(), end)


def _plain(number: str) -> str:
    """6w3 → 6万3."""
    for scale, han in (("w", "万"), ("k", "千")):
        number = number.replace(scale, han).replace(scale.upper(), han)
    return number.replace(" ", "").replace("个", "")


def _is_sum(text: str, match: re.Match[str], value: Decimal, listed: bool) -> bool:
    number, unit = match["number"], match["unit"]
    before = text[max(0, match.start() - _GIVEN) : match.start()]
    end = match.end()
    if match["sign"]:
        return True
    if value <= 1 and _NOTHING.match(text, match.end("number")):
        return False
    if unit:
        return unit != "块" or value >= 10 or not _is_piece(text, match, value, before)
    if (
        COUNTED.match(text, match.end("number"))
        or COUNTED.match(text, end)
        or MEASURED.search(before)
        or (not match["vague"] and _STILL_COUNTING.match(text, end))
        or _HURRY.match(text, end)
    ):
        return False
    if any(char in number for char in "百千万亿wWkK") or match["scale"]:
        return not (number == "二百五" and _FOOL.search(before))
    if number[0] in "0一二两三四五六七八九十" and (number[0] != "0" or not number.startswith("0.")):
        return value >= 10 and bool(_SPENT.search(before)) and not _AGED.match(text, end)
    return _is_bare_sum(text, match, before, listed)


def _is_bare_sum(text: str, match: re.Match[str], before: str, listed: bool) -> bool:
    """Digits alone: 5000."""
    number, end = match["number"], match.end()
    whole = number.partition(".")[0].replace(",", "")
    if len(whole) < 2 and "." not in number:
        return False
    if (
        NUMBERED.match(text, end)
        or _CLEAR.match(text, end)
        or re.search(r"(?<!挂)[码号位编]是?[:：]?\s?$", before)
    ):
        return False
    if _HOTLINE.fullmatch(number) or (number in ("400", "800") and _CALL.search(before)):
        return bool(_PAID.search(before))
    if _BEHIND.match(text, end) or listed:
        return True
    if _YEAR.fullmatch(number) and not _PAID.search(before):
        return False
    if _BEFORE.search(before):
        return True
    if len(whole) < 3:
        return False
    return bool(match["vague"] or _MAYBE_BEFORE.search(before) or _MAYBE_BEHIND.match(text, end))


def _is_piece(text: str, match: re.Match[str], value: Decimal, before: str) -> bool:
    """Whether 块 means pieces or together."""
    end = match.end()
    if _COIN.match(text, end):
        return False
    if _PIECES.search(before) or _OF_PIECES.match(text, end):
        return True
    if value != 1 or match["number"] not in ("一", "1"):
        return False
    if _TOGETHER.match(text, end):
        return True
    return bool(text[end : end + 1] not in ("", "了", ",", "。", " ") or before) and not _BEFORE.search(
        before
    )


def _coins(match: re.Match[str]) -> Decimal:
    tenths, hundredths = match[1] or match[2], match[3]
    tenth = Decimal(5) if tenths == "半" else parse_number(tenths) or Decimal(0)
    return tenth / 10 + (parse_number(hundredths or "零") or Decimal(0)) / 100
