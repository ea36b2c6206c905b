"""What the components read besides training examples, and how Rasa's training cache notices a change of it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

SOURCES = Path(__file__).parent


def digest(paths: Iterable[Path]) -> str:
    """One digest over the names and contents of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def component_digest(lookup: str | Path) -> str:
    """For `fingerprint_addon`: Rasa itself sees only the component's class, not our modules and dictionaries."""
    folder = Path(lookup)
    return digest([*SOURCES.glob("*.py"), *(path for path in folder.rglob("*") if path.is_file())])
