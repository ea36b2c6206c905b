"""Wrap-up codes: how a conversation ended, in words that can be counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.conversations.models import WrapUpCodeRow
from bot.desk.errors import UnknownWrapUp
from kernel.database import readonly


@dataclass(frozen=True)
class WrapUpCode:
    """`queue` None: for every queue. One that is not `active` closes nothing any more."""

    code: str
    name: str
    queue: str | None = None
    active: bool = True


STARTERS = (
    WrapUpCode("answered", "已解答"),
    WrapUpCode("resolved", "已办理"),
    WrapUpCode("registered", "已登记，等待后续"),
    WrapUpCode("forwarded", "已转相关部门"),
    WrapUpCode("callback", "已约回访"),
    WrapUpCode("customer_left", "客户中途离开"),
    WrapUpCode("invalid", "无效会话"),
    WrapUpCode("claim_reported", "已登记报案", "claims"),
    WrapUpCode("claim_progress", "已告知理赔进度", "claims"),
    WrapUpCode("claim_documents", "已告知补充材料", "claims"),
    WrapUpCode("claim_explained", "已解释理赔结论", "claims"),
    WrapUpCode("policy_changed", "已受理保全", "servicing"),
    WrapUpCode("premium", "已说明缴费或续期", "servicing"),
    WrapUpCode("surrender_started", "已受理退保", "servicing"),
    WrapUpCode("surrender_kept", "客户决定不退保", "servicing"),
    WrapUpCode("complaint_lodged", "已登记投诉", "complaints"),
    WrapUpCode("complaint_settled", "当场化解", "complaints"),
    WrapUpCode("lead", "已转持证人员", "sales"),
    WrapUpCode("no_interest", "暂无投保意向", "sales"),
)


class WrapUpCodes:
    """See the module. A database that has none begins with `STARTERS`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._begun = False

    async def all(self) -> list[WrapUpCode]:
        """In the order supervisors gave them, also those out of use."""
        await self._begin()
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(WrapUpCodeRow.__table__).order_by(WrapUpCodeRow.place, WrapUpCodeRow.code)
            )
            return [WrapUpCode(row.code, row.name, row.queue, row.active) for row in rows]

    async def check(self, given: str | None) -> str | None:
        """The active code that `given` is, or is the name of; `UnknownWrapUp`. None stays None."""
        if given is None:
            return None
        for each in await self.all():
            if each.active and given in (each.code, each.name):
                return each.code
        raise UnknownWrapUp()

    async def set(self, codes: Sequence[WrapUpCode]) -> list[WrapUpCode]:
        """These in this order; known ones that are missing stay behind them, out of use."""
        kept = {each.code for each in codes}
        gone = [
            WrapUpCode(each.code, each.name, each.queue, active=False)
            for each in await self.all()
            if each.code not in kept
        ]
        async with self._engine.begin() as connection:
            await connection.execute(delete(WrapUpCodeRow))
            await connection.execute(insert(WrapUpCodeRow), _rows([*codes, *gone]))
        return await self.all()

    async def _begin(self) -> None:
        if self._begun:
            return
        async with readonly(self._engine).connect() as connection:
            empty = await connection.scalar(select(WrapUpCodeRow.code).limit(1)) is None
        if empty:
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(WrapUpCodeRow), _rows(STARTERS))
            except IntegrityError:
                pass  # another gateway began at the same moment
        self._begun = True


def _rows(codes: Sequence[WrapUpCode]) -> list[dict[str, object]]:
    return [{**vars(each), "place": place} for place, each in enumerate(codes)]
