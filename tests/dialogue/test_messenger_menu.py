"""What an item of the Official Account's menu stands for is understood by the real model."""

from pathlib import Path

import pytest

from bot.channels.wechat.menu import TEXTS
from bot.nlu.parse import Parser

INTENTS = {
    "policies": "policy_lookup",
    "claim": "claim_status",
    "renewal": "renewal_query",
    "report": "claim_report",
    "servicing": "contact_update",
    "complaint": "complaint",
    "handoff": "handoff",
    "contact": "faq",
}


@pytest.fixture(scope="module")
def parser(model: Path) -> Parser:
    return Parser(model)


@pytest.mark.parametrize("key", TEXTS)
def test_a_menu_item_is_understood(parser: Parser, key: str) -> None:
    intent = parser.parse(TEXTS[key])["intent"]

    assert intent["name"] == INTENTS[key] and intent["confidence"] > 0.8
