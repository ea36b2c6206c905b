"""The routes of `/api/desk/incidents`: supervisors switch catastrophe mode on and off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from bot.http.endpoint import endpoint
from bot.staff.accounts import SUPERVISORS
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF, names_of
from insurance.domain.errors import ConductBreach, IllegalTransition, RecordNotFound, RuleBroken
from insurance.domain.incidents import BANNER_LENGTH, TITLE_LENGTH, Incident, IncidentKind, IncidentStatus
from insurance.domain.products import LINE_NAMES, Line
from insurance.services.faq import FaqService
from insurance.services.incidents import IncidentPlan, IncidentService
from kernel.clock import Clock, local, today


@dataclass(frozen=True)
class IncidentDesk:
    """What this room works with; the gateway puts it together."""

    service: IncidentService
    faq: FaqService
    clock: Clock


INCIDENTS = web.AppKey("incidents", IncidentDesk)

Note = Annotated[str, Meta(max_length=2_000)]
# A moment without an offset could be anybody's.
Moment = Annotated[datetime, Meta(tz=True)]


class Announce(Struct, kw_only=True):
    """`starts_at` none: now; `ends_at` none: until it is closed. `activate`: customers see it at once."""

    client_id: Annotated[str, Meta(min_length=1, max_length=63, pattern=r"^[^\x00-\x1f\x7f]+$")]
    kind: IncidentKind
    title: Annotated[str, Meta(min_length=1, max_length=TITLE_LENGTH)]
    banner: Annotated[str, Meta(min_length=1, max_length=BANNER_LENGTH)]
    regions: Annotated[list[Annotated[str, Meta(max_length=30)]], Meta(max_length=50)] = []
    lines: list[Line] = []
    faq_pack: Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=20)] = []
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    activate: bool = False


class Step(Struct):
    note: Note | None = None


class Ease(Struct):
    """`banner`: what customers read from now on."""

    note: Note | None = None
    banner: Annotated[str, Meta(max_length=BANNER_LENGTH)] | None = None


class Review(Struct):
    note: Annotated[str, Meta(min_length=1, max_length=2_000)]


class Done(Struct):
    at: str
    status: IncidentStatus
    by: str
    name: str
    note: str | None


class IncidentShown(Struct):
    """`in_force`: customers see it now. `history`: who did what when."""

    id: str
    kind: IncidentKind
    status: IncidentStatus
    in_force: bool
    title: str
    banner: str
    regions: list[str]
    lines: list[Line]
    faq_pack: list[str]
    starts_at: str
    ends_at: str | None
    history: list[Done]


class IncidentsShown(Struct):
    """Newest first."""

    incidents: list[IncidentShown]


class Question(Struct):
    id: str
    question: str


class Choices(Struct):
    """What may be chosen: lines by code, FAQ entries that have not expired."""

    lines: dict[str, str]
    faq: list[Question]


def _time(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")


def _shown(incident: Incident, at: datetime, names: Mapping[str, str]) -> IncidentShown:
    return IncidentShown(
        incident.id,
        incident.kind,
        incident.status,
        incident.in_force(at),
        incident.title,
        incident.banner,
        list(incident.regions),
        sorted(incident.lines),
        list(incident.faq_pack),
        _time(incident.starts_at),
        _time(incident.ends_at) if incident.ends_at else None,
        [
            Done(_time(event.at), event.status, event.by, names.get(event.by, event.by), event.note)
            for event in incident.events
        ],
    )


@endpoint(
    "GET",
    "/api/desk/incidents",
    summary="突发事件：进行中的和以往的，谁在什么时候做了什么",
    auth="staff",
    roles=SUPERVISORS,
    response=IncidentsShown,
    errors=(NotYourRole,),
)
async def incidents(request: web.Request) -> IncidentsShown:
    desk, names = request.app[INCIDENTS], await names_of(request)
    now = desk.clock.now()
    return IncidentsShown([_shown(each, now, names) for each in await desk.service.latest()])


@endpoint(
    "GET",
    "/api/desk/incidents/choices",
    summary="可选的险种和问答条目",
    auth="staff",
    roles=SUPERVISORS,
    response=Choices,
    errors=(NotYourRole,),
)
async def choices(request: web.Request) -> Choices:
    desk = request.app[INCIDENTS]
    entries = desk.faq.all(today(desk.clock))
    return Choices(
        {line.value: names[0] for line, names in LINE_NAMES.items()},
        [Question(entry.id, entry.question) for entry in entries],
    )


@endpoint(
    "POST",
    "/api/desk/incidents",
    summary="登记一个突发事件；activate 为真时立即对客户生效",
    auth="staff",
    roles=SUPERVISORS,
    request=Announce,
    response=IncidentShown,
    status=201,
    errors=(NotYourRole, RuleBroken, ConductBreach),
)
async def announce(request: web.Request, body: Announce) -> IncidentShown:
    plan = IncidentPlan(
        body.kind,
        body.title,
        body.banner,
        body.regions,
        body.lines,
        body.faq_pack,
        body.starts_at,
        body.ends_at,
    )
    service, username = request.app[INCIDENTS].service, request[STAFF].username
    incident = await service.announce(username, plan, body.client_id, activate=body.activate)
    return await _taken(request, incident)


@endpoint(
    "POST",
    "/api/desk/incidents/{incident_id}/activate",
    summary="启动：客户看到横幅，受影响的客户优先接待",
    auth="staff",
    roles=SUPERVISORS,
    request=Step,
    response=IncidentShown,
    errors=(NotYourRole, RecordNotFound, IllegalTransition),
)
async def activate(request: web.Request, body: Step) -> IncidentShown:
    service, id, username = _step(request)
    return await _taken(request, await service.activate(id, username, body.note))


@endpoint(
    "POST",
    "/api/desk/incidents/{incident_id}/ease",
    summary="转入收尾：横幅还在，不再优先接待",
    auth="staff",
    roles=SUPERVISORS,
    request=Ease,
    response=IncidentShown,
    errors=(NotYourRole, RecordNotFound, IllegalTransition, RuleBroken, ConductBreach),
)
async def ease(request: web.Request, body: Ease) -> IncidentShown:
    service, id, username = _step(request)
    return await _taken(request, await service.ease(id, username, body.note, banner=body.banner))


@endpoint(
    "POST",
    "/api/desk/incidents/{incident_id}/close",
    summary="结束并留下复盘",
    auth="staff",
    roles=SUPERVISORS,
    request=Review,
    response=IncidentShown,
    errors=(NotYourRole, RecordNotFound, IllegalTransition, RuleBroken),
)
async def close(request: web.Request, body: Review) -> IncidentShown:
    service, id, username = _step(request)
    return await _taken(request, await service.close(id, username, body.note))


def _step(request: web.Request) -> tuple[IncidentService, str, str]:
    return request.app[INCIDENTS].service, request.match_info["incident_id"], request[STAFF].username


async def _taken(request: web.Request, incident: Incident) -> IncidentShown:
    """As it stands after a step."""
    return _shown(incident, request.app[INCIDENTS].clock.now(), await names_of(request))


HANDLERS = (incidents, choices, announce, activate, ease, close)
