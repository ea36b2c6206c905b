"""The routes of the inbox, as a trainer's page and an agent's desk use them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import Role
from bot.studio.inbox.inbox import INBOX
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Gateway, Seat, running
from tests.studio.inbox_turns import intends, missed, said
from tests.studio.knowledge_project import write_project


@pytest.fixture
async def studio(database: AsyncEngine, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Gateway]:
    repository = write_project(tmp_path / "repository")
    async with running(database, clock, tmp_path, REPOSITORY=str(repository)) as gateway:
        yield gateway


@pytest.fixture
async def li(studio: Gateway) -> Seat:
    return await studio.sign_in("li", Role.TRAINER, name="李老师")


async def asked(studio: Gateway, *texts: str) -> None:
    for text in texts:
        chat = await studio.open_chat()
        await said(studio.conversations, chat.conversation_id, text, missed())
    await studio.app[INBOX].sweep()


async def page(seat: Seat, **query: Any) -> dict[str, Any]:
    response = await seat.get("/api/studio/missed", **query)
    assert response.status == 200, await response.text()
    found: dict[str, Any] = await response.json()
    return found


async def test_a_page_has_groups_questions_and_counts(studio: Gateway, li: Seat) -> None:
    await asked(studio, "能开发票吗", "保费发票怎么开", "车子追尾了咋整")

    seen = await page(li)

    assert [(group["title"], group["size"]) for group in seen["groups"]] == [
        ("能开发票吗", 2),
        ("车子追尾了咋整", 1),
    ]
    assert seen["groups"][0]["proposal"]["kind"] == "new_faq"
    assert {each["text"] for each in seen["missed"]} == {"能开发票吗", "保费发票怎么开", "车子追尾了咋整"}
    assert seen["counts"] == {"open": 2, "done": 0}
    assert seen["next"] is None


async def test_pages_follow_one_another_without_gap_or_repeat(studio: Gateway, li: Seat) -> None:
    await asked(studio, "能开发票吗", "车子追尾了咋整", "宠物能保不", "你们几点下班", "保费发票怎么开")

    seen, after = [], {}
    while True:
        found = await page(li, limit=2, **after)
        seen += [group["id"] for group in found["groups"]]
        if found["next"] is None:
            break
        after = {"after": found["next"]}

    assert len(seen) == len(set(seen)) == 4


async def test_only_groups_with_the_reason_are_shown(studio: Gateway, li: Seat) -> None:
    await asked(studio, "能开发票吗")
    chat = await studio.open_chat()
    await said(studio.conversations, chat.conversation_id, "那笔钱呢怎么说", intends("claim_status", 0.4))
    await studio.app[INBOX].sweep()

    seen = await page(li, reason="unsure")

    assert [group["title"] for group in seen["groups"]] == ["那笔钱呢怎么说"]


async def test_a_label_answers_with_its_change_and_moves_the_group_to_what_is_done(
    studio: Gateway, li: Seat
) -> None:
    await asked(studio, "车子追尾了咋整")
    (group,) = (await page(li))["groups"]

    label = {"kind": "intent", "intent": "claim_report"}
    body = {"group_id": group["id"], "version": group["version"], "label": label}
    response = await li.post("/api/studio/annotations", **body)

    assert response.status == 201, await response.text()
    made = await response.json()
    assert (made["label"], made["missed"], made["skipped"]) == (label, 1, [])
    assert made["change"]["author"]["username"] == "li"
    assert (await page(li))["groups"] == []
    (done,) = (await page(li, state="done"))["groups"]
    assert done["labelled"]["label"] == label
    assert [item["state"] for item in done["items"]] == ["done"]


async def test_what_is_undone_is_open_again_for_the_next_label(studio: Gateway, li: Seat) -> None:
    await asked(studio, "车子追尾了咋整")
    (group,) = (await page(li))["groups"]
    body = {"group_id": group["id"], "label": {"kind": "intent", "intent": "claim_report"}}
    made = await (await li.post("/api/studio/annotations", **body, version=group["version"])).json()

    undone = await li.post(f"/api/studio/changes/{made['change']['id']}/undo")
    assert undone.status == 201, await undone.text()

    (again,) = (await page(li))["groups"]
    assert (again["id"], again["size"]) == (group["id"], 1)
    assert (await page(li, state="done"))["groups"] == []
    relabelled = await li.post("/api/studio/annotations", **body, version=again["version"])
    assert (await relabelled.json())["change"] is not None


async def test_the_second_trainer_is_told_by_whom_and_how_it_was_labelled(studio: Gateway, li: Seat) -> None:
    await asked(studio, "车子追尾了咋整")
    ids = [each["id"] for each in (await page(li))["missed"]]
    label = {"kind": "out_of_scope"}
    wang = await studio.sign_in("wang", Role.TRAINER, name="王老师")
    first = await li.post(
        "/api/studio/annotations", missed_ids=ids, label={"kind": "intent", "intent": "claim_report"}
    )
    assert first.status == 201, await first.text()

    response = await wang.post("/api/studio/annotations", missed_ids=ids, label=label)

    assert response.status == 409
    error = (await response.json())["error"]
    assert error["code"] == "already_labelled"
    assert error["details"] == {"by": "李老师", "label": {"kind": "intent", "intent": "claim_report"}}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"missed_ids": []},
        {"group_id": "0" * 32},
        {"group_id": "0" * 32, "version": 1, "missed_ids": ["0" * 32]},
        {"missed_ids": ["0" * 32], "texts": {"0" * 32: ""}},
    ],
)
async def test_a_label_without_questions_is_refused(li: Seat, body: dict[str, Any]) -> None:
    response = await li.post("/api/studio/annotations", label={"kind": "out_of_scope"}, **body)
    assert response.status == 422


async def test_questions_can_be_taken_out_of_a_group(studio: Gateway, li: Seat) -> None:
    await asked(studio, "能开发票吗", "保费发票怎么开")
    (group,) = (await page(li))["groups"]

    response = await li.post("/api/studio/missed/split", missed_ids=[group["items"][0]["id"]])

    assert response.status == 201
    assert (await response.json())["id"] in {each["id"] for each in (await page(li))["groups"]}
    assert [each["size"] for each in (await page(li))["groups"]] == [1, 1]


async def test_the_conversation_around_a_question_is_read_masked_and_audited(
    studio: Gateway, li: Seat
) -> None:
    await asked(studio, "能开发票吗，我电话13812345678")
    (question,) = (await page(li))["missed"]

    response = await li.get(f"/api/studio/missed/{question['id']}/conversation")

    seen = await response.json()
    assert seen["seq"] == question["seq"]
    assert "13812345678" not in str(seen) and "138****5678" in seen["messages"][0]["text"]
    last = (await studio.services.audit.entries())[-1]
    assert (last.who, last.what) == ("li", "studio.missed.conversation")


async def test_an_agent_proposes_a_question_of_a_conversation_they_serve(studio: Gateway, li: Seat) -> None:
    lili = await studio.sign_in("lili", name="李莉")
    chat = await studio.waiting_chat()
    assert (await lili.act(chat.conversation_id, "accept")).status == 200

    proposed = {"question": "宠物能投保吗", "answer": "目前没有宠物险，可以留意公众号。"}
    response = await lili.post("/api/desk/proposals", conversation_id=chat.conversation_id, **proposed)

    assert response.status == 201, await response.text()
    (group,) = (await page(li))["groups"]
    assert group["reasons"] == {"proposed": 1}
    assert group["proposed_answer"] == {"text": "目前没有宠物险，可以留意公众号。", "by": "李莉"}


async def test_an_agent_proposes_nothing_of_a_colleagues_conversation(studio: Gateway) -> None:
    lili, wei = await studio.sign_in("lili"), await studio.sign_in("wei")
    chat = await studio.waiting_chat()
    assert (await lili.act(chat.conversation_id, "accept")).status == 200

    response = await wei.post(
        "/api/desk/proposals",
        conversation_id=chat.conversation_id,
        question="宠物能投保吗",
        answer="没有宠物险。",
    )

    assert response.status in (403, 404)
