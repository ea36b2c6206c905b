"""Whatever is encrypted says so where its table is declared, and nothing else is encrypted."""

from sqlalchemy import Text

from kernel.database import Encrypted
from tests.rotation.rows import ENCRYPTED, TABLES

# Long texts that are not encrypted, and why none of them needs to be.
PLAIN = {
    "audit_entries.data": "part of what the chain digests: numbers and states of what was done, no words of a customer",
    "canned_replies.text": "said to everybody",
    "claims.asked_documents": "kinds of documents",
    "claims.missing_documents": "kinds of documents",
    "gates.figures": "figures of a model",
    "identity_outcomes.outcome": "states of a check, by the number of a conversation",
    "incident_events.note": "the house's own words on an incident that concerns everybody",
    "incidents.faq_pack": "names of answers",
    "incidents.lines": "lines of business",
    "incidents.regions": "provinces",
    "products.coverages": "sold to everybody",
    "products.exclusions": "sold to everybody",
    "training_jobs.seconds": "how long the stages took",
}


def test_every_long_text_is_declared_encrypted_or_plain_for_a_reason() -> None:
    texts = {
        f"{table.name}.{column.name}"
        for table in TABLES.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text) and not isinstance(column.type, Encrypted)
    }
    assert texts == set(PLAIN)


def test_a_digest_names_an_encrypted_column_of_its_own_table() -> None:
    digests = [
        (table.name, column.info["digest"].column)
        for table in TABLES.sorted_tables
        for column in table.columns
        if "digest" in column.info
    ]
    assert len(digests) == 2
    assert all(column in ENCRYPTED[table] for table, column in digests)
