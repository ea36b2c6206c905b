"""What was said, without who said it: masked for a trainer's eyes, and with stand-ins as a training example.

The model marked people and numbers when it read the text; what it did not mark is found by its form.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.conversations.understandings import Mention
from kernel.masking import show_name, show_plate, show_policy_no, show_text

_NUMBERS = frozenset({"policy_no", "claim_no", "complaint_no"})
_PROOFS = frozenset({"otp", "id_last4", "id_number", "phone"})
# A city is no address; from a road or a house number on it is one.
_ADDRESS = re.compile(
    r"[0-9０-９一二三四五六七八九十]+(?:[号栋幢弄室楼]|单元)|[路街巷弄村镇乡]|小区|花园|公寓|大厦|苑|大道"
)
_LONG_NUMBER = re.compile(r"\d[\d \-]{4,}\d")
_STARRED = re.compile(r"[\w@.]*\*{2,}[\w*@.]*|[*]+")
_TITLED = re.compile(
    r"[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤][\u4e00-\u9fff]{0,2}(?=先生|女士|小姐)"
)
# What an example says instead; nobody's, as in the training data.
_STAND_INS: Mapping[str, Sequence[str]] = {
    "policy_no": ("QHL0120230001234", "QHL0220190005567"),
    "claim_no": ("CLM20240611023",),
    "complaint_no": ("TS20240315007",),
    "phone": ("13900001234",),
    "id_number": ("11010519491231002X",),
    "id_last4": ("002X",),
    "otp": ("583920",),
    "plate_no": ("粤B12345", "苏E5A678"),
    "person": ("王小明", "王秀兰", "陈建国"),
    "place": ("苏州", "杭州"),
}
_BRACKETS = str.maketrans("[]", "（）")


def is_personal(entity: str, said: str) -> bool:
    """Whether it tells who somebody is, where they live or what they hold."""
    return entity in _STAND_INS and (entity != "place" or _ADDRESS.search(said) is not None)


def names_in(text: str, mentions: Iterable[Mention]) -> set[str]:
    """The persons and addresses that a text names; they may come up again where nothing marks them."""
    said = ((entity, text[start:end]) for entity, start, end in mentions if entity in ("person", "place"))
    return {each for entity, each in said if len(each) > 1 and is_personal(entity, each)}


def masked(text: str, mentions: Sequence[Mention] = (), names: Iterable[str] = ()) -> str:
    """`text` for a trainer's eyes. `names`: of people and places that the conversation named elsewhere."""
    pieces = []
    for entity, piece in _pieces(text, mentions):
        if entity is not None and is_personal(entity, piece):
            pieces.append(_masked_as(entity, piece))
        else:
            pieces.append(_without(piece, names))
    return "".join(pieces)


def marked(text: str, mentions: Sequence[Mention] = (), names: Iterable[str] = ()) -> str:
    """`text` as an example of one line: what was personal replaced, everything that was marked as `[昨天](date)`."""
    used: dict[str, int] = {}
    pieces = []
    for entity, piece in _pieces(text, mentions):
        if entity is None:
            pieces.append(_STARRED.sub("123456", _without(piece, names)).translate(_BRACKETS))
            continue
        said = piece.translate(_BRACKETS).strip()
        if is_personal(entity, piece):
            choice = _STAND_INS[entity]
            said = choice[used.get(entity, 0) % len(choice)]
            used[entity] = used.get(entity, 0) + 1
        pieces.append(f"[{said}]({entity})" if said else " ")
    return " ".join("".join(pieces).splitlines()).strip()


def substance(text: str, mentions: Sequence[Mention] = ()) -> int:
    """How many letters are left beside what was marked and beside numbers: a bare value has next to none."""
    rest = "".join(piece for entity, piece in _pieces(text, mentions) if entity is None or len(piece) < 2)
    return sum(char.isalpha() for char in rest)


def _pieces(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str | None, str]]:
    """The text cut into what was marked and what stands between; of two that overlap the first."""
    place = 0
    for entity, start, end in sorted(mentions, key=lambda each: (each[1], -each[2])):
        if start < place or end > len(text) or end <= start:
            continue
        if start > place:
            yield None, text[place:start]
        yield entity, text[start:end]
        place = end
    if place < len(text):
        yield None, text[place:]


def _masked_as(entity: str, said: str) -> str:
    if entity == "person":
        return show_name(said)
    if entity == "plate_no" and len(said) > 4:
        return show_plate(said)
    if entity in _NUMBERS and len(said) > 4:
        return show_policy_no(said)
    if entity == "place":
        return said[:2] + "***"
    shown = show_text(said) if entity in _PROOFS else said
    return shown if shown != said else "*" * len(said)


def _without(text: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, show_name(name))
    text = _TITLED.sub(lambda found: show_name(found[0]) if len(found[0]) > 1 else "*", text)
    return _LONG_NUMBER.sub(_stars, show_text(text))


def _stars(found: re.Match[str]) -> str:
    return "*" * len(found[0])
