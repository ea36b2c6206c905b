"""Identifiers in what a customer wrote: policy, claim and complaint numbers, phones, ID numbers, codes, plates.

Any insurer's numbering must work, so a policy number is any 4 to 32 letters, digits and hyphens behind a word that says
so, or letters mixed with digits, eight and more. Which of the three kinds of number it is, the nearest such word decides.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.nlu.numerals import parse_number
from bot.nlu.spans import Found

_STRONG = (
    ("complaint_no", r"投诉(?:单|受理)?(?:编)?号码?|受理(?:编)?号|工单(?:编)?号|回执(?:编)?号"),
    ("claim_no", r"(?:案件|赔案|报案|立案|理赔)(?:编|单)?号码?|案号"),
    ("policy_no", r"(?:保险?单|合同|保险合同)(?:编)?号码?"),
)
_WEAK = (
    ("complaint_no", r"投诉|工单|回执"),
    ("claim_no", r"赔案|案件|案子|报(?:的|过|了)?案|理赔|索赔"),
    ("policy_no", r"保单|保险单|合同|保险"),
)
_PREFIXES = (
    ("policy_no", re.compile(r"QH[A-Z]\d", re.I)),
    ("claim_no", re.compile(r"(?:CL|LP|BA)[A-Z]{0,2}-?\d", re.I)),
    ("complaint_no", re.compile(r"(?:TS|CP)-?\d", re.I)),
)
_LINK = r"(?:是|为|就是|叫|写的是)?[:： ,，]{0,3}(?:是)?"
_CODE = (
    r"(?<![0-9A-Za-z-])[0-9A-Za-z](?:[0-9A-Za-z]|-(?=[0-9A-Za-z])| (?=[0-9A-Za-z]*\d)){3,40}(?![0-9A-Za-z])"
)

_CUED = tuple((kind, re.compile(rf"(?:{cue}){_LINK}({_CODE})")) for kind, cue in _STRONG)
_NEAR = tuple(
    (kind, re.compile(rf"(?:{cue})单?{_LINK}(\d(?:[\d-]){{5,31}})(?![0-9A-Za-z元块万])"))
    for kind, cue in _WEAK
)
_CUES = tuple((kind, re.compile(cue)) for kind, cue in _STRONG) + tuple((k, re.compile(c)) for k, c in _WEAK)
_MIXED = re.compile(
    r"(?<![0-9A-Za-z-])(?=[0-9A-Za-z -]*\d)(?=[0-9 -]*[A-Za-z])"
    r"[0-9A-Za-z](?:[0-9A-Za-z]|-(?=[0-9A-Za-z])| (?=\d)|(?<=[A-Za-z]) (?=\d)){7,40}(?![0-9A-Za-z])"
)
_LONG_DIGITS = re.compile(r"(?<![0-9A-Za-z.-])(?!(?:19|20)\d\d-)\d(?:\d|[ -](?=\d)){9,40}(?![0-9A-Za-z])")
_DATE = re.compile(r"(?:19|20)\d\d-?[01]\d-?[0-3]\d")
_ID = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?\d){16}[ -]?[\dXx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z+])(?:\+?86[ -]?)?(1[3-9]\d(?:[ -]?\d){8})(?!\d)")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z-])0\d{2,3}[ -]?[2-8]\d{6,7}(?![0-9A-Za-z-])")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCES}] ?[A-HJ-NP-Za-hj-np-z][ ·.-]?"
    r"(?:(?:[ ·-]?[0-9A-HJ-NP-Za-hj-np-z]){4}[挂学警港澳]|(?:[ ·-]?[0-9A-HJ-NP-Za-hj-np-z]){5,6})(?![0-9A-Za-z])"
)
_CUED_PLATE = re.compile(
    rf"车牌号?码?{_LINK}([{_PROVINCES}]?[0-9A-Za-z](?:[0-9A-Za-z-]){{3,31}}[挂学警港澳]?)(?![0-9A-Za-z])"
)
_FOUR = r"(\d ?\d ?\d ?[\dXx])(?![0-9A-Za-z])"
_LAST4 = re.compile(
    r"(?<!卡)(?<!卡的)(?<!行)(?<!保单)(?<!手机)(?<!手机号)(?<!电话)(?<!保单号)(?<!卡号)(?:[后末尾最]{1,2}后?(?:四|4)位?数?|尾号|尾数|末尾|后几位|四个数|四位数)(?:号码?|数字)?"
    + _LINK
    + _FOUR
)
_AFTER_PHONE = re.compile(r"1[3-9]\d{9}[ ,，;；、。]+(\d{3}[\dXx])\W*$")
_SIX = r"(\d{6}|\d{3}[ -]\d{3}|\d\d \d\d \d\d|\d(?:[ ,、.-]\d){5})(?![\d元块万%])"
# Behind the word itself any length a sender may use; not 验证码2026年都没来.
_ANY_LENGTH = r"(\d(?:[ ,、.-]\d){3,7}|\d\d[ -]\d\d[ -]\d\d|\d{2,4}[ -]\d{2,4}|\d{4,8})(?![\d元块万%年月号天次条秒分点个]|[ -]\d)"
_CODE_WORD = r"(?:验证[码马吗]|校验码|动态(?:密码|口令)|短信密码|一次性密码|(?<![号编邮密条维尺扫代车工身米股])码(?![数头]))"
_OTP = re.compile(
    rf"{_CODE_WORD}(?:我?收到[了的啦]?|来[了啦]|发?来的|错了|过期了|应该|就?是|为|填|输入?|写|我的|[的了]|[:： ,，。?？(（\"“【\[]){{0,5}}{_ANY_LENGTH}"
)
_SENT = re.compile(
    r"(?:短信(?:上?写?的?|来了|里)|收到了?|发[的来过]|来了|(?:那个|这个|新的|最新)(?:码?是)?|输入?了?|填了?|显示|(?<![后前末尾最])[六6][位个]数字?|数字|[那这]串|那个数|上面写?[的着]?)"
    + _LINK
    + _SIX
)
_TAKEN_AS_CODE = re.compile(_SIX + rf"(?:就?是|这个)?的?{_CODE_WORD}")
_OTHER_SIX = re.compile(r"邮[编政]|金额|保额|工号|股票|[后末尾][六6]|密码|元|单号|编号")
_WRAP = r"[^\w¥￥$]*(?:我的?|它|号码|应该)?(?:是|就是)?[^\w¥￥$]*"
_BARE_LAST4 = re.compile(rf"{_WRAP}(\d{{3}}[\dXx])\W*(?:啊|吧|呀|哈)?\W*")
_BARE_OTP = re.compile(
    rf"(?:嗯|哦|好的?|那个|这个|给你|收到了?|又?来了?一?个?|我这边|我的?|它|号码|应该|就?是|[^\w¥￥$]){{0,6}}{_SIX}"
    r"(?:[啊吧呀哈吗呢了哦]|对不?对?吗?|行吗|可以吗|是不是|这个|是?这个吗|收到了|给你|你?看看|\W){0,5}"
)
_BARE_SCORE = re.compile(r"[^\w¥￥$]*(10|\d)\W*")
_BARE = (("id_last4", _BARE_LAST4), ("otp", _BARE_OTP), ("score", _BARE_SCORE))
_SCORE = re.compile(
    r"(?<![\d.一二三四五六七八九十第百扣记罚])(?<!扣了)(10|\d|[零一二两三四五六七八九]|十(?=分\W*$|分满分|颗?星))"
    r"(?=分(?!没|未|钟|之|公司|红|店|期|部|局|开|数|类|手|别|行|钱|析|险|\d)|[颗个]?星(?!期|级酒店))"
)
_RATED = re.compile(r"(?:评分|打分|满意度|得分)(?:是|为|给)?[:： ]{0,2}(10|\d)(?![\d.%])")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def valid_id_number(number: str) -> bool:
    """Whether 18 characters have the form of an ID number: checksum and calendar date (GB 11643-1999)."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11
    return number[17] == "10X98765432"[rest]


def _plain(text: str) -> str:
    return text.replace(" ", "").upper()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _kind(text: str, start: int, end: int, number: str) -> str:
    """The kind a cue word right before names; else that of the number's own prefix; else that of the nearest cue word."""
    before = [(match.end(), kind) for kind, cue in _CUES for match in cue.finditer(text, 0, start)]
    if before and re.fullmatch(_LINK, text[max(before)[0] : start]):
        return max(before)[1]
    for kind, prefix in _PREFIXES:
        if prefix.match(number):
            return kind
    if before:
        return max(before)[1]
    behind = [(match.start(), kind) for kind, cue in _CUES for match in cue.finditer(text, end)]
    return min(behind)[1] if behind else "policy_no"


def find_numbers(text: str) -> list[Found]:
    """Identifiers in normalised `text` (Han digits already spoken as 0–9), the surest first."""
    return list(_found(text))


def _found(text: str) -> Iterator[Found]:
    for kind, pattern in _CUED:
        for match in pattern.finditer(text):
            number = _plain(match[1])
            if (
                4 <= len(number) <= 32
                and any(char.isdigit() for char in number)
                and not _PHONE.fullmatch(number)
            ):
                yield Found(kind, number, *match.span(1))
    for match in _CUED_PLATE.finditer(text):
        yield Found("plate_no", _plain(match[1]), *match.span(1))
    for match in _ID.finditer(text):
        number = re.sub(r"[ -]", "", match[0]).upper()
        if valid_id_number(number):
            yield Found("id_number", number, *match.span())
    for match in _PHONE.finditer(text):
        yield Found("phone", _digits(match[1])[-11:], *match.span())
    for match in _LANDLINE.finditer(text):
        yield Found("phone", match[0].replace(" ", "-"), *match.span())
    for match in _PLATE.finditer(text):
        yield Found("plate_no", re.sub(r"[ ·.-]", "", match[0]).upper(), *match.span())
    for match in (*_OTP.finditer(text), *_TAKEN_AS_CODE.finditer(text), *_SENT.finditer(text)):
        if match.re is _OTP or not _OTHER_SIX.search(text, 0, match.start(1)):
            yield Found("otp", _digits(match[1]), *match.span(1))
    for pattern in (_LAST4, _AFTER_PHONE):
        for match in pattern.finditer(text):
            yield Found("id_last4", _plain(match[1]), *match.span(1))
    for kind, pattern in _NEAR:
        for match in pattern.finditer(text):
            if not _DATE.fullmatch(match[1]) and not _looks_personal(match[1]):
                yield Found(kind, match[1], *match.span(1))
    for match in _MIXED.finditer(text):
        number = _plain(match[0])
        if 8 <= len(number) <= 32:
            yield Found(_kind(text, *match.span(), number), number, *match.span())
    for match in _LONG_DIGITS.finditer(text):
        number = _plain(match[0])
        whole = match[0] == text.strip(" .,。")
        cued = any(cue.search(text) for _, cue in _CUES)
        if 10 <= len(number) <= 32 and (whole or cued) and not _looks_personal(_digits(number)):
            yield Found(_kind(text, *match.span(), number), number, *match.span())
    for kind, bare in _BARE:
        if alone := bare.fullmatch(text):
            value = _digits(alone[1]) if kind == "otp" else _plain(alone[1])
            yield Found(kind, value, *alone.span(1))
    for pattern in (_SCORE, _RATED):
        for match in pattern.finditer(text):
            yield Found("score", str(parse_number(match[1])), *match.span(1))


def _looks_personal(number: str) -> bool:
    """A mistyped ID number must not end up in a transcript as a policy number: it still holds a date of birth."""
    born = number[6:14]
    return (
        len(number) == 18
        and born[:2] in ("18", "19", "20")
        and "01" <= born[4:6] <= "12"
        and "01" <= born[6:8] <= "31"
    )
