"""The table of error codes."""

import re

import pytest

from bot.channels.tencent.errcodes import MEANINGS, Action, meaning


def test_every_action_is_asked_for_by_some_code() -> None:
    assert {each.action for each in MEANINGS.values()} | {Action.UNKNOWN} == set(Action)


@pytest.mark.parametrize("code", [*MEANINGS, 12345])
def test_a_colleague_reads_one_plain_sentence(code: int) -> None:
    words = meaning(code).words

    assert re.fullmatch(r"[\u4e00-\u9fff0-9，、「」]{8,40}", words)


@pytest.mark.parametrize(
    ("code", "action"),
    [
        (-1, Action.RETRY),
        (42001, Action.REFRESH_TOKEN),
        (40003, Action.DROP_RECIPIENT),
        (40007, Action.REUPLOAD),
        (47001, Action.OUR_BUG),
        (40164, Action.CONFIGURATION),
        (48001, Action.NO_RIGHT),
        (43004, Action.NOT_FOLLOWING),
        (43101, Action.NO_CONSENT),
        (45002, Action.TOO_LONG),
        (45098, Action.REDUCE),
        (45009, Action.DAILY_QUOTA),
        (45011, Action.MINUTE_QUOTA),
        (45015, Action.WINDOW_CLOSED),
        (45047, Action.QUOTA_USED),
        (45081, Action.IGNORE),
        (47003, Action.BAD_TEMPLATE_VALUE),
        (95001, Action.QUOTA_USED),
        (95002, Action.WINDOW_CLOSED),
        (95018, Action.STATE),
        (99999, Action.UNKNOWN),
    ],
)
def test_what_a_code_asks_for(code: int, action: Action) -> None:
    assert meaning(code).action is action
