"""That a notice was sent, and how it fared, is not kept for ever."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat.models import NoticeResultRow
from bot.channels.wechat.notice_models import NoticeRow
from kernel.clock import Clock
from kernel.pruning import prune


class NoticesRetention:
    def __init__(self, engine: AsyncEngine, clock: Clock, kept: timedelta) -> None:
        self._engine = engine
        self._clock = clock
        self._kept = kept

    async def prune(self) -> int:
        """How many rows went."""
        before = self._clock.now() - self._kept
        gone = await prune(self._engine, NoticeRow, NoticeRow.at < before)
        return gone + await prune(self._engine, NoticeResultRow, NoticeResultRow.at < before)
