"""`python -m benchmarks.desk`: how long an agent waits for the full picture at the size of a real insurer.

Fills a database of its own in PostgreSQL (`BAOWEN_BENCH_POSTGRES_URL`, a server whose user may create databases), starts a
gateway over it in a process of its own, and plays agents over HTTP. Prints a table and the statements that took longest.
"""

import asyncio
import base64
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg  # type: ignore[import-untyped]
from aiohttp import web
from rich.console import Console
from rich.table import Table
from sqlalchemy import event

from benchmarks.desk_data import Data, conversation_id, customer_no
from benchmarks.processes import Tree, running
from bot.desk.assist.assist import ASSIST
from bot.gateway import migrations
from bot.gateway.app import build_app, engine_of
from bot.gateway.settings import Settings
from bot.staff.accounts import Role, StaffAccounts
from insurance.bootstrap import bootstrap
from insurance.sms import sms_from
from kernel.clock import SystemClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals

CUSTOMERS = int(os.environ.get("BAOWEN_BENCH_CUSTOMERS", "100000"))
SERVER = os.environ.get("BAOWEN_BENCH_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
DATABASE = "baowen_bench_desk"
PORT = int(os.environ.get("BAOWEN_BENCH_PORT", "18099"))
BASE = f"http://127.0.0.1:{PORT}"
WAITING = 500
AGENTS = 8
CAPACITY = 20
PASSWORD = "a long password for benchmarks"
TIMES = 10
SETTLE_S = 15  # the sweeps find five hundred customers who have waited too long
ROOT = Path(__file__).parents[1]
console = Console()


def settings_of(folder: Path) -> Settings:
    given = {
        "ENV": "test",
        "VAR": str(folder),
        "DATABASE_URL": f"{SERVER.rpartition('/')[0]}/{DATABASE}",
        "DATA_KEYS": base64.b64encode(b"benchmark-key-of-thirty-two-byte").decode(),
    }
    return Settings.from_environment({f"BAOWEN_{name}": value for name, value in given.items()})


def serve(folder: Path) -> None:
    """The gateway's process. What its statements took is written down when it ends."""
    settings, clock = settings_of(folder), SystemClock()
    engine = engine_of(settings)
    spent: dict[str, list[float]] = defaultdict(list)

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def _begin(connection: Any, *_: Any) -> None:
        connection.info["began"] = time.perf_counter()

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def _end(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        spent[statement].append((time.perf_counter() - connection.info["began"]) * 1000)

    services = bootstrap(
        engine=engine,
        keyring=Keyring(settings.data_keys),
        clock=clock,
        sms=sms_from("console", clock, show_codes=False),
        faq_folder=ROOT / "data" / "faq",
    )
    app = build_app(
        settings, engine=engine, clock=clock, signals=LocalSignals(), services=services, jobs=False
    )
    app.on_startup.append(_warm)
    web.run_app(app, host="127.0.0.1", port=PORT, print=None)
    (folder / "statements.json").write_text(json.dumps(spent))


async def _warm(app: web.Application) -> None:
    """As `baowen serve` does."""
    await app[ASSIST].suggestions.warm()


class Agent:
    """A signed-in agent's page."""

    def __init__(self, http: aiohttp.ClientSession, username: str) -> None:
        self._http = http
        self.username = username
        self._headers: dict[str, str] = {}

    async def sign_in(self) -> None:
        body = {"username": self.username, "password": PASSWORD}
        async with self._http.post(f"{BASE}/api/staff/login", json=body) as response:
            response.raise_for_status()
            cookie = response.cookies["baowen_staff"].value
            token = (await response.json())["csrf_token"]
        self._headers = {"Cookie": f"baowen_staff={cookie}", "X-CSRF-Token": token}

    async def get(self, path: str) -> Any:
        async with self._http.get(f"{BASE}{path}", headers=self._headers) as response:
            response.raise_for_status()
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self._http.post(f"{BASE}{path}", json=body, headers=self._headers) as response:
            response.raise_for_status()
            return await response.json()

    async def full_picture(self, number: int) -> None:
        """From the click on accept to everything an agent reads before the first answer."""
        path = f"/api/desk/conversations/{conversation_id(number)}"
        await self.post(f"{path}/accept")
        await asyncio.gather(
            self.get(path),
            self.get(f"/api/desk/customers/{customer_no(number)}/timeline"),
            self.get(f"{path}/assist"),
        )

    async def close(self, number: int) -> None:
        await self.post(f"/api/desk/conversations/{conversation_id(number)}/close")


Act = Callable[[Agent], Awaitable[Any]]
LOOKS: dict[str, tuple[str, Act]] = {
    "queue": ("agent", lambda agent: agent.get("/api/desk/conversations?owner=queue")),
    "all": ("boss", lambda agent: agent.get("/api/desk/conversations?owner=all")),
    "canned replies": ("agent", lambda agent: agent.get("/api/desk/canned-replies?q=理赔")),
    "work list": ("agent", lambda agent: agent.get("/api/desk/requests?kind=callbacks")),
    "complaints": ("boss", lambda agent: agent.get("/api/desk/complaints?state=all")),
    "transcripts": ("boss", lambda agent: agent.get("/api/desk/transcripts?q=工作日")),
    "wall": ("boss", lambda agent: agent.get("/api/desk/wall")),
    "history": ("boss", lambda agent: agent.get("/api/desk/history?by=day")),
    "agents' report": ("boss", lambda agent: agent.get("/api/desk/reports/agents")),
}


async def timed(act: Awaitable[Any]) -> float:
    began = time.perf_counter()
    await act
    return (time.perf_counter() - began) * 1000


@dataclass
class Played:
    """`times`: milliseconds per act. `cpu`: milliseconds of the gateway's processor per act, its sweeps included: that
    depends less on what else the machine does.
    """

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, float] = field(default_factory=dict)


@contextlib.contextmanager
def weighed(played: Played, name: str, tree: Tree) -> Iterator[list[float]]:
    """Times noted meanwhile belong to `name`."""
    before = tree.cpu_seconds()
    yield played.times[name]
    acts = max(len(played.times[name]), 1)
    played.cpu[name] = (tree.cpu_seconds() - before) * 1000 / acts


async def play(http: aiohttp.ClientSession, known: int, tree: Tree) -> Played:
    """Conversations from number `known` on are taken."""
    agents = [Agent(http, f"agent{number}") for number in range(AGENTS)]
    boss = Agent(http, "boss")
    for agent in (*agents, boss):
        await agent.sign_in()
    played = Played()
    await asyncio.sleep(SETTLE_S)
    numbers = iter(range(known, WAITING))
    taken: list[tuple[Agent, int]] = []
    for at_once, rounds in ((1, CAPACITY), (AGENTS, CAPACITY - 1)):
        with weighed(played, f"full picture, {at_once} at once", tree) as times:
            for _ in range(rounds):
                pairs = [(agent, next(numbers)) for agent in agents[:at_once]]
                times += await asyncio.gather(*(timed(agent.full_picture(n)) for agent, n in pairs))
                taken += pairs
        while taken:
            agent, number = taken.pop()
            await agent.close(number)
    for name, (who, look) in LOOKS.items():
        with weighed(played, name, tree) as times:
            for _ in range(TIMES):
                times.append(await timed(look(boss if who == "boss" else agents[0])))
    return played


def report(played: Played, spent: dict[str, list[float]]) -> None:
    table = Table("what", "p50", "p95", "CPU", "times")
    for name, each in played.times.items():
        cuts = statistics.quantiles(each, n=20)
        table.add_row(
            name,
            f"{cuts[9]:,.0f} ms",
            f"{cuts[18]:,.0f} ms",
            f"{played.cpu[name]:,.0f} ms",
            str(len(each)),
        )
    console.print(table)
    slow = Table("statement", "mean", "most", "times")
    for statement, each in sorted(spent.items(), key=lambda pair: -max(pair[1]))[:15]:
        text = " ".join(statement.split())
        slow.add_row(text[-160:], f"{statistics.mean(each):.1f}", f"{max(each):.0f}", str(len(each)))
    console.print(slow)


@contextlib.asynccontextmanager
async def database(folder: Path) -> AsyncIterator[None]:
    """Migrated, filled, with accounts; kept with `keep` for another run on the same data."""
    keep = "keep" in sys.argv
    server = await asyncpg.connect(SERVER)
    try:
        there = await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE)
        if not there:
            await server.execute(f'CREATE DATABASE "{DATABASE}"')
            await _make(folder)
        yield
    finally:
        if not keep:
            await server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        await server.close()


async def _make(folder: Path) -> None:
    settings = settings_of(folder)
    engine = engine_of(settings)
    began = time.perf_counter()
    await migrations.upgrade(engine)
    clock = SystemClock()
    data = Data(Keyring(settings.data_keys), CUSTOMERS, WAITING, clock.now())
    await data.fill(settings.database_url)
    accounts = StaffAccounts(engine, clock)
    for number in range(AGENTS):
        await accounts.add(f"agent{number}", PASSWORD, Role.AGENT, skills=("claims",), capacity=CAPACITY)
    await accounts.add("boss", PASSWORD, Role.SUPERVISOR)
    await engine.dispose()
    console.print(f"{CUSTOMERS:,} customers filled in {time.perf_counter() - began:.0f} s")


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="baowen-bench-") as name:
        folder = Path(name)
        async with database(folder):
            first = int(next((each for each in sys.argv[1:] if each.isdigit()), "0"))
            command = [sys.executable, "-m", "benchmarks.desk", "serve", str(folder)]
            async with (
                running(command, folder / "gateway.log", {}) as tree,
                aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
            ):
                await _ready(http)
                played = await play(http, first, tree)
            report(played, json.loads((folder / "statements.json").read_text()))


async def _ready(http: aiohttp.ClientSession) -> None:
    for _ in range(1200):
        with contextlib.suppress(aiohttp.ClientConnectionError):
            async with http.get(f"{BASE}/healthz"):
                return
        await asyncio.sleep(0.1)
    raise TimeoutError("the gateway does not answer")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]))
    else:
        asyncio.run(main())
