"""The channel inside the whole gateway, from settings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp.test_utils import unused_port
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wecom.models import WecomCustomerRow, WecomSentRow
from bot.conversations.message import Content
from tests.channels.scripted_bot import RunningClock
from tests.gateway_fixtures import Gateway, running

from .conftest import ANNA, soon

COUNTED = (
    'baowen_wecom_pushes_total{kind="kf_msg_or_event"} 1.0',
    'baowen_wecom_rows_total{kind="text"} 1.0',
    'baowen_wecom_calls_total{endpoint="/cgi-bin/kf/send_msg",outcome="ok"} 1.0',
)


async def test_without_settings_the_address_is_not_there(gateway: Gateway) -> None:
    for method in ("GET", "POST"):
        assert (await gateway.client.request(method, "/wecom/kf/default")).status == 404


async def test_from_the_doorbell_to_the_answer_and_out_of_the_records(
    platform: Callable[..., Any], database: AsyncEngine, tmp_path: Path
) -> None:
    port = unused_port()
    async with platform(kf_callback_url=f"http://127.0.0.1:{port}/wecom/kf/default") as wechat:
        environment = {
            "WECOM_CORP_ID": wechat.settings.corpid,
            "WECOM_KF_SECRET": wechat.settings.corpsecret,
            "WECOM_TOKEN": wechat.settings.kf_token,
            "WECOM_AES_KEY": wechat.settings.kf_aes_key,
            "WECOM_API_BASE": wechat.base_url,
        }
        async with running(database, RunningClock(), tmp_path, port=port, **environment) as gateway:
            assert await wechat.verify("kf")
            assert (await wechat.kf_push("text", ANNA, text="我的保单")).answered

            async def asked() -> Any:
                return await gateway.conversations.turns.claim("test")

            turn = await soon(asked)
            await gateway.conversations.turns.commit(turn, [Content("您有两份保单。")])
            (sent,) = await wechat.wait_sent(1, 8, openid=ANNA)
            assert sent.text == "您有两份保单。"

            async def counted() -> Any:
                metrics = await (await gateway.client.get("/metrics")).text()
                return all(line in metrics for line in COUNTED) or None

            await soon(counted)

            await gateway.conversations.erase(turn.conversation_id)
            async with database.connect() as connection:
                for table in (WecomCustomerRow, WecomSentRow):
                    assert await connection.scalar(select(func.count()).select_from(table)) == 0
