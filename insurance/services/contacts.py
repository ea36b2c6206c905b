"""How a customer is reached by what the insurer says first, and on which channels they do not want it."""

from dataclasses import dataclass, field

from insurance.domain.reminders import ReminderChannel, current
from insurance.domain.terms import Terms
from insurance.services.ports import Store
from kernel.clock import Clock

# Of so many conversations, the latest ones, it is looked up whose they are.
_CONVERSATIONS = 10


@dataclass(frozen=True)
class Contact:
    """`bound`: conversations bound to the customer, `checked`: those whose last check proved them; the latest first.

    `off`: channels on which they want nothing but what has to be told.
    """

    customer_no: str
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    bound: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    off: frozenset[ReminderChannel] = frozenset()


class ContactService:
    """For the room that sends, never for a conversation: nothing here asks who wants to know."""

    def __init__(self, store: Store, clock: Clock, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    async def of(self, customer_no: str) -> Contact | None:
        """None: there is no such customer."""
        now = self._clock.now()
        bound, checked = [], []
        async with self._store.read() as work:
            customer = await work.customers.get(customer_no)
            if customer is None:
                return None
            chosen = current(await work.reminders.of_customer(customer_no))
            for subject in await work.identity.proven(customer_no, _CONVERSATIONS):
                binding = await work.identity.binding(subject)
                if binding is not None:
                    if binding.customer_no == customer_no and now < binding.ends(self._terms):
                        bound.append(subject)
                    continue
                # Somebody else may have been checked there since, on the same computer.
                identity = await work.identity.get(subject)
                if identity is not None and identity.customer_no == customer_no:
                    checked.append(subject)
        return Contact(
            customer_no,
            customer.phone or None,
            customer.email or None,
            tuple(bound),
            tuple(checked),
            frozenset(channel for channel, choice in chosen.items() if not choice.on),
        )
