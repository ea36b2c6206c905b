"""Complaints at the desk: lists, the steps, who may take them, and the register as a file."""

import asyncio
import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.cases.complaint_export import COLUMNS, SATISFIED, STATUSES, harmless
from bot.http.openapi import endpoints_of
from bot.staff.accounts import Role
from insurance.domain.complaint_steps import Step
from insurance.domain.complaints import ComplaintStatus
from insurance.domain.identity import Identity, Level
from kernel.clock import FrozenClock
from tests.gateway_fixtures import PASSWORD, Gateway, Seat, running

URL = "/api/desk/complaints"
OF_NOBODY = Identity("talk", Level.ANONYMOUS, None, None)


async def lodge(gateway: Gateway, key: str = "1", detail: str = "太慢了", **more: Any) -> str:
    """The receipt number of a visitor's complaint."""
    facts = {"category": "理赔", "target": None, "demand": "尽快", "contact": "13812345678"} | more
    view = await gateway.services.complaints.lodge("talk", OF_NOBODY, detail=detail, key=key, **facts)
    return view.receipt_no


async def read(seat: Seat, receipt_no: str) -> dict[str, Any]:
    response = await seat.get(f"{URL}/{receipt_no}")
    assert response.status == 200, await response.text()
    detail: dict[str, Any] = await response.json()
    return detail


async def take(seat: Seat, receipt_no: str, step: str, **body: Any) -> dict[str, Any]:
    """The step on what is read just before it."""
    version = (await read(seat, receipt_no))["version"]
    response = await seat.post(f"{URL}/{receipt_no}/{step}", version=version, **body)
    assert response.status == 200, await response.text()
    detail: dict[str, Any] = await response.json()
    return detail


async def listed(seat: Seat, state: str) -> list[str]:
    response = await seat.get(URL, state=state)
    assert response.status == 200, await response.text()
    return [each["receipt_no"] for each in (await response.json())["complaints"]]


async def next_day(gateway: Gateway, seat: Seat) -> Seat:
    """Signed in anew: a log-in does not last that long."""
    response = await gateway.login(seat.username, PASSWORD)
    csrf = (await response.json())["csrf_token"]
    return Seat(seat.client, seat.username, response.cookies["baowen_staff"].value, csrf)


async def code_of(response: Any) -> str:
    return str((await response.json())["error"]["code"])


async def test_a_complaint_is_taken_from_receipt_to_archive(gateway: Gateway, clock: FrozenClock) -> None:
    receipt_no = await lodge(gateway)
    lili = await gateway.sign_in("lili", name="李丽")
    seen = await take(lili, receipt_no, "register", owner="lili")
    assert (seen["owner"], seen["owner_name"], seen["next_duty"]["code"]) == ("lili", "李丽", "acknowledge")
    for step, words in (
        ("acknowledge", {"public_note": "由我负责到底"}),
        ("plan", {"public_note": "先核对材料", "note": "档案室在三楼"}),
        ("ask-more", {"public_note": "哪一天交的？"}),
        ("investigate", {}),
        ("handle", {"public_note": "已补登"}),
        ("decide", {"decision": "属实", "apology": "抱歉"}),
        ("notify", {"public_note": "已补登，三天内有结果"}),
    ):
        assert step in (await read(lili, receipt_no))["steps"]
        seen = await take(lili, receipt_no, step, **words)
    assert seen["next_duty"] is None
    refused = await lili.post(f"{URL}/{receipt_no}/archive", version=seen["version"], satisfied=True)
    assert (refused.status, await code_of(refused)) == (422, "rule_broken")
    assert (await refused.json())["error"]["details"] == {"rule": "corrective_action_missing"}
    seen = await take(lili, receipt_no, "archive", satisfied=True, corrective_action="双人核对")
    assert (seen["status"], seen["satisfied"], seen["corrective_action"]) == ("archived", True, "双人核对")
    assert [event["by_name"] for event in seen["events"]] == ["customer"] + ["李丽"] * 9
    assert seen["events"][3]["note"] == "档案室在三楼"

    mine = await gateway.services.complaints.get("talk", OF_NOBODY, receipt_no)
    assert "三楼" not in str(mine) and "先核对材料" in str(mine)


async def test_every_step_has_its_route(gateway: Gateway) -> None:
    routed = {each.path.rpartition("/")[2] for each in endpoints_of(gateway.app) if f"{URL}/" in each.path}
    assert routed - {"{receipt_no}", "contact"} == set(Step)


async def test_what_staff_reads_is_verbatim_but_for_personal_numbers(gateway: Gateway) -> None:
    text = "等了<b>两周</b>\n电话13812345678没人接"
    receipt_no = await lodge(gateway, detail=text, demand="马上解决")
    lili = await gateway.sign_in("lili")

    detail = await read(lili, receipt_no)

    assert detail["detail"] == text.replace("13812345678", "138****5678")
    assert (detail["demand"], detail["contact"], detail["complainant"]) == ("马上解决", "138****5678", None)


async def test_the_lists_hold_what_is_due_and_count_it(gateway: Gateway, clock: FrozenClock) -> None:
    late, mine = await lodge(gateway, "1"), await lodge(gateway, "2")
    lili = await gateway.sign_in("lili")
    await take(lili, mine, "register", owner="lili")
    await take(lili, mine, "acknowledge", public_note="收到")
    clock.advance(timedelta(hours=25))
    fresh = await lodge(gateway, "3")
    lili = await next_day(gateway, lili)

    frame = await (await lili.get(URL)).json()

    assert [each["receipt_no"] for each in frame["complaints"]] == [late, mine, fresh]
    assert (frame["open"], frame["overdue"], frame["mine"], frame["after"]) == (3, 1, 1, None)
    assert frame["complaints"][0]["rung"] == "head" and frame["complaints"][0]["next_duty"]["overdue"]
    assert await listed(lili, "overdue") == [late]
    assert await listed(lili, "mine") == [mine]
    assert set(await listed(lili, "all")) == {late, mine, fresh}
    assert (await lili.get(URL, state="closed")).status == 422
    assert (await lili.get(URL, after="a b")).status == 422


async def test_agents_see_their_own_and_nobodys_supervisors_all(gateway: Gateway) -> None:
    receipt_no, nobodys = await lodge(gateway, "1"), await lodge(gateway, "2")
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    trainer = await gateway.sign_in("tom", Role.TRAINER)
    version = (await take(lili, receipt_no, "register", owner="lili"))["version"]

    assert await listed(wei, "all") == [nobodys]
    assert (await wei.get(f"{URL}/{receipt_no}")).status == 404
    hidden = await wei.post(f"{URL}/{receipt_no}/acknowledge", version=version, public_note="我来")
    missing = await wei.post(f"{URL}/TS20261116AAAAAAAA/acknowledge", version=1, public_note="我来")
    assert hidden.status == missing.status == 404 and await code_of(hidden) == await code_of(missing)
    assert set(await listed(boss, "all")) == {receipt_no, nobodys}
    assert (await trainer.get(URL)).status == 403
    assert (await gateway.client.get(URL)).status == 401


async def test_supervisors_assign_agents_take(gateway: Gateway) -> None:
    receipt_no = await lodge(gateway)
    lili, boss = await gateway.sign_in("lili"), await gateway.sign_in("boss", Role.SUPERVISOR, name="陈静")
    await gateway.add_staff("wei")
    await gateway.add_staff("tom", Role.TRAINER)

    async def give(seat: Seat, owner: str) -> int:
        return (await seat.post(f"{URL}/{receipt_no}/register", version=1, owner=owner)).status

    assert [await give(lili, "wei"), await give(boss, "tom"), await give(boss, "nobody")] == [403, 404, 404]
    assert await give(boss, "wei") == 200
    assert await listed(lili, "all") == []
    moved = await take(boss, receipt_no, "reassign", owner="lili", note="伟休假")
    assert moved["owner"] == "lili" and moved["events"][-1]["what"] == "reassigned"


async def test_the_complained_of_person_has_no_part_in_it(gateway: Gateway) -> None:
    receipt_no = await lodge(gateway, target="客服李丽", category="服务态度")
    lili = await gateway.sign_in("lili", name="李丽")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)

    assert await listed(lili, "open") == []
    assert (await lili.get(f"{URL}/{receipt_no}")).status == 404
    refused = await boss.post(f"{URL}/{receipt_no}/register", version=1, owner="lili")
    assert refused.status == 422
    assert (await refused.json())["error"]["details"] == {"rule": "owner_is_complained_of"}


async def test_an_extension_takes_two_people(gateway: Gateway) -> None:
    receipt_no = await lodge(gateway)
    lili, boss = await gateway.sign_in("lili"), await gateway.sign_in("boss", Role.SUPERVISOR)
    await take(lili, receipt_no, "register", owner="lili")
    seen = await take(lili, receipt_no, "investigate")
    alone = await lili.post(
        f"{URL}/{receipt_no}/extend", version=seen["version"], public_note="再等等", note="复杂"
    )
    assert alone.status == 403 and "extend" not in seen["steps"]
    await take(lili, receipt_no, "ask-extension", note="病历未到")
    approved = await take(boss, receipt_no, "extend", public_note="最晚12月16日答复您")
    assert (approved["status"], approved["resolve_by"]) == ("extended_30", "2026-12-16")


async def test_of_two_at_once_one_wins_and_the_other_gets_a_conflict(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Any
) -> None:
    async with running(engine, clock, tmp_path) as gateway:
        receipt_no = await lodge(gateway)
        lili, boss = await gateway.sign_in("lili"), await gateway.sign_in("boss", Role.SUPERVISOR)
        version = (await take(lili, receipt_no, "register", owner="lili"))["version"]

        responses = await asyncio.gather(
            *(
                seat.post(f"{URL}/{receipt_no}/plan", version=version, public_note=words)
                for seat, words in ((lili, "先核对"), (boss, "先退费"))
            )
        )

        assert sorted(each.status for each in responses) == [200, 409]
        [lost] = [each for each in responses if each.status == 409]
        assert await code_of(lost) == "record_changed"
        planned = [event for event in (await read(boss, receipt_no))["events"] if event["what"] == "planned"]
        assert len(planned) == 1


async def test_a_step_the_state_forbids_is_a_conflict_too(gateway: Gateway) -> None:
    receipt_no = await lodge(gateway)
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    response = await boss.post(f"{URL}/{receipt_no}/notify", version=1, public_note="已办")
    assert (response.status, await code_of(response)) == (409, "illegal_transition")


async def test_a_step_needs_the_pages_token_and_the_version(gateway: Gateway) -> None:
    receipt_no = await lodge(gateway)
    lili = await gateway.sign_in("lili")
    body = {"version": 1, "owner": "lili"}
    path = f"{URL}/{receipt_no}/register"
    forged = await gateway.client.post(path, json=body, headers={"Cookie": lili.headers["Cookie"]})
    assert (forged.status, await code_of(forged)) == (403, "csrf")
    assert (await lili.post(path, owner="lili")).status == 422
    assert (await lili.post(path, version=1, owner="lili", note="好" * 2001)).status == 422


async def test_the_number_to_call_is_shown_to_the_owner_and_audited(gateway: Gateway) -> None:
    receipt_no = await lodge(gateway)
    lili = await gateway.sign_in("lili")
    assert (await lili.post(f"{URL}/{receipt_no}/contact")).status == 403
    await take(lili, receipt_no, "register", owner="lili")
    shown = await lili.post(f"{URL}/{receipt_no}/contact")
    assert await shown.json() == {"contact": "13812345678"}
    entry = (await gateway.services.audit.entries())[-1]
    assert (entry.who, entry.what) == ("lili", "complaint.contact")


FORMULAS = ('=HYPERLINK("http://evil")', "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "\t=1+1", " =1+1", "\r\n=1")


async def test_the_register_opens_in_a_spreadsheet_and_computes_nothing(
    gateway: Gateway, clock: FrozenClock
) -> None:
    for key, formula in enumerate(FORMULAS):
        clock.advance(timedelta(minutes=1))
        await lodge(gateway, str(key), detail=formula, demand='钱\x00,"退"', target=formula)
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)

    response = await boss.get(f"{URL}.csv", since="2026-11-01", until="2026-11-30")
    raw = await response.read()

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "no-store" in response.headers["Cache-Control"]
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert tuple(header) == COLUMNS and len(rows) == len(FORMULAS)
    for row in rows:
        assert len(row) == len(COLUMNS)
        assert not any(cell.lstrip()[:1] in set("=+-@＝＋－＠") and cell for cell in row)
    assert {row[header.index("诉求")] for row in rows} == {'钱,"退"'}
    assert rows[0][header.index("事实")] == "'" + FORMULAS[0]
    assert {row[header.index("投诉人")] for row in rows} == {"138****5678"}
    assert "13812345678" not in raw.decode("utf-8-sig")


async def test_the_register_as_xlsx_holds_the_same_cells(gateway: Gateway, clock: FrozenClock) -> None:
    for key, formula in enumerate(FORMULAS):
        clock.advance(timedelta(minutes=1))
        await lodge(gateway, str(key), detail=formula, demand="钱\x00")
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)

    text = (await (await boss.get(f"{URL}.csv")).read()).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(await (await boss.get(f"{URL}.xlsx")).read()))

    cells = [list(row) for row in book.active.iter_rows()]
    values = [[cell.value or "" for cell in row] for row in cells]
    assert values == list(csv.reader(io.StringIO(text, newline="")))
    assert {cell.data_type for row in cells for cell in row if cell.value} == {"s"}


async def test_the_register_is_for_supervisors_and_audited(gateway: Gateway) -> None:
    await lodge(gateway)
    lili, boss = await gateway.sign_in("lili"), await gateway.sign_in("boss", Role.SUPERVISOR)
    for ending in ("csv", "xlsx"):
        refused = await lili.get(f"{URL}.{ending}")
        assert (refused.status, await code_of(refused)) == (403, "forbidden")
        assert (await boss.get(f"{URL}.{ending}")).status == 200
    exports = [entry for entry in await gateway.services.audit.entries() if entry.what == "complaint.export"]
    assert [(entry.who, entry.data["rows"]) for entry in exports] == [("boss", "1")] * 2


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"since": "0001-01-01"}, {"until": "9999-12-31"}])
async def test_a_span_that_is_none_is_refused(gateway: Gateway, query: dict[str, str]) -> None:
    boss = await gateway.sign_in("boss", Role.SUPERVISOR)
    assert (await boss.get(f"{URL}.csv", **query)).status == 422


@given(st.text())
def test_no_text_becomes_a_formula_or_breaks_a_file(text: str) -> None:
    cell = harmless(text)
    assert cell.lstrip()[:1] not in set("=+-@＝＋－＠") or not cell.strip()
    assert all(character == "\n" or character >= " " for character in cell)


def test_every_state_has_its_word_in_the_register() -> None:
    assert set(STATUSES) == set(ComplaintStatus) and set(SATISFIED) == {True, False, None}
