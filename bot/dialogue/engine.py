"""The embedded Rasa agent: one loaded model that answers one turn at a time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from bot.nlu.environment import importing_rasa

with importing_rasa():
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.core.lock_store import InMemoryLockStore
    from rasa.core.processor import MessageProcessor
    from rasa.engine import loader
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.conversations.message import MessageType
from bot.conversations.turns import Turn
from bot.dialogue import in_process
from bot.dialogue.in_process import InProcessEndpoint
from bot.dialogue.replies import Reply, reply_of
from bot.dialogue.tracker_store import TurnTrackerStore
from bot.nlu.graph import PlainGraphRunner
from bot.nlu.normaliser import normalise
from bot.nlu.parse import Parser
from kernel.clock import local
from kernel.errors import BaowenError

_PAYLOAD = re.compile(r"/(?P<intent>[A-Za-z_]+)(?P<entities>\{.*\})?", re.DOTALL)


class TurnFailed(BaowenError):
    """A custom action raised; the turn is to be repeated. `data`: error (a class name)."""

    code = "turn_failed"


class Processor(MessageProcessor):  # type: ignore[misc]
    """Rasa's processor with a plain graph runner."""

    @staticmethod
    def _load_model(model_path: str | Path) -> Any:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, PlainGraphRunner
            )
        return Path(model_path).name, metadata, runner


class Engine:
    """Answers turns. Keeps no state but warm trackers; the store decides what becomes true."""

    def __init__(self, model: Path, tracker_store: TurnTrackerStore, actions: InProcessEndpoint) -> None:
        in_process.install()
        self.store = tracker_store
        agent = Agent(tracker_store=tracker_store, lock_store=InMemoryLockStore(), action_endpoint=actions)
        self._processor = Processor(
            model_path=model,
            tracker_store=tracker_store,
            lock_store=agent.lock_store,
            action_endpoint=actions,
            generator=agent.nlg,
        )
        tracker_store.domain = self._processor.domain
        agent.nlg.responses = self._processor.domain.responses
        self._parser = Parser.sharing(self._processor.graph_runner, self._processor.model_metadata)
        self.model = Path(model).name

    def _meaning(self, turn: Turn) -> dict[str, Any]:
        content, at = turn.content, local(turn.at).isoformat()
        if content.payload is not None:
            return parse_payload(content.payload, content.text)
        if content.type is MessageType.ATTACHMENT and content.attachment:
            return _meant("inform", content.text, {"attachment": content.attachment["id"]})
        return {**self._parser.understand(content.text, at), "plain": normalise(content.text).text}

    async def answer(self, turn: Turn) -> Reply:
        """Run one turn in memory; `TurnFailed` when an action raised."""
        await self.store.open(turn.conversation_id, turn.token)
        failed: list[Exception] = []
        token = in_process.failures.set(failed)
        try:
            message = UserMessage(
                turn.content.text,
                CollectingOutputChannel(),
                turn.conversation_id,
                parse_data=self._meaning(turn),
                input_channel=turn.channel,
                # The same in every attempt, so that effects of a repeated turn find their key.
                message_id=str(turn.seq),
            )
            await self._processor.handle_message(message)
        finally:
            in_process.failures.reset(token)
        if failed:
            raise TurnFailed(error=type(failed[0]).__name__) from failed[0]
        return reply_of(self.store.news(turn.conversation_id))


def parse_payload(payload: str, title: str) -> dict[str, Any]:
    """A choice the bot offered: `/intent{"entity": "value"}`."""
    found = _PAYLOAD.fullmatch(payload)
    if found is None:
        raise ValueError("not a payload of ours")
    return _meant(found["intent"], title, json.loads(found["entities"] or "{}"))


def _meant(intent: str, text: str, entities: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": [
            {"entity": name, "value": value, "start": 0, "end": len(text)} for name, value in entities.items()
        ],
    }
