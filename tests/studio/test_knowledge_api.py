"""The routes of knowledge: shapes, who may, conflicts with what stands now, reviews and the audit trail."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import Role
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Gateway, Seat, running
from tests.studio.knowledge_project import write_project

PATH = "/api/studio/knowledge"
DAYS = f"{PATH}/faq/cooling_off.days"


@pytest.fixture
async def studio(database: AsyncEngine, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Gateway]:
    repository = write_project(tmp_path / "repository")
    async with running(database, clock, tmp_path, REPOSITORY=str(repository)) as gateway:
        yield gateway


@pytest.fixture
async def li(studio: Gateway) -> Seat:
    return await studio.sign_in("li", Role.TRAINER)


async def got(seat: Seat, path: str, **query: str) -> Any:
    response = await seat.get(path, **query)
    assert response.status == 200, await response.text()
    return await response.json()


async def test_an_overview_counts_what_there_is(li: Seat) -> None:
    seen = await got(li, PATH)
    assert seen["counts"] == {
        "intents": 4,
        "examples": 5,
        "faq": 2,
        "similar": 2,
        "responses": 2,
        "tables": 2,
        "rules": 1,
        "tests": 1,
    }
    assert (seen["reviews_due"], len(seen["head"])) == (1, 40)
    assert seen["last_change"]["author"]["username"] == "editor"


async def test_an_intent_is_read_changed_and_not_overwritten(li: Seat, studio: Gateway) -> None:
    path = f"{PATH}/intents/claim_report"
    seen = await got(li, path)
    assert seen["examples"] == ["我[昨天](date)追尾了", "我要报案"]
    body = {"version": seen["version"], "examples": ["我要报案", "撞车了"]}
    saved = await li.put(path, **body, message="出险的新说法")
    assert saved.status == 200
    wang = await studio.sign_in("wang", Role.TRAINER)
    late = await wang.put(path, **body)
    assert late.status == 409
    error = (await late.json())["error"]
    assert (error["code"], error["details"]["current"]) == ("version_conflict", await saved.json())
    assert (await got(li, PATH))["last_change"]["message"] == "出险的新说法"


async def test_of_two_who_save_at_once_one_is_told(li: Seat, studio: Gateway) -> None:
    wang = await studio.sign_in("wang", Role.TRAINER)
    seen = await got(li, DAYS)
    saved = await asyncio.gather(
        li.put(DAYS, **{**seen, "answer": "二十天。"}), wang.put(DAYS, **{**seen, "answer": "十天。"})
    )
    assert sorted(each.status for each in saved) == [200, 409]
    winner = next(each for each in saved if each.status == 200)
    assert await got(li, DAYS) == await winner.json()


async def test_bad_examples_are_named(li: Seat) -> None:
    seen = await got(li, f"{PATH}/intents/claim_report")
    body = {"version": seen["version"], "examples": ["我[昨天](day)撞了"]}
    refused = await li.put(f"{PATH}/intents/claim_report", **body)
    assert refused.status == 422
    assert (await refused.json())["error"]["details"]["faults"] == [
        {"place": 0, "text": "我[昨天](day)撞了", "problem": "unknown_entity"}
    ]


async def test_an_intent_comes_and_goes(li: Seat) -> None:
    added = await li.post(f"{PATH}/intents", id="gifts", file="data/nlu/gifts.yml", examples=["有礼品吗"])
    assert added.status == 201
    listed = (await got(li, f"{PATH}/intents"))["intents"]
    assert {"id": "gifts", "file": "data/nlu/gifts.yml", "examples": 1} in listed
    gone = await li.client.delete(f"{PATH}/intents/gifts", headers=li.headers)
    assert gone.status == 204
    assert (await li.get(f"{PATH}/intents/gifts")).status == 404


@pytest.mark.parametrize("file", ["domain.yml", "data/nlu/../../x.yml", "data/faq/claims.yml", "/etc/x.yml"])
async def test_an_intent_stands_among_intents(li: Seat, file: str) -> None:
    refused = await li.post(f"{PATH}/intents", id="gifts", file=file, examples=["有礼品吗"])
    assert refused.status == 422


async def test_an_entry_is_read_changed_and_listed(li: Seat) -> None:
    seen = await got(li, DAYS)
    assert (seen["source"], seen["channels"]) == (
        {"name": "人身保险业务基本服务规定", "article": "第二十条", "clause": None},
        {},
    )
    saved = await li.put(DAYS, **{**seen, "channels": {"wechat": "多数十五天。"}})
    assert saved.status == 200, await saved.text()
    assert ((await saved.json())["channels"], (await saved.json())["reviewed_on"]) == (
        {"wechat": "多数十五天。"},
        "2026-11-16",
    )
    (listed,) = (await got(li, f"{PATH}/faq", q="冷静期"))["entries"]
    assert (listed["id"], listed["similar"], listed["due"], listed["review_by"]) == (
        "cooling_off.days",
        2,
        False,
        "2027-02-16",
    )


async def test_entries_are_found_by_category_and_by_what_is_due(li: Seat) -> None:
    async def ids(**query: str) -> list[str]:
        return [each["id"] for each in (await got(li, f"{PATH}/faq", **query))["entries"]]

    assert await ids(category="F2") == ["cooling_off.days", "cooling_off.refund"]
    assert await ids(category="F9") == []
    assert await ids(due="1") == ["cooling_off.days"]
    assert {"id": "F2", "name": "犹豫期与退保"} in (await got(li, f"{PATH}/faq"))["categories"]


async def test_a_new_entry_is_checked_and_gets_a_name(li: Seat) -> None:
    entry = {
        "category": "F2",
        "question": "犹豫期从哪天算？",
        "answer": "从签收合同那天算。",
        "source": {"name": "保险条款"},
        "mark": "C",
    }
    added = await li.post(f"{PATH}/faq", **entry)
    assert added.status == 201, await added.text()
    assert (await added.json())["id"] == "cooling_off.you_yu_qi_cong_na"
    for wrong, code in (
        ({"answer": "长" * 151}, "bad_entry"),
        ({"answer": "保证收益，稳赚不赔。"}, "conduct"),
    ):
        refused = await li.post(f"{PATH}/faq", **{**entry, **wrong})
        assert (refused.status, (await refused.json())["error"]["code"]) == (422, code)


async def test_an_entry_in_use_says_where(li: Seat) -> None:
    refused = await li.client.delete(f"{PATH}/faq/cooling_off.refund", headers=li.headers)
    assert refused.status == 409
    (used,) = (await refused.json())["error"]["details"]["used_in"]
    assert (used["kind"], used["file"], used["line"]) == ("faq", "data/faq/cooling_off.yml", 13)


async def test_a_response_is_read_and_changed(li: Seat) -> None:
    (first, _) = (await got(li, f"{PATH}/responses"))["responses"]
    assert first == {"id": "utter_greet", "text": "您好，要办什么，直接说就行。", "variants": 1}
    seen = await got(li, f"{PATH}/responses/utter_bad_phone_length")
    assert seen["variables"] == ["length"]
    variants = [*seen["variants"], {"text": "微信里请再发一次，要 {length} 位。", "channel": "wechat"}]
    saved = await li.put(
        f"{PATH}/responses/utter_bad_phone_length", version=seen["version"], variants=variants
    )
    assert saved.status == 200, await saved.text()
    assert (await saved.json())["variants"] == variants


async def test_a_table_is_read_and_changed(li: Seat) -> None:
    assert (await got(li, f"{PATH}/tables"))["tables"] == [
        {"id": "documents", "title": "单证叫法", "entries": 2},
        {"id": "thesaurus", "title": "近义词", "entries": 2},
    ]
    seen = await got(li, f"{PATH}/tables/thesaurus")
    entries = [*seen["entries"], {"value": "便宜", "aliases": ["划算"]}]
    saved = await li.put(f"{PATH}/tables/thesaurus", version=seen["version"], entries=entries)
    assert (await saved.json())["entries"] == entries


async def test_a_check_finds_the_same_words_elsewhere(li: Seat) -> None:
    label = {"kind": "intent", "id": "claim_report"}
    found = await (await li.post(f"{PATH}/check", text="犹豫期几天呢", label=label)).json()
    assert found["conflicts"] == [
        {"kind": "faq", "id": "cooling_off.days", "title": "犹豫期有多少天？", "text": "犹豫期几天"}
    ]
    assert (found["same"], found["held_out"]) == ([], False)
    await li.post(f"{PATH}/intents", id="gifts", file="data/nlu/gifts.yml", examples=["犹豫期送礼品吗"])
    found = await (await li.post(f"{PATH}/check", text="犹豫期送礼品不")).json()
    assert (found["near"][0]["id"], found["near"][0]["likeness"] > 0.8) == ("gifts", True)


async def test_mentions_have_file_and_line(li: Seat) -> None:
    found = (await got(li, f"{PATH}/mentions", q="犹豫期几天"))["mentions"]
    assert [(each["kind"], each["file"], each["line"]) for each in found] == [
        ("faq", "data/faq/cooling_off.yml", 7)
    ]


async def test_what_is_due_is_looked_at(li: Seat) -> None:
    (due,) = (await got(li, f"{PATH}/reviews"))["due"]
    assert due == {
        "id": "cooling_off.days",
        "question": "犹豫期有多少天？",
        "reviewed_on": "2026-08-01",
        "review_by": "2026-11-01",
        "overdue_days": 15,
    }
    assert (await (await li.post(f"{DAYS}/reviewed")).json())["reviewed_on"] == "2026-11-16"
    assert (await got(li, f"{PATH}/reviews"))["due"] == []


async def test_a_change_of_the_rules_asks_for_all_that_mention_it(
    li: Seat, studio: Gateway, clock: FrozenClock
) -> None:
    begun = await li.post(f"{PATH}/reviews", reason="犹豫期新规", q="犹豫期")
    assert begun.status == 201, await begun.text()
    task = await begun.json()
    assert (task["due_on"], task["all"], task["done"]) == ("2026-12-01", 2, 0)
    done = await li.post(f"{PATH}/reviews/{task['id']}/done", entry_id="cooling_off.refund")
    assert [each["id"] for each in (await done.json())["open"]] == ["cooling_off.days"]
    clock.advance(timedelta(days=17))
    wang = await studio.sign_in("wang", Role.SUPERVISOR)
    (late,) = (await got(wang, f"{PATH}/reviews"))["tasks"]
    assert (late["done"], late["overdue_days"]) == (1, 2)


async def test_a_new_answer_is_a_look_too(li: Seat) -> None:
    await li.post(f"{PATH}/reviews", reason="犹豫期新规", entries=["cooling_off.days"])
    await li.put(DAYS, **{**await got(li, DAYS), "answer": "二十天。"})
    assert (await got(li, f"{PATH}/reviews"))["tasks"] == []


async def test_a_review_of_nothing_is_refused(li: Seat) -> None:
    assert (await li.post(f"{PATH}/reviews", reason="新规", q="航天飞机")).status == 404
    assert (await li.post(f"{PATH}/reviews/{'0' * 32}/done", entry_id="cooling_off.days")).status == 404


async def test_supervisors_look_and_agents_do_not(studio: Gateway) -> None:
    wang = await studio.sign_in("wang", Role.SUPERVISOR)
    seen = await got(wang, DAYS)
    assert (await wang.put(DAYS, **seen)).status == 403
    agent = await studio.sign_in("zhao", Role.AGENT)
    assert (await agent.get(DAYS)).status == 403


async def test_what_was_changed_is_in_the_audit_trail(li: Seat, studio: Gateway) -> None:
    await li.put(DAYS, **{**await got(li, DAYS), "answer": "二十天。"})
    admin = await studio.sign_in("root", Role.ADMIN)
    trail = (await got(admin, "/api/desk/audit", what="studio.faq.change"))["entries"]
    assert [each["data"]["entry"] for each in trail] == ["cooling_off.days"]
