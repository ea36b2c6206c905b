"""Who may ask for what: every route, every role. A route that is not in these lists fails here, until somebody has
decided whom it is for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.http.openapi import endpoints_of
from bot.staff.accounts import Role
from tests.gateway_fixtures import Gateway, Seat

PUBLIC = """
GET / /desk /studio /insights /survey /widget.js /favicon.svg /assets/{name} /healthz /readyz /metrics /api/openapi.json
POST /api/chat/sessions
GET /api/chat/ws
POST /api/staff/login
GET /api/survey/{token}
POST /api/survey/{token} /api/survey/{token}/refusal
GET /wechat/{account} /wecom/kf/{account}
POST /wechat/{account} /wecom/kf/{account}
"""
CUSTOMER = """
POST /api/chat/messages
GET /api/chat/messages
POST /api/chat/activity
POST /api/chat/attachments
GET /api/chat/attachments/{attachment_id}
POST /api/chat/rating
"""
EVERYBODY = """
POST /api/staff/logout
GET /api/staff/me
POST /api/staff/password
GET /api/staff/logins
DELETE /api/staff/logins/{login_id}
POST /api/staff/second-factor/setup /api/staff/second-factor/confirm /api/staff/second-factor/remove
"""
AT_DESK = """
PUT /api/desk/presence
GET /api/desk/colleagues /api/desk/queues /api/desk/ws
GET /api/desk/conversations /api/desk/conversations/{conversation_id}
POST /api/desk/conversations/{conversation_id}/accept /api/desk/conversations/{conversation_id}/decline
POST /api/desk/conversations/{conversation_id}/messages /api/desk/conversations/{conversation_id}/typing
POST /api/desk/conversations/{conversation_id}/transfer /api/desk/conversations/{conversation_id}/return
POST /api/desk/conversations/{conversation_id}/close /api/desk/conversations/{conversation_id}/leave
POST /api/desk/conversations/{conversation_id}/notes /api/desk/conversations/{conversation_id}/attachments
GET /api/desk/conversations/{conversation_id}/attachments/{attachment_id}
GET /api/desk/conversations/{conversation_id}/assist /api/desk/conversations/{conversation_id}/summary
POST /api/desk/conversations/{conversation_id}/checklist
POST /api/desk/conduct/check
GET /api/desk/customers/{customer_no}/timeline
POST /api/desk/customers/{customer_no}/reveal /api/desk/customers/{customer_no}/claim-reports
POST /api/desk/customers/{customer_no}/complaints /api/desk/customers/{customer_no}/callbacks
POST /api/desk/claims/{claim_no}/notes /api/desk/claims/{claim_no}/documents /api/desk/claims/{claim_no}/steps
GET /api/desk/complaints /api/desk/complaints/{receipt_no}
POST /api/desk/complaints/{receipt_no}/contact /api/desk/complaints/{receipt_no}/register
POST /api/desk/complaints/{receipt_no}/reassign /api/desk/complaints/{receipt_no}/acknowledge
POST /api/desk/complaints/{receipt_no}/plan /api/desk/complaints/{receipt_no}/handle
POST /api/desk/complaints/{receipt_no}/ask-more /api/desk/complaints/{receipt_no}/investigate
POST /api/desk/complaints/{receipt_no}/ask-extension /api/desk/complaints/{receipt_no}/extend
POST /api/desk/complaints/{receipt_no}/decide /api/desk/complaints/{receipt_no}/notify
POST /api/desk/complaints/{receipt_no}/review /api/desk/complaints/{receipt_no}/mediate
POST /api/desk/complaints/{receipt_no}/archive /api/desk/complaints/{receipt_no}/reject
GET /api/desk/requests
POST /api/desk/requests/{no}/details /api/desk/requests/{no}/take /api/desk/requests/{no}/complete
POST /api/desk/requests/{no}/decline /api/desk/requests/{no}/done /api/desk/requests/{no}/link
POST /api/desk/conversations/{conversation_id}/ask-rating
GET /api/desk/reports/agents /api/desk/quality/reviews /api/desk/transcripts
GET /api/desk/canned-replies /api/desk/wrap-up-codes
POST /api/desk/quality/reviews/{review_id}/answer /api/desk/quality/reviews/{review_id}/improved
GET /api/desk/tasks /api/desk/tasks/{task_id} /api/desk/conversations/{conversation_id}/promise
POST /api/desk/tasks /api/desk/tasks/{task_id}/take /api/desk/tasks/{task_id}/hand-over
POST /api/desk/tasks/{task_id}/move /api/desk/tasks/{task_id}/done /api/desk/tasks/{task_id}/contact /api/desk/tasks/{task_id}/reopen
POST /api/desk/proposals /api/desk/surveys/answers
GET /api/desk/surveys/answers
GET /api/desk/coaching /api/desk/coaching/practices/{practice_id}
POST /api/desk/coaching/practices /api/desk/coaching/practices/{practice_id}/messages
POST /api/desk/coaching/practices/{practice_id}/end
POST /api/desk/coaching/quizzes /api/desk/coaching/quizzes/{quiz_id}/answers /api/desk/coaching/tour
"""
SUPERVISORS = """
PUT /api/desk/queues/{code}
POST /api/desk/conversations/{conversation_id}/join
GET /api/desk/incidents /api/desk/incidents/choices
POST /api/desk/incidents /api/desk/incidents/{incident_id}/activate /api/desk/incidents/{incident_id}/ease
POST /api/desk/incidents/{incident_id}/close
GET /api/desk/conduct /api/desk/checklists /api/desk/wall /api/desk/history
GET /api/desk/complaints.csv /api/desk/complaints.xlsx
POST /api/desk/wall/ratings/{conversation_id}/checked
PUT /api/desk/wrap-up-codes /api/desk/canned-replies/{reply_id}
POST /api/desk/canned-replies
DELETE /api/desk/canned-replies/{reply_id}
GET /api/desk/tasks/figures /api/desk/surveys/campaigns /api/desk/surveys/answers.csv
GET /api/desk/surveys/prospect
POST /api/desk/surveys/campaigns /api/desk/surveys/campaigns/{campaign_id}/stop
GET /api/desk/quality/sample /api/desk/quality/engagements/{engagement_id}
POST /api/desk/quality/reviews
GET /api/desk/staff /api/desk/audit
PUT /api/desk/staff/{username}
"""
ADMINS = """
POST /api/desk/staff /api/desk/staff/{username}/password /api/desk/staff/{username}/reset-second-factor
POST /api/desk/audit/verify
"""
TRAINERS = """
POST /api/studio/annotations /api/studio/missed/split
POST /api/studio/changes/{change_id}/undo
POST /api/studio/stories /api/studio/stories/draft /api/studio/stories/validate
PUT /api/studio/stories/{story_id}
DELETE /api/studio/stories/{story_id}
GET /api/studio/training-jobs /api/studio/training-jobs/{job_id}
POST /api/studio/training-jobs /api/studio/training-jobs/{job_id}/cancel
POST /api/studio/knowledge/intents /api/studio/knowledge/faq /api/studio/knowledge/faq/{entry_id}/reviewed
POST /api/studio/knowledge/reviews /api/studio/knowledge/reviews/{task_id}/done
PUT /api/studio/knowledge/intents/{intent_id} /api/studio/knowledge/faq/{entry_id}
PUT /api/studio/knowledge/responses/{response_id} /api/studio/knowledge/tables/{table_id}
DELETE /api/studio/knowledge/intents/{intent_id} /api/studio/knowledge/faq/{entry_id}
"""
IN_STUDIO = """
GET /api/studio/changes /api/studio/changes/{change_id}
GET /api/studio/stories /api/studio/stories/vocabulary /api/studio/stories/flow /api/studio/stories/{story_id}
GET /api/studio/missed /api/studio/missed/{missed_id}/conversation
GET /api/studio/knowledge /api/studio/knowledge/mentions /api/studio/knowledge/reviews
GET /api/studio/knowledge/intents /api/studio/knowledge/intents/{intent_id} /api/studio/knowledge/faq /api/studio/knowledge/faq/{entry_id}
GET /api/studio/knowledge/responses /api/studio/knowledge/responses/{response_id}
GET /api/studio/knowledge/tables /api/studio/knowledge/tables/{table_id}
POST /api/studio/knowledge/check
POST /api/studio/parse /api/studio/trials /api/studio/trials/{trial_id}/messages
DELETE /api/studio/trials/{trial_id}
GET /api/studio/models /api/studio/models/{model_id}/gate
GET /api/studio/releases /api/studio/models/{model_id}/comparison
POST /api/studio/models/{model_id}/approve /api/studio/models/{model_id}/promote
POST /api/studio/models/{model_id}/stop /api/studio/models/{model_id}/rollback
GET /api/insights/kpis /api/insights/kpis.csv /api/insights/kpis/{kpi_id} /api/insights/kpis/{kpi_id}.csv
GET /api/insights/kpis/{kpi_id}/records /api/insights/topics /api/insights/unanswered /api/insights/report
GET /api/insights/waits /api/insights/waits.csv
GET /api/studio/coaching/people /api/studio/coaching/people/{username} /api/studio/coaching/ledger.csv
GET /api/studio/coaching/cases /api/studio/coaching/practices/{practice_id}
POST /api/studio/coaching/lessons /api/studio/coaching/cases /api/studio/coaching/cases/draft
POST /api/studio/coaching/practices/{practice_id}/comment
PUT /api/studio/coaching/cases/{case_id}
"""
STAFF = {
    "everybody": (EVERYBODY, frozenset(Role)),
    "at desk": (AT_DESK, frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})),
    "supervisors": (SUPERVISORS, frozenset({Role.SUPERVISOR, Role.ADMIN})),
    "admins": (ADMINS, frozenset({Role.ADMIN})),
    "trainers": (TRAINERS, frozenset({Role.TRAINER, Role.ADMIN})),
    "in the studio": (IN_STUDIO, frozenset({Role.TRAINER, Role.SUPERVISOR, Role.ADMIN})),
}
# What an agent sends to a conversation that is a colleague's, good enough to be looked at.
BODIES: dict[str, dict[str, Any]] = {
    "messages": {"text": "您好", "client_id": "1"},
    "transfer": {"to_queue": "claims"},
    "return": {},
    "close": {},
    "notes": {"text": "备注", "client_id": "1"},
    "typing": {"typing": True},
    "ask-rating": {},
    "checklist": {"item": "claim.hurt", "done": True},
}

Route = tuple[str, str]


def routes_in(lines: str) -> Iterator[Route]:
    for line in lines.split("\n"):
        method, _, paths = line.partition(" ")
        yield from ((method, path) for path in paths.split())


def allowed_roles() -> dict[Route, frozenset[Role]]:
    return {route: roles for lines, roles in STAFF.values() for route in routes_in(lines)}


def called(path: str, **values: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: values.get(found[1], "nothing-there"), path)


@dataclass
class Everybody:
    """Somebody of every role, a customer's token, and nobody."""

    gateway: Gateway
    seats: dict[Role, Seat]
    customer: dict[str, str]


@pytest.fixture
async def everybody(gateway: Gateway) -> Everybody:
    seats = {role: await gateway.sign_in(f"the-{role}", role) for role in Role}
    return Everybody(gateway, seats, (await gateway.open_chat()).headers)


async def ask(gateway: Gateway, route: Route, headers: dict[str, str], **values: str) -> tuple[int, str]:
    """Status and error code of a request whose body nobody should read: it is none of any kind."""
    method, path = route
    body = {} if method == "GET" else {"data": b"{no", "headers": headers | {"Content-Type": "text/odd"}}
    async with gateway.client.request(
        method, called(path, **values), **({"headers": headers} | body), allow_redirects=False
    ) as response:
        if response.status < 400:
            return response.status, ""
        return response.status, (await response.json())["error"]["code"]


async def test_every_route_is_for_whom_it_was_decided(gateway: Gateway) -> None:
    document = await (await gateway.client.get("/api/openapi.json")).json()
    described: dict[Route, Any] = {
        (method.upper(), path): (operation["security"], frozenset(operation.get("x-roles", ())))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }

    decided: dict[Route, Any] = {route: ([], frozenset()) for route in routes_in(PUBLIC)}
    decided |= {route: ([{"chatToken": []}], frozenset()) for route in routes_in(CUSTOMER)}
    decided |= {route: ([{"staffCookie": []}], roles) for route, roles in allowed_roles().items()}
    assert [route for route in described if described[route] != decided.get(route)] == []
    assert decided.keys() - described.keys() == set()


async def test_who_is_not_allowed_is_refused_before_the_body_is_read(everybody: Everybody) -> None:
    wrong = []
    for route, roles in allowed_roles().items():
        strangers = {"nobody": {}, "customer": everybody.customer}
        for who, headers in strangers.items():
            if await ask(everybody.gateway, route, headers) != (401, "login_required"):
                wrong.append((who, route))
        for role in frozenset(Role) - roles:
            if await ask(everybody.gateway, route, everybody.seats[role].headers) != (403, "forbidden"):
                wrong.append((role, route))
    for route in routes_in(CUSTOMER):
        for who, headers in {"nobody": {}, "staff": everybody.seats[Role.ADMIN].headers}.items():
            if (await ask(everybody.gateway, route, headers))[0] != 401:
                wrong.append((who, route))
    assert wrong == []


async def test_who_is_allowed_is_let_in(everybody: Everybody) -> None:
    wrong = []
    last = ("POST", "/api/staff/logout")
    for route, roles in sorted(allowed_roles().items(), key=lambda each: each[0] == last):
        for role in roles:
            status, code = await ask(everybody.gateway, route, everybody.seats[role].headers)
            if status == 401 or code in ("forbidden", "csrf"):
                wrong.append((role, route, code))
    assert wrong == []


async def test_no_write_goes_without_the_token_of_the_page(everybody: Everybody) -> None:
    wrong = []
    for route, roles in allowed_roles().items():
        for role in roles if route[0] != "GET" else ():
            cookie = {"Cookie": everybody.seats[role].headers["Cookie"]}
            if await ask(everybody.gateway, route, cookie) != (403, "csrf"):
                wrong.append((role, route))
    assert wrong == []


async def test_an_agent_reads_and_does_nothing_in_a_colleagues_conversation(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    chat = await gateway.waiting_chat()
    assert (await lili.act(chat.conversation_id, "accept")).status == 200
    before = await gateway.conversations.get(chat.conversation_id)

    let_in = {}
    for each in endpoints_of(gateway.app):
        if "{conversation_id}" not in each.path or Role.AGENT not in (each.roles or ()):
            continue
        verb = each.path.partition("{conversation_id}")[2].strip("/")
        path = called(each.path, conversation_id=chat.conversation_id)
        body = None if each.request is None else BODIES[verb]
        response = await gateway.client.request(each.method, path, json=body, headers=wei.headers)
        code = (await response.json()).get("error", {}).get("code")
        taken = (409, "lost_race")
        if response.status not in (403, 404) and (response.status, code) != taken:
            let_in[f"{each.method} {each.path}"] = (response.status, code)

    assert let_in == {}
    assert await gateway.conversations.get(chat.conversation_id) == before
