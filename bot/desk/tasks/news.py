"""What tasks tell one agent's page: how many of their own are due today and how many late."""

from typing import Any

from bot.staff.accounts import Staff
from bot.staff.tasks import Counts, Tasks


class TaskNews:
    """The frame `{"type": "tasks", "late", "today"}`, at first and whenever it is another one."""

    def __init__(self, tasks: Tasks, staff: Staff) -> None:
        self._tasks = tasks
        self._staff = staff
        self._counts: Counts | None = None

    async def frames(self) -> list[dict[str, Any]]:
        """What is new since the last time."""
        before, self._counts = self._counts, await self._tasks.counts(self._staff)
        if before == self._counts:
            return []
        return [{"type": "tasks", "late": self._counts.late, "today": self._counts.today}]
