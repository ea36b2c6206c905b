"""The shapes of `/api/desk/conversations`."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.conversations import joins, notes
from bot.desk.staff.wire import Username
from kernel.clock import local

Queue = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
TransferNote = Annotated[str, Meta(max_length=1_000)]
ClientId = Annotated[str, Meta(min_length=1, max_length=63, pattern=r"^[^\x00-\x1f\x7f]+$")]


class ListConversations(Struct):
    owner: Literal["queue", "mine", "all"] = "queue"


class Listed(Struct, kw_only=True):
    """A conversation in a list; `reason` and `wish` are what the bot handed over."""

    conversation_id: str
    channel: str
    owner: Literal["bot", "queue", "agent", "closed"]
    agent: str | None
    queue: str | None
    priority: int
    waiting_since: str | None
    opened_at: str
    changed_at: str
    last_seq: int
    reason: str | None
    wish: str | None
    preview: str | None = None


class Conversations(Struct):
    """In serving order."""

    conversations: list[Listed]


class Detail(Listed, kw_only=True):
    """What of the transcript the customer has not got has `undelivered`: `held`, and the channel's `reason` or none."""

    dossier: dict[str, Any]
    transcript: list[dict[str, Any]]
    customer: dict[str, Any] | None
    rating: dict[str, Any] | None
    notes: list["Note"]
    joined: list["Joined"]


class State(Struct):
    """Where the conversation stands after the act."""

    conversation_id: str
    owner: Literal["bot", "queue", "agent", "closed"]
    agent: str | None


class Say(Struct):
    """`whisper`: to the agent or to nobody; what a supervisor who joined to whisper writes is one in any case."""

    text: str
    client_id: ClientId
    whisper: bool = False


class Said(Struct, omit_defaults=True):
    """`note_id`: it was a whisper, which stands beside the message `seq` and is none itself."""

    seq: int
    note_id: int | None = None


class WriteNote(Struct):
    text: Annotated[str, Meta(max_length=2_000)]
    client_id: ClientId


class Note(Struct):
    """`after_seq`: the last message that stood when it was written."""

    id: int
    at: str
    by: str
    name: str
    kind: Literal["note", "whisper"]
    text: str
    after_seq: int


class Join(Struct):
    mode: Literal["whisper", "barge_in"]


class Joined(Struct):
    """`listener`: the agent from whom a supervisor took the conversation over."""

    username: str
    name: str
    mode: Literal["whisper", "barge_in", "listener"]
    since: str


class Company(Struct):
    """Who is in the conversation beside its agent."""

    joined: list[Joined]


class TransferTo(Struct):
    """Exactly one of `to_agent` and `to_queue`."""

    to_agent: Username | None = None
    to_queue: Queue | None = None
    note: TransferNote | None = None

    def __post_init__(self) -> None:
        if (self.to_agent is None) == (self.to_queue is None):
            raise ValueError("exactly one of to_agent, to_queue")


class ReturnTo(Struct):
    to: Literal["bot", "queue"] = "bot"


class Close(Struct):
    wrap_up: Annotated[str, Meta(max_length=64)] | None = None
    summary: Annotated[str, Meta(max_length=4_000)] | None = None


def note_of(note: notes.Note) -> Note:
    at = local(note.at).isoformat(timespec="seconds")
    return Note(note.id, at, note.by, note.name, note.kind.value, note.text, note.after_seq)


def joined_of(join: joins.Join) -> Joined:
    since = local(join.since).isoformat(timespec="seconds")
    return Joined(join.username, join.name, join.mode.value, since)
