"""The chat page by itself: what it keeps, refuses and shows."""

import struct
import zlib
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import CustomerCame
from tests.browser.people import Complaints, Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Two questions with the source their answers name; the wording of an answer may change.
COOLING_OFF, COOLING_OFF_SOURCE = "犹豫期是多少天", "健康保险管理办法"
GRACE, GRACE_SOURCE = "宽限期最后一天怎么算", "保险法 第三十六条"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def page_of(customer: Customer) -> Page:
    assert isinstance(customer.page, Page)
    return customer.page


def context_of(customer: Customer) -> BrowserContext:
    return page_of(customer).context


def png() -> bytes:
    """A red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


async def test_a_reload_keeps_the_conversation_and_the_draft(customer: Customer) -> None:
    await customer.says(COOLING_OFF)
    await customer.hears(COOLING_OFF_SOURCE)
    before = await customer.transcript()
    await customer.composer.fill("还有一个问题")
    await page_of(customer).reload()
    await expect(customer.messages("bot")).to_have_count([voice for voice, _ in before].count("bot"))
    assert await customer.transcript() == before
    await expect(customer.composer).to_have_value("还有一个问题")


async def test_a_lost_network_loses_and_doubles_nothing(customer: Customer, complaints: Complaints) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED")
    await customer.says("你好")
    await expect(customer.messages("bot").first).to_be_visible()
    await context_of(customer).set_offline(True)
    await expect(customer.page.get_by_test_id("connection-banner")).to_contain_text("网络断开了")
    await customer.says(GRACE)
    await customer.says(COOLING_OFF)
    await expect(customer.page.get_by_text("联网后自动发出", exact=True)).to_have_count(2)
    await context_of(customer).set_offline(False)
    await expect(customer.page.get_by_test_id("connection-banner")).to_have_count(0)
    await customer.hears(GRACE_SOURCE)
    await customer.hears(COOLING_OFF_SOURCE)
    await page_of(customer).reload()
    await customer.hears(COOLING_OFF_SOURCE)
    said = [text for voice, text in await customer.transcript() if voice == "customer"]
    assert said == ["你好", GRACE, COOLING_OFF]


async def test_markup_is_shown_as_it_was_typed(customer: Customer) -> None:
    markup = "<img src=x onerror=alert(1)><b>加粗</b>"
    await customer.says(markup)
    await expect(customer.messages("bot").first).to_be_visible()
    await expect(customer.messages("customer").locator(".bubble-text")).to_have_text(markup)
    await expect(customer.messages("customer").locator("img, b")).to_have_count(0)


async def test_one_character_too_many_is_refused_with_a_hint(customer: Customer) -> None:
    send = customer.page.get_by_test_id("send-button")
    await customer.composer.fill("保" * 2001)
    await expect(customer.page.get_by_role("alert")).to_contain_text("超出 1 字")
    await expect(send).to_be_disabled()
    await customer.composer.press("Enter")
    assert await customer.transcript() == []
    await customer.composer.fill("保" * 2000)
    await expect(send).to_be_enabled()


async def test_a_picture_is_taken_and_another_kind_of_file_is_not(customer: Customer) -> None:
    files = customer.page.get_by_test_id("attach-input")
    await files.set_input_files({"name": "清单.docx", "mimeType": "application/msword", "buffer": b"PK"})
    await expect(customer.page.get_by_role("alert")).to_contain_text("「清单.docx」的格式不支持")
    await expect(customer.messages("customer")).to_have_count(0)
    await files.set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": png()})
    await expect(customer.messages("customer").locator("img")).to_be_visible()
    await expect(customer.messages("bot").first).to_be_visible()


async def test_a_file_in_disguise_is_refused_by_the_server(
    customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("status of 415")
    files = customer.page.get_by_test_id("attach-input")
    await files.set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": b"MZ" + bytes(64)})
    await expect(customer.page.get_by_role("alert")).to_contain_text("「现场.png」的格式不支持")
    await expect(customer.messages("customer")).to_have_count(0)


async def test_a_token_that_ran_out_starts_anew_and_says_so(
    customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("status of 401", "WebSocket connection")
    await customer.says("你好")
    await expect(customer.messages("bot").first).to_be_visible()
    await customer.page.evaluate("sessionStorage.setItem('baowen.token', 'not-a-token-any-more')")
    await page_of(customer).reload()
    await customer.hears("上次会话已过期", "notice")
    await customer.says(GRACE)
    await customer.hears(GRACE_SOURCE)


async def test_large_text_is_remembered_by_the_next_visit(customer: Customer) -> None:
    toggle = customer.page.get_by_test_id("large-text-toggle")
    small = await customer.composer.evaluate("element => getComputedStyle(element).fontSize")
    await toggle.click()
    await expect(toggle).to_have_attribute("aria-pressed", "true")
    next_visit = await Customer(await context_of(customer).new_page(), customer.server).opens()
    await expect(next_visit.page.get_by_test_id("large-text-toggle")).to_have_attribute(
        "aria-pressed", "true"
    )
    large = await next_visit.composer.evaluate("element => getComputedStyle(element).fontSize")
    assert float(large.removesuffix("px")) > float(small.removesuffix("px"))


async def test_the_keyboard_alone_is_enough(customer: Customer) -> None:
    keyboard = page_of(customer).keyboard

    async def tab_to(selector: str) -> None:
        for _ in range(40):
            await keyboard.press("Tab")
            if await customer.page.locator(f"{selector}:focus").count():
                return
        pytest.fail(f"{selector} is not reached with the Tab key")

    await tab_to("[data-testid=composer-input]")
    await keyboard.insert_text("我要投诉")
    await keyboard.press("Enter")
    option = customer.page.get_by_test_id("button-option").filter(has_text="服务态度")
    await expect(option.first).to_be_visible()
    await tab_to("[data-testid=button-option]:has-text('服务态度')")
    await keyboard.press("Enter")
    await customer.hears("服务态度", "customer")
    await expect(customer.messages("customer")).to_have_count(2)


async def test_nothing_is_wider_than_a_small_phone(customer_came: CustomerCame) -> None:
    customer = await customer_came(**PHONE)

    async def too_wide() -> Any:
        return await customer.page.evaluate(
            """() => document.documentElement.scrollWidth > innerWidth
                ? "the page" : [...document.querySelectorAll("main *, footer > *, header *")]
                    .filter(one => !one.closest(".visually-hidden, .quick")
                        && one.getBoundingClientRect().right > innerWidth + 1)
                    .map(one => one.outerHTML.slice(0, 120))"""
        )

    assert await too_wide() == []
    await customer.says("理赔要什么材料？" + "很长的一个词" * 30 + "a" * 300)
    await expect(customer.messages("bot").first).to_be_visible()
    await customer.says("我要投诉")
    await expect(customer.button("服务态度").first).to_be_visible()
    assert await too_wide() == []
    await customer.page.get_by_test_id("large-text-toggle").click()
    assert await too_wide() == []


async def test_a_complaint_ends_with_a_receipt(customer: Customer) -> None:
    await customer.says("我要投诉")
    await customer.presses("理赔")
    await customer.is_asked("投诉内容")
    await customer.says("材料交了三次，每次都说还缺一份，已经拖了一个多月")
    await customer.is_asked("您的诉求")
    await customer.says("一次说清楚还缺什么")
    await customer.is_asked("手机号")
    await customer.answers("13900001111")
    await customer.presses("确认提交")
    receipt = customer.card("complaint")
    await expect(receipt).to_contain_text("受理编号")
    for clock in ("首次回复", "处理方案", "处理完成"):
        await expect(receipt).to_contain_text(clock)
    await expect(receipt.locator(".clocks time")).to_have_count(3)
