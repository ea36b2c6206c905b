"""Agents propose to the trainers what the bot should be able to answer."""

from typing import Annotated, Protocol

from aiohttp import web
from msgspec import Meta, Struct

from bot.conversations.errors import ConversationNotFound
from bot.desk.desk import DESK
from bot.http.endpoint import endpoint
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF, audited


class Inbox(Protocol):
    """The trainers'."""

    async def propose(self, conversation_id: str, question: str, answer: str, by: str) -> bool:
        """False where the same was proposed before."""
        ...


PROPOSALS = web.AppKey("proposals", Inbox)


class PostProposal(Struct):
    """`question`: as customers would ask it; `answer`: what helped."""

    conversation_id: Annotated[str, Meta(pattern=r"^[\w-]{1,64}$")]
    question: Annotated[str, Meta(min_length=2, max_length=200, pattern=r"\S")]
    answer: Annotated[str, Meta(min_length=2, max_length=1_000, pattern=r"\S")]


class Proposed(Struct):
    """`new` is false where the same was proposed before."""

    new: bool


@endpoint(
    "POST",
    "/api/desk/proposals",
    summary="把一个问题和好的回答推荐给训练师",
    auth="staff",
    audit="proposal.add",
    request=PostProposal,
    response=Proposed,
    status=201,
    errors=(ConversationNotFound, NotYourRole),
)
async def propose(request: web.Request, body: PostProposal) -> Proposed:
    staff = request[STAFF]
    await request.app[DESK].dossiers.find(staff, body.conversation_id)
    audited(request, conversation=body.conversation_id)
    new = await request.app[PROPOSALS].propose(body.conversation_id, body.question, body.answer, staff.name)
    return Proposed(new)


HANDLERS = (propose,)
