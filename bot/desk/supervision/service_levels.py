"""What each queue promises: its limits and hours, as the settings of the queues say."""

from bot.conversations.queues import Queue, Queues
from bot.desk.routing.hours import Hours, hours_of
from bot.desk.routing.routing import QUEUES
from bot.desk.supervision.levels import Limits, QueueLevels


class Promises(dict[str, QueueLevels]):
    """By queue; one that nothing was set for has the defaults."""

    def __init__(self, queues: dict[str, Queue], house: Hours) -> None:
        super().__init__()
        self._queues = queues
        self._house = house

    def __missing__(self, code: str) -> QueueLevels:
        queue = self._queues.get(code) or Queue(code)
        hours = hours_of(queue, self._house)
        limits = Limits(queue.first_response_s, queue.reply_s, queue.resolution_s, queue.warn_at_percent)
        openings = None if hours.openings is None else hours.on
        self[code] = found = QueueLevels(code, QUEUES.get(code, code), limits, openings)
        return found


class ServiceLevels:
    """`house`: the hours of queues that have none of their own."""

    def __init__(self, queues: Queues, house: Hours) -> None:
        self._queues = queues
        self._house = house

    async def by_queue(self) -> Promises:
        return Promises(await self._queues.all(), self._house)
