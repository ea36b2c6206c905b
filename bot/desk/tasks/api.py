"""The routes of `/api/desk/tasks`: what staff has to do until when. Agents see their own and what nobody has in their
queues, supervisors all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.conversations.errors import ConversationNotFound
from bot.desk.cases.request_wire import RequestListed, of_follow_up
from bot.desk.customers.api import CUSTOMERS, REVEALS
from bot.desk.customers.card import CustomerCards
from bot.desk.desk import DESK
from bot.desk.supervision.wire import time_of
from bot.desk.tasks import wire
from bot.desk.tasks.about import About, Abouts
from bot.desk.tasks.promises import promised
from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest, TooMany
from bot.staff.accounts import AT_DESK, SUPERVISORS, Staff
from bot.staff.errors import NotYourRole, StaffNotFound, TaskNotFound, TaskOver, TaskTaken
from bot.staff.guards import STAFF, STAFF_ROOM, audited, names_of
from bot.staff.tasks import Task, TaskKind, Tasks
from insurance.domain.errors import RecordNotFound
from insurance.services.callbacks import CallbackService
from kernel.clock import Clock

# What agents open themselves; the rest is opened by supervisors and by the house.
_AGENTS_OWN = frozenset({TaskKind.PROMISE, TaskKind.OTHER})
_FURTHEST = timedelta(days=400)
_FIGURES_DAYS = 30
_LOOKED_AT = 50  # messages


@dataclass(frozen=True)
class TaskDesk:
    """What this room works with; the gateway puts it together."""

    tasks: Tasks
    abouts: Abouts
    cards: CustomerCards
    callbacks: CallbackService
    clock: Clock


TASK_DESK = web.AppKey("task_desk", TaskDesk)


@endpoint(
    "GET",
    "/api/desk/tasks",
    summary="任务：自己的、没人领的或全部，先到期的在前；客户要的回电排在一起",
    auth="staff",
    query=wire.ListTasks,
    response=wire.TaskPage,
    errors=(TaskNotFound,),
)
async def tasks(request: web.Request, query: wire.ListTasks) -> wire.TaskPage:
    desk, staff = request.app[TASK_DESK], request[STAFF]
    found = await desk.tasks.listed(
        staff,
        owner=staff.username if query.owner == "mine" else None,
        unowned=query.owner == "open",
        kind=TaskKind(query.kind) if query.kind else None,
        done=query.done,
        after=query.after,
        limit=query.limit + 1,
    )
    page = found[: query.limit]
    names, now = await names_of(request), desk.clock.now()
    counts = await desk.tasks.counts(staff)
    return wire.TaskPage(
        [wire.task_of(each, names, now) for each in page],
        await _callbacks(desk, query),
        wire.CountsShown(counts.late, counts.today, counts.later),
        page[-1].id if len(found) > len(page) else None,
    )


@endpoint(
    "GET",
    "/api/desk/tasks/figures",
    summary="各类任务：多少没办、多少逾期、近 30 天办了多少、多少按时",
    auth="staff",
    roles=SUPERVISORS,
    response=wire.TaskFigures,
    errors=(NotYourRole,),
)
async def figures(request: web.Request) -> wire.TaskFigures:
    desk = request.app[TASK_DESK]
    now = desk.clock.now()
    found = await desk.tasks.figures(now - timedelta(days=_FIGURES_DAYS), now + timedelta(seconds=1))
    shown = [wire.figures_of(kind, found[kind]) for kind in TaskKind if kind in found]
    return wire.TaskFigures(_FIGURES_DAYS, shown)


@endpoint(
    "GET",
    "/api/desk/tasks/{task_id}",
    summary="一个任务：经过，负责人还能看到它说的会话和客户；查看会留痕",
    auth="staff",
    audit="task.read",
    response=wire.TaskDetail,
    errors=(TaskNotFound,),
)
async def task(request: web.Request) -> wire.TaskDetail:
    desk, staff = request.app[TASK_DESK], request[STAFF]
    found = await desk.tasks.get(staff, request.match_info["task_id"])
    names = await names_of(request)
    # Whoever only might take it has no need of what was said.
    about = await desk.abouts.of(found.about) if _is_theirs(staff, found) else About()
    said, customer = [], None
    if about.conversation_id is not None:
        said = await request.app[DESK].dossiers.transcripts.read(about.conversation_id)
        audited(request, conversation=about.conversation_id)
    if about.customer_no is not None:
        try:
            customer = await desk.cards.of(staff.username, about.customer_no)
        except RecordNotFound:  # a task outlives the erasure of its customer
            customer = None
    steps = [wire.step_of(each, names) for each in await desk.tasks.history(found.id)]
    shown = wire.task_of(found, names, desk.clock.now())
    return wire.TaskDetail(shown, steps, about.conversation_id, said, customer)


@endpoint(
    "POST",
    "/api/desk/tasks/{task_id}/contact",
    summary="任务里客户的完整电话，给负责人回访用；每次都留痕，每小时有上限",
    auth="staff",
    audit="task.contact",
    response=wire.Contact,
    errors=(TaskNotFound, RecordNotFound, TooMany),
)
async def contact(request: web.Request) -> wire.Contact:
    desk, staff, customers = request.app[TASK_DESK], request[STAFF], request.app[CUSTOMERS]
    found = await desk.tasks.get(staff, request.match_info["task_id"])
    customer_no = (await desk.abouts.of(found.about)).customer_no if _is_theirs(staff, found) else None
    if customer_no is None:
        raise RecordNotFound()
    await customers.limiter.hit(f"reveal:{staff.username}", REVEALS)
    reason = f"任务 {found.id}"
    return wire.Contact(await customers.customers.reveal(staff.username, customer_no, "phone", reason))


@endpoint(
    "POST",
    "/api/desk/tasks",
    summary="新建任务；坐席可以记承诺和其他，同一个 key 只算一次",
    auth="staff",
    audit="task.open",
    request=wire.OpenTask,
    response=wire.TaskShown,
    status=201,
    errors=(NotYourRole, StaffNotFound, ConversationNotFound, InvalidRequest),
)
async def open_task(request: web.Request, body: wire.OpenTask) -> wire.TaskShown:
    desk, staff, kind = request.app[TASK_DESK], request[STAFF], TaskKind(body.kind)
    _check_due(desk, body.due_at)
    if not staff.sees_all and kind not in _AGENTS_OWN:
        raise NotYourRole(roles=sorted(SUPERVISORS))
    if body.owner is not None:
        await _colleague(request, body.owner)
    await _check_about(request, body.about)
    opened = await desk.tasks.open(
        kind,
        body.text.strip(),
        body.due_at,
        _key(staff, body.key),
        by=staff.username,
        # Who promised something answers for it.
        owner=body.owner or (staff.username if kind is TaskKind.PROMISE else None),
        about=body.about,
        queue=body.queue,
        repeat_days=body.repeat_days,
    )
    audited(request, task=opened.id, kind=body.kind)
    return await _shown(request, opened)


@endpoint(
    "POST",
    "/api/desk/tasks/{task_id}/take",
    summary="领取一个没人领的任务；同时领的只有一位领到",
    auth="staff",
    audit="task.take",
    response=wire.TaskShown,
    errors=(TaskNotFound, TaskTaken, TaskOver),
)
async def take(request: web.Request) -> wire.TaskShown:
    return await _shown(request, await _tasks(request).take(request[STAFF], request.match_info["task_id"]))


@endpoint(
    "POST",
    "/api/desk/tasks/{task_id}/hand-over",
    summary="把任务交给同事，或放回没人领",
    auth="staff",
    audit="task.hand_over",
    request=wire.HandOver,
    response=wire.TaskShown,
    errors=(TaskNotFound, TaskOver, StaffNotFound),
)
async def hand_over(request: web.Request, body: wire.HandOver) -> wire.TaskShown:
    if body.to is not None:
        await _colleague(request, body.to)
    note = body.note.strip() or None
    task_id = request.match_info["task_id"]
    handed = await _tasks(request).hand_over(request[STAFF], task_id, body.to, note)
    audited(request, to=body.to or "")
    return await _shown(request, handed)


@endpoint(
    "POST",
    "/api/desk/tasks/{task_id}/move",
    summary="改期，要写原因",
    auth="staff",
    audit="task.move",
    request=wire.Move,
    response=wire.TaskShown,
    errors=(TaskNotFound, TaskOver, InvalidRequest),
)
async def move(request: web.Request, body: wire.Move) -> wire.TaskShown:
    _check_due(request.app[TASK_DESK], body.due_at)
    task_id = request.match_info["task_id"]
    moved = await _tasks(request).move(request[STAFF], task_id, body.due_at, body.reason.strip())
    return await _shown(request, moved)


@endpoint(
    "POST",
    "/api/desk/tasks/{task_id}/done",
    summary="办完了，写下结果；定期的会接着开下一次，除非说明是最后一次",
    auth="staff",
    audit="task.done",
    request=wire.Done,
    response=wire.TaskShown,
    errors=(TaskNotFound, TaskOver),
)
async def done(request: web.Request, body: wire.Done) -> wire.TaskShown:
    task_id, result = request.match_info["task_id"], body.result.strip()
    return await _shown(request, await _tasks(request).done(request[STAFF], task_id, result, last=body.last))


@endpoint(
    "POST",
    "/api/desk/tasks/{task_id}/reopen",
    summary="重新打开办完的任务，要写原因",
    auth="staff",
    audit="task.reopen",
    request=wire.Reopen,
    response=wire.TaskShown,
    errors=(TaskNotFound,),
)
async def reopen(request: web.Request, body: wire.Reopen) -> wire.TaskShown:
    task_id = request.match_info["task_id"]
    return await _shown(request, await _tasks(request).reopen(request[STAFF], task_id, body.reason.strip()))


@endpoint(
    "GET",
    "/api/desk/conversations/{conversation_id}/promise",
    summary="坐席最近一次向客户许下的承诺和时间，供记成任务；已记过的不再提",
    auth="staff",
    response=wire.Promised,
    errors=(ConversationNotFound, NotYourRole),
)
async def promise(request: web.Request) -> wire.Promised:
    desk, staff, conversation_id = request.app[DESK], request[STAFF], request.match_info["conversation_id"]
    listed = await desk.dossiers.find(staff, conversation_id)
    after = max(0, listed.last_seq - _LOOKED_AT)
    said = await desk.conversations.messages(conversation_id, after=after, limit=_LOOKED_AT)
    found = promised(said)
    if found is None:
        return wire.Promised(None)
    key = f"promise-{conversation_id}-{found.seq}"
    if await _tasks(request).opened(_key(staff, key)) is not None:
        return wire.Promised(None)
    due_at = time_of(found.due_at) if found.due_at else None
    return wire.Promised(wire.Promise(key, found.text, due_at))


def _key(staff: Staff, key: str) -> str:
    """Keys of pages are apart from those of the house, and of one another."""
    return f"desk:{staff.username}:{key}"


def _is_theirs(staff: Staff, found: Task) -> bool:
    return staff.sees_all or found.owner == staff.username


def _tasks(request: web.Request) -> Tasks:
    return request.app[TASK_DESK].tasks


async def _shown(request: web.Request, found: Task) -> wire.TaskShown:
    return wire.task_of(found, await names_of(request), request.app[TASK_DESK].clock.now())


def _check_due(desk: TaskDesk, due_at: datetime) -> None:
    """Nothing is promised for yesterday. `InvalidRequest`."""
    now = desk.clock.now()
    if due_at <= now:
        raise InvalidRequest(field="due_at", reason="in the past")
    if due_at > now + _FURTHEST:
        raise InvalidRequest(field="due_at", reason="too far away")


async def _colleague(request: web.Request, username: str) -> None:
    """Somebody who works at the desk; `StaffNotFound`."""
    found = await request.app[STAFF_ROOM].accounts.get(username)
    if not found.active or found.role not in AT_DESK:
        raise StaffNotFound()


async def _check_about(request: web.Request, about: str | None) -> None:
    """Agents may name a conversation they may read, and nothing else. `NotYourRole`, `ConversationNotFound`."""
    noun, _, number = (about or "").partition(":")
    if noun == "conversation":
        await request.app[DESK].dossiers.find(request[STAFF], number)
    elif about is not None and not request[STAFF].sees_all:
        raise NotYourRole(roles=sorted(SUPERVISORS))


async def _callbacks(desk: TaskDesk, query: wire.ListTasks) -> list[RequestListed]:
    """Call-backs stay on the work list; here one sees when they are due."""
    if query.owner == "mine" or query.done or query.after or query.kind not in (None, TaskKind.CALL):
        return []
    now = desk.clock.now()
    return [of_follow_up(each, now) for each in await desk.callbacks.waiting()]


HANDLERS = (tasks, figures, task, contact, open_task, take, hand_over, move, done, reopen, promise)
