"""The kinds of questions: how each finds its answer in a message, and how the answer reads."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from actions import formats
from actions.choices import chosen_of
from actions.phones import landline_in, phone_in
from actions.turn import Turn
from kernel.clock import today
from kernel.masking import show_phone
from kernel.quotes import quoted

Answers = dict[str, Any]
_DAY = len("2026-03-05")
# Answered without a value: 「不清楚」 where that will do.
NONE = ""
_UNKNOWN = re.compile(
    r"不(?:太|大|是很)?(?:清楚|知道|确定|记得|晓得)|记不[得清]|没有|没带|不在手边|找不到|忘了|还没|说不[好准]|跳过|不(?:想|愿意?|肯)?(?:留|填|给|提供)|不方便|无$"
)


# 「好的」 tells no story.
_POLITE = frozenset({"affirm", "greet", "thanks"})
_POLITE_LENGTH = 4
_AGREES = re.compile(
    r"\W*(?:嗯|好|对|行|那|就|都|全)*(?:这样|照这个?|照办|没问题|没错|没毛病|无误|可以|同意|办|提交|确认|对|行|好)"
    r"(?:办|提交|弄|来|的|了|吧|啦|呀|就行)*\W*"
)


def always(_: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Option:
    """`words` say the same in the customer's own words."""

    value: str
    title: str
    words: re.Pattern[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """`label` stands before the answer when it is read back; `names` is how a customer calls it in a correction.

    `may_skip`: it may be left open, by a button called `skip` or in words. `response`: the domain's words, by default `utter_ask_<slot>`. `asks_for`: what the
    channel is told is wanted, by default the slot.
    """

    slot: str
    asks_for: str | None = None
    label: str = ""
    names: str = r"(?!)"
    when: Callable[[Answers], bool] = always
    may_skip: bool = False
    skip: str = "不清楚"
    response: str | None = None
    hint: str = "utter_not_an_answer"
    input: ClassVar[str] = "text"

    def asked_with(self, answers: Answers) -> str:
        """The domain's words."""
        return self.response or f"utter_ask_{self.slot}"

    def volunteered(self, turn: Turn) -> Any:
        """The value in a message that was not an answer to this question; None where there is none."""
        return None

    def told(self, turn: Turn) -> list[Any]:
        """Every value of this kind in the message, in order."""
        value = self.volunteered(turn)
        return [] if value is None else [value]

    async def answered(self, turn: Turn, answers: Answers) -> Any:
        """The value in the answer to this question; None where it is no answer."""
        if (value := self.volunteered(turn)) is not None:
            return value
        return NONE if self.may_skip and _UNKNOWN.search(turn.text) else None

    async def options(self, turn: Turn, answers: Answers) -> list[Option]:
        return [Option(NONE, self.skip)] if self.may_skip else []

    def buttons(self, turn: Turn, answers: Answers) -> list[dict[str, Any]] | None:
        """Below the question, in place of options."""
        return None

    def shown(self, value: Any) -> str:
        """As it is read back; what the customer wrote is marked as not our words."""
        return quoted(str(value)) if value else self.skip


@dataclass(frozen=True, kw_only=True)
class Day(Question):
    """A day, as ISO 8601; `past`: one that has come already."""

    past: bool = True
    hint: str = "utter_not_a_day"
    input: ClassVar[str] = "date"

    def told(self, turn: Turn) -> list[str]:
        # 「上个月」 is no day yet.
        days = [value[:_DAY] for value in turn.entities("date") if len(value) >= _DAY]
        limit = today(turn.services.clock).isoformat()
        return [day for day in days if not self.past or day <= limit]

    def volunteered(self, turn: Turn) -> str | None:
        return next(iter(self.told(turn)), None)

    def shown(self, value: Any) -> str:
        return formats.day(date.fromisoformat(value)) if value else super().shown(value)


@dataclass(frozen=True, kw_only=True)
class Money(Question):
    """A sum in yuan, with two decimals."""

    hint: str = "utter_not_a_sum"
    input: ClassVar[str] = "number"
    _bare: ClassVar[re.Pattern[str]] = re.compile(r"\D*(\d{1,9}(?:\.\d{1,2})?)\D*")

    def told(self, turn: Turn) -> list[str]:
        return turn.entities("money")

    def volunteered(self, turn: Turn) -> str | None:
        return turn.entity("money")

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        if (value := await super().answered(turn, answers)) is not None:
            return str(value)
        bare = self._bare.fullmatch(turn.text)
        return f"{Decimal(bare[1]):.2f}" if bare else None

    def shown(self, value: Any) -> str:
        return formats.yuan(Decimal(value)) if value else super().shown(value)


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One of a few, chosen by button, by its number, or in words."""

    choices: Sequence[Option] = ()
    hint: str = "utter_not_a_choice"
    input: ClassVar[str] = "choice"

    def volunteered(self, turn: Turn) -> str | None:
        if not turn.typed:
            # A button that begins a task may bring the answer along.
            return turn.entity(self.slot)
        said = [option.value for option in self.choices if option.words and option.words.search(turn.plain)]
        return said[0] if said else None

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        offered = await self.options(turn, answers)
        if (place := chosen_of(turn.text, [option.title for option in offered])) is not None:
            return offered[place].value
        value = await super().answered(turn, answers)
        return None if value is None else str(value)

    async def options(self, turn: Turn, answers: Answers) -> list[Option]:
        return list(self.choices)

    def shown(self, value: Any) -> str:
        return next((option.title for option in self.choices if option.value == value), super().shown(value))


@dataclass(frozen=True, kw_only=True)
class YesNo(Choice):
    """`yes` and `no` are what the buttons say; `affirm` and `deny` answer as well."""

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        value = await super().answered(turn, answers)
        if value is None and turn.intent in ("affirm", "deny"):
            return "yes" if turn.intent == "affirm" else "no"
        return value


@dataclass(frozen=True, kw_only=True)
class Words(Question):
    """Free text; `least` characters tell something. `found`: what another message tells of it.

    `any_wish`: what sounds like another wish is the answer here.
    """

    least: int = 2
    most: int = 2_000
    any_wish: bool = False
    found: Callable[[Turn], str | None] = field(default=lambda turn: None)

    def volunteered(self, turn: Turn) -> str | None:
        return self.found(turn) if turn.typed else None

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        if self.may_skip and len(turn.text) <= 8 and (turn.text == self.skip or _UNKNOWN.search(turn.text)):
            return NONE
        if turn.intent in _POLITE and len(turn.text) <= _POLITE_LENGTH:
            return None
        # Signs alone tell nothing: 「😭😭😭😭」.
        return turn.text[: self.most] if sum(map(str.isalnum, turn.text)) >= self.least else None


@dataclass(frozen=True, kw_only=True)
class Phone(Question):
    """A mobile number, or a `landline` where somebody is only to be called; read back masked."""

    landline: bool = False
    hint: str = "utter_not_a_phone"
    skip: str = "不留"

    def volunteered(self, turn: Turn) -> str | None:
        return phone_in(turn.text) or (landline_in(turn.text) if self.landline else None)

    def shown(self, value: Any) -> str:
        return show_phone(value) if value else self.skip


@dataclass(frozen=True, kw_only=True)
class Named(Question):
    """A number or name that understanding finds by itself, such as a policy number or a plate."""

    entities: Sequence[str] = ()

    def volunteered(self, turn: Turn) -> str | None:
        return next((value for name in self.entities if (value := turn.entity(name))), None)


@dataclass(frozen=True, kw_only=True)
class Confirmation(Question):
    """The last question: everything is read back, and nothing happens before it is agreed to.

    `words` agree to this one alone. `by_number`: its buttons may be named by a bare number; where what is done cannot be
    undone, that is too little.
    """

    slot: str = "confirm"
    response: str | None = "utter_ask_confirm"
    hint: str = "utter_not_confirmed"
    words: re.Pattern[str] = re.compile(r"(?!)")
    by_number: bool = True
    input: ClassVar[str] = "choice"

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        agrees = turn.intent == "affirm" or (
            turn.typed and (_AGREES.fullmatch(turn.text) or self.words.fullmatch(turn.text))
        )
        return "yes" if agrees else None

    def buttons(self, turn: Turn, answers: Answers) -> list[dict[str, Any]]:
        confirmed = json.dumps({self.slot: turn.key})
        return [
            {"title": "确认提交", "payload": f"/affirm{confirmed}", "once": True},
            {"title": "要改一处", "payload": f"/deny{confirmed}"},
            {"title": "先不办了", "payload": "/cancel"},
        ]


def payload(value: str) -> str:
    """What a button or an option sends back."""
    return "/inform" + json.dumps({"task_value": value})


def as_ask(question: Question, options: Sequence[Option]) -> Mapping[str, Any]:
    """The message's `ask`."""
    ask: dict[str, Any] = {"slot": question.asks_for or question.slot, "input": question.input}
    if options:
        ask["options"] = [{"title": option.title, "payload": payload(option.value)} for option in options]
    return ask
