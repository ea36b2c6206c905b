"""The shapes of canned replies and wrap-up codes."""

from typing import Annotated

from msgspec import Meta, Struct

from bot.desk.conversations.canned_replies import CannedReply
from bot.desk.conversations.wire import Queue
from bot.desk.conversations.wrap_ups import WrapUpCode

Title = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"\S")]
Tag = Annotated[str, Meta(min_length=1, max_length=20, pattern=r"\S")]


class FindCannedReplies(Struct):
    """`q`: words that title, tags and text are to hold; `queue`: its own and those for every queue."""

    q: Annotated[str, Meta(max_length=100)] = ""
    queue: Queue | None = None


class ShownCannedReply(Struct):
    id: str
    title: str
    text: str
    queue: str | None
    tags: list[str]
    used: int
    reviewed_on: str


class FoundCannedReplies(Struct):
    canned_replies: list[ShownCannedReply]


class PutCannedReply(Struct):
    """`text` may hold `{customer}`, `{agent}`, `{policy_no}`, `{claim_no}` and `{queue}`, which the page fills in."""

    title: Title
    text: Annotated[str, Meta(min_length=1, max_length=1_000, pattern=r"\S")]
    queue: Queue | None = None
    tags: Annotated[list[Tag], Meta(max_length=10)] = []


class PutWrapUpCode(Struct):
    code: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    name: Title
    queue: Queue | None = None
    active: bool = True


class PutWrapUpCodes(Struct):
    """All there are to be, in their order; known ones left out go out of use."""

    codes: Annotated[list[PutWrapUpCode], Meta(min_length=1, max_length=200)]

    def __post_init__(self) -> None:
        if len({each.code for each in self.codes}) < len(self.codes):
            raise ValueError("every code once")

    def as_codes(self) -> list[WrapUpCode]:
        return [WrapUpCode(each.code, each.name, each.queue, each.active) for each in self.codes]


class WrapUpCodes(Struct):
    codes: list[PutWrapUpCode]


def reply_of(reply: CannedReply) -> ShownCannedReply:
    return ShownCannedReply(
        reply.id,
        reply.title,
        reply.text,
        reply.queue,
        list(reply.tags),
        reply.used,
        reply.reviewed_on.isoformat(),
    )


def codes_of(codes: list[WrapUpCode]) -> WrapUpCodes:
    return WrapUpCodes([PutWrapUpCode(each.code, each.name, each.queue, each.active) for each in codes])
