"""Tables and repositories, one file per noun. Importing this package registers every table on `kernel.database.Base`."""

from insurance.store import audit, claims, complaints, customers, identity, policies, products

__all__ = ["audit", "claims", "complaints", "customers", "identity", "policies", "products"]
