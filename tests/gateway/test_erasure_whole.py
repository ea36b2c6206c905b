"""No table that names a conversation is forgotten when one is erased."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.erasure import Erasure
from tests.gateway.test_erasure import erasure  # noqa: F401 (a fixture)
from tests.gateway_fixtures import TABLES, Gateway

# What stays, and why (docs/security.md).
KEPT = {
    "conduct_breaches": "which rule stopped whose draft, without a word of it",
    "checklists_left": "how many steps were left open at the end",
    "outreach_messages": "what the insurer told a customer, and when: it goes with the policy or claim it is about",
    "suggestions_used": "which suggestion was taken",
}


async def test_every_table_that_names_a_conversation_is_emptied_of_it_or_kept_for_a_reason(
    gateway: Gateway,
    erasure: Erasure,  # noqa: F811
    database: AsyncEngine,
) -> None:
    emptied: set[str] = set()

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        words = statement.split()
        if words[:2] == ["DELETE", "FROM"]:
            emptied.add(words[2])

    chat = await gateway.open_chat()
    event.listen(database.sync_engine, "before_cursor_execute", note)
    await erasure(chat.conversation_id)

    naming = {table.name for table in TABLES.sorted_tables if "conversation_id" in table.columns}
    assert naming - emptied == set(KEPT)
