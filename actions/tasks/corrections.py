"""What a customer takes back in the middle of a task: 「不对，是前天」, 「金额改成八千」, 「日期错了」, 「上一个问题」."""

import re
from dataclasses import dataclass

from actions.tasks.questions import Answers, Choice, Confirmation, Question, Words
from actions.tasks.task import Task
from actions.turn import Turn

_WRONG = re.compile(
    r"不对|不是|错了|搞错|说错|写错|填错|记错|打错|更正|纠正|应该是|应当是|改成|改为|换成|改一下|改下|修改|重新填"
)
_NEW = re.compile(
    r"(?:改成|改为|换成|更正为|应该是|应当是|写成|是)(?:了|：|:|，|,)?\s*(?P<value>[^，,。]+?)[。！!]?$"
)
_BACK = re.compile(
    r"\W*(?:回到?|返回|退回)?(?:上一(?:个|步|题|项|条)|前一(?:个|步)|刚才那个)(?:问题|项|步)?(?:重新?[填说]|重来|改一?下)?\W*"
)
_ANEW = re.compile(
    r"\W*(?:全部?|都|我要|从头)?(?:重新?(?:开始|填|来|报|说)|从头(?:来|开始|再来)|重来)(?:一?遍|一?次|吧)?\W*"
)
# 「电话」: a name alone reopens its question.
_NAME_LENGTH = 4
_SHORT = 20


@dataclass(frozen=True)
class Correction:
    """`answers` as they are then; `changed` names what has a new value, `open` what is to be asked again."""

    answers: Answers
    changed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def says_wrong(text: str) -> bool:
    return _WRONG.search(text) is not None


def begins_anew(turn: Turn) -> bool:
    return _ANEW.fullmatch(turn.text) is not None


def steps_back(turn: Turn) -> bool:
    """「上一步」, or all the way back."""
    return begins_anew(turn) or _BACK.fullmatch(turn.text) is not None


def correction(turn: Turn, task: Task, answers: Answers, asked: Question) -> Correction | None:
    """What the message takes back; None where it takes nothing back."""
    if not turn.typed or (isinstance(asked, Words) and len(turn.text) > _SHORT):
        # A story is full of 不是 and of other days.
        return None
    given = [q for q in task.applying(answers) if q.slot in answers and q.slot != asked.slot]
    if begins_anew(turn):
        return Correction({}, open=tuple(q.slot for q in given))
    if _BACK.fullmatch(turn.text):
        # Before the first question there is none: it is asked once more.
        return _without(answers, given[-1:]) or Correction(answers)
    named = [q for q in given if re.search(q.names, turn.text)]
    confirms = isinstance(asked, Confirmation)
    bare = confirms and named and len(turn.text) <= _NAME_LENGTH
    if not (says_wrong(turn.text) or bare):
        # Read back, another day or sum than the one given is a correction without saying so.
        return _replaced(turn, answers, named or given) if confirms else None
    # Where words are asked for, those of a choice are part of them: 「红利改成现金领」.
    unnamed = [q for q in given if not (isinstance(asked, Words) and isinstance(q, Choice))]
    if found := _replaced(turn, answers, named or unnamed):
        return found
    told = [q for q in given if isinstance(q, Words)]
    for question in named or (told if confirms and len(told) == 1 else ()):
        if isinstance(question, Words) and (new := _NEW.search(turn.text)):
            return Correction({**answers, question.slot: new["value"]}, changed=(question.slot,))
    return _without(answers, named) if named else None


def _replaced(turn: Turn, answers: Answers, questions: list[Question]) -> Correction | None:
    """「不是昨天，是前天」 names both: what is not the old value is the new one."""
    new = {}
    for question in questions:
        told = [value for value in question.told(turn) if value != answers[question.slot]]
        if told:
            new[question.slot] = told[-1]
    return Correction({**answers, **new}, changed=tuple(new)) if new else None


def _without(answers: Answers, questions: list[Question]) -> Correction | None:
    gone = tuple(question.slot for question in questions)
    kept = {slot: value for slot, value in answers.items() if slot not in gone}
    return Correction(kept, open=gone) if gone else None
