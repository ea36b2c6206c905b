"""No table that may hold a customer's data is in nobody's list."""

from sqlalchemy import Table

from bot.gateway.holdings import HOLDINGS
from kernel.database import Encrypted
from kernel.privacy import Fate
from tests.privacy.conftest import TABLES, House

# Columns that tell whose a row is, in the business rooms and in those of the bot.
_WHOSE = frozenset({"customer_no", "conversation_id", "subject", "whom"})


def holds_somebody(table: Table) -> bool:
    named = any(column.name in _WHOSE for column in table.columns)
    return named or any(isinstance(column.type, Encrypted) for column in table.columns)


def test_every_table_that_may_hold_a_customers_data_has_its_fate() -> None:
    holding = {table.name for table in TABLES.sorted_tables if holds_somebody(table)}
    assert holding - HOLDINGS.keys() == set()


def test_the_list_names_no_table_that_is_not_there() -> None:
    assert HOLDINGS.keys() - TABLES.tables.keys() == set()


async def test_what_is_said_to_go_is_gone(lived: House) -> None:
    talk = lived.talks["own"]
    await lived.privacy.erase("C1")
    for name, fate in HOLDINGS.items():
        columns = TABLES.tables[name].columns
        if fate is not Fate.GOES:
            continue
        for column, value in (("conversation_id", talk), ("subject", talk), ("customer_no", "C1")):
            if column in columns:
                assert await lived.rows(name, **{column: value}) == [], name
