"""The shapes of the wall, history and reports."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from kernel.clock import local

# A moment without an offset could be anybody's.
Moment = Annotated[datetime, Meta(tz=True)]


def time_of(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")
