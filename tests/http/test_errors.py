"""One error shape, wherever an error comes from."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.gateway import operations, pages
from bot.http.endpoint import endpoint, routes
from bot.http.errors import PROBLEMS, errors_middleware
from bot.http.openapi import endpoints_of
from kernel.errors import BaowenError
from tests.gateway_fixtures import Gateway, soon


class Unlisted(BaowenError):
    code = "nobody_wrote_me_down"


@endpoint("GET", "/bug", summary="-", auth="none")
async def bug(_: web.Request) -> None:
    raise RuntimeError("the password is 13812345678")


@endpoint("GET", "/unlisted", summary="-", auth="none")
async def unlisted(_: web.Request) -> None:
    raise Unlisted(secret="the password")


def is_error(body: object) -> bool:
    return (
        isinstance(body, dict)
        and set(body) == {"error", "request_id"}
        and set(body["error"]) == {"code", "message", "details"}
    )


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/chat/attachments/a%00b", 404, "not_found"),
        ("DELETE", "/api/chat/messages", 405, "method_not_allowed"),
        ("POST", "/api/staff/login", 422, "invalid"),
        ("GET", "/api/chat/messages", 401, "unauthorized"),
        ("GET", "/api/desk/conversations", 401, "login_required"),
        ("GET", "/readyz", 503, "not_ready"),
    ],
)
async def test_every_refusal_has_the_same_shape(
    gateway: Gateway, method: str, path: str, status: int, code: str
) -> None:
    response = await gateway.client.request(method, path)

    body = await response.json()
    assert response.status == status and is_error(body) and body["error"]["code"] == code
    assert body["request_id"] == response.headers["X-Request-ID"]


async def test_a_body_that_is_no_json_or_another_type_or_too_large_is_refused(gateway: Gateway) -> None:
    async def send(data: bytes, content_type: str) -> tuple[int, str]:
        headers = {"Content-Type": content_type}
        response = await gateway.client.post("/api/staff/login", data=data, headers=headers)
        body = await response.json()
        assert is_error(body)
        return response.status, body["error"]["code"]

    assert await send(b"{", "application/json") == (422, "invalid")
    assert await send(b"\xff\xfe", "application/json") == (422, "invalid")
    assert await send(b"a=b", "application/x-www-form-urlencoded") == (415, "unsupported_media_type")
    assert await send(b" " * 300_000, "application/json") == (413, "too_large")


async def test_json_nested_without_end_is_refused(gateway: Gateway) -> None:
    data = b'{"username":"a","password":"b","x":' + b"[" * 50_000 + b"]" * 50_000 + b"}"

    headers = {"Content-Type": "application/json"}
    response = await gateway.client.post("/api/staff/login", data=data, headers=headers)

    assert response.status == 422 and is_error(await response.json())


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        ("/api/chat/messages", b"Authorization: Bearer \xff\xfe", b"401"),
        ("/api/staff/me", b"Cookie: baowen_staff=\xff\xfe", b"401"),
        ("/api/chat/ws", b"Sec-WebSocket-Protocol: baowen.v1, bearer.\xff\xfe", b"401"),
        ("/api/chat/ws", b"Origin: http://[", b"403"),
    ],
)
async def test_a_header_of_nonsense_is_refused_like_any_wrong_one(
    gateway: Gateway, path: str, header: bytes, status: bytes
) -> None:
    server = gateway.client.server
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(b"GET %s HTTP/1.1\r\nHost: a\r\n%s\r\nConnection: close\r\n\r\n" % (path.encode(), header))

    answer = await soon(reader.read())

    writer.close()
    assert answer.split(b" ", 2)[1] == status


async def test_an_invalid_field_is_named(gateway: Gateway) -> None:
    response = await gateway.client.post("/api/staff/login", json={"username": "lili", "password": 1})

    assert (await response.json())["error"]["details"]["field"] == "password"


@pytest.mark.parametrize("path", ["/bug", "/unlisted"])
async def test_an_unexpected_error_shows_nothing_of_itself(path: str) -> None:
    app = web.Application(middlewares=[errors_middleware])
    app.add_routes(routes([bug, unlisted]))

    async with TestClient(TestServer(app), cookie_jar=aiohttp.DummyCookieJar()) as client:
        response = await client.get(path)
        text = await response.text()

    assert response.status == 500 and is_error(await response.json())
    assert "password" not in text and "nobody" not in text


async def test_every_error_an_endpoint_declares_has_its_line(gateway: Gateway) -> None:
    declared = {error.code for each in endpoints_of(gateway.app) for error in each.errors}

    assert len(declared) > 15 and declared <= set(PROBLEMS)


def test_people_are_spoken_to_calmly() -> None:
    for problem in PROBLEMS.values():
        assert problem.message.endswith("。") and "!" not in problem.message and "！" not in problem.message


def test_a_route_that_needs_a_guard_cannot_be_made_without() -> None:
    @endpoint("GET", "/private", summary="-", auth="staff")
    async def private(_: web.Request) -> None: ...

    with pytest.raises(TypeError):
        routes([*pages.HANDLERS, *operations.HANDLERS, private])
