"""The embedded Rasa agent: one loaded model."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bot.nlu.environment import importing_rasa

with importing_rasa():
    from rasa.core.actions.action import ActionExtractSlots
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.core.lock_store import InMemoryLockStore
    from rasa.core.processor import MessageProcessor
    from rasa.engine import loader
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.shared.core.events import ActionExecuted, Event, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.conversations.message import MessageType
from bot.conversations.turns import Turn
from bot.dialogue import in_process
from bot.dialogue.in_process import InProcessEndpoint
from bot.dialogue.replies import Reply, reply_of
from bot.dialogue.tracker_store import TurnTrackerStore
from bot.dialogue.understanding import understanding_of
from bot.nlu.graph import PlainGraphRunner
from bot.nlu.normaliser import normalise
from bot.nlu.parse import Parser
from kernel import tracing
from kernel.clock import local
from kernel.errors import BaowenError

_NO_STEP = ("action_listen", "action_extract_slots", "action_session_start")
_NO_MORE = re.compile(
    r"\W*(?:回复?)?(?:TD?|退订|(?:请|麻烦|以后)*(?:不要|不用|别|甭|勿|停止|不想)(?:再|给|我|老|总|一直)*"
    r"(?:发送?|收到?|提醒|通知|打扰)(?:短信|消息|信息|通知|提醒|这个|这些|了|我)*)\W*",
    re.IGNORECASE,
)
_PAYLOAD = re.compile(r"/(?P<intent>[A-Za-z_]+)(?P<entities>\{.*\})?", re.DOTALL)


class TurnFailed(BaowenError):
    """A custom action raised; the turn is to be repeated. `data`: error (a class name)."""

    code = "turn_failed"


@dataclass(frozen=True)
class Step:
    """What a model made of a message. `action`: the first it took or would take."""

    intent: str
    topic: str | None
    action: str | None


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
        self.parser = Parser.sharing(self._processor.graph_runner, self._processor.model_metadata)
        self.model = Path(model).name.removesuffix(".tar.gz")

    def on(self, store: TurnTrackerStore) -> Self:
        """The same model, remembering elsewhere; nothing is loaded anew."""
        twin = copy(self)
        twin.store = store
        twin._processor = copy(self._processor)
        twin._processor.tracker_store = store
        store.domain = self._processor.domain
        return twin

    def _meaning(self, turn: Turn) -> dict[str, Any]:
        content, at = turn.content, local(turn.at).isoformat()
        if content.payload is not None:
            return parse_payload(content.payload, content.text)
        if content.type is MessageType.ATTACHMENT and content.attachment:
            return _meant("inform", content.text, {"attachment": content.attachment["id"]})
        parsed = {**self.parser.understand(content.text, at), "plain": normalise(content.text).text}
        if turn.about is not None and _NO_MORE.fullmatch(content.text):
            # Said to what we sent, this can mean one thing only.
            parsed["intent"] = {"name": "renewal_reminder", "confidence": 1.0}
        return parsed

    async def answer(self, turn: Turn) -> Reply:
        """Run one turn in memory; `TurnFailed` when an action raised."""
        await self.store.open(turn.conversation_id, turn.token)
        with tracing.part("understand"):
            parsed = self._meaning(turn)
        before = await self.store.retrieve(turn.conversation_id)
        asked = before.active_loop_name if before is not None else None
        failed: list[Exception] = []
        token = in_process.failures.set(failed)
        try:
            message = UserMessage(
                turn.content.text,
                CollectingOutputChannel(),
                turn.conversation_id,
                parse_data=parsed,
                input_channel=turn.channel,
                # The same in every attempt, so that effects of a repeated turn find their key.
                message_id=str(turn.seq),
                metadata=_metadata(turn),
            )
            await self._processor.handle_message(message)
        finally:
            in_process.failures.reset(token)
        if failed:
            raise TurnFailed(error=type(failed[0]).__name__) from failed[0]
        news = self.store.news(turn.conversation_id)
        reply = reply_of(news)
        handed_off = reply.handoff is not None
        reply.understood = understanding_of(turn.content, parsed, asked, news, handed_off=handed_off)
        return reply

    def before(self, turn: Turn) -> Sequence[Event]:
        """What had happened when the message of the answered turn came; to be asked before the turn is written."""
        return self.store.before_message(turn.conversation_id)

    def step(self, turn: Turn) -> Step | None:
        """What was made of the message of the answered turn; to be asked before the turn is written."""
        news = self.store.news(turn.conversation_id)
        said = next((event for event in news if isinstance(event, UserUttered)), None)
        if said is None:
            return None
        later = news[news.index(said) :]
        taken = (event.action_name for event in later if isinstance(event, ActionExecuted))
        return Step(
            str(said.intent["name"]),
            _topic(said.parse_data or {}),
            next((name for name in taken if name and name not in _NO_STEP), None),
        )

    async def foresee(self, turn: Turn, before: Sequence[Event]) -> Step:
        """What this model would make of the message. Nothing is done: no action of ours runs, nothing is kept."""
        domain, parsed = self._processor.domain, self._meaning(turn)
        tracker = DialogueStateTracker.from_events(
            turn.conversation_id, list(before), domain.slots, domain=domain
        )
        tracker.update(
            UserUttered(
                turn.content.text,
                parsed["intent"],
                parsed["entities"],
                parsed,
                input_channel=turn.channel,
                message_id=str(turn.seq),
            ),
            domain,
        )
        # Without an endpoint: a slot that asks an action of ours for its value ends this, unheard.
        slots = ActionExtractSlots(None)
        nlg, channel = self._processor.nlg, CollectingOutputChannel()
        tracker.update_with_events(await slots.run(channel, nlg, tracker, domain), domain)
        predicted = self._processor.predict_next_with_tracker_if_should(tracker)[0]
        return Step(str(parsed["intent"]["name"]), _topic(parsed), predicted.name())

    def words(self, action: str | None) -> str | None:
        """What an action that is a response says, where that is one plain text."""
        variants = self._processor.domain.responses.get(action or "") or []
        text = variants[0].get("text") if len(variants) == 1 else None
        return str(text) if text and "{" not in text else None


def _metadata(turn: Turn) -> dict[str, Any] | None:
    """What actions know of the message beside its words."""
    if turn.about is None:
        return None
    return {"about": {"noun": turn.about.noun, "number": turn.about.number}}


def _topic(parsed: Mapping[str, Any]) -> str | None:
    """The FAQ entry, where one is asked for."""
    topic = parsed.get("topic") or {}
    return topic.get("id") if parsed.get("intent", {}).get("name") == "faq" else None


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
