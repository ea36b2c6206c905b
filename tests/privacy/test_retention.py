"""What is kept long enough goes by itself, and no figure that can be asked for changes by it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.wechat.models import NoticeResultRow
from bot.channels.wechat.notice_models import NoticeRow
from bot.gateway.app import SCHEDULE
from bot.gateway.parsers import LEAST_KEPT
from bot.gateway.retention import Retention
from bot.gateway.settings import Settings
from bot.insights.facts import KEPT
from bot.insights.insights import Insights
from bot.insights.models import ComputedDayRow, FactRow
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.surveys.models import SurveyAnswerRow
from kernel.clock import today
from kernel.errors import SettingError
from tests.gateway_fixtures import Gateway, database, gateway
from tests.privacy.conftest import House

__all__ = ["database", "gateway"]


def settings(folder: Path, **environment: str) -> Settings:
    return Settings.from_environment({"BAOWEN_VAR": str(folder)} | environment)


def row(house: House, number: str, days: int, **more: Any) -> OutgoingRow:
    at = house.clock.now() - timedelta(days=days)
    facts: dict[str, Any] = {
        "key": f"{number}:{today(house.clock) - timedelta(days=days)}:0",
        "kind": "reminder",
        "customer_no": "C1",
        "noun": "policy",
        "number": number,
        "personal": house.keyring.encrypt_json({"subject": "", "text": "", "sms": "", "values": {}}),
        "essential": False,
        "arrears": False,
        "due_at": at,
        "expires_at": at,
        "state": "sent",
        "channel": "sms",
        "refused": [],
        "attempts": 1,
        "token": 1,
        "try_at": at,
        "planned_at": at,
        "sent_at": at,
    }
    return OutgoingRow(**(facts | more))


def answer(house: House, id: str, invited: int, answered: int | None) -> SurveyAnswerRow:
    now = house.clock.now()
    return SurveyAnswerRow(
        id=id,
        occasion="claim",
        number=id,
        customer_no="C1",
        about="理赔",
        invited_at=now - timedelta(days=invited),
        answered_at=None if answered is None else now - timedelta(days=answered),
        attitude=None if answered is None else 5,
    )


def due_day(house: House, number: str, days: int) -> PeriodRow:
    on = today(house.clock) - timedelta(days=days)
    return PeriodRow(
        policy_no=number,
        period=on,
        customer_no="C1",
        line="life",
        case="instalment",
        outcome="paid",
        ended_on=on,
    )


async def keys(house: House, column: Any) -> set[Any]:
    async with house.engine.connect() as connection:
        return set((await connection.execute(select(column))).scalars())


async def test_what_is_old_goes_and_what_is_younger_stays(house: House, tmp_path: Path) -> None:
    talk, now = await house.talk("你好", channel="wechat"), house.clock.now()
    waiting = row(house, "waiting", 4_000, state="planned", sent_at=None, channel=None)
    await house.add(row(house, "old", 3_654), row(house, "young", 3_652), waiting)
    await house.add(answer(house, "old", 1_097, None), answer(house, "old-too", 1_200, 1_097))
    await house.add(answer(house, "young", 1_200, 1_095), due_day(house, "old", 1_097))
    await house.add(due_day(house, "young", 1_095))
    for key, days in (("old", 3_654), ("young", 3_652)):
        at = now - timedelta(days=days)
        await house.add(
            NoticeRow(conversation_id=talk, key=key, notice="renewal", template_id="t", outcome="", at=at)
        )
        await house.add(NoticeResultRow(notice=key, conversation_id=talk, outcome="ok", at=at))
    for days in (1_097, 1_096):
        day = today(house.clock) - timedelta(days=days)
        await house.add(FactRow(day=day, measure="rated", dimension="", key="", n=1, total=1))
        await house.add(ComputedDayRow(source="opinions", day=day, computed_at=now))

    retention = Retention(settings(tmp_path), house.engine, house.clock)
    assert await retention.prune() == 8
    assert await retention.prune() == 0

    assert await keys(house, OutgoingRow.number) == {"young", "waiting"}
    assert await keys(house, SurveyAnswerRow.id) == {"young"}
    assert await keys(house, PeriodRow.policy_no) == {"young"}
    assert await keys(house, NoticeRow.key) == await keys(house, NoticeResultRow.notice) == {"young"}
    first = today(house.clock) - timedelta(days=1_096)
    assert await keys(house, FactRow.day) == await keys(house, ComputedDayRow.day) == {first}


async def test_more_than_go_at_once_all_go(house: House, tmp_path: Path) -> None:
    await house.add(*(due_day(house, f"P{number}", 2_000) for number in range(2_001)))
    assert await Retention(settings(tmp_path), house.engine, house.clock).prune() == 2_001


async def test_no_figure_of_a_past_day_changes_also_when_all_are_made_again(
    house: House, tmp_path: Path
) -> None:
    least = str(LEAST_KEPT.days)
    kept = settings(
        tmp_path, **{f"BAOWEN_KEEP_{what}_DAYS": least for what in ("MESSAGES", "SURVEYS", "FIGURES")}
    )
    for days in (0, 5, 400, 799, 800, 801, 850, 899, 900, 901, 950, 1_200):
        number = f"P{days}"
        await house.add(row(house, number, days + 15), due_day(house, number, days))
        await house.add(answer(house, number, days + 20, days))
    services = house.services
    insights = Insights.of(
        house.engine, house.keyring, house.clock, house.conversations, services.figures, services.faq
    )
    await insights.facts.rebuild()

    async def figures() -> list[Any]:
        columns = (FactRow.day, FactRow.measure, FactRow.dimension, FactRow.key, FactRow.n, FactRow.total)
        asked = today(house.clock) - KEPT
        async with house.engine.connect() as connection:
            found = await connection.execute(
                select(*columns).where(FactRow.day >= asked).order_by(*columns[:4])
            )
            return list(found)

    before = await figures()
    assert len({each.day for each in before}) >= 5
    assert await Retention(kept, house.engine, house.clock).prune() > 0
    assert await figures() == before
    await insights.facts.refresh()
    await insights.facts.rebuild()
    assert await figures() == before


def test_nothing_is_kept_shorter_than_figures_are_asked_for(tmp_path: Path) -> None:
    # A reminder goes out up to a month before the day it is counted on.
    assert KEPT + timedelta(days=31) < LEAST_KEPT
    with pytest.raises(SettingError) as refused:
        settings(tmp_path, BAOWEN_KEEP_FIGURES_DAYS=str(LEAST_KEPT.days - 1))
    assert refused.value.data["name"] == "BAOWEN_KEEP_FIGURES_DAYS"


async def test_the_leader_does_it_every_day(gateway: Gateway) -> None:
    assert await gateway.app[SCHEDULE].at_once("retention")
