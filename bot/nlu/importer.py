"""FAQ entries as training data: each becomes a retrieval intent `faq/<id>` with its answer as the response.

So Rasa's own cache notices an edited entry, and the stock `ResponseSelector` of `config.diet.yml` works on them too.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_FOLDER = "faq"


class FaqImporter(TrainingDataImporter):  # type: ignore[misc]
    """Reads the folder `faq` below every training data path; named in `config.yml` beside `RasaFileImporter`."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **kwargs: Any,
    ) -> None:
        paths = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        self._folders = sorted({folder for path in paths for folder in _faq_folders(Path(path))})

    def get_domain(self) -> Domain:
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        return None

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        """One example per standard and similar question; its metadata holds the standard question."""
        return self._training_data

    @cached_property
    def _training_data(self) -> TrainingData:
        from insurance.services.faq import load  # here, so that a training without FAQ needs no insurance

        examples: list[Message] = []
        responses: dict[str, list[dict[str, Any]]] = {}
        for folder in self._folders:
            for entry in load(folder):
                intent = f"faq/{entry.id}"
                responses[f"utter_{intent}"] = [{"text": entry.answer}]
                examples.extend(
                    Message.build(text, intent=intent, example_metadata={"question": entry.question})
                    for text in dict.fromkeys([entry.question, *entry.similar])
                )
        return TrainingData(examples, responses=responses)


def _faq_folders(path: Path) -> list[Path]:
    """`path` is the data folder, the FAQ folder or a file in it."""
    if path.name == _FOLDER and path.is_dir():
        return [path]
    if path.parent.name == _FOLDER and path.is_file():
        return [path.parent]
    return [path / _FOLDER] if (path / _FOLDER).is_dir() else []
