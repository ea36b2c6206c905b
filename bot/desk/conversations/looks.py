"""Who reads a conversation that is not theirs is recorded; who holds one was recorded when they took it."""

from datetime import datetime, timedelta

from aiohttp import web

from kernel.clock import Clock

# A page reads anew whenever something changes: within this time it is the same look.
ONE_LOOK = timedelta(minutes=10)
_SWEEP_ABOVE = 10_000


class Looks:
    """Kept by each gateway for itself: with several, a look may be recorded once by each."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begun: dict[tuple[str, str], datetime] = {}
        self._sweep_above = _SWEEP_ABOVE

    def begins(self, username: str, conversation_id: str) -> bool:
        """Whether this reading begins a look."""
        now, look = self._clock.now(), (username, conversation_id)
        if (begun := self._begun.get(look)) is not None and now - begun < ONE_LOOK:
            return False
        if len(self._begun) > self._sweep_above:
            self._begun = {each: at for each, at in self._begun.items() if now - at < ONE_LOOK}
            self._sweep_above = max(_SWEEP_ABOVE, 2 * len(self._begun))
        self._begun[look] = now
        return True


LOOKS = web.AppKey("looks", Looks)
