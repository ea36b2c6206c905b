"""Shared by the tests of all channels: the gateway, and the stand-ins of WeChat's platform."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes import strict
from tests.fakes.wechat_platform import WeChatPlatform
from tests.gateway_fixtures import database, gateway

__all__ = ["database", "gateway"]


@pytest.fixture(params=["own", "strict"])
def platform(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Makes a stand-in. A strict one that is named but cannot be used is an error, never a skip."""
    if request.param == "own":
        return WeChatPlatform
    path = os.environ.get(strict.VARIABLE)
    if not path:
        pytest.skip(f"{strict.VARIABLE} is not set")
    module = strict.load(path)
    return lambda *args, **settings: strict.StrictWeChatPlatform(module, *args, **settings)
