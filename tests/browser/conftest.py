"""One server and one browser for the folder; a new browser context for each person."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.gateway.demo import DEMO_PASSWORD
from tests.browser.leftovers import Leftovers
from tests.browser.people import Agent, Complaints, Customer, Trainer
from tests.browser.server import PAGES, Server, serving, trained

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1280, "height": 800}
# A browser logs every refused request; the desk asks who is signed in before anybody is.
_NOBODY_SIGNED_IN = r"status of 401"
# News of a conversation may come before the answer to giving it away: its page then asks once for what it may not see.
_GIVEN_AWAY = r"status of 403"
_VIOLATIONS = """document.addEventListener("securitypolicyviolation", event =>
    console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`))"""

expect.set_options(timeout=20_000)

Opens = Callable[..., Awaitable[Page]]
CustomerCame = Callable[..., Awaitable[Customer]]
AgentCame = Callable[..., Awaitable[Agent]]
TrainerCame = Callable[..., Awaitable[Trainer]]


def missing(what: str) -> None:
    """Skip, or fail where everything must be there."""
    if os.environ.get("BAOWEN_REQUIRE_SERVICES") == "1":
        pytest.fail(what)
    pytest.skip(what)


def chromium_path() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="package")
def chromium() -> str:
    found = chromium_path()
    if found is None:
        missing("Chromium is not installed")
    assert found
    return found


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    if not (PAGES / "chat" / "index.html").is_file():
        missing("the web pages are not built: make web")
    async with serving(trained(), tmp_path_factory.mktemp("browser")) as server:
        yield server


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def leftovers(server: Server) -> AsyncIterator[Leftovers]:
    # Cookies of an address without a name are kept only when asked for.
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(server.url, cookie_jar=jar) as session:
        leftovers = Leftovers(session)
        await leftovers.sign_in(server)
        yield leftovers


@pytest_asyncio.fixture(loop_scope="session")
async def empty_desk(leftovers: Leftovers) -> AsyncIterator[None]:
    """Nobody of this test waits or talks to a person when the next one begins, also where this one failed."""
    yield
    await leftovers.clear()


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest_asyncio.fixture(loop_scope="session")
async def opens(browser: Browser, complaints: Complaints) -> AsyncIterator[Opens]:
    """A page of somebody new. No page may complain of anything the test does not expect."""
    contexts = []

    async def open_page(**more: Any) -> Page:
        context = await browser.new_context(**{"viewport": DESKTOP, "locale": "zh-CN", **more})
        contexts.append(context)
        context.set_default_timeout(20_000)
        await context.add_init_script(_VIOLATIONS)
        context.on("page", complaints.listen)
        return await context.new_page()

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints.unexpected == []


@pytest.fixture
def customer_came(opens: Opens, server: Server, empty_desk: None) -> CustomerCame:
    async def come(**more: Any) -> Customer:
        return await Customer(await opens(**more), server).opens()

    return come


@pytest_asyncio.fixture(loop_scope="session")
async def agent_came(
    opens: Opens, server: Server, complaints: Complaints, empty_desk: None
) -> AsyncIterator[AgentCame]:
    came = []

    async def come(username: str = "lili", **more: Any) -> Agent:
        complaints.expect(_NOBODY_SIGNED_IN, _GIVEN_AWAY)
        agent = await Agent(await opens(**more), server).signs_in(username, DEMO_PASSWORD)
        came.append(agent)
        return agent

    yield come
    for agent in came:
        await agent.rests()


@pytest.fixture
def trainer_came(opens: Opens, server: Server, complaints: Complaints) -> TrainerCame:
    async def come(username: str = "qianwen", **more: Any) -> Trainer:
        complaints.expect(_NOBODY_SIGNED_IN)
        return await Trainer(await opens(**more), server).signs_in(username, DEMO_PASSWORD)

    return come


@pytest_asyncio.fixture(loop_scope="session")
async def customer(customer_came: CustomerCame) -> Customer:
    return await customer_came()
