"""What a turn's message was understood to be, out of Rasa's reading of it and of what the turn did."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

from bot.conversations.message import Content
from bot.conversations.understandings import Likely, Understanding

# How many of each ranking are kept.
_KEPT = 3


def understanding_of(
    content: Content, parsed: Mapping[str, Any], asked: str | None, news: Sequence[Event], *, handed_off: bool
) -> Understanding:
    """`parsed`: Rasa's parse data of the message; `asked`: the slot the bot was waiting for, if any; `news`: the turn's
    events.
    """
    intent, topic = parsed["intent"], parsed.get("topic") or {}
    first = next((event for event in news if isinstance(event, BotUttered) and event.text), None)
    custom = [event.data.get("custom") or {} for event in news if isinstance(event, BotUttered)]
    choice = content.payload or _chosen(news)
    return Understanding(
        intent=str(intent["name"]),
        confidence=float(intent["confidence"]),
        ranking=_likeliest(parsed.get("intent_ranking") or (), "name", "confidence"),
        topic=topic.get("id"),
        topics=_likeliest(topic.get("candidates") or (), "id", "score"),
        template=first.metadata.get("utter_action") if first else None,
        faq=next(
            (source["faq"] for each in custom if (source := each.get("source")) and source.get("faq")), None
        ),
        typed=content.payload is None and content.attachment is None,
        in_task=asked is not None,
        missed=any(each.get("missed") for each in custom),
        handed_off=handed_off,
        choice=choice,
        mentions=tuple(
            (each["entity"], each["start"], each["end"])
            for each in parsed.get("entities") or ()
            if content.payload is None and content.attachment is None
        ),
    )


def _chosen(news: Sequence[Event]) -> str | None:
    """The button that a typed message named: the turn then goes on as if it had been pressed."""
    uttered = [event for event in news if isinstance(event, UserUttered)]
    if len(uttered) < 2:
        return None
    pressed = uttered[-1]
    topic = next((each["value"] for each in pressed.entities if each["entity"] == "topic"), None)
    return f'/{pressed.intent_name}{{"topic": "{topic}"}}' if topic else f"/{pressed.intent_name}"


def _likeliest(ranked: Sequence[Mapping[str, Any]], name: str, likely: str) -> tuple[Likely, ...]:
    return tuple((str(each[name]), round(float(each[likely]), 4)) for each in ranked[:_KEPT])
