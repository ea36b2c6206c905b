"""Two people at their browsers: what they do and what they see, in their own verbs."""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Frame, Locator, Page, TimeoutError, expect

from insurance.demo.service import DemoCustomer
from tests.browser.server import Server

Said = tuple[str, str]
# A button that has something under way takes no click.
BUSY = re.compile("ant-btn-loading")
_TRIES = 5
_PATIENCE_MS = 4_000


@dataclass
class Customer:
    """At the chat page, or at its frame inside another page."""

    page: Page | Frame
    server: Server

    async def opens(self) -> "Customer":
        await self.page.goto(f"{self.server.url}/")
        await expect(self.composer).to_be_visible()
        await expect(self.page.get_by_role("status").filter(has_text="正在加载")).to_have_count(0)
        return self

    @property
    def composer(self) -> Locator:
        return self.page.get_by_test_id("composer-input")

    @property
    def header(self) -> Locator:
        return self.page.locator("header.header")

    @property
    def field(self) -> Locator:
        """The fitted field for what the bot wants to know."""
        return self.page.locator("input[data-testid=ask-input]")

    def messages(self, voice: str) -> Locator:
        return self.page.get_by_test_id(f"message-{voice}")

    def card(self, kind: str) -> Locator:
        return self.page.get_by_test_id(f"card-{kind}")

    def button(self, title: str) -> Locator:
        return self.page.get_by_role("button", name=title, exact=True)

    async def says(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")
        await expect(self.messages("customer").last).to_contain_text(text)

    async def presses(self, title: str) -> None:
        await self.button(title).last.click()

    async def answers(self, text: str) -> None:
        """Through the fitted field."""
        await self.field.fill(text)
        await self.page.get_by_test_id("ask-submit").click()

    async def hears(self, text: str, voice: str = "bot") -> None:
        await expect(self.messages(voice).filter(has_text=text).last).to_be_visible()

    async def is_asked(self, label: str) -> None:
        fitted = self.page.locator(".ask label").filter(has_text=label)
        await expect(fitted.or_(self.page.locator(f"textarea[placeholder='{label}']"))).to_be_visible()

    async def conversation_id(self) -> str:
        return str(await self.page.evaluate("sessionStorage.getItem('baowen.conversation')"))

    async def verifies(self, who: DemoCustomer) -> None:
        """Answer the identity check from the question for the phone on."""
        await self.is_asked("手机号")
        await self.answers(who.customer.phone)
        await self.is_asked("后四位")
        await self.answers(who.id_last4)
        await self.is_asked("验证码")
        await self.answers(self.server.code_for(who.customer.phone))

    async def transcript(self) -> list[Said]:
        """(voice, text) from top to bottom, without what the page itself says."""
        found: list[list[str]] = await self.page.locator("[data-testid^=message-]").evaluate_all(
            """found => found
                .filter(one => one.dataset.testid !== "message-list")
                .map(one => [one.dataset.testid.slice("message-".length),
                             one.querySelector(".bubble-text, .notice-text")?.textContent ?? ""])"""
        )
        return [(voice, text) for voice, text in found]


@dataclass
class Agent:
    """At the desk."""

    page: Page
    server: Server

    async def signs_in(self, username: str, password: str) -> "Agent":
        await self.page.goto(f"{self.server.url}/desk")
        await self.page.get_by_test_id("login-username").fill(username)
        await self.page.get_by_test_id("login-password").fill(password)
        await self.page.get_by_test_id("login-submit").click()
        await expect(self.presence).to_be_visible()
        return self

    @property
    def presence(self) -> Locator:
        return self.page.get_by_test_id("presence-switch")

    @property
    def transcript(self) -> Locator:
        return self.page.get_by_test_id("transcript")

    @property
    def customer_card(self) -> Locator:
        return self.page.get_by_test_id("customer-card")

    @property
    def accept_button(self) -> Locator:
        return self.page.locator("main").get_by_test_id("accept-button")

    def waiting(self, conversation_id: str) -> Locator:
        return self.page.locator(f"[data-testid=queue-item][data-id='{conversation_id}']")

    async def gets_ready(self) -> None:
        if await self.presence.get_attribute("data-state") != "ready":
            await self.presence.click()
        await expect(self.presence).to_have_attribute("data-state", "ready")

    async def rests(self) -> None:
        """Takes no more: what waits is offered to whoever comes next."""
        await self.page.evaluate(
            """() => fetch("/api/desk/presence", {
                method: "PUT",
                headers: {
                    "Content-Type": "application/json",
                    "X-CSRF-Token": sessionStorage.getItem("baowen.desk.csrf"),
                },
                body: JSON.stringify({state: "not_ready"}),
            })"""
        )

    async def opens(self, conversation_id: str) -> None:
        """One that waits."""
        await self.waiting(conversation_id).locator(".row-open").click()
        await expect(self.accept_button).to_be_visible()

    async def looks_into(self, conversation_id: str) -> None:
        """Any conversation of the lists."""
        await self.page.locator(f"[data-id='{conversation_id}'] .row-open").click()
        await expect(self.transcript).to_be_visible()

    async def accepts(self) -> None:
        await self.accept_button.click()
        await expect(self.page.get_by_test_id("desk-composer")).to_be_visible()

    async def takes(self, conversation_id: str) -> None:
        """Whether it is offered here, or an older one is and this one waits; the one may turn into the other meanwhile."""
        composer = self.page.get_by_test_id("desk-composer")
        for _ in range(_TRIES):
            with suppress(TimeoutError):
                await self._tries_to_take(conversation_id)
                break
        await expect(composer).to_be_visible()

    async def _tries_to_take(self, conversation_id: str) -> None:
        offer = self.page.locator(f"[data-testid=offer][data-id='{conversation_id}']")
        await expect(offer.or_(self.waiting(conversation_id)).first).to_be_visible()
        if await offer.count():
            await offer.get_by_test_id("offer-accept").click(timeout=_PATIENCE_MS)
        else:
            await self.waiting(conversation_id).locator(".row-open").click(timeout=_PATIENCE_MS)
            await self.accept_button.click(timeout=_PATIENCE_MS)

    async def says(self, text: str) -> None:
        await self.page.get_by_test_id("desk-composer").fill(text)
        await self.page.get_by_test_id("desk-send").click()
        await self.reads(text, "agent")

    async def reads(self, text: str, sender: str = "customer") -> None:
        said = self.transcript.get_by_test_id(f"message-{sender}").filter(has_text=text)
        await expect(said.last).to_be_visible()

    async def closes(self) -> None:
        await self.page.get_by_test_id("close-button").click()
        confirm = self.page.get_by_test_id("close-confirm")
        await expect(confirm).not_to_have_class(BUSY)
        await confirm.click()
        await expect(confirm).to_have_count(0)


class Complaints:
    """What a page complains about: errors on its console, uncaught exceptions, a broken content policy."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._expected: list[str] = []

    def listen(self, page: Page) -> None:
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self._found.append(f"uncaught: {error}"))

    def expect(self, *patterns: str) -> None:
        """Errors that this test brings about, e.g. a refused token."""
        self._expected += patterns

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self._found.append(text)

    @property
    def unexpected(self) -> list[str]:
        known: list[Any] = [re.compile(pattern) for pattern in self._expected]
        return [found for found in self._found if not any(each.search(found) for each in known)]


@dataclass
class Trainer:
    """In the studio; a supervisor or an administrator may be one too."""

    page: Page
    server: Server

    async def signs_in(self, username: str, password: str) -> "Trainer":
        await self.page.goto(f"{self.server.url}/studio")
        await self.page.get_by_test_id("login-username").fill(username)
        await self.page.get_by_test_id("login-password").fill(password)
        await self.page.get_by_test_id("login-submit").click()
        await expect(self.page.get_by_test_id("view-inbox")).to_be_visible()
        return self

    async def goes_to(self, *place: str) -> None:
        """`knowledge`, `faq`, `claims.pay_when`"""
        await self.page.goto(f"{self.server.url}/studio#{'/'.join(place)}")

    async def finds_group(self, text: str) -> Locator:
        """The group of missed questions with `text` in its title, once it has come."""
        group = self.page.get_by_test_id("group").filter(has_text=text)
        for _ in range(20):
            await self.goes_to("inbox")
            await self.page.reload()
            await expect(self.page.get_by_test_id("groups")).to_be_attached()
            try:
                await expect(group).to_be_visible(timeout=2_000)
            except AssertionError:
                continue
            break
        await expect(group).to_be_visible()
        return group

    async def opens_group(self, text: str, members: int) -> None:
        """Once it has that many: the inbox takes turns in one after the other."""
        for _ in range(15):
            await (await self.finds_group(text)).click()
            with suppress(AssertionError):
                await expect(self.page.get_by_test_id("member")).to_have_count(members, timeout=2_000)
                return
        raise AssertionError(f"no group of {members} with {text}")
