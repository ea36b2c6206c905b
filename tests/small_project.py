"""A small project for tests that train: our domain, configuration, rules and tables, a fraction of the data.

It is cut out of the project's files line by line, so it looks as they do. Training it takes seconds, not a minute.
"""

import fcntl
import json
import os
import re
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from bot.nlu.train import fingerprint, train

ROOT = Path(__file__).parents[1]
# Of several files, related or asked about by a golden conversation.
ENTRIES = frozenset(
    {
        "antifraud.full_refund",
        "antifraud.otp_screen_sharing",
        "claims.documents",
        "claims.how_long",
        "claims.limitation",
        "claims.pay_when",
        "claims.progress",
        "claims.report_deadline",
        "claims.report_how",
        "contact.hotline_branch",
        "contact.human_agent",
        "cooling_off.after_refund",
        "cooling_off.days",
        "cooling_off.documents",
        "cooling_off.refund",
        "cooling_off.start",
        "loan.cash_value",
        "loan.limit",
        "privacy.collection",
        "privacy.rights",
    }
)
GOLDEN = frozenset({"报案时限，再说详细些", "犹豫期，接着问自己的保单", "转人工", "你好，你是谁，谢谢"})
_EXAMPLES = 100  # of an intent
_SIMILAR = 20  # of an FAQ entry
_ROWS = (
    20  # of held-out messages and of held-out entities, per intent, FAQ entry and entity: enough to judge by
)
_CACHE = Path(tempfile.gettempdir()) / f"baowen-small-models-{os.getuid()}"


def make_small_project(folder: Path) -> Path:
    """Write the project into `folder` (made if absent): the layout of a data repository. Always the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("data/rules", "data/lookup"):
        shutil.copytree(ROOT / name, folder / name)
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        _write(folder, path, _fewer_examples(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "data" / "faq").glob("*.yml")):
        _write(folder, path, _items(path.read_text(encoding="utf-8"), "- id: ", ENTRIES, _smaller_entry))
    for path in sorted((ROOT / "tests" / "golden").glob("*.yml")):
        _write(folder, path, _items(path.read_text(encoding="utf-8"), "- name: ", GOLDEN))
    for path in sorted((ROOT / "tests" / "nlu").glob("heldout*.jsonl")):
        _write(folder, path, "".join(_fewer_rows(path.read_text(encoding="utf-8").splitlines(keepends=True))))
    return folder


def train_small(project: Path) -> Path:
    """The model of a small project, in its `models/`; trained once per state of the data on this machine."""
    model = project / "models" / f"{fingerprint(project)}.tar.gz"
    kept = _CACHE / model.name
    _CACHE.mkdir(exist_ok=True)
    with (_CACHE / f"{model.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes want the same one
        if not kept.exists():
            with warnings.catch_warnings():
                # Rasa warns of its own defaults.
                warnings.simplefilter("ignore")
                trained = train(project)
            shutil.copy(trained, kept.with_suffix(".part"))
            kept.with_suffix(".part").replace(kept)
    if not model.exists():
        model.parent.mkdir(exist_ok=True)
        shutil.copy(kept, model)
    return model


def _write(folder: Path, source: Path, text: str | None) -> None:
    if text:
        target = folder / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _fewer_examples(text: str) -> str:
    """The first examples of each intent, and all that is no example."""
    kept, seen = [], 0
    for line in text.splitlines(keepends=True):
        if line.startswith("- "):
            seen = 0
        seen += line.startswith("    - ")
        if not line.startswith("    - ") or seen <= _EXAMPLES:
            kept.append(line)
    return "".join(kept)


def _items(text: str, start: str, wanted: Collection[str], cut: Callable[[str], str] = str) -> str | None:
    """The file with only the `wanted` items of its list; None where none is in it."""
    head, *items = re.split(rf"^(?={start})", text, flags=re.MULTILINE)
    chosen = [item for item in items if item.removeprefix(start).partition("\n")[0].strip() in wanted]
    return head + "".join(map(cut, chosen)) if chosen else None


def _smaller_entry(text: str) -> str:
    return "".join(_entry_lines(text))


def _entry_lines(text: str) -> Iterator[str]:
    seen = 0
    for line in text.splitlines(keepends=True):
        seen += line.startswith("  - ")
        if line.startswith("  related: ["):
            names = [name for name in re.findall(r"[\w.]+", line.partition("[")[2]) if name in ENTRIES]
            line = f"  related: [{', '.join(names)}]\n" if names else ""
        if not line.startswith("  - ") or seen <= _SIMILAR:
            yield line


def _fewer_rows(lines: list[str]) -> Iterator[str]:
    """The first rows of each intent (of each FAQ entry that there is), or of each entity."""
    seen = Counter[str]()
    for line in lines:
        row = json.loads(line)
        if "entities" in row:
            kinds = {found["entity"] for found in row["entities"]} or {"none"}
        elif (topic := row.get("topic")) is None or topic in ENTRIES:
            kinds = {row["intent"] if topic is None else topic}
        else:
            continue
        if any(seen[kind] < _ROWS for kind in kinds):
            seen.update(kinds)
            yield line
