"""The customer beside the conversation: shown when the conversation's identity names one, and audited."""

from dataclasses import dataclass
from typing import Any, Protocol

import msgspec


class Identities(Protocol):
    """`insurance.services.identity`, as far as the desk needs it: looking does not prolong a verification."""

    async def peek(self, subject: str) -> Any: ...


class Customers(Protocol):
    """`insurance.services.customers`: the masked card; every look is audited under the staff's name."""

    async def card(self, staff: str, customer_no: str) -> Any: ...


@dataclass(frozen=True)
class CustomerCards:
    identities: Identities
    customers: Customers

    async def of(self, staff: str, conversation_id: str) -> dict[str, Any] | None:
        """Plain JSON values, or None for a conversation without a known customer."""
        identity = await self.identities.peek(conversation_id)
        if identity.customer_no is None:
            return None
        card: dict[str, Any] = msgspec.to_builtins(
            await self.customers.card(staff, identity.customer_no), order="deterministic"
        )
        return card
