"""A file of JSON lines that several processes may write at once; what tests and trials read what was sent from."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path


class JsonLines:
    """Readable by its owner only: texts and mails are personal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def append(self, line: Mapping[str, str]) -> None:
        await asyncio.to_thread(self._append, json.dumps(line, ensure_ascii=False) + "\n")

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # One write in append mode: lines of several processes never mix.
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(line)
