"""Entities by pattern and by name: numbers, days, sums, products, attributes, lines, documents, places, persons."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.assets import component_digest
from bot.nlu.dates import find_dates
from bot.nlu.identifiers import find_numbers
from bot.nlu.lookup import Lookup, festivals, read_lookup
from bot.nlu.money import find_money
from bot.nlu.normaliser import normalise
from bot.nlu.numerals import SPOKEN_RUN, spoken_digits
from bot.nlu.people import Names
from bot.nlu.places import Gazetteer
from bot.nlu.spans import Found, without_overlaps
from kernel.clock import SHANGHAI, local

_FILE = "lookup.joblib"
_VERBATIM = ("person", "place")  # a name is what its bearer writes, traditional characters too


class EntityFinder:
    """Every finder of entities, set up with the look-up tables."""

    def __init__(self, tables: Sequence[Mapping[str, Any]]) -> None:
        self._lookup = Lookup(tables)
        self._festivals = festivals(tables)
        self._names = Names(tables)
        self._gazetteer = Gazetteer(tables)

    def mentions(self, text: str, at: datetime) -> list[dict[str, Any]]:
        """The entities of a message as typed, `{"entity", "value", "start", "end"}`; spans point into `text`."""
        folded = normalise(text)
        found = []
        for item in self.find(folded.text, at):
            start, end = folded.span(item.start, item.end)
            value = text[start:end] if item.entity in _VERBATIM else item.value
            found.append({"entity": item.entity, "value": value, "start": start, "end": end})
        return found

    def find(self, text: str, at: datetime) -> list[Found]:
        """The entities of normalised `text`, written at `at`.

        Where two overlap, identifiers win over places, places over days (8号楼), days over sums, sums over
        known names, and these over persons.
        """
        spoken = SPOKEN_RUN.sub(lambda run: spoken_digits(run[0]), text)
        return without_overlaps(
            [
                *find_numbers(spoken),
                *self._gazetteer.find(text),
                *find_dates(text, local(at).date(), self._festivals),
                *find_money(text),
                *self._lookup.find(text),
                *self._names.find(text),
            ]
        )


def _time_of(message: Message) -> datetime:
    """When the message was written: `at` of the message or its metadata (ISO 8601; without offset Asia/Shanghai), else now."""
    at = message.get("at") or (message.get("metadata") or {}).get("at")
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    if not isinstance(at, datetime):
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class InsuranceEntityExtractor(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Adds `{"entity", "value", "start", "end", "extractor"}`; spans point into the original text.

    Values: numbers upper case without blanks, `date` ISO 8601, `money` yuan with two decimals, names in the canonical
    form of the look-up table.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # folder of the look-up tables, relative to the project's root
        return {"lookup": "data/lookup"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return component_digest(config.get("lookup", cls.get_default_config()["lookup"]))

    def __init__(self, storage: ModelStorage, resource: Resource, tables: list[dict[str, Any]]) -> None:
        self._storage = storage
        self._resource = resource
        self._tables = tables
        self._finder = EntityFinder(tables)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "InsuranceEntityExtractor":
        return cls(model_storage, resource, read_lookup(Path(config["lookup"])))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "InsuranceEntityExtractor":
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the tables in the model, so that a model stands alone."""
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._tables, folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            entities = self._finder.mentions(message.get(TEXT) or "", _time_of(message))
            entities = self.add_extractor_name(entities)
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
