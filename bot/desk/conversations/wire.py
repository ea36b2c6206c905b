"""The shapes of `/api/desk/conversations`."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.conversations import joins, notes
from bot.desk.assist.uses import USED
from bot.staff.wire import Username
from kernel.clock import local

Queue = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
TransferNote = Annotated[str, Meta(max_length=1_000)]
ClientId = Annotated[str, Meta(min_length=1, max_length=63, pattern=r"^[^\x00-\x1f\x7f]+$")]


class ListConversations(Struct):
    owner: Literal["queue", "mine", "all"] = "queue"


class ReadConversation(Struct):
    """`after`: of the transcript only what stands above this number."""

    after: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0


class Listed(Struct, kw_only=True):
    """A conversation in a list; `reason` and `wish` are what the bot handed over.

    `offered_to` is being asked to take it until `offered_until`; its present agent took it at `engaged_at`. `reply_due`: when
    the wait for a person's word breaches what the queue promises; null where nobody waits for one.
    """

    conversation_id: str
    channel: str
    owner: Literal["bot", "queue", "agent", "closed"]
    agent: str | None
    agent_name: str | None
    queue: str | None
    priority: int
    waiting_since: str | None
    opened_at: str
    changed_at: str
    last_seq: int
    offered_to: str | None
    offered_until: str | None
    engaged_at: str | None
    reply_due: str | None
    level: Literal["warning", "breach"] | None
    reason: str | None
    wish: str | None
    preview: str | None = None


class Conversations(Struct):
    """In serving order."""

    conversations: list[Listed]


class Detail(Listed, kw_only=True):
    """What of the transcript the customer has not got has `undelivered`: `held`, and the channel's `reason` or none.

    An agent's message has its `state`: `sent`, `delivered` to the page or the messenger, `read` on the page; the page
    is up to `arrived_seq` and `read_seq`.
    """

    dossier: dict[str, Any]
    transcript: list[dict[str, Any]]
    customer: dict[str, Any] | None
    rating: dict[str, Any] | None
    notes: list["Note"]
    joined: list["Joined"]
    typing: "Typed | None"
    arrived_seq: int
    read_seq: int


class State(Struct):
    """Where the conversation stands after the act."""

    conversation_id: str
    owner: Literal["bot", "queue", "agent", "closed"]
    agent: str | None


class Say(Struct):
    """`text` may be empty beside an `attachment_id`. `quote`: the number of the message this one answers.

    `whisper`: to the agent or to nobody; what a supervisor who joined to whisper writes is one in any case. `confirmed`: send
    it in spite of warnings. `used`: the suggestion or card it was taken from, as `canned_reply` is.
    """

    text: str
    client_id: ClientId
    quote: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    attachment_id: Annotated[str, Meta(pattern=r"^\w{1,64}$")] | None = None
    whisper: bool = False
    confirmed: bool = False
    canned_reply: Annotated[str, Meta(pattern=r"^[\w-]{1,32}$")] | None = None
    used: Annotated[str, Meta(pattern=USED)] | None = None


class Said(Struct, omit_defaults=True):
    """`note_id`: it was a whisper, which stands beside the message `seq` and is none itself."""

    seq: int
    note_id: int | None = None


class SetTyping(Struct):
    typing: bool


class Typed(Struct):
    """What the customer is writing, masked; only the agent who has the conversation sees it."""

    text: str
    at: str


class StoredFile(Struct):
    """`id`: what a message names as its `attachment_id`; `size` in bytes."""

    id: str
    name: str
    media_type: str
    size: int


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
