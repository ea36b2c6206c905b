"""Turns as a model would have left them, for tests of the inbox."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.conversations.message import Content, Incoming
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff
from bot.conversations.understandings import Understanding, UnderstoodTurn
from bot.studio.inbox.reasons import Said
from kernel.clock import SHANGHAI

AT = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)
MODEL = "37599a08f05fb657.tar.gz"


def missed(**more: Any) -> Understanding:
    """The bot said that it did not understand; the model thought of something else entirely, and not much."""
    plain = Understanding(
        "nlu_fallback",
        0.8,
        ranking=(("faq", 0.2), ("greet", 0.1)),
        topic="x.y",
        topics=(("x.y", 0.2),),
        template="utter_fallback",
        missed=True,
    )
    return replace(plain, **more)


def answered(entry: str = "claims.report_deadline", **more: Any) -> Understanding:
    """From the FAQ, and the model was sure."""
    plain = Understanding(
        "faq",
        0.95,
        ranking=(("faq", 0.95), ("claim_report", 0.03)),
        topic=entry,
        topics=((entry, 0.97), ("claims.other", 0.02)),
        template="utter_faq",
        faq=entry,
    )
    return replace(plain, **more)


def intends(intent: str, confidence: float = 0.97, **more: Any) -> Understanding:
    return replace(Understanding(intent, confidence, ranking=((intent, confidence),)), **more)


def pressed(payload: str) -> Understanding:
    return intends("faq", 1.0, typed=False, choice=payload)


def talk(*turns: tuple[str, Understanding]) -> list[Said]:
    """What a customer said, ten seconds apart."""
    return [
        Said(UnderstoodTurn("c", seq, AT + timedelta(seconds=10 * seq), "web", MODEL, understood), text)
        for seq, (text, understood) in enumerate(turns, 1)
    ]


async def said(
    conversations: Conversations,
    conversation_id: str,
    text: str,
    understood: Understanding,
    *,
    handoff: Handoff | None = None,
) -> None:
    """The customer says it and the bot answers, through the surfaces of both."""
    count = (await conversations.agents.get(conversation_id)).last_seq
    await conversations.receive(conversation_id, Incoming(f"m{count}", text=text))
    turn = await conversations.turns.claim("test")
    assert turn is not None
    if handoff is not None:
        understood = replace(understood, handed_off=True)
    assert await conversations.turns.commit(
        turn, [Content("好的")], handoff=handoff, model=MODEL, understood=understood
    )
