"""Figures of the house: read on the overview, followed down to their records, taken away as a file, printed as a report."""

import csv
import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.gateway.demo import DEMO_PASSWORD
from tests.browser.conftest import Opens, missing
from tests.browser.people import Complaints
from tests.browser.server import PAGES, Server, serving, trained

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

_NOBODY_SIGNED_IN = r"status of 401"
# The first figures are computed when the server has started.
_COMPUTED_MS = 60_000
_DAYS = 90


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def counting_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    if not (PAGES / "insights" / "index.html").is_file():
        missing("the web pages are not built: make web")
    async with serving(trained(), tmp_path_factory.mktemp("insights"), scheduler=True) as server:
        yield server


async def _signed_in(page: Page, server: Server, place: str) -> None:
    await page.goto(f"{server.url}/insights{place}")
    await page.get_by_test_id("login-username").fill("chenjing")
    await page.get_by_test_id("login-password").fill(DEMO_PASSWORD)
    await page.get_by_test_id("login-submit").click()


async def test_a_figure_leads_to_its_records_and_to_a_file(
    opens: Opens, counting_server: Server, complaints: Complaints
) -> None:
    complaints.expect(_NOBODY_SIGNED_IN)
    page = await opens()
    await _signed_in(page, counting_server, f"#overview?period={_DAYS}")

    tile = page.locator('[data-kpi="claims_reported"]')
    for _ in range(_COMPUTED_MS // 2_000):
        await page.wait_for_timeout(2_000)
        if await tile.count():
            break
        await page.reload()
    await expect(tile).to_contain_text("报案量")
    await tile.click()
    await expect(page.get_by_test_id("kpi")).to_contain_text("怎么算的")
    assert f"period={_DAYS}" in page.url
    await expect(page.get_by_test_id("records").locator("tbody tr").first).to_contain_text("****")
    part = page.get_by_test_id("breakdown").locator("tbody button").first
    name = await part.inner_text()
    await part.click()
    await expect(page.get_by_role("heading", name=f"明细 · {name}")).to_be_visible()

    async with page.expect_download() as download:
        await page.get_by_test_id("csv").click()
    path = await (await download.value).path()
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert len(rows) == 1 + _DAYS


async def test_the_report_of_a_month_prints(
    opens: Opens, counting_server: Server, complaints: Complaints
) -> None:
    complaints.expect(_NOBODY_SIGNED_IN)
    page = await opens()
    await _signed_in(page, counting_server, "#report")
    await expect(page.get_by_test_id("paper")).to_be_visible()

    printed = await page.pdf(prefer_css_page_size=True)

    assert printed.count(b"/Type /Page\n") >= 2
