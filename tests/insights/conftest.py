from tests.gateway_fixtures import database, gateway

__all__ = ["database", "gateway"]
