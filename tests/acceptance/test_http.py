"""The conventions of the HTTP surface: the one error shape, the description, health and metrics."""

import re
from typing import Any

import pytest
import requests

from tests.acceptance.house import House
from tests.acceptance.visitor import Visitor

SESSIONS, MESSAGES = "/api/chat/sessions", "/api/chat/messages"


def _is_error(answer: requests.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body.keys() == {"error", "request_id"} and body["request_id"]
    assert body["error"].keys() == {"code", "message", "details"}
    assert body["error"]["message"] and isinstance(body["error"]["details"], dict)
    error: dict[str, Any] = body["error"]
    return error


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("POST", "/api/chat/nothing", 404),
        ("DELETE", MESSAGES, 405),
        ("GET", MESSAGES, 401),
        ("POST", MESSAGES, 401),
        ("POST", "/api/chat/attachments", 401),
        ("POST", "/api/chat/rating", 401),
        ("GET", "/api/chat/ws", 401),
        ("GET", "/api/desk/conversations", 401),
        ("GET", "/api/desk/conversations/x", 401),
        ("POST", "/api/desk/conversations/x/accept", 401),
        ("PUT", "/api/desk/presence", 401),
        ("GET", "/api/staff/me", 401),
        ("GET", "/api/desk/ws", 401),
        ("GET", "/..%2f..%2fetc/passwd", 404),
    ],
)
def test_refusals_have_one_shape(house: House, method: str, path: str, status: int) -> None:
    _is_error(requests.request(method, house.url + path, timeout=10), status)


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "Bearer", "é", "' OR 1=1 --"])
def test_forged_tokens_open_nothing(house: House, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode()}
    _is_error(requests.get(house.url + MESSAGES, headers=headers, timeout=10), 401)


def test_a_token_opens_one_conversation_only(visitor: Visitor, house: House) -> None:
    forged = visitor.token[:-1] + ("a" if visitor.token[-1] != "a" else "b")
    headers = {"Authorization": f"Bearer {forged}"}
    _is_error(requests.get(house.url + MESSAGES, headers=headers, timeout=10), 401)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"client_id": "1"}',
        b'{"text": "a"}',
        b'{"client_id": "1", "text": 1}',
        b'{"client_id": 1, "text": "a"}',
        b'{"client_id": "", "text": "a"}',
        b'{"client_id": "1", "text": "a", "payload": "/greet"}',
        b'{"client_id": "1", "text": "\xff"}',
        b'{"client_id": "1", "text": "' + b"[" * 5000 + b'"',
    ],
)
def test_malformed_messages_are_refused(visitor: Visitor, body: bytes) -> None:
    headers = visitor.headers | {"Content-Type": "application/json"}
    _is_error(requests.post(visitor.house.url + MESSAGES, data=body, headers=headers, timeout=10), 422)


def test_other_media_types_and_large_bodies_are_refused(visitor: Visitor) -> None:
    url = visitor.house.url + MESSAGES
    _is_error(
        requests.post(url, data=b"a=1", headers=visitor.headers | {"Content-Type": "text/plain"}, timeout=10),
        415,
    )
    large = {"client_id": "1", "text": "a" * 300_000}
    _is_error(requests.post(url, json=large, headers=visitor.headers, timeout=10), 413)


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "wait=26", "wait=-1", "wait=nan", "after=99999999999"]
)
def test_impossible_queries_are_refused(visitor: Visitor, query: str) -> None:
    url = f"{visitor.house.url}{MESSAGES}?{query}"
    _is_error(requests.get(url, headers=visitor.headers, timeout=10), 422)


PROMISED = {
    ("post", SESSIONS),
    ("post", MESSAGES),
    ("get", MESSAGES),
    ("get", "/api/chat/ws"),
    ("post", "/api/chat/attachments"),
    ("post", "/api/chat/rating"),
    ("post", "/api/staff/login"),
    ("put", "/api/desk/presence"),
    ("get", "/api/desk/conversations"),
    ("get", "/api/desk/conversations/{conversation_id}"),
    ("post", "/api/desk/conversations/{conversation_id}/accept"),
    ("post", "/api/desk/conversations/{conversation_id}/messages"),
    ("post", "/api/desk/conversations/{conversation_id}/transfer"),
    ("post", "/api/desk/conversations/{conversation_id}/return"),
    ("post", "/api/desk/conversations/{conversation_id}/close"),
    ("get", "/api/desk/ws"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
    ("get", "/api/openapi.json"),
    ("get", "/"),
    ("get", "/desk"),
    ("get", "/studio"),
    ("get", "/insights"),
    ("get", "/widget.js"),
}


def test_the_description_lists_what_was_promised(house: House) -> None:
    document = requests.get(f"{house.url}/api/openapi.json", timeout=10).json()
    assert document["openapi"].startswith("3.")
    listed = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert listed >= PROMISED, PROMISED - listed


def test_every_route_of_the_description_is_there(house: House) -> None:
    document = requests.get(f"{house.url}/api/openapi.json", timeout=10).json()
    for path, methods in document["paths"].items():
        for method in methods:
            answer = requests.request(method, house.url + re.sub(r"\{\w+\}", "x", path), timeout=10)
            missing = answer.status_code in (404, 405) and answer.headers["Content-Type"].startswith(
                "application/json"
            )
            pages = path in (
                "/",
                "/desk",
                "/studio",
                "/insights",
                "/survey",
                "/widget.js",
            ) or path.startswith(("/assets", "/api/survey/"))
            assert pages or not missing, f"{method} {path}: {answer.status_code}"


def test_health_readiness_and_metrics(house: House) -> None:
    assert requests.get(f"{house.url}/healthz", timeout=10).status_code == 200
    ready = requests.get(f"{house.url}/readyz", timeout=10)
    assert ready.status_code == 200 and ready.json()["workers"] >= 1
    metrics = requests.get(f"{house.url}/metrics", timeout=10)
    assert metrics.headers["Content-Type"].startswith("text/plain")
    assert "baowen_http_requests_total" in metrics.text and "baowen_workers_ready 1.0" in metrics.text
