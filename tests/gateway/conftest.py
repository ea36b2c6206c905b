import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.gateway_fixtures import database, gateway

__all__ = ["database", "gateway"]


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Commands configure logs for their whole process, and so does importing Rasa; here the process goes on."""
    root = logging.getLogger()
    handlers, level, config = root.handlers[:], root.level, structlog.get_config()
    structlog.reset_defaults()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.configure(**config)
