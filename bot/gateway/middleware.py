"""Around every request: its id, the client's address, one line of log, the headers every answer carries."""

import re
import time
from typing import Any
from uuid import uuid4

import structlog
from aiohttp import web

from bot.gateway.limits import client_address
from bot.gateway.operations import METRICS
from bot.gateway.settings import Settings
from bot.http.errors import ADDRESS, REQUEST_ID
from bot.http.sockets import SOCKETS

SETTINGS = web.AppKey("settings", Settings)
log = structlog.get_logger("access")

_ID = re.compile(r"[\w.-]{8,64}")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_WAITING = frozenset({"/api/chat/messages", "/api/chat/ws", "/api/desk/ws"})  # as long as it takes, by design


@web.middleware
async def request_middleware(request: web.Request, handler: Any) -> web.StreamResponse:
    """Names the request and its sender, and measures. No body, query or token is ever logged."""
    settings, metrics = request.app[SETTINGS], request.app[METRICS]
    given = request.headers.get("X-Request-ID", "")
    request[REQUEST_ID] = given if _ID.fullmatch(given) else uuid4().hex
    request[ADDRESS] = client_address(request, settings.trusted_proxies)
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "unknown"
    began = time.perf_counter()
    with structlog.contextvars.bound_contextvars(request_id=request[REQUEST_ID]):
        response: web.StreamResponse = await handler(request)
    seconds = time.perf_counter() - began
    metrics.requests.labels(request.method, route, response.status).inc()
    metrics.sockets.set(len(request.app[SOCKETS]))
    if route not in _WAITING or request.method != "GET":
        metrics.seconds.labels(route).observe(seconds)
    if route not in _QUIET:
        log.info(
            "request",
            request_id=request[REQUEST_ID],
            method=request.method,
            route=route,
            status=response.status,
            ms=round(seconds * 1000, 1),
            address=request[ADDRESS],
        )
    return response


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`: sockets and files get them as well."""
    headers = response.headers
    headers["Server"] = "baowen"
    headers["X-Request-ID"] = request.get(REQUEST_ID, "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    if request.path.startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
    if request.app[SETTINGS].public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
