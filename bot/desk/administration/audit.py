"""The routes of `/api/desk/audit`: who did what, and whether the trail is whole."""

from aiohttp import web

from bot.desk.administration import wire
from bot.http.endpoint import endpoint
from bot.staff.accounts import ADMINS, SUPERVISORS
from bot.staff.guards import AUDIT, STAFF, names_of
from insurance.domain.audit import AuditFilter
from kernel.clock import local


@endpoint(
    "GET",
    "/api/desk/audit",
    summary="审计记录，最新的在前；主管看不到账号和登录，也看不到系统自己的记录",
    auth="staff",
    roles=SUPERVISORS,
    audit="audit.read",
    query=wire.ListAudit,
    response=wire.AuditPage,
)
async def entries(request: web.Request, query: wire.ListAudit) -> wire.AuditPage:
    names = await names_of(request)
    sees_all = request[STAFF].role in ADMINS
    sought = AuditFilter(
        who=query.who,
        what=query.what,
        whom=query.whom,
        since=query.since,
        until=query.until,
        people=None if sees_all else tuple(names),
        not_what=None if sees_all else "staff.",
    )
    found = await request.app[AUDIT].find(sought, before=query.before, limit=query.limit + 1)
    page = found[: query.limit]
    shown = [
        wire.AuditShown(
            each.seq,
            local(each.at).isoformat(timespec="seconds"),
            each.who,
            names.get(each.who),
            each.what,
            each.whom,
            each.data,
        )
        for each in page
    ]
    return wire.AuditPage(shown, page[-1].seq if len(found) > len(page) else None)


@endpoint(
    "POST",
    "/api/desk/audit/verify",
    summary="从头核对审计链",
    auth="staff",
    roles=ADMINS,
    audit="audit.verified",
    response=wire.AuditVerified,
)
async def verify(request: web.Request) -> wire.AuditVerified:
    check = await request.app[AUDIT].verify()
    return wire.AuditVerified(check.entries, check.broken_at)


HANDLERS = (entries, verify)
