"""Who may act for a customer, and read what lies under the masks: whoever serves them now, or answers for a case of theirs."""

from typing import Protocol

from bot.conversations.agents import Agents
from bot.desk.errors import NotServing
from bot.staff.accounts import Staff


class Cases(Protocol):
    """`insurance.services.customers`."""

    async def cases(self, staff: str, customer_no: str) -> list[str]: ...


class Serving:
    """A conversation is a customer's whom the bot named when it handed over, as the card is."""

    def __init__(self, agents: Agents, cases: Cases) -> None:
        self._agents = agents
        self._cases = cases

    async def check(self, staff: Staff, customer_no: str) -> str:
        """Where what this person does for the customer is recorded: the conversation they hold with them, else
        `desk:` and the customer. `NotServing` where nothing gives them the right; supervisors always have it.
        """
        held = [each.id for each in await self._agents.held_by(staff.username)]
        handoffs = await self._agents.handoffs(held)
        for conversation_id in held:
            if handoffs.get(conversation_id, {}).get("customer_no") == customer_no:
                return conversation_id
        await self.check_case(staff, customer_no)
        return f"desk:{customer_no}"

    async def check_case(self, staff: Staff, customer_no: str) -> None:
        """A case of that customer's is theirs, or they are a supervisor; `NotServing`."""
        if not staff.sees_all and not await self._cases.cases(staff.username, customer_no):
            raise NotServing()

    async def check_in(self, staff: Staff, customer_no: str, conversation_id: str) -> None:
        """The same for one conversation: theirs and that customer's, or a supervisor's look at it. `NotServing`,
        `ConversationNotFound`.
        """
        listed = await self._agents.get(conversation_id)
        handoffs = await self._agents.handoffs([conversation_id])
        about = handoffs.get(conversation_id, {}).get("customer_no")
        if about != customer_no or not (staff.sees_all or listed.agent == staff.username):
            raise NotServing()
