"""Custom actions without a server: the rasa-sdk executor runs them in the worker's own event loop.

Rasa builds a `RemoteAction` by name wherever a custom action runs (also inside forms), so that class is exchanged for
one that calls the executor when the endpoint is ours, and behaves as before when it is not. It also skips the JSON
schema check of the answer (14 % of a stock turn): the executor that made the answer is the same process.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import rasa.core.actions.action as rasa_actions
import rasa.core.actions.forms as rasa_forms
import structlog
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core import events
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from kernel import tracing

log = structlog.get_logger()

# The processor logs an action's exception and goes on without its events; a worker must know, to repeat the turn.
failures: ContextVar[list[Exception]] = ContextVar("failures")


class InProcessEndpoint(EndpointConfig):  # type: ignore[misc]
    """An action endpoint that is no server. `package` is searched for actions once."""

    def __init__(self, package: str) -> None:
        super().__init__(url="in-process://actions")
        self.executor = ActionExecutor()
        self.executor.register_package(package)
        self._domains: dict[int, dict[str, Any]] = {}

    def domain_of(self, domain: Domain) -> dict[str, Any]:
        """The domain as a dictionary, made once per loaded model."""
        if id(domain) not in self._domains:
            self._domains = {id(domain): domain.as_dict()}
        return self._domains[id(domain)]


class InProcessAction(rasa_actions.RemoteAction):  # type: ignore[misc]
    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        endpoint = self.action_endpoint
        if not isinstance(endpoint, InProcessEndpoint):
            return list(await super().run(output_channel, nlg, tracker, domain))
        call = {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": tracker.current_state(EventVerbosity.ALL),
            "domain": endpoint.domain_of(domain),
        }
        try:
            with tracing.part("action", action=self.name()):
                answer = await endpoint.executor.run(call)
        except ActionExecutionRejection as rejection:
            raise rasa_actions.ActionExecutionRejection(self.name(), str(rejection)) from rejection
        except Exception as error:
            failures.get([]).append(error)
            log.warning("action failed", action=self.name(), error=type(error).__name__)
            raise
        answer = answer or {"events": [], "responses": []}
        uttered = await self._utter_responses(answer["responses"], output_channel, nlg, tracker)
        return [*uttered, *events.deserialise_events(answer["events"])]


def install() -> None:
    """Let Rasa build our class; safe to call twice."""
    rasa_actions.RemoteAction = InProcessAction
    rasa_forms.RemoteAction = InProcessAction
