"""Senders chosen by a setting."""

import json
from pathlib import Path

import pytest

from insurance.sms import ConsoleSms, sms_from
from kernel.clock import FrozenClock
from kernel.errors import SettingError


async def test_the_file_sender_writes_one_line_per_text(tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "var" / "sms.jsonl"
    sender = sms_from(f"file:{path}", clock)
    await sender.send("19900000001", "验证码 123456", "123456")
    await sender.send("19900000001", "保费明天到期")
    first, second = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    assert first == {
        "phone": "19900000001",
        "text": "验证码 123456",
        "code": "123456",
        "at": "2026-11-16T10:00:00+08:00",
    }
    assert "code" not in second
    assert path.stat().st_mode & 0o077 == 0


async def test_the_console_sender_masks_the_phone(capsys: pytest.CaptureFixture[str]) -> None:
    sender = sms_from("console")
    assert isinstance(sender, ConsoleSms)
    await sender.send("19900000001", "验证码 123456", "123456")
    shown = capsys.readouterr().err
    assert "199****0001" in shown and "19900000001" not in shown


@pytest.mark.parametrize("setting", ["", "file:", "pigeon", "file"])
def test_an_unknown_setting_is_refused(setting: str) -> None:
    with pytest.raises(SettingError):
        sms_from(setting)


async def test_the_demo_console_shows_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    await sms_from("console").send("19900000001", "验证码 123456，五分钟内有效", "123456")
    shown = capsys.readouterr().err
    assert "123456" in shown and "19900000001" not in shown


async def test_a_production_log_never_holds_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    await sms_from("console", show_codes=False).send("19900000001", "验证码 123456，五分钟内有效", "123456")
    shown = capsys.readouterr().err
    assert "123456" not in shown and "******" in shown
