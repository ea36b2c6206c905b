"""A rotation that dies by SIGKILL with its fifth write done and not committed: `python -m tests.rotation.die URL`."""

import asyncio
import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from kernel.crypto import Keyring
from kernel.database import create_engine
from kernel.rotation import rotate
from tests.rotation.rows import NEW, OLD, TABLES


async def main(url: str) -> None:
    engine, writes = create_engine(url), []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("UPDATE"):
            writes.append(statement)
            if len(writes) == 5:
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine.sync_engine, "after_cursor_execute", note)
    await rotate(engine, Keyring([NEW, OLD]), TABLES, batch=7)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
