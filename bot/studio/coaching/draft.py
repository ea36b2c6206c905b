"""A case out of a real conversation: masked, and only a beginning that somebody finishes by hand."""

import logging
from collections.abc import Sequence
from functools import cache

import jieba

from bot.conversations.message import Message, MessageType, Sender
from bot.studio.coaching.cases import Area, Case, Step
from bot.studio.masking import masked

_STEPS = 8
_LONGEST = 280
_WORDS = 4


class NothingSaid(ValueError):
    """No customer or no agent spoke."""


def draft(messages: Sequence[Message], id: str) -> Case:
    """The customer's first words open it, each of the agent's lines becomes a step that the next words answer.

    `NothingSaid` where there is nothing to learn from.
    """
    spoken = [
        (message.sender is Sender.AGENT, masked(message.content.text)[:_LONGEST])
        for message in messages
        if message.sender in (Sender.CUSTOMER, Sender.AGENT)
        and message.content.type is MessageType.TEXT
        and message.content.text.strip()
    ]
    first = next((place for place, (agent, _) in enumerate(spoken) if agent), None)
    opening = [text for agent, text in spoken[:first] if not agent]
    if first is None or not opening:
        raise NothingSaid
    turns = _turns(spoken[first:])[:_STEPS]
    share = 100 // len(turns)
    steps = tuple(
        Step(
            id=f"step_{number}",
            text=said,
            words=_words(said),
            points=share + (100 - share * len(turns) if number == 1 else 0),
            says=answered,
        )
        for number, (said, answered) in enumerate(turns, 1)
    )
    return Case(
        id=id,
        title=f"案例草稿：{opening[-1][:20]}",
        area=Area.SERVICE,
        queue="general",
        difficulty=2,
        mood="平静",
        about="来自一次真实会话，已脱敏。请补充背景、客户心情和不能说的话。",
        opening=tuple(opening[-3:]),
        steps=steps,
        impatient=("我没听明白，你再说一遍", "所以我到底该怎么办"),
        thanks="好的，我知道了，谢谢。",
        gives_up="算了，我再想想。",
    )


def _turns(spoken: Sequence[tuple[bool, str]]) -> list[tuple[str, str | None]]:
    """What the agent said, with what the customer answered to it."""
    turns: list[tuple[str, str | None]] = []
    for agent, text in spoken:
        if agent:
            turns.append((text, None))
        elif turns and turns[-1][1] is None:
            turns[-1] = (turns[-1][0], text)
    return turns


def _words(said: str) -> str:
    """The longest words of a line, as alternatives: what somebody who says the same would say, too."""
    words = dict.fromkeys(word for word in _cutter().lcut(said) if len(word) > 1 and word.isalpha())
    return "|".join(sorted(words, key=len, reverse=True)[:_WORDS]) or said[:8]


@cache
def _cutter() -> jieba.Tokenizer:
    """Our own: the module-wide one belongs to whoever else uses jieba in the process."""
    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()
