"""How a customer seems to feel, from their last words and from what the bot met with: a flag with its reason, no score.

A flag says where to look; it decides nothing. How often it is right: docs/desk/assist.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from ruamel.yaml import YAML

from bot.desk.assist.ranking import simplify
from insurance.domain.injuries import DIED, HURT, UNHURT

# So many of the customer's last messages count.
LOOKED_AT = 5
_MISSES = 2
_NO_WORD = re.compile(r"[^\w。]+")


class Flag(StrEnum):
    CALM = "calm"
    WORRIED = "worried"
    ANGRY = "angry"
    URGENT = "urgent"


Harm = Literal["died", "hurt"]
_HARM: dict[Harm, str] = {"died": "有人去世", "hurt": "有人受伤"}
_WEIGHT = {flag: weight for weight, flag in enumerate(Flag)}


@dataclass(frozen=True)
class Mood:
    """`seq`: the message that shows it, None where something else does; `why` is for agents, empty where all is calm."""

    flag: Flag
    seq: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Signals:
    """What the bot met with before it handed over, for as long as no person has answered."""

    reason: str | None = None
    angry_before: bool = False
    misses: int = 0


class _Saying(NamedTuple):
    flag: Flag
    why: str
    words: re.Pattern[str]


class _Words(NamedTuple):
    neutral: re.Pattern[str]
    calming: re.Pattern[str]
    asking: re.Pattern[str]
    sayings: tuple[_Saying, ...]


def mood(said: Sequence[tuple[int, str]], signals: Signals | None = None) -> Mood:
    """The strongest of the last messages `(seq, text)`, oldest first; thanks end what was worry or anger before them."""
    found = Mood(Flag.CALM)
    for seq, text in said[-LOOKED_AT:]:
        now = of_message(text)
        if now.flag is Flag.CALM and found.flag is not Flag.URGENT and _words().calming.search(_plain(text)):
            found = Mood(Flag.CALM)
        elif _WEIGHT[now.flag] >= _WEIGHT[found.flag] and now.flag is not Flag.CALM:
            found = Mood(now.flag, seq, now.why)
    before = _before(signals) if signals else Mood(Flag.CALM)
    return before if _WEIGHT[before.flag] > _WEIGHT[found.flag] else found


def of_message(text: str) -> Mood:
    """One message alone; the first that fits, urgent before angry before worried."""
    if (harmed := harm(text)) is not None:
        return Mood(Flag.URGENT, why=_HARM[harmed])
    words = _words()
    plain = words.neutral.sub("。", _plain(text))
    asking = words.asking.search(plain) is not None
    for saying in words.sayings:
        if not (asking and saying.flag is Flag.URGENT) and saying.words.search(plain):
            return Mood(saying.flag, why=saying.why)
    return Mood(Flag.CALM)


def harm(text: str) -> Harm | None:
    """What is told to have happened to somebody; a question about cover in such a case tells nothing."""
    words = _words()
    plain = words.neutral.sub("。", _plain(text))
    if words.asking.search(plain):
        return None
    if DIED.search(plain):
        return "died"
    return "hurt" if HURT.search(UNHURT.sub("。", plain)) else None


def _before(signals: Signals) -> Mood:
    if signals.angry_before or signals.reason == "anger":
        return Mood(Flag.ANGRY, why="转人工前向机器人表达过不满")
    if signals.misses >= _MISSES:
        return Mood(Flag.WORRIED, why=f"机器人有 {signals.misses} 次没答上来")
    return Mood(Flag.CALM)


def _plain(text: str) -> str:
    """Plain simplified characters; an end of a sentence is 。 and nothing else is left between words."""
    return _NO_WORD.sub(
        "", re.sub(r"[.!?！？；;\n]+", "。", simplify(text)).replace("，", "。").replace(",", "。")
    )


@cache
def _words() -> _Words:
    source = files("bot.desk.assist").joinpath("moods.yml").read_text("utf-8")
    table = YAML(typ="safe", pure=True).load(source)
    return _Words(
        re.compile("|".join(table["neutral"])),
        re.compile("|".join(table["calming"])),
        re.compile(table["asking"]),
        tuple(
            _Saying(Flag(each["flag"]), saying["why"], re.compile(saying["words"]))
            for each in table["moods"]
            for saying in each["sayings"]
        ),
    )
