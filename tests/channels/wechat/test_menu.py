"""The account's menu, and the command that creates it."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.channels.wechat.menu import TEXTS, definition


def test_the_menu_is_within_the_platforms_limits() -> None:
    buttons = definition()["button"]

    assert 1 <= len(buttons) <= 3
    for button in buttons:
        assert len(button["name"].encode()) <= 16 and 1 <= len(button["sub_button"]) <= 5
        for item in button["sub_button"]:
            assert len(item["name"].encode()) <= 60 and len(item["key"].encode()) <= 128
            assert TEXTS[item["key"]]


async def menu_command(tmp_path: Path, **environment: str) -> tuple[int, str]:
    """Exit status and all that was printed."""
    own = {f"BAOWEN_{name}": value for name, value in environment.items()}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BAOWEN_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.gateway.cli", "wechat", "menu"),
        env=clean | own | {"BAOWEN_ENV": "test", "BAOWEN_VAR": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, output.decode()


async def test_the_command_creates_the_menu_and_says_why_it_could_not(
    platform: Callable[..., Any], tmp_path: Path
) -> None:
    async with platform() as wechat:
        account = {
            "WECHAT_APP_ID": wechat.settings.appid,
            "WECHAT_APP_SECRET": wechat.settings.secret,
            "WECHAT_TOKEN": wechat.settings.token,
            "WECHAT_AES_KEY": wechat.settings.aes_key,
            "WECHAT_API_BASE": wechat.base_url,
        }
        status, output = await menu_command(tmp_path, **account)
        assert status == 0 and "查询、办理、人工" in output
        assert [call.errcode for call in wechat.find_calls("/cgi-bin/menu/create")] == [0]

        status, output = await menu_command(tmp_path, **account | {"WECHAT_APP_SECRET": "wrong"})
        assert status == 1 and "微信返回 40125" in output


async def test_the_command_needs_an_account(tmp_path: Path) -> None:
    status, output = await menu_command(tmp_path)

    assert status == 1 and "BAOWEN_WECHAT_APP_ID" in output
