"""Entities by pattern and by name: numbers, days, sums, products, attributes, lines, documents, places, persons."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.assets import AssetComponent
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
class InsuranceEntityExtractor(AssetComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Adds `{"entity", "value", "start", "end", "extractor"}`; spans point into the original text.

    Values: numbers upper case without blanks, `date` ISO 8601, `money` yuan with two decimals, names in the canonical
    form of the look-up table.
    """

    @classmethod
    def read(cls, config: dict[str, Any]) -> list[dict[str, Any]]:
        return read_lookup(Path(config["lookup"]))

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, tables: list[dict[str, Any]]
    ) -> None:
        super().__init__(config, storage, resource, tables)
        self._finder = EntityFinder(tables)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            entities = self._finder.mentions(message.get(TEXT) or "", _time_of(message))
            entities = self.add_extractor_name(entities)
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
