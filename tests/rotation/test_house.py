"""A whole house, used over HTTP: its key is changed, the old one dropped, and everybody finds everything as it was."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
from sqlalchemy import String, cast, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Button, Content
from bot.staff.accounts import Role
from bot.staff.tasks import TASKS, TaskKind
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import Encrypted
from kernel.rotation import rotate
from tests.gateway_fixtures import PASSWORD, PNG, Chat, Gateway, Seat, running
from tests.insurance.samples import fill
from tests.rotation.rows import NEW, OLD, TABLES

SCORES = {"completeness": 90, "conformity": 80, "attitude": 100, "timeliness": 60}


def data_keys(*newest_first: bytes) -> str:
    return ",".join(urlsafe_b64encode(key).decode() for key in newest_first)


async def served(gateway: Gateway, lili: Seat, chief: Seat) -> Chat:
    """A conversation with words of everybody, a file, buttons, notes, a hand-off, a rating, a review and a task."""
    chat = await gateway.waiting_chat(summary="客户想报案")
    number = chat.conversation_id
    assert (await lili.act(number, "accept")).status == 200
    assert (await lili.act(number, "messages", text="您好，请讲", client_id="1")).status == 202
    uploaded = await (await chat.upload(PNG, "发票.png")).json()
    assert (await chat.post("2", attachment_id=uploaded["attachment_id"])).status == 202
    assert (await lili.act(number, "notes", text="材料齐了", client_id="2")).status == 201
    task = await gateway.app[TASKS].open(
        TaskKind.PROMISE,
        "周五前回电",
        gateway.clock.now() + timedelta(days=1),
        "k",
        by="lili",
        owner="lili",
        about=f"conversation:{number}",
    )
    assert (await lili.act(number, "close", summary="已受理")).status == 200
    rated = await gateway.client.post(
        "/api/chat/rating", json={"score": 2, "comment": "等太久"}, headers=chat.headers
    )
    assert rated.status in (200, 204), await rated.text()
    review = await chief.post(
        "/api/desk/quality/reviews", conversation_id=number, scores=SCORES, comment="先安抚再问"
    )
    assert review.status == 201, await review.text()
    answered = await lili.post(
        f"/api/desk/quality/reviews/{(await review.json())['id']}/answer", text="下次注意"
    )
    assert answered.status == 200
    done = await lili.post(f"/api/desk/tasks/{task.id}/done", result="已回电")
    assert done.status in (200, 204), await done.text()
    return chat


async def seen(chat: Chat, lili: Seat, chief: Seat) -> dict[str, Any]:
    """What the customer, the agent and the supervisor are shown."""
    shown: dict[str, Any] = {"chat": await chat.read()}
    for seat, path, query in (
        (chief, f"/api/desk/conversations/{chat.conversation_id}", {}),
        (chief, "/api/desk/transcripts", {"q": "请讲"}),
        (chief, "/api/desk/history", {}),
        (chief, "/api/desk/wall", {}),
        (chief, "/api/desk/tasks", {"done": "true"}),
        (lili, "/api/desk/quality/reviews", {}),
    ):
        response = await seat.get(path, **query)
        assert response.status == 200, (path, await response.text())
        shown[path] = await response.json()
    return shown


async def tokens_in_plain_columns(engine: AsyncEngine) -> list[str]:
    """Every column that is not declared encrypted and yet has something that looks so."""
    found = []
    async with engine.connect() as connection:
        for table in TABLES.sorted_tables:
            for column in table.columns:
                if not isinstance(column.type, Encrypted):
                    token = cast(column, String).like("%gAAAAA%")
                    if (await connection.execute(select(table).where(token).limit(1))).first():
                        found.append(f"{table.name}.{column.name}")
    return found


async def test_after_the_change_everybody_finds_everything_as_it_was(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Path
) -> None:
    await fill(SqlStore(engine, Keyring([OLD])))
    async with running(engine, clock, tmp_path, DATA_KEYS=data_keys(OLD)) as gateway:
        lili = await gateway.sign_in("lili", name="李丽")
        chief = await gateway.sign_in("chief", Role.SUPERVISOR, name="周敏")
        chat = await served(gateway, lili, chief)
        waiting = await gateway.waiting_chat()
        await waiting.post("2", text="在吗")
        secret = (await (await lili.post("/api/staff/second-factor/setup")).json())["secret"]
        now = int(clock.now().timestamp())
        confirmed = await lili.post("/api/staff/second-factor/confirm", code=pyotp.TOTP(secret).at(now))
        assert confirmed.status == 200
        before = await seen(chat, lili, chief)
    assert "客户想报案" in str(before) and "等太久" in str(before) and "已回电" in str(before)

    async with running(engine, clock, tmp_path, DATA_KEYS=data_keys(NEW, OLD)):
        done = await rotate(engine, Keyring([NEW, OLD]), TABLES)
    assert done["staff_second_factors"].rewritten == 1 and done["attachments"].rewritten == 1

    async with running(engine, clock, tmp_path, DATA_KEYS=data_keys(NEW)) as gateway:
        chat, lili, chief = (replace(each, client=gateway.client) for each in (chat, lili, chief))
        assert await seen(chat, lili, chief) == before
        assert await chief.list("queue") == [waiting.conversation_id]
        clock.advance(timedelta(seconds=30))
        code = pyotp.TOTP(secret).at(int(clock.now().timestamp()))
        again = await gateway.client.post(
            "/api/staff/login", json={"username": "lili", "password": PASSWORD, "code": code}
        )
        assert again.status == 200, await again.text()
    assert await tokens_in_plain_columns(engine) == []


async def test_a_button_offered_before_the_change_is_pressed_while_the_old_key_is_there(
    engine: AsyncEngine, clock: FrozenClock, tmp_path: Path
) -> None:
    async with running(engine, clock, tmp_path, DATA_KEYS=data_keys(OLD)) as gateway:
        chat = await gateway.open_chat()
        await chat.post("1", text="我要报案")
        await gateway.bot_answers(Content("请确认", buttons=[Button("确认", "/affirm")]))
    await rotate(engine, Keyring([NEW, OLD]), TABLES)

    async with running(engine, clock, tmp_path, DATA_KEYS=data_keys(NEW)) as gateway:
        assert (await replace(chat, client=gateway.client).post("2", payload="/affirm")).status != 202
    async with running(engine, clock, tmp_path, DATA_KEYS=data_keys(NEW, OLD)) as gateway:
        assert (await replace(chat, client=gateway.client).post("2", payload="/affirm")).status == 202
