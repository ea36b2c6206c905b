"""The published description is the served API."""

import re
from typing import Any

from tests.gateway_fixtures import Gateway


async def test_every_route_is_described_and_nothing_else(gateway: Gateway) -> None:
    document = await (await gateway.client.get("/api/openapi.json")).json()

    served = {
        (route.method, route.resource.canonical)
        for route in gateway.app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    described = {
        (method.upper(), path) for path, operations in document["paths"].items() for method in operations
    }
    assert described == served


async def test_every_reference_in_the_description_leads_somewhere(gateway: Gateway) -> None:
    document = await (await gateway.client.get("/api/openapi.json")).json()

    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if "$ref" in node else set()
            return own.union(*(references(each) for each in node.values()))
        return set().union(*(references(each) for each in node)) if isinstance(node, list) else set()

    found = references(document)
    schemas = document["components"]["schemas"]
    assert found and all(reference.rpartition("/")[2] in schemas for reference in found)


async def test_the_description_says_who_may_ask_and_what_may_go_wrong(gateway: Gateway) -> None:
    paths = (await (await gateway.client.get("/api/openapi.json")).json())["paths"]

    post = paths["/api/chat/messages"]["post"]
    assert post["security"] == [{"chatToken": []}]
    assert set(post["responses"]) == {"202", "401", "403", "404", "409", "422", "429"}
    accept = paths["/api/desk/conversations/{conversation_id}/accept"]["post"]
    names = {parameter["name"] for parameter in accept["parameters"]}
    assert names == {"conversation_id", "X-CSRF-Token"} and "409" in accept["responses"]
    for path, operations in paths.items():
        for operation in operations.values():
            named = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path)) and operation["summary"]


async def test_answers_are_what_the_description_says(gateway: Gateway) -> None:
    schemas = (await (await gateway.client.get("/api/openapi.json")).json())["components"]["schemas"]
    chat = await gateway.waiting_chat()
    frame = await chat.read()

    assert set(schemas["Frame"]["required"]) <= set(frame) <= set(schemas["Frame"]["properties"])
    for said in frame["messages"]:
        assert (
            set(schemas["ChatMessage"]["required"]) <= set(said) <= set(schemas["ChatMessage"]["properties"])
        )
