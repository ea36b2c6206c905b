"""A file of JSON lines that several processes may write at once; what tests and trials read what was sent from."""

import asyncio
import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO


class JsonLines:
    """Readable by its owner only: texts and mails are personal."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Keys of the lines up to that place.
        self._keys: set[str] = set()
        self._read = 0

    async def append(self, line: Mapping[str, str], key: str | None = None) -> None:
        """Add the line; with a `key` only if no line has it, whoever wrote that and when."""
        if key is not None:
            line = {**line, "key": key}
        await asyncio.to_thread(self._append, json.dumps(line, ensure_ascii=False) + "\n", key)

    def _append(self, line: str, key: str | None) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # One write in append mode: lines of several processes never mix.
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a+b") as file:
            if key is not None:
                # Held until the file is closed: nobody writes the same key between the look and the line.
                fcntl.flock(file, fcntl.LOCK_EX)
                if self._has(file, key):
                    return
            file.write(line.encode())

    def _has(self, file: BinaryIO, key: str) -> bool:
        if file.seek(0, os.SEEK_END) < self._read:
            # Somebody emptied the file: what was in it is forgotten.
            self._keys, self._read = set(), 0
        file.seek(self._read)
        for written in file:
            if (found := json.loads(written).get("key")) is not None:
                self._keys.add(found)
        self._read = file.tell()
        return key in self._keys
