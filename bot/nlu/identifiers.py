"""Identifiers in what a customer wrote: policy, claim and complaint numbers, phones, ID numbers, codes, plates.

Any insurer's numbering must work, so a policy number is any 4 to 32 letters, digits and hyphens behind a word that says
so, or letters mixed with digits, eight and more. Which of the three kinds of number it is, the nearest such word decides.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.nlu.spans import Found

_STRONG = (
    ("complaint_no", r"投诉(?:单|受理)?(?:编)?号码?|受理(?:编)?号|工单(?:编)?号|回执(?:编)?号"),
    ("claim_no", r"(?:案件|赔案|报案|立案|理赔)(?:编|单)?号码?|案号"),
    ("policy_no", r"(?:保险?单|合同|保险合同)(?:编)?号码?"),
)
_WEAK = (
    ("complaint_no", r"投诉|工单|回执"),
    ("claim_no", r"赔案|案件|案子|报案|理赔|索赔"),
    ("policy_no", r"保单|保险单|合同|保险"),
)
_PREFIXES = (
    ("claim_no", re.compile(r"(?:CL|LP|BA)", re.I)),
    ("complaint_no", re.compile(r"(?:TS|CP)", re.I)),
)
_LINK = r"(?:是|为|就是|叫|写的是)?[:： ,，]{0,3}(?:是)?"
_CODE = (
    r"(?<![0-9A-Za-z-])[0-9A-Za-z](?:[0-9A-Za-z]|-(?=[0-9A-Za-z])| (?=[0-9A-Za-z]*\d)){3,40}(?![0-9A-Za-z])"
)

_CUED = tuple((kind, re.compile(rf"(?:{cue}){_LINK}({_CODE})")) for kind, cue in _STRONG)
_CUES = tuple((kind, re.compile(cue)) for kind, cue in _STRONG) + tuple((k, re.compile(c)) for k, c in _WEAK)
_MIXED = re.compile(
    r"(?<![0-9A-Za-z-])(?=[0-9A-Za-z -]*\d)(?=[0-9 -]*[A-Za-z])"
    r"[0-9A-Za-z](?:[0-9A-Za-z]|-(?=[0-9A-Za-z])| (?=\d)|(?<=[A-Za-z]) (?=\d)){7,40}(?![0-9A-Za-z])"
)
_LONG_DIGITS = re.compile(r"(?<![0-9A-Za-z.-])(?!20\d\d-)\d(?:\d|[ -](?=\d)){9,40}(?![0-9A-Za-z])")
_ID = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?\d){16}[ -]?[\dXx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?(1[3-9]\d(?:[ -]?\d){8})(?!\d)")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCES}] ?[A-HJ-NP-Za-hj-np-z][ ·.-]?"
    r"(?:(?:[ ·-]?[0-9A-HJ-NP-Za-hj-np-z]){5,6}|(?:[ ·-]?[0-9A-HJ-NP-Za-hj-np-z]){4}[挂学警港澳])(?![0-9A-Za-z])"
)
_CUED_PLATE = re.compile(
    rf"车牌号?码?{_LINK}([{_PROVINCES}]?[0-9A-Za-z](?:[0-9A-Za-z-]){{3,31}})(?![0-9A-Za-z])"
)
_LAST4 = re.compile(
    r"(?:[后末尾最]{1,2}后?(?:四|4)位?数?|尾号)(?:号码?|数字)?" + _LINK + r"(\d{3}[\dXx])(?![0-9A-Za-z])"
)
_OTP = re.compile(r"(?:验证码|校验码|动态码|短信码)" + _LINK + r"(\d{6})(?!\d)")
_WRAP = r"\W*(?:我的?|它|号码|应该)?(?:是|就是)?\W*"
_BARE_LAST4 = re.compile(rf"{_WRAP}(\d{{3}}[\dXx])\W*(?:啊|吧|呀|哈)?\W*")
_BARE_OTP = re.compile(rf"{_WRAP}(\d{{6}})\W*(?:啊|吧|呀|哈)?\W*")
_BARE_SCORE = re.compile(r"\W*(10|\d)\W*")
_BARE = (("id_last4", _BARE_LAST4), ("otp", _BARE_OTP), ("score", _BARE_SCORE))
_SCORE = re.compile(
    r"(?:打|给|评)?(?<![\d.一二三四五六七八九十第])(10|\d|[一二三四五六七八九]|十(?=分\W*$|颗?星))(?:分(?!钟|之|公司|红|店|期|部|局|开|数|类|手|别|行)|颗?星(?!期|级酒店))"
)

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
    """The kind of number the nearest cue word names: first among those before it, then behind it."""
    before = [(match.end(), kind) for kind, cue in _CUES for match in cue.finditer(text, 0, start)]
    if before:
        return max(before)[1]
    behind = [(match.start(), kind) for kind, cue in _CUES for match in cue.finditer(text, end)]
    if behind:
        return min(behind)[1]
    return next((kind for kind, prefix in _PREFIXES if prefix.match(number)), "policy_no")


def find_numbers(text: str) -> list[Found]:
    """Identifiers in normalised `text` (Han digits already spoken as 0–9), the surest first."""
    return list(_found(text))


def _found(text: str) -> Iterator[Found]:
    for kind, pattern in _CUED:
        for match in pattern.finditer(text):
            number = _plain(match[1])
            if 4 <= len(number) <= 32 and any(char.isdigit() for char in number):
                yield Found(kind, number, *match.span(1))
    for match in _CUED_PLATE.finditer(text):
        yield Found("plate_no", _plain(match[1]), *match.span(1))
    for match in _ID.finditer(text):
        number = re.sub(r"[ -]", "", match[0]).upper()
        if valid_id_number(number):
            yield Found("id_number", number, *match.span())
    for match in _PHONE.finditer(text):
        yield Found("phone", _digits(match[1])[-11:], *match.span(1))
    for match in _PLATE.finditer(text):
        yield Found("plate_no", re.sub(r"[ ·.-]", "", match[0]).upper(), *match.span())
    for match in _OTP.finditer(text):
        yield Found("otp", match[1], *match.span(1))
    for match in _LAST4.finditer(text):
        yield Found("id_last4", match[1].upper(), *match.span(1))
    for match in _MIXED.finditer(text):
        number = _plain(match[0])
        if 8 <= len(number) <= 32:
            yield Found(_kind(text, *match.span(), number), number, *match.span())
    for match in _LONG_DIGITS.finditer(text):
        number = _digits(match[0])
        whole = match[0] == text.strip(" .,。")
        cued = any(cue.search(text) for _, cue in _CUES)
        if 10 <= len(number) <= 32 and (whole or cued) and not _looks_personal(number):
            yield Found(_kind(text, *match.span(), number), number, *match.span())
    for kind, bare in _BARE:
        if alone := bare.fullmatch(text):
            yield Found(kind, alone[1].upper(), *alone.span(1))
    for match in _SCORE.finditer(text):
        value = match[1] if match[1].isdigit() else str("零一二三四五六七八九十".index(match[1]))
        yield Found("score", value, *match.span())


def _looks_personal(number: str) -> bool:
    """A mistyped ID number must not end up in a transcript as a policy number: it still holds a date of birth."""
    born = number[6:14]
    return (
        len(number) == 18
        and born[:2] in ("18", "19", "20")
        and "01" <= born[4:6] <= "12"
        and "01" <= born[6:8] <= "31"
    )
