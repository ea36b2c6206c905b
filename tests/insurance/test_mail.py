"""Mailers chosen by a setting."""

import json
from pathlib import Path

import pytest

from insurance.mail import mailer_from
from kernel.clock import FrozenClock
from kernel.errors import SettingError


async def test_the_file_mailer_writes_one_line_per_mail(tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "var" / "mail.jsonl"
    mailer = mailer_from(f"file:{path}", clock)
    for subject in ("电子保单", "发票"):
        await mailer.send("alice@x.com", subject, "请打开下面的页面\nhttps://my.example")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert lines[0] == {
        "to": "alice@x.com",
        "subject": "电子保单",
        "text": "请打开下面的页面\nhttps://my.example",
        "at": "2026-11-16T10:00:00+08:00",
    }
    assert len(lines) == 2
    assert path.stat().st_mode & 0o077 == 0


async def test_the_console_mailer_masks_the_address(capsys: pytest.CaptureFixture[str]) -> None:
    await mailer_from("console").send("alice@x.com", "电子保单", "请打开下面的页面")
    shown = capsys.readouterr().err
    assert "a***@x.com" in shown and "alice" not in shown and "请打开" in shown


@pytest.mark.parametrize("setting", ["", "file:", "pigeon", "file"])
def test_an_unknown_setting_is_refused(setting: str) -> None:
    with pytest.raises(SettingError) as refused:
        mailer_from(setting)
    assert refused.value.data["name"] == "BAOWEN_MAIL_BACKEND"
