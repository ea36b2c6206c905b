"""The customer beside the conversation: whoever the identity check named when the bot handed over."""

from dataclasses import dataclass
from typing import Any, Protocol

import msgspec


class Customers(Protocol):
    """`insurance.services.customers`: the masked card; every look is audited under the staff's name."""

    async def card(self, staff: str, customer_no: str) -> Any: ...


@dataclass(frozen=True)
class CustomerCards:
    """Asks by the customer number of the hand-off: looking at a conversation must not prolong a verification,
    as asking the identity service would."""

    customers: Customers

    async def of(self, staff: str, customer_no: str) -> dict[str, Any]:
        """Plain JSON values: money as strings, dates ISO 8601."""
        card: dict[str, Any] = msgspec.to_builtins(await self.customers.card(staff, customer_no))
        return card
