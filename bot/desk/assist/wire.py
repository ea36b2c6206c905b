"""The shapes of what helps an agent."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.conversations.message import MAX_TEXT
from bot.desk.assist.assist import Help
from bot.desk.assist.checklists import Card, Checklist, Item
from bot.desk.assist.suggestions import Suggestion
from bot.desk.assist.ticks import Tick
from insurance.domain.conduct import Breach
from kernel.clock import local

LevelName = Literal["basic", "key", "personal"]


class Suggested(Struct):
    """`text` may be sent as it is; `source`: where it stands; `score`: 0 to 1, beside others of its kind."""

    kind: Literal["faq", "canned", "product"]
    id: str
    title: str
    text: str
    source: str
    score: float
    reviewed_on: str | None


class Mood(Struct):
    """`seq`: the message that shows it, null where none does."""

    flag: Literal["calm", "worried", "angry", "urgent"]
    seq: int | None
    why: str


class ListItem(Struct):
    """`by` and `at`: who ticked it, when."""

    id: str
    text: str
    required: bool
    level: LevelName
    done: bool
    by: str | None
    at: str | None


class ShownChecklist(Struct):
    """`level`: of its topic; an item that another topic adds has its own."""

    topic: str
    title: str
    level: LevelName
    items: list[ListItem]
    cards: list[Card]


class NextStep(Struct):
    """The first open item, required ones first."""

    item: str
    text: str


class Assistance(Struct):
    """`message_seq`: the customer's last message; `checklist` is null while the bot has the conversation."""

    message_seq: int | None
    suggestions: list[Suggested]
    mood: Mood
    checklist: ShownChecklist | None
    next_step: NextStep | None


class TickItem(Struct):
    item: Annotated[str, Meta(pattern=r"^[a-z_]{1,31}\.[a-z_]{1,31}$")]
    done: bool


class CheckDraft(Struct):
    conversation_id: Annotated[str, Meta(pattern=r"^[\w-]{1,64}$")]
    text: Annotated[str, Meta(max_length=MAX_TEXT)]


class FoundBreach(Struct):
    """`start` and `end` count characters of the draft."""

    guard: str
    severity: Literal["warn", "block"]
    start: int
    end: int
    safe: str


class Checked(Struct):
    """In the order of the draft. With none of severity `block` a message goes out when it is `confirmed`."""

    breaches: list[FoundBreach]


def assistance(help: Help, names: dict[str, str]) -> Assistance:
    """`names`: of colleagues, by username."""
    next_step = NextStep(help.next_step.id, help.next_step.text) if help.next_step else None
    return Assistance(
        help.message_seq,
        [_suggested(each) for each in help.suggestions],
        Mood(help.mood.flag.value, help.mood.seq, help.mood.why),
        checklist(help.checklist, help.ticks, names) if help.checklist else None,
        next_step,
    )


def checklist(shown: Checklist, ticks: dict[str, Tick], names: dict[str, str]) -> ShownChecklist:
    items = [_item(item, ticks.get(item.id), names) for item in shown.items]
    return ShownChecklist(shown.topic, shown.title, shown.level.value, items, list(shown.cards))


def checked(found: list[Breach]) -> Checked:
    return Checked(
        [
            FoundBreach(each.guard.id, each.guard.severity.value, each.start, each.end, each.safe)
            for each in found
        ]
    )


def _suggested(each: Suggestion) -> Suggested:
    reviewed_on = each.reviewed_on.isoformat() if each.reviewed_on else None
    return Suggested(each.kind, each.id, each.title, each.text, each.source, each.score, reviewed_on)


def _item(item: Item, tick: Tick | None, names: dict[str, str]) -> ListItem:
    return ListItem(
        item.id,
        item.text,
        item.required,
        item.level.value,
        tick is not None,
        names.get(tick.by, tick.by) if tick else None,
        local(tick.at).isoformat(timespec="seconds") if tick else None,
    )
