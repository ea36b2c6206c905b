"""A test or a story out of what a customer really said: nothing of who it was stays in it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from msgspec import UNSET

from bot.conversations.message import Message, Sender
from bot.conversations.service import Conversations
from bot.conversations.understandings import UnderstoodTurn
from bot.studio.masking import masked, names_in
from bot.studio.stories.steps import Step, person_needed
from bot.studio.stories.stories import FIRST_PERSON, Edit

_PHONE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LAST4 = re.compile(r"(?<![\dA-Za-z])\d{3}[\dXx](?![\dA-Za-z])")
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
# What a turn answers a question with, and the placeholder that stands for it.
_ANSWERS = {"phone": "{phone}", "id_last4": "{id_last4}", "otp": "{code}"}
_PAGE = 200


async def draft(
    conversations: Conversations, conversation_id: str, kind: Literal["test", "story"], name: str
) -> Edit:
    """Up to where a person took over. `ConversationNotFound`."""
    await conversations.get(conversation_id)
    messages: list[Message] = []
    while page := await conversations.messages(
        conversation_id, after=messages[-1].seq if messages else 0, limit=_PAGE
    ):
        messages += page
    understood = (await conversations.understandings.of([conversation_id])).get(conversation_id, [])
    turns = list(_turns(messages))
    by_seq = {each.seq: each for each in understood}
    steps = list(_tested(turns, by_seq) if kind == "test" else _told(turns, by_seq))
    person = FIRST_PERSON if kind == "test" and person_needed(steps) else None
    return Edit(kind, name, None, (), steps, person)


def _turns(messages: Sequence[Message]) -> Iterator[tuple[Message, list[Message]]]:
    """What the customer said and what the bot answered."""
    said: Message | None = None
    heard: list[Message] = []
    for message in messages:
        if message.sender is Sender.AGENT:
            break
        if message.sender is Sender.CUSTOMER:
            if said is not None:
                yield said, heard
            said, heard = message, []
        elif message.sender is Sender.BOT:
            heard.append(message)
    if said is not None:
        yield said, heard


def _tested(
    turns: Sequence[tuple[Message, list[Message]]], understood: dict[int, UnderstoodTurn]
) -> Iterator[Step]:
    names: set[str] = set()
    for said, _ in turns:
        if turn := understood.get(said.seq):
            names |= names_in(said.content.text, turn.understanding.mentions)
    titles: dict[str, str] = {}
    asked: str | None = None
    for said, heard in turns:
        content = said.content
        if content.attachment is not None:  # a file cannot be said again
            return
        turn = understood.get(said.seq)
        words: dict[str, Any]
        if content.payload is not None and content.payload in titles:
            words = {"presses": titles[content.payload]}
        else:
            mentions = turn.understanding.mentions if turn else ()
            words = {"says": _impersonal(content.text, asked, mentions, names)}
        asked = next((str(each.content.ask["slot"]) for each in reversed(heard) if each.content.ask), None)
        titles |= {button.payload: button.title for each in heard for button in each.content.buttons}
        templates = [each.content.template for each in heard if each.content.template]
        cards = [str(each.content.card["kind"]) for each in heard if each.content.card]
        yield Step(
            "turn",
            **words,
            asks=asked if heard else UNSET,
            templates=list(dict.fromkeys(templates)) or UNSET,
            cards=list(dict.fromkeys(cards)) or UNSET,
        )


def _told(
    turns: Sequence[tuple[Message, list[Message]]], understood: dict[int, UnderstoodTurn]
) -> Iterator[Step]:
    """Intents as they were understood, and the responses that were given."""
    for said, heard in turns:
        if (turn := understood.get(said.seq)) is None:
            continue
        yield Step("intent", turn.understanding.intent)
        templates = [each.content.template for each in heard if each.content.template]
        yield from (Step("action", name) for name in dict.fromkeys(templates))


def _impersonal(text: str, asked: str | None, mentions: Sequence[Any], names: set[str]) -> str:
    """Placeholders for what the demo customer says instead, stars for what else is somebody's."""
    said = _Marks()
    text = _PHONE.sub(said.phone, text)
    if asked in ("phone", "id_last4"):
        text = _LAST4.sub(said.id_last4, text)
    if asked == "otp":
        text = _CODE.sub(said.code, text)
    if said.none:
        if asked in _ANSWERS and any(
            entity in (asked, "otp", "phone", "id_last4") for entity, *_ in mentions
        ):
            return _ANSWERS[asked]
        return masked(text, mentions, names).replace("{", "{{").replace("}", "}}")
    text = masked(text, (), names).replace("{", "{{").replace("}", "}}")
    return text.replace("\ue000", "{phone}").replace("\ue001", "{id_last4}").replace("\ue002", "{code}")


class _Marks:
    """Characters of nobody's that stand for placeholders until the rest is masked."""

    def __init__(self) -> None:
        self.none = True

    def phone(self, _: re.Match[str]) -> str:
        self.none = False
        return "\ue000"

    def id_last4(self, _: re.Match[str]) -> str:
        self.none = False
        return "\ue001"

    def code(self, _: re.Match[str]) -> str:
        self.none = False
        return "\ue002"
