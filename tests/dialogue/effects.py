"""What a story left behind at the insurer's and at the desk, seen through the services."""

from typing import Any

from insurance.domain.callbacks import FollowUp
from insurance.domain.leads import Lead
from insurance.services.servicing_views import ServicingView
from tests.dialogue.conftest import Customer


async def requests_of(customer: Customer) -> list[ServicingView]:
    """The verified customer's servicing requests, newest first."""
    services = customer.world.services
    return await services.servicing.list_for(await services.identity.of(customer.conversation_id))


async def stated(customer: Customer, request: ServicingView) -> dict[str, str]:
    """What the customer stated for a request, as staff reads it."""
    return (await customer.world.services.servicing.details("tester", request.request_no)).details


async def leads_of(customer: Customer) -> list[Lead]:
    service = customer.world.services.leads
    leads = [await service.details("tester", case.lead_no) for case in await service.waiting()]
    return [lead for lead in leads if lead.subject == customer.conversation_id]


async def callbacks_of(customer: Customer) -> list[FollowUp]:
    service = customer.world.services.callbacks
    wishes = [await service.details("tester", case.follow_up_no) for case in await service.waiting()]
    return [wish for wish in wishes if wish.subject == customer.conversation_id]


async def handed_over(customer: Customer) -> dict[str, Any]:
    """Queue and slots of the dossier the person who takes over reads."""
    found = await customer.world.conversations.agents.handoffs([customer.conversation_id])
    details = found[customer.conversation_id]
    return {**details["slots"], "queue": customer.card("handoff")["queue"]}
