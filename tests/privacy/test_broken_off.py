"""An erasure that dies at any statement is done again from the beginning, and leaves no more than one that did not die."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.privacy.conftest import WORD, House
from tests.privacy.test_erase import texts


class Died(BaseException):
    """The process ends here."""


# Of the statements that write; there are some fifty.
@pytest.mark.parametrize("at", [0, 5, 12, 20, 28, 34, 38, 42, 46, 50, 52])
async def test_whatever_was_done_before_it_died(lived: House, at: int) -> None:
    writes = 0

    def dies(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal writes
        if statement.split()[0] in ("DELETE", "UPDATE", "INSERT"):
            writes += 1
            if writes > at:
                raise Died()

    event.listen(lived.engine.sync_engine, "before_cursor_execute", dies)
    with pytest.raises(Died):
        await lived.privacy.erase("C1")
    event.remove(lived.engine.sync_engine, "before_cursor_execute", dies)

    await lived.privacy.erase("C1")

    left = await texts(lived)
    assert {table for table, text in left.items() if WORD in text} == {
        "complaints",
        "outreach_messages",
        "staff_tasks",
    }
    assert await lived.rows("conversations") == [] and len(lived.files()) == 1
    assert await lived.rows("customer_conversations") == []
    assert (await lived.services.audit.verify()).broken_at is None
