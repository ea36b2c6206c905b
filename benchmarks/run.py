"""`make bench`: stock Rasa and Baowen on the same training data, machine and run. Prints a table, writes JSON.

This is speed; what is understood, `benchmarks.understanding` measures.
"""

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.script import turns
from benchmarks.sides import BIN, ROOT, Side, environment, ours, stock
from benchmarks.stock import apart, stock_model

RESULTS = ROOT / "benchmarks" / "results"
CONVERSATIONS = {1: 10, 8: 24}  # at once → conversations played
WARM_UP = 2
console = Console()

# figure → (heading, unit, whether more is better)
FIGURES = {
    "first_answer_s": ("start to first answer", "s", False),
    "memory_mb": ("memory (PSS, whole tree)", "MB", False),
    "rate_1": ("1 at once: messages/s", "", True),
    "p50_1": ("1 at once: p50", "ms", False),
    "p95_1": ("1 at once: p95", "ms", False),
    "rate_8": ("8 at once: messages/s", "", True),
    "p50_8": ("8 at once: p50", "ms", False),
    "p95_8": ("8 at once: p95", "ms", False),
    "per_core_8": ("8 at once: messages per CPU second", "", True),
}


async def _play(side: Side, number: int, times: list[float]) -> None:
    talk = await side.talk(number)
    for text in turns(number):
        began = time.perf_counter()
        await talk.say(text)
        times.append((time.perf_counter() - began) * 1000)


async def _load(side: Side, at_once: int, first: int) -> dict[str, float]:
    numbers = iter(range(first, first + CONVERSATIONS[at_once]))
    times: list[float] = []

    async def one() -> None:
        for number in numbers:
            await _play(side, number, times)

    cpu = sum(tree.cpu_seconds() for tree in side.tree)
    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(at_once)))
    elapsed = time.perf_counter() - began
    cpu = sum(tree.cpu_seconds() for tree in side.tree) - cpu
    quantiles = statistics.quantiles(times, n=20)
    return {
        f"rate_{at_once}": len(times) / elapsed,
        f"p50_{at_once}": quantiles[9],
        f"p95_{at_once}": quantiles[18],
        f"per_core_{at_once}": len(times) / cpu,
    }


async def measure(opened: AbstractAsyncContextManager[Side]) -> dict[str, float]:
    async with opened as side:
        console.print(f"{side.name}: first answer after {side.first_answer_s:.1f} s; playing …")
        for number in range(WARM_UP):
            await _play(side, number, [])
        figures = {"first_answer_s": side.first_answer_s}
        for at_once in CONVERSATIONS:
            figures |= await _load(side, at_once, first=100 * at_once)
        figures["memory_mb"] = sum(tree.memory_mb() for tree in side.tree)
        return figures


def report(result: dict[str, Any]) -> None:
    table = Table("figure", "stock Rasa 3.6", "Baowen", "ratio")
    for name, (heading, unit, more) in FIGURES.items():
        theirs, mine = result["stock"][name], result["ours"][name]
        ratio = mine / theirs if more else theirs / mine
        table.add_row(heading, f"{theirs:,.1f} {unit}", f"{mine:,.1f} {unit}", f"{ratio:.1f} ×")
    console.print(table)


async def main() -> None:
    model, _ = apart(stock_model)
    result: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "cores": os.cpu_count()}
    work = Path(tempfile.mkdtemp(prefix="baowen-bench-"))
    try:
        subprocess.run(
            [str(BIN / "baowen"), "demo", "load"],
            env={**os.environ, **environment(work)},
            check=True,
            cwd=ROOT,
        )
        result["stock"] = await measure(stock(model, work))
        result["ours"] = await measure(ours(work))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json").write_text(json.dumps(result, indent=2) + "\n")
    report(result)


if __name__ == "__main__":
    asyncio.run(main())
