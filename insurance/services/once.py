"""Effects that happen once per (subject, key), however often they are asked for and however many ask at once."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from insurance.domain.errors import RecordNotFound
from insurance.services.ports import Store, UnitOfWork

T = TypeVar("T")


async def once(
    store: Store,
    find: Callable[[UnitOfWork], Awaitable[T | None]],
    make: Callable[[UnitOfWork], Awaitable[T | None]],
) -> tuple[T, bool]:
    """What `find` knows from an earlier call, else what `make` makes; and whether it is new.

    `make` answers None where another call was faster (its `add` said so): whatever it wrote is rolled back.
    """
    async with store.begin() as work:
        if (found := await find(work)) is not None:
            return found, False
        if (made := await make(work)) is not None:
            await work.commit()
            return made, True
    async with store.read() as work:
        found = await find(work)
    if found is None:
        raise RecordNotFound()
    return found, False
