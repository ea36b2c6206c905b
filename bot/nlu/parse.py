"""Understands single messages with a trained model: `baowen parse`, the studio, the dialogue worker."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.nlu.environment import importing_rasa

if TYPE_CHECKING:
    from rasa.engine.runner.interface import GraphRunner
    from rasa.engine.storage.storage import ModelMetadata


class Parser:
    """The NLU half of a model, loaded once; not for several threads at a time.

    Text is never a command: Rasa's reading of `/intent{…}` stands behind the node this asks.
    """

    def __init__(self, model_path: Path) -> None:
        with importing_rasa():
            from rasa.engine.graph import ExecutionContext
            from rasa.engine.storage.local_model_storage import LocalModelStorage

            from bot.nlu.graph import PlainGraphRunner

        with tempfile.TemporaryDirectory() as folder:
            storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model_path)
            self._target = nlu_node(metadata)
            # Only the nodes understanding needs: the policies stay in the archive.
            schema = metadata.predict_schema.minimal_graph_schema([self._target])
            context = ExecutionContext(graph_schema=schema, model_id=metadata.model_id)
            self._runner: GraphRunner = PlainGraphRunner.create(schema, storage, context)

    @classmethod
    def sharing(cls, runner: "GraphRunner", metadata: "ModelMetadata") -> "Parser":
        """A parser on a graph that is loaded already, such as an `Agent`'s processor's."""
        parser = cls.__new__(cls)
        parser._runner, parser._target = runner, nlu_node(metadata)
        return parser

    def understand(self, text: str, at: datetime | str | None = None) -> dict[str, Any]:
        """Rasa's parse data (`text`, `intent`, `intent_ranking`, `entities`, `topic`), as `UserUttered` wants it.

        `at` is when the customer wrote (ISO 8601 where it is text, Asia/Shanghai without an offset); 昨天 is the day
        before it. Default: now.
        """
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE

        message = UserMessage(text, metadata={"at": str(at)} if at else None)
        # UserMessage strips blanks, which would shift every span.
        message.text = text
        (parsed,) = self._runner.run(inputs={PLACEHOLDER_MESSAGE: [message]}, targets=[self._target])[
            self._target
        ]
        data = parsed.as_dict(only_output_properties=True)
        return {"topic": None, "entities": [], "intent_ranking": [], **data, "text": text}

    def parse(self, text: str, at: datetime | str | None = None) -> dict[str, Any]:
        """`{"text", "intent": {"name", "confidence"}, "topic": id or None, "entities", "ranking"}`.

        `text[start:end]` is what was said. `topic` is set where the intent is `faq`.
        """
        data = self.understand(text, at)
        intent = data["intent"]
        topic = data["topic"] if intent["name"] == "faq" else None
        return {
            "text": text,
            "intent": {"name": intent["name"], "confidence": round(intent["confidence"], 4)},
            "topic": topic["id"] if topic else None,
            "entities": [
                {key: e[key] for key in ("entity", "value", "start", "end")} for e in data["entities"]
            ],
            "ranking": [[item["name"], round(item["confidence"], 4)] for item in data["intent_ranking"]],
        }


def nlu_node(metadata: "ModelMetadata") -> str:
    """The last node of the pipeline, before Rasa's reading of `/intent{…}`."""
    return str(metadata.predict_schema.nodes[metadata.nlu_target].needs["messages"])
