"""What a component knows besides what it learns: read from the project at training, then kept in the model."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

_FILE = "asset.joblib"

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


class AssetComponent(GraphComponent):  # type: ignore[misc]
    """A component with one asset, such as a table; the model keeps it, so that a model stands alone."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # folder of the look-up tables, relative to the project's root
        return {"lookup": "data/lookup"}

    @classmethod
    def read(cls, config: dict[str, Any]) -> Any:
        """The asset, from the project's files."""
        raise NotImplementedError

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return component_digest({**cls.get_default_config(), **config}["lookup"])

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, asset: Any) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._asset = asset

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        return cls(config, model_storage, resource, cls.read(config))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._asset, folder / _FILE)
        return self._resource
