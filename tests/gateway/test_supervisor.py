"""Workers are kept alive, ended with the gateway, and never outlive it."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.gateway.supervisor import Supervisor

WORKER = [sys.executable, "-c", "import time; time.sleep(60)"]


async def eventually(condition, seconds: float = 10) -> None:  # type: ignore[no-untyped-def]
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        await asyncio.sleep(0.05)
    pytest.fail("did not happen")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_killed_worker_is_back_and_all_end_together() -> None:
    supervisor = Supervisor(lambda _: WORKER, 2, pause=0.1)
    running = asyncio.create_task(supervisor.run())
    await eventually(lambda: len(supervisor.pids) == 2)
    killed = supervisor.pids[0]

    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: supervisor.pids.get(0) not in (None, killed))
    pids = list(supervisor.pids.values())
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert not any(alive(pid) for pid in pids)


async def test_a_worker_that_cannot_start_is_tried_ever_more_slowly(tmp_path: Path) -> None:
    log = tmp_path / "starts"
    command = [sys.executable, "-c", f"open({str(log)!r}, 'a').write('x')"]
    supervisor = Supervisor(lambda _: command, 1, pause=0.2, longest=60)
    running = asyncio.create_task(supervisor.run())

    await asyncio.sleep(2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert 2 <= len(log.read_text()) <= 4


async def test_a_worker_ends_soon_after_its_gateway_was_killed(tmp_path: Path) -> None:
    child = textwrap.dedent("""
        import os, sys, time
        from bot.gateway.supervisor import die_with
        die_with(int(sys.argv[1]), every_s=0.05)
        print(os.getpid(), flush=True)
        time.sleep(60)
    """)
    parent = textwrap.dedent(f"""
        import os, subprocess, sys
        subprocess.run([sys.executable, "-c", {child!r}, str(os.getpid())])
    """)
    gateway = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert gateway.stdout is not None
    with gateway.stdout as output:
        worker = int(await asyncio.to_thread(output.readline))

        gateway.kill()
        gateway.wait()

    await eventually(lambda: not alive(worker))
