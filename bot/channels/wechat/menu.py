"""The account's menu: three buttons with our services below; a key stands for what the customer would have said."""

from collections.abc import Mapping
from typing import Any

from bot.channels.tencent.client import ApiClient

CREATE = "/cgi-bin/menu/create"

# Button → (name of the item, its key, what the bot hears). Names: at most 16 bytes for a button, 60 for an item.
_BUTTONS = (
    (
        "查询",
        (
            ("我的保单", "policies", "查我的保单"),
            ("理赔进度", "claim", "理赔到哪一步了"),
            ("续期缴费", "renewal", "什么时候该交费"),
        ),
    ),
    (
        "办理",
        (
            ("报案", "report", "我要报案"),
            ("变更信息", "servicing", "我要改联系方式"),
            ("投诉", "complaint", "我要投诉"),
        ),
    ),
    (
        "人工",
        (
            ("转人工", "handoff", "转人工"),
            ("联系方式", "contact", "客服电话是多少"),
        ),
    ),
)

TEXTS: Mapping[str, str] = {key: text for _, items in _BUTTONS for _, key, text in items}
"""Key of a menu item → the customer's words it stands for."""


def definition() -> dict[str, Any]:
    """The body of `menu/create`."""
    return {
        "button": [
            {
                "name": name,
                "sub_button": [{"type": "click", "name": item, "key": key} for item, key, _ in items],
            }
            for name, items in _BUTTONS
        ]
    }


async def create(client: ApiClient) -> None:
    """Set the account's menu; customers see it within five minutes. Errors: `CallError`."""
    await client.post(CREATE, definition())
