"""Whose loss an active incident may have brought about is served first. Without a model: intents are given."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.ext.asyncio import AsyncEngine

from actions import runtime
from actions.people import ActionHandoff
from insurance.bootstrap import Services, bootstrap
from insurance.domain.incidents import IncidentKind
from insurance.domain.products import Line
from insurance.services.incidents import IncidentPlan
from insurance.sms import FileSms
from kernel.clock import FrozenClock
from kernel.crypto import Keyring

TYPHOON = IncidentPlan(
    IncidentKind.TYPHOON,
    "台风应急",
    "台风影响广东，报案可以直接在这里办。",
    regions=("广东省",),
    lines=(Line.HOME, Line.AUTO_COMMERCIAL),
)


@pytest.fixture
def services(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, tmp_path: Path) -> Iterator[Services]:
    services = bootstrap(
        engine=engine, keyring=keyring, clock=clock, sms=FileSms(tmp_path / "sms", clock), faq_folder=tmp_path
    )
    with runtime.provided(services):
        yield services


async def priority_of(*said: tuple[str, str], answers: dict[str, Any] | None = None) -> int:
    """(intent, text) of each message; the last one asks for a person."""
    events = [
        {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}} for intent, text in said
    ]
    slots = {"task": {"name": "claim_report", "answers": answers} if answers else None}
    latest = {"intent": {"name": said[-1][0]}, "text": said[-1][1], "entities": []}
    tracker = Tracker("talk", slots, latest, events, False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    await ActionHandoff().run(dispatcher, tracker, {})
    [handoff] = [each["custom"]["handoff"] for each in dispatcher.messages if "handoff" in each["custom"]]
    return int(handoff["priority"])


REPORT, PERSON = ("claim_report", "人在广东，家里被淹了"), ("handoff", "转人工")


async def test_a_loss_the_incident_may_have_brought_rises_by_one_while_it_is_active(
    services: Services,
) -> None:
    assert await priority_of(REPORT, PERSON) == 0
    incident = await services.incidents.announce("boss", TYPHOON, "k")
    assert await priority_of(REPORT, PERSON) == 0
    await services.incidents.activate(incident.id, "boss")
    assert await priority_of(REPORT, PERSON) == 1
    await services.incidents.ease(incident.id, "boss")
    assert await priority_of(REPORT, PERSON) == 0


async def test_only_losses_of_the_region_and_the_line_rise(services: Services) -> None:
    incident = await services.incidents.announce("boss", TYPHOON, "k", activate=True)
    elsewhere, medical = ("claim_report", "人在北京，家里漏水"), ("claim_report", "在广东住院了")

    assert await priority_of(elsewhere, PERSON) == 0
    assert await priority_of(medical, PERSON, answers={"line": "medical"}) == 0
    assert await priority_of(elsewhere, PERSON, answers={"line": "home", "incident": incident.id}) == 1


async def test_who_reports_no_loss_waits_as_ever(services: Services) -> None:
    await services.incidents.announce("boss", TYPHOON, "k", activate=True)

    assert await priority_of(("claim_status", "广东台风的案子到哪一步了"), PERSON) == 0
    assert await priority_of(("renewal_query", "广东的保单什么时候到期"), PERSON) == 0
    assert await priority_of(("complaint", "我要投诉"), PERSON) == 1
