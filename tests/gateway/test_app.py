"""Pages, headers, readiness, metrics and logs of the gateway."""

import asyncio
import re
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import structlog
from aiohttp.test_utils import TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import logs
from bot.gateway.app import build_app
from bot.gateway.operations import warn_of_calendar
from bot.gateway.settings import Settings
from insurance.domain.working_days import calendar_known_until
from kernel.clock import SHANGHAI, FrozenClock
from kernel.signals import LocalSignals
from tests.gateway_fixtures import Gateway, services_of, soon


@pytest.fixture(autouse=True)
def pages(tmp_path: Path) -> None:
    for name in ("chat", "desk", "studio", "insights", "survey"):
        (tmp_path / "web" / name).mkdir(parents=True)
        page = f'<meta name="csp-nonce" content="__CSP_NONCE__"><title>{name}</title>'
        (tmp_path / "web" / name / "index.html").write_text(page)
    (tmp_path / "web" / "assets").mkdir()
    (tmp_path / "web" / "assets" / "chat-1a2b.js").write_text("export {}")
    (tmp_path / "web" / "widget.js").write_text("0")


async def test_the_chat_page_may_be_framed_those_of_staff_never(gateway: Gateway) -> None:
    chat = await gateway.client.get("/")
    of_staff = [await gateway.client.get(path) for path in ("/desk", "/studio", "/insights")]

    assert "frame-ancestors *" in chat.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in chat.headers
    for response in of_staff:
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"
    for response in (chat, *of_staff):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe" not in response.headers["Content-Security-Policy"]


async def test_every_page_has_a_nonce_of_its_own(gateway: Gateway) -> None:
    nonces = set()
    for _ in range(2):
        response = await gateway.client.get("/")
        found = re.search('content="([^"]+)"', await response.text())
        assert found and f"'nonce-{found[1]}'" in response.headers["Content-Security-Policy"]
        nonces.add(found[1])

    assert len(nonces) == 2


async def test_assets_are_kept_by_browsers_and_nothing_else_is_served(gateway: Gateway) -> None:
    found = await gateway.client.get("/assets/chat-1a2b.js")

    assert found.status == 200 and "immutable" in found.headers["Cache-Control"]
    assert "javascript" in found.headers["Content-Type"]
    for path in ("/assets/%2e%2e%2fwidget.js", "/assets/none.js", "/nothing"):
        assert (await gateway.client.get(path)).status == 404
    assert (await gateway.client.get("/widget.js")).status == 200


async def test_ready_means_a_worker_has_loaded_a_model(gateway: Gateway) -> None:
    statuses = []
    for model in (None, "model.tar.gz"):
        await gateway.conversations.turns.beat("worker", model)
        statuses.append((await gateway.client.get("/readyz")).status)

    assert statuses == [503, 200] and (await gateway.client.get("/healthz")).status == 200


async def test_metrics_count_requests_and_the_queue_but_name_nobody(gateway: Gateway) -> None:
    chat = await gateway.waiting_chat()

    text = await (await gateway.client.get("/metrics")).text()

    assert "baowen_queue_length 1.0" in text
    assert 'route="/api/chat/messages",status="202"} 1.0' in text
    assert chat.conversation_id not in text and chat.token not in text


async def test_a_request_keeps_the_id_its_proxy_gave_it(gateway: Gateway) -> None:
    given = await gateway.client.get("/healthz", headers={"X-Request-ID": "proxy-0001"})
    odd = await gateway.client.get("/healthz", headers={"X-Request-ID": "a b<script>"})

    assert given.headers["X-Request-ID"] == "proxy-0001"
    assert re.fullmatch("[0-9a-f]{32}", odd.headers["X-Request-ID"])


async def test_the_gateway_sweeps_what_nobody_needs_any_more(
    database: AsyncEngine, clock: FrozenClock, tmp_path: Path
) -> None:
    swept = asyncio.Event()

    async def broken() -> None:
        raise RuntimeError

    async def sweep() -> None:
        swept.set()

    settings = Settings.from_environment({"BAOWEN_ENV": "test", "BAOWEN_VAR": str(tmp_path / "var")})
    services = services_of(settings, database, clock)
    app = build_app(
        settings,
        engine=database,
        clock=clock,
        signals=LocalSignals(),
        services=services,
        sweeps=[broken, sweep],
    )
    async with TestServer(app):
        await soon(swept.wait())


@pytest.mark.parametrize(("days_left", "warned"), [(45, False), (44, True), (-3, True)])
async def test_operators_are_warned_before_the_working_calendar_ends(
    gateway: Gateway, clock: FrozenClock, days_left: int, warned: bool
) -> None:
    last = datetime.combine(calendar_known_until(), time(12), SHANGHAI)
    clock.set(last - timedelta(days=days_left))
    with structlog.testing.capture_logs() as written:
        warn_of_calendar(clock)

    assert [each["event"] for each in written] == ["working_calendar_ends"] * warned
    text = await (await gateway.client.get("/metrics")).text()
    assert f"baowen_working_calendar_days {days_left:.1f}" in text


@pytest.mark.parametrize("style", ["json", "console"])
def test_no_personal_number_reaches_the_log(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", style)
    try:
        raise ValueError("no policy for 13812345678")
    except ValueError:
        structlog.get_logger("test").exception(
            "failed", text="我的身份证 11010519491231002X", slots={"phone": ["13812345678"]}
        )

    written = capsys.readouterr().err
    assert "[ID]" in written and "[PHONE]" in written
    assert "13812345678" not in written and "11010519491231002X" not in written
