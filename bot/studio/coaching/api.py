"""The routes of `/api/studio/coaching`: people, lessons, the case library."""

import csv
import io
from datetime import datetime, time
from uuid import uuid4

from aiohttp import web

from bot.conversations.errors import ConversationNotFound
from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest
from bot.staff.accounts import AT_DESK, Staff
from bot.staff.errors import StaffNotFound
from bot.staff.guards import STAFF, audited
from bot.studio.coaching import wire
from bot.studio.coaching.cases import Case
from bot.studio.coaching.coaching import COACHING, Coaching
from bot.studio.coaching.draft import NothingSaid, draft
from bot.studio.coaching.ledger import NOTHING_YET, Entry, Kind, plan
from bot.studio.errors import BadCase, ItemExists, ItemNotFound, VersionConflict
from kernel.clock import SHANGHAI, local, today

_PATH = "/api/studio/coaching"
_KINDS = {"practice": "模拟练习", "quiz": "测验", "lesson": "课程", "role_play": "角色扮演"}
_AREAS = {
    "product": "产品知识",
    "service": "服务规范",
    "compliance": "合规",
    "communication": "沟通",
    "system": "系统操作",
}
# A cell that begins so would be a formula for a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def _learners(coaching: Coaching) -> list[Staff]:
    return [each for each in await coaching.accounts.all() if each.role in AT_DESK and each.active]


@endpoint(
    "GET",
    f"{_PATH}/people",
    summary="每个人今年的学时、计划进度和提醒",
    auth="staff",
    response=wire.People,
)
async def people(request: web.Request) -> wire.People:
    coaching, figures = request.app[COACHING], plan()
    standings = await coaching.ledger.standings()
    wanted = {(item.kind, item.id) for item in figures.plan}
    found = []
    for staff in await _learners(coaching):
        stands = standings.get(staff.username, NOTHING_YET)
        found.append(
            wire.Person(
                staff.username,
                staff.name,
                staff.role.value,
                stands.minutes,
                stands.short,
                stands.digital,
                len(wanted & stands.done),
                len(wanted),
                local(stands.last_at) if stands.last_at else None,
            )
        )
    coverage = sum(each.digital for each in found) / len(found) if found else None
    return wire.People(
        found,
        figures.target_hours * 60,
        figures.alert_below_hours * 60,
        coverage,
        figures.digital_coverage_alert,
    )


@endpoint(
    "GET",
    f"{_PATH}/people/{{username}}",
    summary="一个人的培训记录和练习",
    auth="staff",
    audit="coaching.record_read",
    response=wire.PersonRecord,
    errors=(StaffNotFound,),
)
async def person(request: web.Request) -> wire.PersonRecord:
    coaching, username = request.app[COACHING], request.match_info["username"]
    await coaching.accounts.get(username)
    return wire.PersonRecord(
        username,
        [wire.entry_of(entry) for entry in await coaching.ledger.entries(username)],
        [wire.listed_of(practice) for practice in await coaching.practices.of(username)],
    )


@endpoint(
    "GET",
    f"{_PATH}/ledger.csv",
    summary="今年的培训台账",
    auth="staff",
    audit="coaching.ledger_read",
    media_type="text/csv",
)
async def ledger_csv(request: web.Request) -> web.Response:
    coaching = request.app[COACHING]
    names = {staff.username: staff.name for staff in await coaching.accounts.all()}
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["时间", "账号", "姓名", "形式", "内容", "标题", "分钟", "得分", "通过", "登记人"])
    for entry in await coaching.ledger.entries():
        sheet.writerow([_cell(value) for value in _row(entry, names)])
    return web.Response(
        body=out.getvalue().encode("utf-8-sig"),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="training-ledger.csv"'},
    )


def _row(entry: Entry, names: dict[str, str]) -> list[str]:
    passed = {True: "是", False: "否", None: ""}[entry.passed]
    return [
        local(entry.at).strftime("%Y-%m-%d %H:%M"),
        entry.username,
        names.get(entry.username, ""),
        _KINDS[entry.kind],
        _AREAS[entry.area],
        entry.title,
        str(entry.minutes),
        "" if entry.score is None else str(entry.score),
        passed,
        entry.by,
    ]


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


@endpoint(
    "POST",
    f"{_PATH}/lessons",
    summary="给几个人登记一次课程或角色扮演",
    auth="staff",
    audit="coaching.lesson",
    request=wire.BookLesson,
    response=wire.Booked,
    status=201,
    errors=(StaffNotFound,),
)
async def book_lesson(request: web.Request, body: wire.BookLesson) -> wire.Booked:
    coaching, now = request.app[COACHING], request.app[COACHING].clock.now()
    usernames = list(dict.fromkeys(body.usernames))
    for username in usernames:
        await coaching.accounts.get(username)
    if body.on is not None and body.on > today(coaching.clock):
        raise InvalidRequest(field="on", reason="not yet")
    at = datetime.combine(body.on, time(12), SHANGHAI) if body.on else now
    by = request[STAFF].username
    await coaching.ledger.book(
        [
            Entry(username, Kind(body.kind), body.area, None, body.title, body.minutes, None, None, at, by)
            for username in usernames
        ]
    )
    audited(request, people=str(len(usernames)))
    return wire.Booked(len(usernames))


@endpoint("GET", f"{_PATH}/cases", summary="案例库", auth="staff", response=wire.Cases)
async def cases(request: web.Request) -> wire.Cases:
    return wire.Cases([wire.case_of(each) for each in await request.app[COACHING].library.all()])


@endpoint(
    "POST",
    f"{_PATH}/cases",
    summary="新建案例",
    auth="staff",
    audit="coaching.case_add",
    request=wire.AddCase,
    response=wire.CaseShown,
    status=201,
    errors=(BadCase, ItemExists),
)
async def add_case(request: web.Request, body: wire.AddCase) -> wire.CaseShown:
    library = request.app[COACHING].library
    audited(request, case=body.case.id)
    return wire.case_of(await library.add(body.case, request[STAFF].username, ready=body.ready))


@endpoint(
    "PUT",
    f"{_PATH}/cases/{{case_id}}",
    summary="修改自己建的案例",
    auth="staff",
    audit="coaching.case_change",
    request=wire.ChangeCase,
    response=wire.CaseShown,
    errors=(BadCase, ItemNotFound, VersionConflict),
)
async def change_case(request: web.Request, body: wire.ChangeCase) -> wire.CaseShown:
    if body.case.id != request.match_info["case_id"]:
        raise InvalidRequest(field="case.id", reason="not the one of the path")
    library, by = request.app[COACHING].library, request[STAFF].username
    return wire.case_of(await library.change(body.case, by, body.version, ready=body.ready))


@endpoint(
    "POST",
    f"{_PATH}/cases/draft",
    summary="从一次真实会话起草案例，已脱敏，不保存",
    auth="staff",
    audit="coaching.case_draft",
    request=wire.DraftCase,
    response=wire.Drafted,
    errors=(ConversationNotFound,),
)
async def draft_case(request: web.Request, body: wire.DraftCase) -> wire.Drafted:
    conversations = request.app[COACHING].conversations
    await conversations.get(body.conversation_id)
    audited(request, conversation=body.conversation_id)
    messages = await conversations.messages(body.conversation_id, after=0)
    try:
        case: Case = draft(messages, f"own_{uuid4().hex[:8]}")
    except NothingSaid as error:
        raise InvalidRequest(field="conversation_id", reason="no agent spoke there") from error
    return wire.Drafted(case)


@endpoint(
    "GET",
    f"{_PATH}/practices/{{practice_id}}",
    summary="一次练习的全部",
    auth="staff",
    audit="coaching.record_read",
    response=wire.PracticeShown,
    errors=(ItemNotFound,),
)
async def practice(request: web.Request) -> wire.PracticeShown:
    return wire.practice_of(await request.app[COACHING].practices.get(request.match_info["practice_id"]))


@endpoint(
    "POST",
    f"{_PATH}/practices/{{practice_id}}/comment",
    summary="给一次练习写点评",
    auth="staff",
    audit="coaching.comment",
    request=wire.Comment,
    response=wire.PracticeShown,
    errors=(ItemNotFound,),
)
async def comment(request: web.Request, body: wire.Comment) -> wire.PracticeShown:
    practices, id = request.app[COACHING].practices, request.match_info["practice_id"]
    return wire.practice_of(await practices.comment(id, request[STAFF].username, body.text))


HANDLERS = (
    people,
    person,
    ledger_csv,
    book_lesson,
    cases,
    add_case,
    change_case,
    draft_case,
    practice,
    comment,
)
