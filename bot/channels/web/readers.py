"""How many wait for news at once. An open socket or poll costs a look at the database every few seconds."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.http.errors import TooMany

PER_CONVERSATION = 20
_AGAIN_AFTER_S = 5


class Readers:
    """Counts in this process. `per_address` None: not limited."""

    def __init__(self, per_address: int | None) -> None:
        self._per_address = per_address
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_more(self, conversation_id: str, address: str) -> Iterator[None]:
        """For as long as somebody waits; `TooMany`."""
        places = {f"conversation:{conversation_id}": PER_CONVERSATION}
        if self._per_address is not None:
            places[f"address:{address}"] = self._per_address
        if any(self._open[place] >= most for place, most in places.items()):
            raise TooMany(retry_after_s=_AGAIN_AFTER_S)
        self._open.update(places.keys())
        try:
            yield
        finally:
            for place in places:
                self._open[place] -= 1
                if not self._open[place]:
                    del self._open[place]
