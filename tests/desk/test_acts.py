"""What an agent does for the customer they serve: through the bot's own services, once, audited, held against conduct."""

from datetime import timedelta
from typing import Any

import pytest

from bot.staff.accounts import Role
from insurance.demo.customers import DEMO_CUSTOMERS
from insurance.domain.claim_states import ClaimStatus
from insurance.domain.claim_steps import ClaimStep
from insurance.domain.identity import Identity, Level
from insurance.domain.servicing import ServicingKind
from tests.gateway_fixtures import Chat, Gateway, Seat

WANG, CHEN = DEMO_CUSTOMERS[0].customer, DEMO_CUSTOMERS[1].customer
PENDING = "LP0000000002"  # Chen's, waiting for documents
OF_WANG = f"/api/desk/customers/{WANG.customer_no}"
LOSS = {"date_of_loss": "2026-11-15", "line": "accident", "cause": "下楼摔倒", "client_id": "1"}
GRIEF = {"category": "claim", "detail": "拖了半个月", "client_id": "1"}
CALL = {"topic": "问续期", "client_id": "1"}


@pytest.fixture(autouse=True)
async def records(gateway: Gateway) -> None:
    await gateway.services.demo.load()


async def serves(gateway: Gateway, seat: Seat, customer_no: str = WANG.customer_no) -> Chat:
    chat = await gateway.waiting_chat(customer_no=customer_no, identity_level=2)
    assert (await seat.act(chat.conversation_id, "accept")).status == 200
    return chat


async def done(seat: Seat, path: str, **body: Any) -> tuple[int, Any]:
    """The status, and what became of it or why it was refused."""
    response = await seat.post(path, **body)
    if response.status == 204:
        return 204, None
    frame = await response.json()
    if response.status < 300:
        return response.status, frame
    return response.status, frame["error"]["details"].get("rule") or frame["error"]["code"]


async def audited(gateway: Gateway, customer_no: str = WANG.customer_no) -> list[tuple[str, str]]:
    return [(entry.who, entry.what) for entry in await gateway.services.audit.entries(customer_no)]


def known(gateway: Gateway, customer_no: str) -> Identity:
    return Identity("talk", Level.VERIFIED, customer_no, gateway.clock.now() + timedelta(minutes=15))


async def test_a_loss_told_to_an_agent_is_a_claim_under_the_policy_meant(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    chat = await serves(gateway, lili)

    first = await done(lili, f"{OF_WANG}/claim-reports", **LOSS)
    again = await done(lili, f"{OF_WANG}/claim-reports", **LOSS)

    assert first == again and first[0] == 201
    receipt = first[1]
    assert (receipt["policy_no"], receipt["status"]) == ("QHA010000000001", "reported")
    assert receipt["documents"] and receipt["acknowledge_by"].endswith("+08:00")
    claim = await gateway.services.claims.get(known(gateway, WANG.customer_no), receipt["claim_no"])
    assert [entry.status for entry in claim.timeline] == ["reported", "acknowledged"]
    [told] = await gateway.services.claim_reports.of_conversation(chat.conversation_id)
    assert told.claim_no == receipt["claim_no"]
    assert await audited(gateway) == [("lili", "claim_report.take")]


async def test_the_rules_of_a_report_hold_for_an_agent_too(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    await serves(gateway, lili)
    ahead = LOSS | {"date_of_loss": "2026-11-17"}
    assert await done(lili, f"{OF_WANG}/claim-reports", **ahead) == (422, "date_of_loss_ahead")
    assert (await done(lili, f"{OF_WANG}/claim-reports", **(LOSS | {"amount": "-1"})))[0] == 422


async def test_a_complaint_told_to_an_agent_stands_in_the_register(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    chat = await serves(gateway, lili)

    first = await done(lili, f"{OF_WANG}/complaints", **GRIEF)
    again = await done(lili, f"{OF_WANG}/complaints", **GRIEF)

    assert first == again and first[0] == 201
    anybody = Identity(chat.conversation_id, Level.ANONYMOUS, None, None)
    found = await gateway.services.complaints.get(chat.conversation_id, anybody, first[1]["receipt_no"])
    assert (found.status.value, found.category.value) == ("received", "claim")
    assert await audited(gateway) == [("lili", "complaint.lodge")]


async def test_a_call_is_arranged_to_the_number_on_record(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    await serves(gateway, lili)

    status, noted = await done(lili, f"{OF_WANG}/callbacks", **CALL, wished_time="下午")
    bad = await done(lili, f"{OF_WANG}/callbacks", topic="问", client_id="2", phone="12")

    assert status == 201 and noted["phone"] == "199****0001" and noted["wished_time"] == "下午"
    assert bad == (422, "invalid_value")
    assert (await done(lili, f"/api/desk/requests/{noted['follow_up_no']}/done"))[0] == 200
    assert await audited(gateway) == [("lili", "follow_up.open"), ("lili", "follow_up.done")]


async def test_a_note_reaches_the_claim_and_its_holder_reads_it(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    await serves(gateway, lili, CHEN.customer_no)
    note = {"text": "客户补充：柱子没有警示标志", "client_id": "1"}

    for _ in range(2):
        assert await done(lili, f"/api/desk/claims/{PENDING}/notes", **note) == (204, None)

    claim = await gateway.services.claims.get(known(gateway, CHEN.customer_no), PENDING)
    assert [entry.note for entry in claim.timeline if entry.status == "note"] == [note["text"]]
    assert await audited(gateway, CHEN.customer_no) == [("lili", "claim.note")]


async def test_what_the_customer_would_read_is_held_against_the_rules_of_conduct(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    await serves(gateway, lili, CHEN.customer_no)
    promise = "放心，这个肯定能赔"

    refused = [
        await done(lili, f"/api/desk/claims/{PENDING}/notes", text=promise, client_id="1"),
        await done(lili, f"/api/desk/claims/{PENDING}/documents", documents=[promise], client_id="2"),
        await done(
            lili, f"/api/desk/claims/{PENDING}/steps", step="acknowledge", note=promise, client_id="3"
        ),
    ]

    assert refused == [(422, "conduct")] * 3
    assert await audited(gateway, CHEN.customer_no) == []


async def test_documents_are_asked_for_in_one_list_and_not_piecemeal(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    await serves(gateway, lili, CHEN.customer_no)
    url = f"/api/desk/claims/{PENDING}"
    assert (await done(lili, f"{url}/steps", step="submit", client_id="1"))[1]["status"] == "submitted"

    asked = await done(lili, f"{url}/documents", documents=["行驶证"], client_id="2")
    again = await done(lili, f"{url}/documents", documents=["行驶证"], client_id="2")
    assert asked == again and asked[1]["missing_documents"] == ["行驶证"]
    await done(lili, f"{url}/steps", step="submit", client_id="3")
    more = await done(lili, f"{url}/documents", documents=["驾驶证"], client_id="4")
    assert more == (422, "documents_asked_piecemeal")
    assert await done(lili, f"{url}/documents", documents=[], client_id="5") == (422, "invalid")


async def test_a_decision_is_a_supervisors(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    await serves(gateway, lili, CHEN.customer_no)
    url = f"/api/desk/claims/{PENDING}/steps"
    for number, step in enumerate(("submit", "accept", "register", "calculate", "review")):
        assert (await done(lili, url, step=step, client_id=str(number)))[0] == 200
    denial = {"step": "deny", "reason": "驾驶证过期", "clause": "第八条", "client_id": "d"}

    assert await done(lili, url, **denial) == (403, "forbidden")
    assert await done(lili, url, step="propose", amount="100.00", client_id="p") == (403, "forbidden")
    assert await done(boss, url, step="deny", client_id="d") == (422, "facts_of_the_step")
    assert (await done(boss, url, **denial))[1]["status"] == "denied"
    assert (await done(boss, url, **denial))[1]["status"] == "denied"
    sent = await done(boss, url, step=ClaimStep.SEND_DENIAL_NOTICE.value, client_id="n")
    assert sent[0] == 200
    claim = await gateway.services.claims.get(known(gateway, CHEN.customer_no), PENDING)
    assert claim.status is ClaimStatus.DENIED


async def test_nobody_acts_for_a_customer_they_do_not_serve(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    trainer = await gateway.sign_in("tang", Role.TRAINER)
    chat = await serves(gateway, lili)
    claim = f"/api/desk/claims/{PENDING}"
    acts: list[tuple[str, dict[str, Any]]] = [
        (f"{OF_WANG}/claim-reports", LOSS),
        (f"{OF_WANG}/complaints", GRIEF),
        (f"{OF_WANG}/callbacks", CALL),
    ]
    of_claims: list[tuple[str, dict[str, Any]]] = [
        (f"{claim}/notes", {"text": "补充", "client_id": "1"}),
        (f"{claim}/documents", {"documents": ["发票"], "client_id": "1"}),
        (f"{claim}/steps", {"step": "submit", "client_id": "1"}),
    ]
    for path, body in acts:
        assert await done(wei, path, **body) == (403, "not_serving")
        assert (await done(trainer, path, **body))[0] == 403
    for path, body in of_claims:
        # Whether there is such a claim is not told either.
        assert await done(lili, path, **body) == (404, "record_not_found")
        assert await done(lili, path.replace(PENDING, "LP9"), **body) == (404, "record_not_found")
        assert (await done(trainer, path, **body))[0] == 403
    for path, body in acts + of_claims:
        forged = await gateway.client.post(path, json=body, headers={"Cookie": lili.headers["Cookie"]})
        assert forged.status == 403
        assert (await gateway.client.post(path, json=body)).status == 401
    await lili.act(chat.conversation_id, "close")
    assert await done(lili, f"{OF_WANG}/complaints", **GRIEF) == (403, "not_serving")
    assert await audited(gateway) == await audited(gateway, CHEN.customer_no) == []


async def test_the_owner_of_a_case_acts_without_a_conversation_and_so_does_a_supervisor(
    gateway: Gateway,
) -> None:
    wei = await gateway.sign_in("wei")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    who = known(gateway, WANG.customer_no)
    asked = await gateway.services.servicing.open(
        "talk", who, ServicingKind.REISSUE, None, {"wish": "丢了"}, "1"
    )
    assert (await done(wei, f"{OF_WANG}/callbacks", **CALL))[0] == 403
    await gateway.services.servicing.take("wei", asked.request_no)

    assert (await done(wei, f"{OF_WANG}/callbacks", **CALL))[0] == 201
    mine = await done(boss, f"{OF_WANG}/callbacks", **CALL)
    assert mine[0] == 201 and len(await gateway.services.callbacks.waiting()) == 2
    unknown = f"{OF_WANG[:-1]}9999"
    assert await done(boss, f"{unknown}/callbacks", **CALL) == (404, "record_not_found")
    assert await done(boss, f"{unknown}/complaints", **GRIEF) == (404, "record_not_found")
    assert await done(boss, f"{unknown}/claim-reports", **LOSS) == (404, "record_not_found")


async def test_a_colleagues_request_is_theirs_to_end(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    who = known(gateway, WANG.customer_no)
    asked = await gateway.services.servicing.open(
        "talk", who, ServicingKind.REISSUE, None, {"wish": "丢了"}, "1"
    )
    url = f"/api/desk/requests/{asked.request_no}"
    await done(wei, f"{url}/take")

    assert await done(lili, f"{url}/complete") == (403, "forbidden")
    assert await done(lili, f"{url}/decline", reason="保单已终止") == (403, "forbidden")
    assert (await done(boss, f"{url}/complete"))[0] == 200
