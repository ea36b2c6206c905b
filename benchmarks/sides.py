"""The two sides: stock Rasa (DIET, ResponseSelector, TED, action server over HTTP) and Baowen as `baowen serve`."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import aiohttp

from benchmarks.processes import Tree, running

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
_START_LIMIT_S = 600.0


class Talk(Protocol):
    """One conversation: send a text, return when everything the bot says to it is there."""

    async def say(self, text: str) -> None: ...


@dataclass
class Side:
    """A running side. `first_answer_s`: from starting the processes to the first answer."""

    name: str
    tree: list[Tree]
    first_answer_s: float
    http: aiohttp.ClientSession
    base: str

    async def talk(self, number: int) -> Talk:
        if self.name == "stock":
            return StockTalk(self, number)
        async with self.http.post(f"{self.base}/api/chat/sessions") as response:
            response.raise_for_status()
            session = await response.json()
        return OurTalk(self, session["token"])


@dataclass
class StockTalk:
    side: Side
    number: int

    async def say(self, text: str) -> None:
        body = {"sender": f"bench-{self.number}", "message": text}
        async with self.side.http.post(f"{self.side.base}/webhooks/rest/webhook", json=body) as response:
            response.raise_for_status()
            await response.json()


@dataclass
class OurTalk:
    side: Side
    token: str

    async def say(self, text: str) -> None:
        url = f"{self.side.base}/api/chat/messages"
        headers = {"Authorization": f"Bearer {self.token}"}
        body = {"client_id": uuid4().hex, "text": text}
        async with self.side.http.post(url, json=body, headers=headers) as response:
            response.raise_for_status()
            seq = (await response.json())["seq"]
        while True:
            params = {"after": str(seq), "wait": "20"}
            async with self.side.http.get(url, params=params, headers=headers) as response:
                response.raise_for_status()
                news: dict[str, Any] = await response.json()
            if news["messages"]:
                return


async def _until_answered(http: aiohttp.ClientSession, side: Side) -> float:
    began = time.perf_counter()
    while time.perf_counter() - began < _START_LIMIT_S:
        with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError):
            await (await side.talk(9_999_999)).say("你好")
            return time.perf_counter() - began
        await asyncio.sleep(0.1)
    raise TimeoutError(f"{side.name} did not answer within {_START_LIMIT_S:.0f} s")


def environment(work: Path) -> dict[str, str]:
    """One database, the same demo data for both."""
    return {
        "BAOWEN_ENV": "test",
        "BAOWEN_VAR": str(work),
        "BAOWEN_DATABASE_URL": f"sqlite:///{work / 'bench.db'}",
        "BAOWEN_RATE_LIMITS": "off",
        "BAOWEN_SMS_BACKEND": f"file:{work / 'sms.jsonl'}",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


@contextlib.asynccontextmanager
async def stock(model: Path, work: Path) -> AsyncIterator[Side]:
    endpoints = work / "endpoints.yml"
    endpoints.write_text("action_endpoint:\n  url: http://127.0.0.1:5155/webhook\n")
    actions = [str(BIN / "rasa"), "run", "actions", "--port", "5155"]
    server = [str(BIN / "rasa"), "run", "-m", str(model), "--port", "5105", "-i", "127.0.0.1"]
    server += ["--endpoints", str(endpoints), "--credentials", str(ROOT / "credentials.yml")]
    env = environment(work)
    async with (
        running(actions, work / "stock-actions.log", env) as first,
        running(server, work / "stock.log", env) as second,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http,
    ):
        side = Side("stock", [first, second], 0.0, http, "http://127.0.0.1:5105")
        side.first_answer_s = await _until_answered(http, side)
        yield side


@contextlib.asynccontextmanager
async def ours(work: Path) -> AsyncIterator[Side]:
    command = [str(BIN / "baowen"), "serve", "--port", "8105", "--workers", "1"]
    async with (
        running(command, work / "ours.log", environment(work)) as tree,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http,
    ):
        side = Side("ours", [tree], 0.0, http, "http://127.0.0.1:8105")
        side.first_answer_s = await _until_answered(http, side)
        yield side
