"""What a task is about: the conversation to read and the customer whose card belongs to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.conversations.errors import ConversationNotFound
from bot.conversations.service import Conversations
from insurance.services.changes import ClaimCourse, ComplaintCourse


class Courses(Protocol):
    """`insurance.services.changes`."""

    async def claims(self, numbers: Collection[str]) -> Mapping[str, ClaimCourse]: ...

    async def complaints(self, numbers: Collection[str]) -> Mapping[str, ComplaintCourse]: ...


@dataclass(frozen=True)
class About:
    """What of it exists still."""

    conversation_id: str | None = None
    customer_no: str | None = None


class Abouts:
    def __init__(self, conversations: Conversations, courses: Courses) -> None:
        self._conversations = conversations
        self._courses = courses

    async def of(self, about: str | None) -> About:
        """`about` as tasks have it; what it does not know is about nothing."""
        noun, _, number = (about or "").partition(":")
        match noun:
            case "conversation":
                return await self._conversation(number)
            case "customer":
                return About(customer_no=number)
            case "claim":
                claim = (await self._courses.claims([number])).get(number)
                return About(customer_no=claim.customer_no) if claim else About()
            case "complaint":
                complaint = (await self._courses.complaints([number])).get(number)
                return About(customer_no=complaint.customer_no) if complaint else About()
        return About()

    async def _conversation(self, conversation_id: str) -> About:
        """With the customer whom the bot named when it handed over."""
        try:
            await self._conversations.get(conversation_id)
        except ConversationNotFound:
            return About()
        handoffs = await self._conversations.agents.handoffs([conversation_id])
        return About(conversation_id, handoffs.get(conversation_id, {}).get("customer_no"))
