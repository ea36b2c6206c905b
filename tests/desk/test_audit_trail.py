"""Who did what at the desk stands in the audit trail, and who may read and check it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.http.openapi import endpoints_of
from bot.staff.accounts import Role
from tests.gateway_fixtures import PASSWORD, Gateway, Seat

WORDS = Path(__file__).parents[2] / "web" / "desk" / "administration" / "administrationWords.ts"
# Recorded by the service that does it, in the transaction that does it.
BY_ITS_SERVICE = {
    "/api/desk/customers/",  # reveal and everything done in a customer's name
    "/api/desk/claims/",
    "/api/desk/complaints/",
    "/api/desk/requests/",
    "/api/desk/incidents",
}
# What is said stands in the transcript; the rest changes nothing anybody answers for.
NOT_RECORDED = {
    "/api/staff/second-factor/setup",
    "/api/desk/conversations/{conversation_id}/messages",
    "/api/desk/conversations/{conversation_id}/notes",
    "/api/desk/conversations/{conversation_id}/attachments",
    "/api/desk/conversations/{conversation_id}/typing",
    "/api/desk/conversations/{conversation_id}/checklist",
    "/api/desk/conduct/check",
    # One's own learning; its beginning is recorded, its result stands in the ledger.
    "/api/desk/coaching/practices/{practice_id}/messages",
    "/api/desk/coaching/practices/{practice_id}/end",
    "/api/desk/coaching/quizzes/{quiz_id}/answers",
    "/api/desk/coaching/tour",
    # Questions put to a model or to the training data, which change neither.
    "/api/studio/parse",
    "/api/studio/trials/{trial_id}/messages",
    "/api/studio/trials/{trial_id}",
    "/api/studio/knowledge/check",
    "/api/studio/stories/validate",
}


@pytest.fixture
async def admin(gateway: Gateway) -> Seat:
    return await gateway.sign_in("root", Role.ADMIN)


async def trail(gateway: Gateway, what: str = "") -> list[Any]:
    return [each for each in await gateway.services.audit.entries() if each.what.startswith(what)]


async def test_every_write_of_staff_is_recorded_or_has_a_reason_not_to_be(gateway: Gateway) -> None:
    undecided = [
        f"{each.method} {each.path}"
        for each in endpoints_of(gateway.app)
        if each.auth == "staff" and each.method not in ("GET", "HEAD") and each.audit is None
        if each.path not in NOT_RECORDED
        and not any(each.path.startswith(prefix) for prefix in BY_ITS_SERVICE)
    ]

    assert undecided == []


async def test_every_recorded_act_has_a_word_on_the_page(gateway: Gateway) -> None:
    words = WORDS.read_text("utf-8")

    acts = {each.audit for each in endpoints_of(gateway.app) if each.audit} | {"conversation.read"}
    assert sorted(act for act in acts if f'"{act}": "' not in words) == []


async def test_what_an_agent_does_with_a_conversation_is_recorded(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili")
    first, second = await gateway.waiting_chat(), await gateway.waiting_chat()
    await lili.put("/api/desk/presence", state="ready")
    await lili.act(first.conversation_id, "accept")
    await lili.act(first.conversation_id, "transfer", to_queue="complaints", note="客户王小明要求升级")
    await lili.act(second.conversation_id, "accept")
    await lili.act(second.conversation_id, "return")
    await lili.post("/api/staff/logout")

    acts = [(each.what, each.data) for each in await trail(gateway) if each.who == "lili"]

    assert [what for what, _ in acts] == [
        "staff.login",
        "presence.set",
        "conversation.accept",
        "conversation.transfer",
        "conversation.accept",
        "conversation.return",
        "staff.logout",
    ]
    assert acts[1][1] == {"state": "ready"}
    assert acts[3][1] == {"conversation": first.conversation_id, "to": "complaints"}


async def test_what_was_refused_is_not_recorded_as_done(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    chat = await gateway.waiting_chat()
    await lili.act(chat.conversation_id, "accept")

    assert (await wei.act(chat.conversation_id, "accept")).status == 409
    assert (await wei.act(chat.conversation_id, "close")).status == 403

    assert [each.who for each in await trail(gateway, "conversation.")] == ["lili"]


async def test_who_reads_a_conversation_that_is_not_theirs_is_recorded_once_a_look(gateway: Gateway) -> None:
    lili, chen = await gateway.sign_in("lili"), await gateway.sign_in("chen", Role.SUPERVISOR)
    chat = await gateway.waiting_chat()
    await lili.act(chat.conversation_id, "accept")
    path = f"/api/desk/conversations/{chat.conversation_id}"

    for minutes in (0, 5, 6):
        gateway.clock.advance(timedelta(minutes=minutes))
        for seat in (lili, chen):
            assert (await seat.get(path)).status == 200

    found = await trail(gateway, "conversation.read")
    assert [(each.who, each.data) for each in found] == [("chen", {"conversation": chat.conversation_id})] * 2


async def test_a_login_tells_how_many_tries_failed_before(gateway: Gateway) -> None:
    await gateway.add_staff("lili")
    for _ in range(3):
        await gateway.login("lili", "wrong password")

    shown = await (await gateway.login("lili", PASSWORD)).json()
    again = await (await gateway.login("lili", PASSWORD)).json()

    assert (shown["failed_before"], again["failed_before"]) == (3, 0)
    assert [each.data["failed_before"] for each in await trail(gateway, "staff.login")] == ["3", "0"]


async def test_a_password_typed_as_a_name_is_nowhere_to_be_found(gateway: Gateway, tmp_path: Any) -> None:
    await gateway.login("my secret words", "lili")

    assert not any(b"my secret words" in file.read_bytes() for file in tmp_path.glob("gateway.db*"))


async def test_changes_of_accounts_are_recorded_without_names_and_passwords(
    gateway: Gateway, admin: Seat
) -> None:
    await admin.post("/api/desk/staff", username="wei", role="agent", name="周伟", password="battery staple")
    await admin.put("/api/desk/staff/wei", role="supervisor", skills=["claims", "sales"], name="周大伟")
    await admin.put("/api/desk/staff/wei", active=False)
    await admin.post("/api/desk/staff/wei/password")

    found = [(each.what, each.data) for each in await trail(gateway, "staff.") if each.what != "staff.login"]

    assert found == [
        ("staff.added", {"username": "wei", "role": "agent"}),
        (
            "staff.changed",
            {"username": "wei", "name": "changed", "role": "supervisor", "skills": "claims,sales"},
        ),
        ("staff.changed", {"username": "wei", "active": "false"}),
        ("staff.password_given", {"username": "wei"}),
    ]


async def test_an_administrator_reads_everything_page_by_page(gateway: Gateway, admin: Seat) -> None:
    for number in range(3):
        await gateway.services.audit.record("identity", "identity.bind", "C1", number=str(number))

    first = await (await admin.get("/api/desk/audit", limit=2, whom="C1")).json()
    rest = await (await admin.get("/api/desk/audit", limit=2, whom="C1", before=first["next"])).json()

    assert [each["data"]["number"] for each in first["entries"] + rest["entries"]] == ["2", "1", "0"]
    assert rest["next"] is None and first["entries"][0]["at"].endswith("+08:00")


async def test_a_supervisor_reads_what_staff_did_but_nothing_of_accounts_logins_and_the_system(
    gateway: Gateway,
) -> None:
    chen = await gateway.sign_in("chen", Role.SUPERVISOR, name="陈静")
    await gateway.services.audit.record("identity", "identity.bind", "C1")
    await gateway.services.audit.record("chen", "customer.card", "C1")

    found = (await (await chen.get("/api/desk/audit")).json())["entries"]

    assert [(each["who"], each["name"], each["what"]) for each in found] == [
        ("chen", "陈静", "customer.card")
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"who": "ann"}, 1),
        ({"what": "customer."}, 2),
        ({"since": "2026-11-16T10:00:00+08:00", "until": "2026-11-16T10:00:01+08:00", "what": "customer"}, 2),
        ({"since": "2026-11-16T10:00:01+08:00"}, 0),
    ],
)
async def test_the_trail_is_searched(
    gateway: Gateway, admin: Seat, query: dict[str, str], count: int
) -> None:
    await gateway.services.audit.record("ann", "customer.card", "C1")
    await gateway.services.audit.record("bob", "customer.reveal", "C1")

    assert len((await (await admin.get("/api/desk/audit", **query)).json())["entries"]) == count


async def test_a_time_without_a_zone_is_refused(admin: Seat) -> None:
    assert (await admin.get("/api/desk/audit", since="2026-11-16T10:00:00")).status == 422


async def test_the_chain_is_checked_from_the_page(gateway: Gateway, admin: Seat) -> None:
    whole = await (await admin.post("/api/desk/audit/verify")).json()

    assert whole == {"entries": 1, "broken_at": None}


async def test_reading_the_trail_is_recorded_too(gateway: Gateway, admin: Seat) -> None:
    await admin.get("/api/desk/audit", whom="C1")

    assert [(each.who, each.what) for each in await trail(gateway, "audit.")] == [("root", "audit.read")]
