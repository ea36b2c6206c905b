"""What our stand-in alone promises."""

from datetime import timedelta
from pathlib import Path

import pytest

from kernel.clock import FrozenClock
from tests.fakes import strict
from tests.fakes.wechat_platform import Envelope, Unreadable, WeChatPlatform, signature


def test_signature_and_envelope_agree_with_tencents_samples() -> None:
    assert signature("AAAAA", "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"
    envelope = Envelope("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
    sealed = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    assert envelope.sign("1409659589", "263014780", sealed) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert envelope.open(sealed) == "1616140317555161061"


@pytest.mark.parametrize("sealed", ["", "保", "AAAA", "A" * 64])
def test_what_was_not_sealed_cannot_be_opened(sealed: str) -> None:
    with pytest.raises(Unreadable):
        Envelope("token", "a" * 42 + "E", "wx0").open(sealed)


async def test_a_shared_clock_moves_windows_and_stamps_together(clock: FrozenClock) -> None:
    async with WeChatPlatform(clock=clock) as wechat:
        before = wechat.now()
        clock.advance(timedelta(hours=1))
        assert wechat.now() - before == 3600
        wechat.advance(60)
        assert wechat.now() - clock.now().timestamp() == 60


async def test_nothing_is_pushed_beyond_this_machine() -> None:
    async with WeChatPlatform("http://192.0.2.1/wechat") as wechat:
        with pytest.raises(ValueError, match="not this machine"):
            await wechat.push("text")


@pytest.mark.parametrize("fault", [{}, {"errcode": 1, "http": 500}])
async def test_a_fault_is_exactly_one(fault: dict[str, int]) -> None:
    async with WeChatPlatform() as wechat:
        with pytest.raises(ValueError, match="exactly one"):
            wechat.fault("*", **fault)


@pytest.mark.parametrize("text", ["raise OSError", "Config = 1"])
def test_a_strict_one_that_cannot_be_used_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "strict.py").write_text(text)
    with pytest.raises(strict.Unusable):
        strict.load(str(tmp_path / "strict.py"))
    with pytest.raises(strict.Unusable):
        strict.load(str(tmp_path / "none.py"))
