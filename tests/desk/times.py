"""Time that passes while agents sit at their pages."""

from datetime import timedelta

from bot.staff.guards import STAFF_ROOM
from tests.gateway_fixtures import Gateway, Seat


async def later(gateway: Gateway, seconds: int, *seats: Seat) -> None:
    """The clock moves on and nobody is taken for gone: their pages say every half minute that they are there."""
    while seconds > 0:
        gateway.clock.advance(timedelta(seconds=min(seconds, 30)))
        seconds -= 30
        for seat in seats:
            await gateway.app[STAFF_ROOM].presence.touch(seat.username)
