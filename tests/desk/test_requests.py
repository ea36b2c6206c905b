"""The work lists of the desk: what customers asked for, who may see it, and the steps that complete it."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import Role
from insurance.demo.customers import DEMO_CUSTOMERS, demo_policies
from insurance.domain.claim_reports import ReportDraft
from insurance.domain.identity import Identity, Level
from insurance.domain.leads import WORDING, LeadAnswers
from insurance.domain.products import Line
from insurance.domain.servicing import ServicingKind
from kernel.clock import FrozenClock
from tests.gateway_fixtures import PASSWORD, Gateway, Seat, running

URL = "/api/desk/requests"
WANG = DEMO_CUSTOMERS[0].customer
PHONE, NEW_PHONE = "13812345678", "13900001111"
OF_NOBODY = Identity("talk", Level.ANONYMOUS, None, None)
K = ServicingKind


async def asks(gateway: Gateway, kind: ServicingKind = K.REISSUE, key: str = "1", **details: str) -> str:
    """The number of a customer's servicing request."""
    await gateway.services.demo.load()
    identity = Identity("talk", Level.VERIFIED, WANG.customer_no, gateway.clock.now() + timedelta(minutes=15))
    stated = details or {"wish": "保单丢了"}
    view = await gateway.services.servicing.open("talk", identity, kind, None, stated, key)
    return view.request_no


async def wants_a_call(gateway: Gateway, key: str = "1", on: date | None = None) -> str:
    view = await gateway.services.callbacks.open("talk", OF_NOBODY, PHONE, "问续保", "下午三点", on, key)
    return view.follow_up_no


async def leaves_a_lead(gateway: Gateway, key: str = "1") -> str:
    answers = LeadAnswers(insured="孩子", concern="看病住院", existing_cover="做过心脏手术")
    view = await gateway.services.leads.open("talk", OF_NOBODY, answers, WORDING.version, PHONE, key)
    return view.lead_no


async def reports(gateway: Gateway, key: str = "1", **told: Any) -> str:
    draft = ReportDraft(
        date_of_loss=date(2026, 11, 15), **({"line": Line.MEDICAL, "cause": "胃出血", "phone": PHONE} | told)
    )
    receipt = await gateway.services.claim_reports.report("talk", OF_NOBODY, draft, key)
    return receipt.claim_no


async def listed(seat: Seat, kind: str) -> dict[str, Any]:
    response = await seat.get(URL, kind=kind)
    assert response.status == 200, await response.text()
    frame: dict[str, Any] = await response.json()
    return frame


async def numbers(seat: Seat, kind: str) -> list[str]:
    return [each["no"] for each in (await listed(seat, kind))["requests"]]


async def step(seat: Seat, no: str, verb: str, **body: Any) -> tuple[int, Any]:
    """The status, and what became of it or why it was refused."""
    response = await seat.post(f"{URL}/{no}/{verb}", **body)
    frame = await response.json()
    if response.status == 200:
        return 200, frame
    return response.status, frame["error"]["details"].get("rule") or frame["error"]["code"]


async def audited(gateway: Gateway) -> list[tuple[str, str]]:
    """What was done with records; who logged in stands in the trail as well."""
    entries = await gateway.services.audit.entries()
    return [(entry.who, entry.what) for entry in entries if not entry.what.startswith("staff.")]


async def test_a_servicing_request_is_taken_and_completed(gateway: Gateway) -> None:
    no = await asks(gateway)
    wei = await gateway.sign_in("wei", name="周伟")
    [row] = (await listed(wei, "servicing"))["requests"]
    assert (row["title"], row["status"], row["owner"]) == ("补发保单", "received", None)
    assert (row["due_at"], row["overdue"]) == ("2026-11-23T23:59:59+08:00", False)

    assert await step(wei, no, "take") == (200, {"no": no, "status": "accepted"})
    [row] = (await listed(wei, "servicing"))["requests"]
    assert (row["status"], row["owner"], row["owner_name"]) == ("accepted", "wei", "周伟")
    assert (await step(wei, no.lower(), "complete", note="已寄出"))[0] == 200

    assert await numbers(wei, "servicing") == []
    assert await audited(gateway) == [("wei", "servicing.take"), ("wei", "servicing.complete")]


async def test_a_contact_change_is_completed_with_a_second_factor_only(gateway: Gateway) -> None:
    no = await asks(gateway, K.PHONE_CHANGE, phone=NEW_PHONE)
    wei = await gateway.sign_in("wei")
    assert (await listed(wei, "servicing"))["requests"][0]["needs_second_factor"]
    await step(wei, no, "take")

    assert await step(wei, no, "complete") == (422, "completion_without_second_factor")
    assert await step(wei, no, "complete", second_factor="letter") == (422, "invalid")
    assert (await step(wei, no, "complete", second_factor="video"))[0] == 200

    entry = (await gateway.services.audit.entries(WANG.customer_no))[-1]
    assert entry.data == {"request_no": no, "second_factor": "video"}


async def test_what_was_stated_and_the_number_to_call_are_read_by_an_audited_look(gateway: Gateway) -> None:
    no = await asks(gateway, K.PHONE_CHANGE, phone=NEW_PHONE)
    wei = await gateway.sign_in("wei")
    assert NEW_PHONE not in str(await listed(wei, "servicing"))

    status, details = await step(wei, no, "details")

    assert status == 200
    assert details == {"no": no, "phone": WANG.phone, "stated": [{"name": "phone", "value": NEW_PHONE}]}
    assert await audited(gateway) == [("wei", "servicing.details"), ("wei", "customer.reveal")]


async def test_a_request_that_cannot_be_done_says_why(gateway: Gateway) -> None:
    no = await asks(gateway)
    wei = await gateway.sign_in("wei")
    await step(wei, no, "take")
    assert await step(wei, no, "decline", reason=" ") == (422, "decline_without_reason")
    assert await step(wei, no, "decline") == (422, "invalid")
    assert (await step(wei, no, "decline", reason="保单已终止"))[1]["status"] == "declined"


async def test_of_two_who_take_it_at_once_one_gets_a_conflict(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Any
) -> None:
    async with running(engine, clock, tmp_path) as gateway:
        no = await asks(gateway)
        seats = [await gateway.sign_in("lili"), await gateway.sign_in("wei")]
        results = await asyncio.gather(*(step(seat, no, "take") for seat in seats))
        assert sorted(status for status, _ in results) == [200, 409]
        assert (409, "illegal_transition") in results


async def test_a_call_is_made_by_one_and_the_second_gets_a_conflict(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Any
) -> None:
    async with running(engine, clock, tmp_path) as gateway:
        no = await wants_a_call(gateway)
        seats = [await gateway.sign_in("lili"), await gateway.sign_in("wei")]
        results = await asyncio.gather(*(step(seat, no, "done") for seat in seats))
        assert sorted(status for status, _ in results) == [200, 409]
        assert (409, "record_changed") in results
        assert [what for _, what in await audited(gateway)] == ["follow_up.done"]


async def test_who_wants_a_call_waits_with_the_number_masked(gateway: Gateway) -> None:
    later = await wants_a_call(gateway, "1", date(2026, 11, 25))
    soon = await wants_a_call(gateway, "2")
    lili = await gateway.sign_in("lili")

    rows = (await listed(lili, "callbacks"))["requests"]

    assert [row["no"] for row in rows] == [soon, later]
    assert (rows[0]["title"], rows[0]["phone"], rows[0]["wished"]) == ("问续保", "138****5678", "下午三点")
    assert rows[1]["due_at"] == "2026-11-25T23:59:59+08:00"
    assert await audited(gateway) == []
    assert (await step(lili, soon, "details"))[1]["phone"] == PHONE
    assert (await step(lili, soon, "done"))[1] == {"no": soon, "status": "done"}
    assert await numbers(lili, "callbacks") == [later]
    assert await audited(gateway) == [("lili", "follow_up.details"), ("lili", "follow_up.done")]


async def test_leads_are_for_sales_and_supervisors(gateway: Gateway) -> None:
    no = await leaves_a_lead(gateway)
    lili, wei = (
        await gateway.sign_in("lili", skills=["claims"]),
        await gateway.sign_in("wei", skills=["sales"]),
    )
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)

    assert (await lili.get(URL, kind="leads")).status == 403
    assert "leads" not in (await listed(lili, "servicing"))["counts"]
    for verb in ("details", "done"):
        assert await step(lili, no, verb) == (403, "forbidden")
    [row] = (await listed(wei, "leads"))["requests"]
    assert (row["title"], row["phone"]) == ("给孩子买，担心看病住院", "138****5678")
    assert "心脏" not in str(row)
    told = (await step(wei, no, "details"))[1]
    assert told["phone"] == PHONE and {"name": "existing_cover", "value": "做过心脏手术"} in told["stated"]
    assert await numbers(boss, "leads") == [no]
    assert (await step(boss, no, "done"))[0] == 200
    assert (await step(wei, no, "done")) == (409, "record_changed")
    assert await audited(gateway) == [("wei", "lead.details"), ("boss", "lead.done")]


async def test_a_report_is_put_under_its_policy(gateway: Gateway) -> None:
    await gateway.services.demo.load()
    policies = [each.policy_no for each in demo_policies(date(2026, 11, 16))]
    no = await reports(gateway, policy_no=policies[0], phone=PHONE)
    lili = await gateway.sign_in("lili")
    [row] = (await listed(lili, "reports"))["requests"]
    assert (row["title"], row["phone"], row["date_of_loss"]) == ("医疗险报案", "138****5678", "2026-11-15")
    assert policies[0] not in str(row) and "胃出血" not in str(row)
    told = (await step(lili, no, "details"))[1]["stated"]
    assert {"name": "cause", "value": "胃出血"} in told and {
        "name": "policy_no",
        "value": policies[0],
    } in told

    assert await step(lili, no, "link", policy_no="QH-NONE") == (404, "record_not_found")
    assert (await step(lili, no, "link", policy_no=policies[0]))[1] == {"no": no, "status": "linked"}

    assert await numbers(lili, "reports") == []
    assert await step(lili, no, "link", policy_no=policies[1]) == (422, "report_under_another_policy")
    assert await audited(gateway) == [("lili", "claim_report.details"), ("lili", "claim.link")]


async def test_the_counts_tell_what_waits_and_what_is_late(gateway: Gateway, clock: FrozenClock) -> None:
    await asks(gateway)
    await wants_a_call(gateway)
    await leaves_a_lead(gateway)
    await reports(gateway)
    clock.advance(timedelta(hours=25))
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    assert (await listed(boss, "callbacks"))["counts"] == {
        "servicing": {"waiting": 1, "overdue": 0},
        "callbacks": {"waiting": 1, "overdue": 0},
        "leads": {"waiting": 1, "overdue": 0},
        "reports": {"waiting": 1, "overdue": 1},
    }
    clock.advance(timedelta(days=1))
    signed = await gateway.login("boss", PASSWORD)
    boss = Seat(boss.client, "boss", signed.cookies["baowen_staff"].value, "")
    assert (await listed(boss, "callbacks"))["counts"]["leads"] == {"waiting": 1, "overdue": 1}


async def test_the_lists_are_for_people_at_the_desk(gateway: Gateway) -> None:
    no = await wants_a_call(gateway)
    trainer, lili = await gateway.sign_in("tom", Role.TRAINER), await gateway.sign_in("lili")
    assert (await trainer.get(URL)).status == 403
    assert await step(trainer, no, "details") == (403, "forbidden")
    assert (await gateway.client.get(URL)).status == 401
    assert (await lili.get(URL, kind="claims")).status == 422
    forged = await gateway.client.post(f"{URL}/{no}/done", headers={"Cookie": lili.headers["Cookie"]})
    assert forged.status == 403
    assert await numbers(lili, "callbacks") == [no]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("take", {}),
        ("complete", {}),
        ("decline", {"reason": "不行"}),
        ("link", {"policy_no": "QH1"}),
    ],
)
async def test_a_step_of_another_kind_finds_nothing(
    gateway: Gateway, verb: str, body: dict[str, str]
) -> None:
    no = await wants_a_call(gateway)
    lili = await gateway.sign_in("lili")
    assert await step(lili, no, verb, **body) == (404, "record_not_found")
    for unknown in ("HF20261116AAAAAAAA", "BQ20261116AAAAAAAA", "XX1"):
        assert (await step(lili, unknown, "details"))[0] == 404
