"""What a test leaves behind at the desk: customers still waiting and conversations still open would be the next test's."""

import asyncio
from dataclasses import dataclass

import aiohttp

from bot.gateway.demo import DEMO_PASSWORD
from tests.browser.server import Server

# An offer to somebody who has just left lapses by itself.
_PATIENCE_S = 30.0
_SUPERVISOR = "chenjing"


@dataclass
class Leftovers:
    """A supervisor at the desk's interface, signed in once for all tests."""

    session: aiohttp.ClientSession

    async def sign_in(self, server: Server) -> None:
        credentials = {"username": _SUPERVISOR, "password": DEMO_PASSWORD}
        self.session.headers["Origin"] = server.url
        async with self.session.post("/api/staff/login", json=credentials) as response:
            response.raise_for_status()
            self.session.headers["X-CSRF-Token"] = (await response.json())["csrf_token"]

    async def clear(self) -> None:
        """End every conversation that waits for a person or has one."""
        async with asyncio.timeout(_PATIENCE_S):
            while found := await self._open():
                for each in found:
                    await self._end(each["conversation_id"], each["owner"], each["agent"])

    async def _open(self) -> list[dict[str, str]]:
        async with self.session.get("/api/desk/conversations", params={"owner": "all"}) as response:
            response.raise_for_status()
            found = (await response.json())["conversations"]
        return [each for each in found if each["owner"] in ("queue", "agent")]

    async def _end(self, conversation_id: str, owner: str, agent: str | None) -> None:
        at = f"/api/desk/conversations/{conversation_id}"
        if owner == "queue":
            taken = await self._post(f"{at}/accept", {})
        elif agent != _SUPERVISOR:
            taken = await self._post(f"{at}/join", {"mode": "barge_in"})
        else:
            taken = True
        if not (taken and await self._post(f"{at}/close", {})):
            await asyncio.sleep(0.2)

    async def _post(self, path: str, body: dict[str, str]) -> bool:
        async with self.session.post(path, json=body) as response:
            if response.status != 409:
                response.raise_for_status()
            return response.ok
