"""What lies under the masks of the customer card: shown one value at a time, for a reason, to who serves the customer."""

from typing import Any

import pytest

from bot.desk.customers.api import REVEALS
from bot.staff.accounts import Role
from insurance.demo.customers import DEMO_CUSTOMERS
from tests.gateway_fixtures import Chat, Gateway, Seat

WANG = DEMO_CUSTOMERS[0].customer
CHEN = DEMO_CUSTOMERS[1].customer


@pytest.fixture(autouse=True)
async def records(gateway: Gateway) -> None:
    await gateway.services.demo.load()


async def reveal(seat: Seat, chat: Chat | None, **more: Any) -> tuple[int, Any]:
    """The status, and the value or why it was refused."""
    body = {"field": "phone", "reason": "给客户回电"} | more
    if chat is not None:
        body.setdefault("conversation_id", chat.conversation_id)
    customer_no = body.pop("customer_no", WANG.customer_no)
    response = await seat.post(f"/api/desk/customers/{customer_no}/reveal", **body)
    frame = await response.json()
    return response.status, frame["value"] if response.status == 200 else frame["error"]["code"]


async def served(gateway: Gateway, seat: Seat) -> Chat:
    chat = await gateway.waiting_chat(customer_no=WANG.customer_no, identity_level=2)
    assert (await seat.act(chat.conversation_id, "accept")).status == 200
    return chat


async def test_a_value_is_shown_for_a_reason_and_the_trail_says_where_it_was_needed(
    gateway: Gateway,
) -> None:
    lili = await gateway.sign_in("lili")
    chat = await served(gateway, lili)

    shown = await reveal(lili, chat, reason="回电13812345678核对")

    assert shown == (200, WANG.phone)
    [entry] = await gateway.services.audit.entries(WANG.customer_no)
    assert (entry.who, entry.what) == ("lili", "customer.reveal")
    assert entry.data == {
        "field": "phone",
        "reason": "回电[PHONE]核对",
        "conversation": chat.conversation_id,
    }


async def test_without_a_reason_or_for_no_such_field_nothing_is_shown(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    chat = await served(gateway, lili)

    assert await reveal(lili, chat, reason="   ") == (422, "reason_required")
    assert await reveal(lili, chat, reason="") == (422, "invalid")
    assert await reveal(lili, chat, field="password") == (422, "invalid")
    assert await gateway.services.audit.entries(WANG.customer_no) == []


async def test_only_who_serves_the_customer_and_supervisors_are_shown_it(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    waiting = await gateway.waiting_chat(customer_no=WANG.customer_no)
    assert await reveal(lili, waiting) == (403, "not_serving")
    chat = await served(gateway, lili)

    assert await reveal(wei, chat) == (403, "not_serving")
    assert await reveal(wei, None) == (403, "not_serving")
    assert await reveal(lili, chat, customer_no=CHEN.customer_no) == (403, "not_serving")
    assert await reveal(lili, chat, conversation_id="gone") == (404, "conversation_not_found")
    assert await reveal(boss, chat) == (200, WANG.phone)
    await lili.act(chat.conversation_id, "close")
    assert await reveal(lili, chat) == (403, "not_serving")


async def test_so_many_an_hour_and_no_more(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    chat, other = await served(gateway, lili), await served(gateway, wei)

    for _ in range(REVEALS.count):
        assert (await reveal(lili, chat))[0] == 200
    assert await reveal(lili, chat) == (429, "too_many")

    assert (await reveal(wei, other))[0] == 200
    assert len(await gateway.services.audit.entries(WANG.customer_no)) == REVEALS.count + 1


async def test_the_values_are_in_no_list_and_no_detail(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    chat = await served(gateway, lili)
    card = str(await gateway.services.customers.card("lili", WANG.customer_no))

    pages = [
        await lili.get("/api/desk/conversations", owner="mine"),
        await lili.get(f"/api/desk/conversations/{chat.conversation_id}"),
        await lili.get(f"/api/desk/customers/{WANG.customer_no}/timeline"),
    ]

    assert all(page.status == 200 for page in pages)
    for text in [card, *[await page.text() for page in pages]]:
        assert not any(str(value) in text for value in (WANG.phone, WANG.id_number, WANG.email, WANG.address))
