"""Incidents: every pair of states, whom one concerns, what customers may read, switching on and off, what is in force."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from insurance.domain.errors import (
    ConductBreach,
    IllegalTransition,
    RecordNotFound,
    RuleBroken,
    StoreUnavailable,
)
from insurance.domain.incidents import TRANSITIONS, Incident, IncidentKind, IncidentStatus, region_words
from insurance.domain.products import Line
from insurance.services.audit import AuditService
from insurance.services.faq import FaqService
from insurance.services.incidents import FRESH, IncidentPlan, IncidentService
from insurance.store.unit_of_work import SqlStore
from kernel.clock import SHANGHAI, FrozenClock

S = IncidentStatus
AT = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
FAQ = Path(__file__).parents[2] / "data" / "faq"
BANNER = "台风影响广东，报案可以直接在这里办，我们优先处理。"
PLAN = IncidentPlan(
    IncidentKind.TYPHOON,
    "台风应急",
    BANNER,
    regions=("广东省", "深圳"),
    lines=(Line.HOME, Line.AUTO_COMMERCIAL),
    faq_pack=("claims.report_how", "claims.report_deadline"),
)

AGREED = {
    "announced": "active closed",
    "active": "easing closed",
    "easing": "active closed",
    "closed": "",
}
VERBS: dict[IncidentStatus, Callable[[Incident], None]] = {
    S.ACTIVE: lambda incident: incident.activate(at=AT, by="boss"),
    S.EASING: lambda incident: incident.ease(at=AT, by="boss"),
    S.CLOSED: lambda incident: incident.close(at=AT, by="boss", note="物资够，电话不够"),
}


def an_incident(**changes: Any) -> Incident:
    facts: dict[str, Any] = {
        "id": "one",
        "kind": IncidentKind.TYPHOON,
        "title": "台风应急",
        "banner": BANNER,
        "regions": (),
        "lines": frozenset(),
        "faq_pack": (),
        "starts_at": AT,
    }
    return Incident(**(facts | changes))


@pytest.mark.parametrize("after", VERBS)
@pytest.mark.parametrize("before", S)
def test_an_incident_moves_only_where_the_agreed_table_allows(
    before: IncidentStatus, after: IncidentStatus
) -> None:
    incident = an_incident(status=before)
    if after in AGREED[before].split():
        VERBS[after](incident)
        assert incident.status is incident.events[-1].status is after
    else:
        with pytest.raises(IllegalTransition):
            VERBS[after](incident)
        assert incident.status is before and not incident.events


def test_the_table_knows_every_state() -> None:
    assert set(TRANSITIONS) == set(S)


def test_an_incident_is_closed_only_with_a_review() -> None:
    incident = an_incident(status=S.EASING)
    with pytest.raises(RuleBroken):
        incident.close(at=AT, by="boss", note=" ")
    assert incident.review is None
    incident.close(at=AT, by="boss", note="电话不够")
    assert incident.review == "电话不够"


@pytest.mark.parametrize("status", S)
def test_an_incident_is_in_force_while_active_or_easing(status: IncidentStatus) -> None:
    assert an_incident(status=status).in_force(AT) is (status in (S.ACTIVE, S.EASING))


def test_an_incident_is_in_force_from_its_start_up_to_its_end() -> None:
    incident = an_incident(status=S.ACTIVE, ends_at=AT + HOUR)
    times = (AT - timedelta(seconds=1), AT, AT + HOUR - timedelta(seconds=1), AT + HOUR)
    assert [incident.in_force(at) for at in times] == [False, True, True, False]


@pytest.mark.parametrize(
    ("changes", "line", "text", "concerned"),
    [
        ({}, Line.HOME, "家里进水", True),
        ({}, None, "", True),
        ({"lines": frozenset({Line.HOME})}, Line.HOME, "家里进水", True),
        ({"lines": frozenset({Line.HOME})}, Line.MEDICAL, "住院", False),
        ({"lines": frozenset({Line.HOME})}, None, "进水了", True),
        ({"regions": ("广东省",)}, Line.HOME, "广东这边家里进水", True),
        ({"regions": ("广东省",)}, Line.HOME, "北京家里进水", False),
        ({"regions": ("深圳市", "珠海")}, Line.HOME, "人在珠海", True),
        ({"regions": ("广西壮族自治区",)}, Line.HOME, "广西的房子", True),
        ({"regions": ("沙县",)}, Line.HOME, "沙县的店", True),
        ({"regions": ("沙县",)}, Line.HOME, "沙发泡了", False),
        ({"regions": ("广东省",)}, Line.HOME, "台风把窗吹了", True),
        ({"regions": ("广东省",), "lines": frozenset({Line.HOME})}, Line.MEDICAL, "台风天住院", False),
        ({"kind": IncidentKind.OTHER, "regions": ("广东省",)}, Line.HOME, "台风把窗吹了", False),
        ({"kind": IncidentKind.EARTHQUAKE, "regions": ("四川",)}, None, "地震墙裂了", True),
    ],
)
def test_whom_an_incident_concerns(
    changes: dict[str, Any], line: Line | None, text: str, concerned: bool
) -> None:
    assert an_incident(**changes).concerns(line, text) is concerned


def test_words_for_regions_are_told_apart_from_noise() -> None:
    assert region_words([" 深圳 ", "深圳", "", "粤", "广东省"]) == ("深圳", "广东省")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"title": ""}, "title_length"),
        ({"title": "长" * 41}, "title_length"),
        ({"banner": " \n "}, "banner_length"),
        ({"banner": "长" * 81}, "banner_length"),
        ({"ends_at": AT}, "ends_before_it_starts"),
        ({"starts_at": AT + HOUR, "ends_at": AT + HOUR}, "ends_before_it_starts"),
    ],
)
def test_an_incident_that_cannot_be_is_not_announced(changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        an_incident(**changes).announce(at=AT, by="boss")
    assert broken.value.rule == rule


def test_the_banner_keeps_the_conduct_rules_and_to_one_line() -> None:
    with pytest.raises(ConductBreach) as stopped:
        an_incident(banner="台风损失全都赔，请放心").announce(at=AT, by="boss")
    data = stopped.value.data
    assert (data["guard"], data["span"]) == ("claim_sure", [4, 7]) and data["safe"]
    incident = an_incident(banner="  台风来了\n请先保证安全 ")
    incident.announce(at=AT, by="boss")
    assert incident.banner == "台风来了 请先保证安全"


@pytest.fixture
def incidents(store: SqlStore, clock: FrozenClock) -> IncidentService:
    return IncidentService(store, FaqService(FAQ), clock)


async def test_an_incident_announced_is_kept_as_it_was_stated(
    incidents: IncidentService, clock: FrozenClock
) -> None:
    announced = await incidents.announce("boss", replace(PLAN, ends_at=AT + HOUR), "k")
    [kept] = await incidents.latest()

    assert kept == announced
    assert (kept.status, kept.banner, kept.regions) == (S.ANNOUNCED, BANNER, ("广东省", "深圳"))
    assert kept.lines == frozenset(PLAN.lines) and kept.faq_pack == tuple(PLAN.faq_pack)
    assert kept.starts_at == clock.now() and kept.ends_at == AT + HOUR
    assert await incidents.current() == ()


async def test_from_on_to_off_it_is_in_force_and_every_step_is_on_record(
    incidents: IncidentService, store: SqlStore, clock: FrozenClock
) -> None:
    incident = await incidents.announce("boss", PLAN, "k")
    await incidents.activate(incident.id, "boss", "总部通知")
    assert [each.id for each in await incidents.current()] == [incident.id]
    await incidents.ease(incident.id, "deputy", banner="台风已过，报案照常在这里办。")
    [eased] = await incidents.current()
    assert eased.banner == "台风已过，报案照常在这里办。"
    await incidents.close(incident.id, "boss", "电话不够")
    assert await incidents.current() == ()

    [closed] = await incidents.latest()
    steps = [(event.status, event.by, event.note) for event in closed.events]
    assert steps == [
        (S.ANNOUNCED, "boss", None),
        (S.ACTIVE, "boss", "总部通知"),
        (S.EASING, "deputy", None),
        (S.CLOSED, "boss", "电话不够"),
    ]
    audit = AuditService(store, clock)
    assert [(entry.who, entry.what) for entry in await audit.entries()] == [
        ("boss", "incident_announced"),
        ("boss", "incident_active"),
        ("deputy", "incident_easing"),
        ("boss", "incident_closed"),
    ]
    assert (await audit.verify()).broken_at is None


async def test_it_may_be_switched_on_in_one_go(incidents: IncidentService) -> None:
    incident = await incidents.announce("boss", PLAN, "k", activate=True)

    assert [event.status for event in incident.events] == [S.ANNOUNCED, S.ACTIVE]
    assert await incidents.current() == (incident,)


async def test_the_same_key_announces_once_even_at_once(incidents: IncidentService) -> None:
    said = await asyncio.gather(*(incidents.announce("boss", PLAN, "k") for _ in range(4)))

    assert len({incident.id for incident in said}) == len(await incidents.latest()) == 1
    assert (await incidents.announce("other", PLAN, "k")).id != said[0].id


async def test_of_two_who_take_the_same_step_one_is_told(incidents: IncidentService) -> None:
    incident = await incidents.announce("boss", PLAN, "k")

    results = await asyncio.gather(
        incidents.activate(incident.id, "boss"),
        incidents.activate(incident.id, "deputy"),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in results) == ["IllegalTransition", "Incident"]
    [kept] = await incidents.latest()
    assert [event.status for event in kept.events] == [S.ANNOUNCED, S.ACTIVE]


async def test_what_cannot_be_leaves_nothing_behind(incidents: IncidentService) -> None:
    for plan in (replace(PLAN, faq_pack=("no.such_entry",)), replace(PLAN, banner="肯定赔")):
        with pytest.raises((RuleBroken, ConductBreach)):
            await incidents.announce("boss", plan, "k")
    assert await incidents.latest() == []
    with pytest.raises(RecordNotFound):
        await incidents.activate("nothing", "boss")
    incident = await incidents.announce("boss", PLAN, "k", activate=True)
    with pytest.raises(ConductBreach):
        await incidents.ease(incident.id, "boss", banner="肯定赔")
    assert (await incidents.current())[0].status is S.ACTIVE


async def test_an_end_that_was_set_switches_off_by_itself(
    incidents: IncidentService, clock: FrozenClock
) -> None:
    await incidents.announce("boss", replace(PLAN, ends_at=AT + HOUR), "k", activate=True)

    assert await incidents.current() and not await incidents.current(AT + HOUR)
    clock.advance(HOUR)
    assert not await incidents.current()


async def test_other_processes_know_within_seconds(
    incidents: IncidentService, store: SqlStore, clock: FrozenClock
) -> None:
    elsewhere = IncidentService(store, FaqService(FAQ), clock)
    assert not await elsewhere.current()

    incident = await incidents.announce("boss", PLAN, "k", activate=True)
    assert not await elsewhere.current()
    clock.advance(FRESH)
    assert [each.id for each in await elsewhere.current()] == [incident.id]

    assert timedelta(seconds=5) >= FRESH


class Watched:
    """A store that counts who reads, and can be cut off."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.reads = 0
        self.cut = False

    def read(self) -> Any:
        self.reads += 1
        if self.cut:
            raise StoreUnavailable()
        return self._store.read()

    def begin(self) -> Any:
        return self._store.begin()


async def test_what_is_in_force_is_read_once_for_many(store: SqlStore, clock: FrozenClock) -> None:
    watched = Watched(store)
    incidents = IncidentService(watched, FaqService(FAQ), clock)
    await asyncio.gather(*(incidents.current() for _ in range(20)))

    assert watched.reads == 1
    clock.advance(FRESH)
    await asyncio.gather(*(incidents.current() for _ in range(20)))
    assert watched.reads == 2


async def test_while_the_store_is_away_what_was_known_last_holds(store: SqlStore, clock: FrozenClock) -> None:
    watched = Watched(store)
    incidents = IncidentService(watched, FaqService(FAQ), clock)
    await incidents.announce("boss", PLAN, "k", activate=True)
    assert await incidents.current()
    watched.cut = True
    clock.advance(HOUR)

    assert await incidents.current()
    with pytest.raises(StoreUnavailable):
        await IncidentService(watched, FaqService(FAQ), clock).current()
