"""What the people who run it look at: health, readiness, metrics, the API's description."""

from importlib.metadata import version
from typing import Any

from aiohttp import web
from msgspec import Struct
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.service import Conversations
from bot.http.endpoint import endpoint
from bot.http.openapi import document, endpoints_of
from kernel.errors import BaowenError

CONVERSATIONS = web.AppKey("conversations", Conversations)


class NotReady(BaowenError):
    """`data`: reason."""

    code = "not_ready"


class Metrics:
    """One registry per application, so that tests may build several."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "baowen_http_requests", "HTTP requests", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "baowen_http_request_seconds",
            "Time to answer, without polls and sockets",
            ("route",),
            registry=self.registry,
        )
        self.sockets = Gauge("baowen_websockets", "Open WebSockets", registry=self.registry)
        self.queue = Gauge(
            "baowen_queue_length", "Conversations waiting for a person", registry=self.registry
        )
        self.workers = Gauge("baowen_workers_ready", "Workers with a loaded model", registry=self.registry)


METRICS = web.AppKey("metrics", Metrics)


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
    found, conversations = request.app[METRICS], request.app[CONVERSATIONS]
    try:
        found.queue.set(len(await conversations.agents.queue()))
        found.workers.set(len(await conversations.turns.ready_workers()))
    except (SQLAlchemyError, OSError) as error:
        raise NotReady(reason="database") from error
    return web.Response(body=generate_latest(found.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


@endpoint("GET", "/api/openapi.json", summary="接口说明（OpenAPI 3.1）", auth="none", response=dict[str, Any])
async def openapi(request: web.Request) -> dict[str, Any]:
    return document(endpoints_of(request.app), version=version("baowen"))


HANDLERS = (health, ready, metrics, openapi)
