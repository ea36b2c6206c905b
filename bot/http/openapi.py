"""The OpenAPI document, built from the endpoints that are really routed."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from aiohttp import web

from bot.http.endpoint import Endpoint, declared
from bot.http.errors import PROBLEMS, Forbidden, InvalidRequest, NotFound, TooMany, Unauthorized

_PARAMETER = re.compile(r"{(\w+)(?::[^{}]+)?}")
_SCHEMES: dict[str, list[Any]] = {"customer": [{"chatToken": []}], "staff": [{"staffCookie": []}], "none": []}


class ErrorBody(msgspec.Struct):
    code: str
    message: str
    details: dict[str, Any]


class ErrorResponse(msgspec.Struct):
    """The one error shape."""

    error: ErrorBody
    request_id: str


def endpoints_of(app: web.Application) -> list[Endpoint]:
    """The declarations of all routes of `app`, in their order."""
    return [declared(route.handler) for route in app.router.routes() if hasattr(route.handler, "endpoint")]


def document(endpoints: Iterable[Endpoint], *, version: str) -> dict[str, Any]:
    """An OpenAPI 3.1 document as plain JSON values."""
    endpoints = list(endpoints)
    shapes: list[Any] = [ErrorResponse]
    for each in endpoints:
        shapes += [shape for shape in (each.request, each.query, each.response) if shape is not None]
    shapes = list(dict.fromkeys(shapes))
    found, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    schemas = dict(zip(shapes, found, strict=True))
    queries = {each.query: components[each.query.__name__] for each in endpoints if each.query is not None}
    paths: dict[str, dict[str, Any]] = {}
    for each in endpoints:
        operations = paths.setdefault(_PARAMETER.sub(r"{\1}", each.path), {})
        operations[each.method.lower()] = _operation(each, schemas, queries)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Baowen 保问", "version": version},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "chatToken": {"type": "http", "scheme": "bearer"},
                "staffCookie": {"type": "apiKey", "in": "cookie", "name": "baowen_staff"},
            },
        },
    }


def _operation(each: Endpoint, schemas: dict[Any, Any], queries: dict[Any, Any]) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(each.path)
    ]
    if each.query is not None:
        shape = queries[each.query]
        parameters += [
            {"name": name, "in": "query", "required": name in shape["required"], "schema": schema}
            for name, schema in shape["properties"].items()
        ]
    if each.auth == "staff" and each.method not in ("GET", "HEAD"):
        csrf = {"name": "X-CSRF-Token", "in": "header", "required": True, "schema": {"type": "string"}}
        parameters.append(csrf)
    operation: dict[str, Any] = {
        "summary": each.summary,
        "security": _SCHEMES[each.auth],
        "parameters": parameters,
        "responses": _responses(each, schemas),
    }
    if each.roles is not None:
        operation["x-roles"] = sorted(each.roles)
    if each.request is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[each.request]}},
        }
    elif each.upload is not None:
        form = {"type": "object", "properties": {each.upload: {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    return operation


def _responses(each: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "成功"}
    if each.status not in (101, 204):
        done["content"] = {each.media_type: {"schema": schemas.get(each.response, {})}}
    responses = {str(each.status): done}
    codes = [error.code for error in each.errors]
    codes += [Unauthorized.code, Forbidden.code] if each.auth != "none" else []
    codes += [InvalidRequest.code] if each.request or each.query or each.upload else []
    codes += [NotFound.code] if "{" in each.path else []
    codes += [TooMany.code] if each.path.startswith("/api/") else []
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    for status, names in sorted(by_status.items()):
        responses[str(status)] = {
            "description": "、".join(names),
            "content": {"application/json": {"schema": schemas[ErrorResponse]}},
        }
    return responses
