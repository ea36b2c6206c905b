"""A gateway on a real socket and a real SQLite file, for tests of the HTTP rooms. Nothing of ours is patched.

`Gateway.bot_answers` plays the dialogue worker through the same surface as the real one.
"""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Content
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff
from bot.gateway import migrations
from bot.gateway.app import build_app
from bot.gateway.demo_phone.account import demo_account
from bot.gateway.operations import CONVERSATIONS
from bot.gateway.settings import Settings
from bot.staff.accounts import Role
from bot.staff.guards import STAFF_ROOM
from insurance.bootstrap import Services, bootstrap
from insurance.services.customers import CustomerService
from insurance.sms import sms_from
from kernel.clock import Clock, FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.databases import empty_sqlite

TABLES = migrations.all_tables()
PASSWORD = "correct horse"
FAQ_FOLDER = Path(__file__).parents[1] / "data" / "faq"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(64)


class Customers:
    """The cards of customers nobody imported; it remembers who looked. What else is asked is the service's."""

    def __init__(self, service: CustomerService) -> None:
        self.looks: list[tuple[str, str]] = []
        self.reveal = service.reveal
        self.cases = service.cases

    async def card(self, staff: str, customer_no: str) -> Any:
        self.looks.append((staff, customer_no))
        return {"customer_no": customer_no, "name": "王**", "policies": []}


@dataclass
class Chat:
    """A customer's page."""

    client: "TestClient[Any, Any]"
    conversation_id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, client_id: str = "1", **message: Any) -> aiohttp.ClientResponse:
        body = {"client_id": client_id, **(message or {"text": "保单什么时候到期"})}
        return await self.client.post("/api/chat/messages", json=body, headers=self.headers)

    async def read(self, **query: Any) -> dict[str, Any]:
        response = await self.client.get("/api/chat/messages", params=query, headers=self.headers)
        assert response.status == 200, await response.text()
        frame: dict[str, Any] = await response.json()
        return frame

    async def upload(self, content: bytes, name: str = "photo.png") -> aiohttp.ClientResponse:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", io.BytesIO(content), filename=name, content_type="application/x-anything")
        return await self.client.post("/api/chat/attachments", data=form, headers=self.headers)

    def socket(self, after: int = 0, **more: Any) -> Any:
        protocols = ("baowen.v1", f"bearer.{self.token}")
        return self.client.ws_connect(f"/api/chat/ws?after={after}", protocols=protocols, **more)


@dataclass
class Seat:
    """A staff member's page."""

    client: "TestClient[Any, Any]"
    username: str
    cookie: str
    csrf: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"baowen_staff={self.cookie}", "X-CSRF-Token": self.csrf}

    async def get(self, path: str, **query: Any) -> aiohttp.ClientResponse:
        return await self.client.get(path, params=query, headers=self.headers)

    async def act(self, conversation_id: str, verb: str, **body: Any) -> aiohttp.ClientResponse:
        return await self.post(f"/api/desk/conversations/{conversation_id}/{verb}", **body)

    async def post(self, path: str, **body: Any) -> aiohttp.ClientResponse:
        return await self.client.post(path, json=body, headers=self.headers)

    async def put(self, path: str, **body: Any) -> aiohttp.ClientResponse:
        return await self.client.put(path, json=body, headers=self.headers)

    async def list(self, owner: str) -> list[str]:
        response = await self.get("/api/desk/conversations", owner=owner)
        assert response.status == 200, await response.text()
        return [each["conversation_id"] for each in (await response.json())["conversations"]]

    def socket(self, **more: Any) -> Any:
        return self.client.ws_connect("/api/desk/ws", headers=self.headers | more)


@dataclass
class Gateway:
    client: "TestClient[Any, Any]"
    app: web.Application
    clock: FrozenClock
    customers: Customers
    services: Services

    @property
    def conversations(self) -> Conversations:
        return self.app[CONVERSATIONS]

    async def open_chat(self) -> Chat:
        response = await self.client.post("/api/chat/sessions")
        assert response.status == 201, await response.text()
        opened = await response.json()
        return Chat(self.client, opened["conversation_id"], opened["token"])

    async def add_staff(self, username: str, role: Role = Role.AGENT, **more: Any) -> None:
        await self.app[STAFF_ROOM].accounts.add(username, PASSWORD, role, **more)

    async def sign_in(self, username: str, role: Role = Role.AGENT, **more: Any) -> Seat:
        await self.add_staff(username, role, **more)
        response = await self.login(username, PASSWORD)
        assert response.status == 200, await response.text()
        csrf = (await response.json())["csrf_token"]
        return Seat(self.client, username, response.cookies["baowen_staff"].value, csrf)

    async def login(self, username: str, password: str, **headers: str) -> aiohttp.ClientResponse:
        body = {"username": username, "password": password}
        return await self.client.post("/api/staff/login", json=body, headers=headers)

    async def bot_answers(self, *answers: Content, handoff: Handoff | None = None) -> None:
        turn = await self.conversations.turns.claim("test")
        assert turn is not None
        assert await self.conversations.turns.commit(turn, answers, handoff=handoff)

    async def waiting_chat(self, queue: str = "claims", priority: int = 0, **details: Any) -> Chat:
        """A customer who asked for a person and now waits."""
        self.clock.advance(timedelta(seconds=1))
        chat = await self.open_chat()
        assert (await chat.post(text="转人工")).status == 202
        await self.bot_answers(Content("好的"), handoff=Handoff(queue, "requested", priority, details))
        return chat


class Server(TestServer):
    """Goes on with a request whose sender has hung up, as the real one does; aiohttp's for tests breaks it off."""

    async def _make_runner(self, **options: Any) -> web.BaseRunner:
        return await super()._make_runner(**options | {"handler_cancellation": False})


@asynccontextmanager
async def running(
    engine: AsyncEngine, clock: FrozenClock, folder: Path, *, port: int | None = None, **environment: str
) -> AsyncIterator[Gateway]:
    """A gateway with settings of its own; `environment` without the `BAOWEN_`."""
    apart = {"VAR": str(folder / "var"), "WEB": str(folder / "web")}
    given = {"ENV": "test"} | apart | environment
    settings = Settings.from_environment({f"BAOWEN_{name}": value for name, value in given.items()})
    services = services_of(settings, engine, clock)
    customers = Customers(services.customers)
    async with demo_account(settings, clock) as (with_account, add_phone):
        app = build_app(
            with_account,
            engine=engine,
            clock=clock,
            signals=LocalSignals(),
            services=replace(services, customers=customers),
            jobs=False,
        )
        add_phone(app)
        server = Server(app, port=port)
        client: TestClient[Any, Any] = TestClient(server, cookie_jar=aiohttp.DummyCookieJar())
        async with client:
            yield Gateway(client, app, clock, customers, services)


def services_of(settings: Settings, engine: AsyncEngine, clock: Clock) -> Services:
    """The insurer's side over the gateway's database."""
    return bootstrap(
        engine=engine,
        keyring=Keyring(settings.data_keys),
        clock=clock,
        sms=sms_from("console", clock, show_codes=False),
        faq_folder=FAQ_FOLDER,
    )


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An SQLite file with all tables; that migrations make the same ones is a test of its own."""
    engine = await empty_sqlite(tmp_path / "gateway.db")
    yield engine
    await engine.dispose()


@pytest.fixture
async def gateway(database: AsyncEngine, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running(database, clock, tmp_path) as gateway:
        yield gateway


async def soon(awaitable: Any, seconds: float = 5) -> Any:
    """What must not hang."""
    return await asyncio.wait_for(awaitable, seconds)
