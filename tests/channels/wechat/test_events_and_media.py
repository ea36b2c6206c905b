"""Everything a customer does that is not a text: events, pictures, voices, places, links."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat import wording
from bot.channels.wechat.menu import TEXTS
from bot.channels.wechat.models import FollowerRow, NoticeResultRow, PictureRow
from bot.channels.wechat.notices import Notices
from bot.conversations.message import MessageType, Sender
from bot.conversations.models import ConversationRow, MessageRow
from kernel.database import Base
from tests.gateway_fixtures import PNG

from .conftest import OpenStage, Stage

MEDIA = "/cgi-bin/media/get"


async def test_who_follows_is_welcomed_once_and_the_scene_is_kept(
    stage: Stage, database: AsyncEngine
) -> None:
    pushed = await stage.push("subscribe", event_key="qrscene_branch7", create_time=1_800_000_000)
    again = await stage.push("subscribe", event_key="qrscene_branch7", create_time=1_800_000_000)

    assert pushed.text.startswith(wording.WELCOME.text) and "1. 查我的保单" in pushed.text
    assert again.outcome == "ack" and stage.sends() == 0
    assert [said.sender for said in await stage.transcript()] == [Sender.SYSTEM]
    async with database.connect() as connection:
        assert (await connection.execute(select(FollowerRow.scene))).scalar_one() == "branch7"


async def test_a_number_picks_a_service_of_the_welcome(stage: Stage) -> None:
    await stage.push("subscribe")
    await stage.push(text="２")

    assert [turn.content.payload for turn in stage.bot.heard] == ["/claim_status"]


@pytest.mark.parametrize("key", ["policies", "report", "handoff"])
async def test_a_click_in_the_menu_is_what_it_stands_for(stage: Stage, key: str) -> None:
    pushed = await stage.push("CLICK", event_key=key)

    assert pushed.outcome == "reply"
    assert [turn.content.text for turn in stage.bot.heard] == [TEXTS[key]]


async def test_a_click_of_an_old_menu_is_welcomed(stage: Stage) -> None:
    assert (await stage.push("CLICK", event_key="gone")).text.startswith(wording.WELCOME.text)


async def test_a_follower_who_scans_a_code_is_greeted(stage: Stage) -> None:
    assert (await stage.push("SCAN", event_key="branch7")).text.startswith(wording.SCANNED.text)


@pytest.mark.parametrize("kind", ["VIEW", "LOCATION", "scancode_push", "invented_tomorrow"])
async def test_other_events_are_acknowledged_and_nothing_is_kept(
    stage: Stage, database: AsyncEngine, kind: str
) -> None:
    pushed = await stage.push(kind, event_key="https://example.com/")

    assert pushed.outcome == "ack" and stage.seen() == []
    async with database.connect() as connection:
        assert (await connection.execute(select(ConversationRow.id))).all() == []


async def test_who_unfollows_is_forgotten_with_all_that_was_said(
    stage: Stage, database: AsyncEngine, tmp_path: Path
) -> None:
    await stage.push("subscribe", event_key="qrscene_branch7")
    await stage.push(text="我叫王小明")
    await stage.push("image", data=PNG)
    conversation_id = await stage.conversation_id()
    kept = [
        table
        for table in Base.metadata.sorted_tables
        if "conversation_id" in table.c or table.name == "conversations"
    ]

    files = tmp_path / "var" / "attachments"
    assert [file for file in files.rglob("*") if file.is_file()] != []

    assert (await stage.push("unsubscribe")).outcome == "ack"

    async with database.connect() as connection:
        for table in kept:
            column = table.c.id if table.name == "conversations" else table.c.conversation_id
            left = await connection.execute(select(table).where(column == conversation_id))
            assert left.all() == [], table.name
    assert [file for file in files.rglob("*") if file.is_file()] == []


async def test_who_follows_again_begins_anew(stage: Stage) -> None:
    await stage.push(text="我叫王小明")
    before = await stage.conversation_id()
    await stage.push("unsubscribe")

    await stage.push("subscribe")

    assert await stage.conversation_id() != before
    assert [said.content.text for said in await stage.transcript()] == [wording.WELCOME.text]


async def test_a_voice_with_text_is_a_message(stage: Stage) -> None:
    assert (await stage.push("voice", recognition="我要报案。")).text == "答：我要报案。"


@pytest.mark.parametrize(
    ("kind", "given", "asked"),
    [
        ("voice", {}, wording.VOICE.text),
        ("voice", {"recognition": ""}, wording.VOICE.text),
        ("video", {}, wording.VIDEO.text),
        ("shortvideo", {}, wording.VIDEO.text),
        ("text", {"text": "\u200b"}, wording.EMPTY.text),
    ],
)
async def test_what_the_bot_cannot_take_is_asked_for_in_another_way(
    stage: Stage, kind: str, given: dict[str, str], asked: str
) -> None:
    pushed = await stage.push(kind, **given)

    assert pushed.text == asked and stage.bot.heard == []
    assert [said.sender for said in await stage.transcript()] == [Sender.CUSTOMER, Sender.SYSTEM]


async def test_a_place_and_a_link_are_words(stage: Stage) -> None:
    assert (await stage.push("location", label="上海市静安区")).text == "答：我在上海市静安区"
    pushed = await stage.push("link", title="事故照片", link_url="https://example.com/a")
    assert pushed.text == "答：事故照片 https://example.com/a"


async def test_a_picture_becomes_an_attachment_once(stage: Stage) -> None:
    pushes = await asyncio.gather(*(stage.push("image", data=PNG, msgid=5) for _ in range(3)))

    said = (await stage.transcript())[0].content
    assert sorted(pushed.outcome for pushed in pushes) == ["ack", "ack", "reply"]
    assert said.type is MessageType.ATTACHMENT and said.attachment is not None
    assert said.attachment["media_type"] == "image/png" and len(stage.bot.heard) == 1
    assert len(stage.wechat.find_calls(MEDIA)) == 1


async def test_a_picture_that_takes_long_is_acknowledged_and_arrives(open_stage: OpenStage) -> None:
    stage = await open_stage(reply_s=0.8)
    stage.wechat.fault(MEDIA, hang=1.5)
    first = await stage.push("image", data=PNG)

    assert first.outcome == "ack"
    assert await stage.read(1, channel="custom") == ["答：image.png"]


async def test_a_picture_under_way_when_the_process_ended_is_fetched_later(
    stage: Stage, database: AsyncEngine
) -> None:
    await stage.push(text="在吗")
    conversation_id = await stage.conversation_id()
    async with database.begin() as connection:
        await connection.execute(
            PictureRow.__table__.insert().values(  # type: ignore[attr-defined]
                conversation_id=conversation_id,
                key="wx-1",
                media_id=stage.wechat.put_media(PNG, "image"),
                state="waiting",
                attempts=0,
                not_before=stage.gateway.clock.now(),
            )
        )

    assert await stage.read(1, channel="custom") == ["答：image.png"]


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"GIF89a" + bytes(64), wording.PICTURE_KIND), (None, wording.PICTURE_LOST)],
)
async def test_a_picture_that_cannot_be_taken_is_asked_for_again(
    stage: Stage, data: bytes | None, told: str
) -> None:
    given = {"data": data} if data else {"media_id": "never-uploaded"}
    pushed = await stage.push("image", **given)

    assert pushed.text == told and stage.bot.heard == []


async def test_results_of_notices_and_consents_are_kept(stage: Stage, database: AsyncEngine) -> None:
    await stage.push(text="好")
    conversation_id = await stage.conversation_id()
    template = {"template_id": "SUBSCRIBE_RENEWAL"}

    await stage.push("TEMPLATESENDJOBFINISH", msgid=4711, status="failed:user block")
    for _ in range(2):
        await stage.push("subscribe_msg_popup_event", **template, create_time=1_800_000_000)
    await stage.push("subscribe_msg_popup_event", **template, create_time=1_800_000_001)

    async with database.connect() as connection:
        results = (await connection.execute(select(NoticeResultRow.notice, NoticeResultRow.outcome))).all()
    notices = Notices(database, stage.gateway.clock)
    assert [tuple(row) for row in results] == [("4711", "failed:user block")]
    assert await notices.left(conversation_id, "SUBSCRIBE_RENEWAL") == 2

    await stage.push("subscribe_msg_change_event", **template)
    assert await notices.left(conversation_id, "SUBSCRIBE_RENEWAL") == 0


async def test_events_of_who_left_keep_nothing(stage: Stage, database: AsyncEngine) -> None:
    await stage.push("TEMPLATESENDJOBFINISH", openid="oGone", msgid=4711)

    async with database.connect() as connection:
        for column in (ConversationRow.id, NoticeResultRow.notice, MessageRow.seq):
            assert (await connection.execute(select(column))).all() == []
