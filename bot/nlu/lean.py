"""Rasa without TensorFlow, for models that need none.

Rasa's own modules import TensorFlow for type annotations and for classes our pipeline never uses; that is half of a
worker's start and a third of its memory. A process that will only run such a model may leave it out: modules of that
name then exist but are empty, and whoever really calls into one is told so.
"""

import json
import sys
import tarfile
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

_PACKAGES = frozenset({"tensorflow", "keras", "tensorflow_addons", "tensorflow_hub"})
# Components that work without it. Anything else gets the real library.
_WITHOUT = (
    "bot.nlu.",
    "rasa.graph_components.",
    "rasa.nlu.classifiers.regex_message_handler.",
    "rasa.core.policies.rule_policy.",
    "rasa.core.policies.memoization.",
    "rasa.core.policies.ensemble.",
)


def needs_tensorflow(model: Path) -> bool:
    """Whether a component of the model's predict graph is not known to work without TensorFlow."""
    with tarfile.open(model) as archive:
        member = next(each for each in archive if Path(each.name).name == "metadata.json")
        content = archive.extractfile(member)
        assert content is not None
        nodes = json.load(content)["predict_schema"]["nodes"].values()
    return not all(node["uses"].startswith(_WITHOUT) for node in nodes)


def leave_tensorflow_out(model: Path) -> bool:
    """Before Rasa's first import: put empty modules in TensorFlow's place if `model` allows it; whether it did."""
    if "tensorflow" in sys.modules or needs_tensorflow(model):
        return False
    sys.meta_path.insert(0, _Finder())
    return True


class _AbsentType(type):
    def __getattr__(cls, name: str) -> "_AbsentType":
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class Absent(metaclass=_AbsentType):
    """Stands for any class of the library: good for annotations and as a base class, not for use."""

    def __init__(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("this process runs without TensorFlow")


class _Empty(ModuleType):
    def __getattr__(self, name: str) -> _AbsentType:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class _Finder(MetaPathFinder, Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in _PACKAGES:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Empty(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is in it."""
