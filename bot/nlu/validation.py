"""Cross-validation and the learning curve: the pipeline of `config.yml`, trained in memory as often as needed.

Rasa's graph would train and pack a whole model each time; here its components are called one after the other.
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.nlu.environment import importing_rasa
from bot.nlu.evaluate import Report, Row, Watch, report_of, score, unwatched

with importing_rasa():
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData
    from rasa.shared.utils.common import class_from_module_path
from sklearn.model_selection import StratifiedKFold

from bot.nlu.importer import ProjectImporter

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
_FOLDS = 5
_SEED = 20260301
_LEAST = 3  # examples a class needs to be calibrated

Examples = Sequence[Message]
# Makes another configuration of a component's; None leaves the component out.
Change = Callable[[dict[str, Any]], dict[str, Any] | None]


def read_examples(root: Path = Path()) -> Examples:
    """Every training example of `data/nlu` and `data/faq`."""
    importer = ProjectImporter(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])
    return [example for example in importer.get_nlu_data().intent_examples if example.get(TEXT)]


class Pipeline:
    """The components of a configuration: `prepare` examples once, `train` on any of them, then `understand`."""

    def __init__(self, components: Sequence[Any]) -> None:
        self.components = components

    @classmethod
    @contextmanager
    def opened(
        cls, config: Path = Path("config.yml"), change: Change = lambda part: part
    ) -> Iterator["Pipeline"]:
        """Look-ups are found below the working directory; what the components store is gone afterwards."""
        parts = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
        with tempfile.TemporaryDirectory() as folder:
            storage = LocalModelStorage.create(Path(folder))
            context = ExecutionContext(GraphSchema({}))
            components: list[Any] = []
            for part in filter(None, map(change, parts)):
                kind = class_from_module_path(part["name"])
                resource = Resource(f"{len(components)}")
                components.append(
                    kind.create({**kind.get_default_config(), **part}, storage, resource, context)
                )
            yield cls(components)

    def prepare(self, examples: Examples) -> None:
        """Words and meanings, which do not depend on what else is learnt."""
        for component in self.components:
            if hasattr(component, "process_training_data"):
                component.process_training_data(_data(examples))

    def train(self, examples: Examples) -> "Pipeline":
        """On prepared examples."""
        for component in self.components:
            if hasattr(component, "train") and not hasattr(component, "process_training_data"):
                component.train(_data(examples))
        return self

    def understand(self, text: str) -> dict[str, Any]:
        """As `Parser.understand`."""
        messages = [Message.build(text)]
        for component in self.components:
            messages = component.process(messages)
        data = messages[0].as_dict(only_output_properties=True)
        return {"topic": None, "entities": [], "intent_ranking": [], **data, "text": text}


def cross_validate(pipeline: Pipeline, examples: Examples, watch: Watch[Any] = unwatched) -> Report:
    """The report of `score` over all examples, each judged by a pipeline trained on the other four fifths.

    Training examples are hard cases on purpose, so this lies far below the held-out figures; it compares two versions.
    """
    parts = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    folds = list(parts.split(examples, [class_of(example) for example in examples]))
    rows, told = [], []
    for kept, held in watch(folds, "cross-validation"):
        pipeline.train([examples[index] for index in kept])
        for example in (examples[index] for index in held):
            intent, _, topic = class_of(example).partition("/")
            rows.append({"text": example.get(TEXT), "intent": intent, "topic": topic})
            told.append(pipeline.understand(example.get(TEXT)))
    return report_of(rows, told)


def learning_curve(
    pipeline: Pipeline,
    examples: Examples,
    rows: Sequence[Row],
    topics: Mapping[str, str],
    watch: Watch[Any] = unwatched,
) -> list[Report]:
    """`[{"share", "examples", **summary}]` on held-out `rows`, trained on growing shares of every class."""
    curve = []
    for share in watch(SHARES, "learning curve"):
        some = sample(examples, share)
        report = score(pipeline.train(some), rows, topics)
        curve.append({"share": share, "examples": len(some), **summary(report)})
    return curve


def sample(examples: Examples, share: float) -> Examples:
    """The same share of every class, at least what calibration needs; smaller samples are within greater ones."""
    classes: defaultdict[str, list[Message]] = defaultdict(list)
    for example in examples:
        classes[class_of(example)].append(example)
    chosen = []
    for name in sorted(classes):
        members = classes[name]
        Random(f"{_SEED}{name}").shuffle(members)  # noqa: S311  (repeatable on purpose)
        chosen += members[: max(_LEAST, ceil(share * len(members)))]
    return chosen


def class_of(example: Message) -> str:
    """`faq/<id>` or the intent."""
    return str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))


def summary(report: Report) -> dict[str, Any]:
    """The handful of figures that tell two reports apart."""
    return {
        **{name: report[name] for name in ("accuracy", "macro_f1", "unsure_rate", "calibration_error")},
        "faq_first": report["faq"]["hit_1"],
        "faq_among_three": report["faq"]["hit_3"],
        "faq_answered_right": report["faq"]["answered_right"],
        "out_of_scope_recall": report["out_of_scope"]["recall"],
        "out_of_scope_false_rate": report["out_of_scope"]["false_rate"],
    }


def _data(examples: Examples) -> TrainingData:
    """Without the search for duplicates, which takes longer than the training."""
    data = TrainingData()
    data.training_examples = list(examples)
    return data
