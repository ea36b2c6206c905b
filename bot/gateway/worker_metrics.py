"""What the workers of this gateway count: in files, one set per worker, which the gateway reads when `/metrics` is asked for.

A worker may be killed at any time; the one in its place counts on in the same files, so nothing is lost or counted twice.
"""

import os
import shutil
from pathlib import Path

from prometheus_client import CollectorRegistry, values
from prometheus_client.multiprocess import MultiProcessCollector


def count_in(folder: Path, number: int) -> None:
    """Counters that are made from here on are those of worker `number`; call it before the first is made."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]


def read_from(folder: Path, registry: CollectorRegistry) -> None:
    """`registry` tells from here on what is counted in `folder`, which begins empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
