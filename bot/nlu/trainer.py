"""Runs Rasa's training graph on a project, once, without Rasa's training cache.

The cache fingerprints every token of every example before and after each component. On our data that takes longer than the
training; whether a model of exactly this data exists, `bot.nlu.train` knows beforehand.
"""

import copy
import tempfile
from pathlib import Path
from typing import Any

from rasa.engine.constants import PLACEHOLDER_IMPORTER
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.validation import validate
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import (
    CombinedDataImporter,
    E2EImporter,
    ResponsesSyncImporter,
    TrainingDataImporter,
)
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.importer import ProjectImporter


class _Prepared(TrainingDataImporter):  # type: ignore[misc]
    """Rasa's importer, but the NLU data come straight from the files.

    The chain behind it would add end-to-end stories (we have none) by copying every example five times.
    """

    def __init__(self, files: ProjectImporter) -> None:
        self._files = files
        self._importer = E2EImporter(ResponsesSyncImporter(CombinedDataImporter([files])))

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        return self._files.get_nlu_data()

    def get_domain(self) -> Domain:
        return self._importer.get_domain()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return self._importer.get_stories(exclusion_percentage)

    def get_conversation_tests(self) -> StoryGraph:
        return self._importer.get_conversation_tests()

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = self._importer.get_config()
        return config

    def get_config_file_for_auto_config(self) -> str | None:
        path: str | None = self._importer.get_config_file_for_auto_config()
        return path


def train_graph(config: str, output: Path, *, files: ProjectImporter | None = None) -> None:
    """Train the project in the working directory (`domain.yml`, `data/`, `config`) and write the model to `output`.

    `files` reads the project otherwise than as a whole.

    Raises what Rasa raises: `GraphSchemaValidationException`, `YamlException` and others.
    """
    importer = _Prepared(files or ProjectImporter(config, "domain.yml", ["data"]))
    stories = importer.get_stories()
    training_type = TrainingType.NLU if stories.is_empty() else TrainingType.BOTH
    configuration = importer.get_config()
    recipe = Recipe.recipe_for_name(configuration.get("recipe"))
    configuration, _, _ = recipe.auto_configure(
        importer.get_config_file_for_auto_config(), configuration, training_type
    )
    model = recipe.graph_config_for_recipe(configuration, {}, training_type=training_type)
    validate(model)
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage.create(Path(folder))
        domain = copy.deepcopy(importer.get_domain())  # components may change it
        runner = DaskGraphRunner.create(
            graph_schema=model.train_schema,
            model_storage=storage,
            execution_context=ExecutionContext(graph_schema=model.train_schema),
        )
        runner.run(inputs={PLACEHOLDER_IMPORTER: importer})
        storage.create_model_package(output, model, domain)
