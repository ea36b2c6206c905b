"""An answer is told in the words its channel has for it."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from actions.faq_entries import tell
from insurance.domain.faq import FaqEntry, Source
from kernel.clock import FrozenClock

SHORT = "十五天内可退。"
LONG = "十五天内可以全额退保，" * 10
ENTRY = FaqEntry(
    id="cooling_off.days",
    category="F2",
    question="犹豫期有多少天？",
    similar=(),
    answer=LONG,
    source=Source("保险条款"),
    mark="C",
    reviewed_on=date(2026, 11, 1),
    channels={"wechat": SHORT},
)


class Turn:
    """As much of a turn as telling an entry takes."""

    services = SimpleNamespace(clock=FrozenClock(datetime(2026, 11, 16, tzinfo=UTC)))

    def __init__(self, channel: str | None) -> None:
        self.channel = channel
        self.said: dict[str, Any] = {}

    def say(self, response: str, **data: Any) -> None:
        self.said = data


@pytest.mark.parametrize(
    ("channel", "words"), [("wechat", SHORT), ("wecom", LONG), ("web", LONG), (None, LONG)]
)
def test_the_channels_own_words_come_first(channel: str | None, words: str) -> None:
    turn = Turn(channel)
    tell(turn, ENTRY)  # type: ignore[arg-type]
    assert turn.said["text"].startswith(words)
    assert turn.said["source"]["clause"] == "保险条款"


def test_a_short_wording_offers_no_plainer_one() -> None:
    wechat, web = Turn("wechat"), Turn("web")
    tell(wechat, ENTRY)  # type: ignore[arg-type]
    tell(web, ENTRY)  # type: ignore[arg-type]
    assert (wechat.said["buttons"], [button["title"] for button in web.said["buttons"]]) == ([], ["没看懂"])
