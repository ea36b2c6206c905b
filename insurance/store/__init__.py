"""Tables and repositories, one file per noun. Importing this package registers every table on `kernel.database.Base`."""

from insurance.store import (
    audit,
    callbacks,
    claim_documents,
    claim_reports,
    claims,
    complaints,
    customers,
    identity,
    incidents,
    leads,
    policies,
    products,
    recognition,
    reminders,
    servicing,
)

__all__ = [
    "audit",
    "callbacks",
    "claim_documents",
    "claim_reports",
    "claims",
    "complaints",
    "customers",
    "identity",
    "incidents",
    "leads",
    "policies",
    "products",
    "recognition",
    "reminders",
    "servicing",
]
