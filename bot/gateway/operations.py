"""What the people who run it look at: health, readiness, metrics, the API's description."""

from importlib.metadata import version
from typing import Any

import structlog
from aiohttp import web
from msgspec import Struct
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.service import Conversations
from bot.gateway.metrics import House, Metrics
from bot.http.endpoint import endpoint
from bot.http.openapi import document, endpoints_of
from insurance.domain.working_days import calendar_known_until
from insurance.services.audit import AuditService
from kernel.clock import Clock, today
from kernel.errors import BaowenError

log = structlog.get_logger("gateway")
CONVERSATIONS = web.AppKey("conversations", Conversations)


class NotReady(BaowenError):
    """`data`: reason."""

    code = "not_ready"


METRICS = web.AppKey("metrics", Metrics)
HOUSE = web.AppKey("house", House)
# A complaint's result is due within 15 days: the calendar has to be renewed well before it ends.
CALENDAR_WARNING_DAYS = 45


def calendar_days(clock: Clock) -> int:
    """Days ahead whose working days are known."""
    return (calendar_known_until() - today(clock)).days


def warn_of_calendar(clock: Clock) -> None:
    """Said at the start: a newer `chinesecalendar` knows the next year once the State Council has announced it."""
    if (days := calendar_days(clock)) < CALENDAR_WARNING_DAYS:
        log.warning("working_calendar_ends", known_until=calendar_known_until().isoformat(), days=days)


async def check_audit(audit: AuditService, metrics: Metrics) -> None:
    """Whoever changes a record of the past is noticed within a day."""
    check = await audit.verify()
    metrics.audit_broken.set(check.broken_at is not None)
    if check.broken_at is not None:
        log.error("audit_chain_broken", at=check.broken_at)


class Health(Struct):
    status: str


class Ready(Struct):
    status: str
    workers: int


@endpoint("GET", "/healthz", summary="进程是否活着", auth="none", response=Health)
async def health(_: web.Request) -> Health:
    return Health("ok")


@endpoint(
    "GET",
    "/readyz",
    summary="数据库可用且至少一个对话进程已加载模型",
    auth="none",
    response=Ready,
    errors=(NotReady,),
)
async def ready(request: web.Request) -> Ready:
    try:
        workers = await request.app[CONVERSATIONS].turns.ready_workers()
    except (SQLAlchemyError, OSError) as error:
        raise NotReady(reason="database") from error
    if not workers:
        raise NotReady(reason="no worker has loaded a model")
    return Ready("ready", len(workers))


@endpoint(
    "GET", "/metrics", summary="Prometheus 指标", auth="none", media_type="text/plain", errors=(NotReady,)
)
async def metrics(request: web.Request) -> web.Response:
    try:
        await request.app[HOUSE].look()
    except (SQLAlchemyError, OSError) as error:
        raise NotReady(reason="database") from error
    return web.Response(
        body=generate_latest(request.app[METRICS].registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


@endpoint("GET", "/api/openapi.json", summary="接口说明（OpenAPI 3.1）", auth="none", response=dict[str, Any])
async def openapi(request: web.Request) -> dict[str, Any]:
    return document(endpoints_of(request.app), version=version("baowen"))


HANDLERS = (health, ready, metrics, openapi)
