"""Endpoint declaration: a decorator holds what a handler expects and gives back; `routes` makes it work.

A handler is `async (request) -> result` or, where it declares them, `async (request, body)`, `(request,
query)`, `(request, query, body)`. What it returns is encoded as its `response`; a `StreamResponse` passes as
it is.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

import msgspec
from aiohttp import web

from bot.http.errors import InvalidRequest, NotFound, UnsupportedMediaType
from kernel.errors import BaowenError

Auth = Literal["customer", "staff", "none"]
Handler = Callable[..., Awaitable[Any]]
Guard = Callable[[web.Request, "Endpoint"], Awaitable[None]]
H = TypeVar("H", bound=Handler)

_PATH_VALUE = re.compile(r"[\w.@-]{1,128}")


@dataclass(frozen=True)
class Endpoint:
    """The declaration of one route; the OpenAPI document is made of these."""

    method: str
    path: str
    summary: str
    auth: Auth
    roles: frozenset[str] | None = None  # of staff; None: those of the room, see `routes`
    audit: str | None = None  # what the audit trail calls it once it is done
    request: type[msgspec.Struct] | None = None
    query: type[msgspec.Struct] | None = None
    response: Any = None
    status: int = 200
    errors: tuple[type[BaowenError], ...] = ()
    upload: str | None = None  # the field of a multipart body
    media_type: str = "application/json"


def endpoint(method: str, path: str, *, summary: str, auth: Auth, **more: Any) -> Callable[[H], H]:
    """Attach an `Endpoint` to a handler; nothing is wrapped, nothing registered."""

    def attach(handler: H) -> H:
        handler.endpoint = Endpoint(method, path, summary, auth, **more)  # type: ignore[attr-defined]
        return handler

    return attach


def declared(handler: Handler) -> Endpoint:
    """What `endpoint` attached."""
    found: Endpoint = handler.endpoint  # type: ignore[attr-defined]
    return found


def routes(
    handlers: Iterable[Handler],
    guard: Guard | None = None,
    *,
    roles: frozenset[str] | None = None,
    record: Guard | None = None,
) -> list[web.RouteDef]:
    """Route definitions for `handlers`; `guard` runs before any body is read, for all but `auth="none"`.

    `roles`: who may, where a declaration for staff names none; the guard checks it. `record` runs after a
    handler that is to be audited has done its work.
    """
    found = [_serve(handler, guard, roles, record) for handler in handlers]
    return [web.route(declared(each).method, declared(each).path, each) for each in found]


def _serve(
    handler: Handler, guard: Guard | None, roles: frozenset[str] | None, record: Guard | None
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    declaration = declared(handler)
    if declaration.auth == "staff" and declaration.roles is None:
        if roles is None:
            raise TypeError(f"{handler.__qualname__} needs roles")
        declaration = replace(declaration, roles=roles)
    if declaration.auth != "none" and guard is None:
        raise TypeError(f"{handler.__qualname__} needs a guard")
    if declaration.audit is not None and record is None:
        raise TypeError(f"{handler.__qualname__} is to be audited")

    async def serve(request: web.Request) -> web.StreamResponse:
        if any(not _PATH_VALUE.fullmatch(value) for value in request.match_info.values()):
            raise NotFound()
        if guard is not None and declaration.auth != "none":
            await guard(request, declaration)
        arguments: list[Any] = []
        if declaration.query is not None:
            arguments.append(parse_query(request, declaration.query))
        if declaration.request is not None:
            arguments.append(await parse_body(request, declaration.request))
        result = await handler(request, *arguments)
        if record is not None and declaration.audit is not None:
            await record(request, declaration)
        if isinstance(result, web.StreamResponse):
            return result
        return json_response(result, declaration.status)

    serve.endpoint = declaration  # type: ignore[attr-defined]
    return serve


def json_response(value: Any, status: int = 200) -> web.Response:
    """`value` (structs, plain JSON values, dates, decimals) as a JSON response."""
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")


S = TypeVar("S", bound=msgspec.Struct)


def parse_query(request: web.Request, shape: type[S]) -> S:
    """The query string as `shape`; errors: `InvalidRequest`."""
    try:
        return msgspec.convert(dict(request.query), shape, strict=False)
    except msgspec.ValidationError as error:
        raise invalid(error) from error


async def parse_body(request: web.Request, shape: type[S]) -> S:
    """The JSON body as `shape`, none at all as `{}`; errors: `UnsupportedMediaType`, `InvalidRequest`."""
    if not request.body_exists:
        return decode(b"{}", shape)
    if request.content_type != "application/json":
        raise UnsupportedMediaType(expected="application/json")
    return decode(await request.read(), shape)


def decode(raw: bytes | str, shape: type[S]) -> S:
    """`raw` JSON as `shape`; errors: `InvalidRequest`."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        raise invalid(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidRequest(reason="not JSON") from error
    except RecursionError as error:
        raise InvalidRequest(reason="nested too deeply") from error


def invalid(error: msgspec.ValidationError) -> InvalidRequest:
    """Field and reason out of msgspec's "Expected `int`, got `str` - at `$.after`"."""
    reason, _, where = str(error).partition(" - at ")
    return InvalidRequest(field=where.strip("`").removeprefix("$").removeprefix(".") or None, reason=reason)
