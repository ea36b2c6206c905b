"""A conversation that is erased leaves nothing of what was said and who it was, and takes no business record along."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.links import UsedLinkRow
from bot.channels.web.api import WEB_CHAT
from bot.channels.web.tokens import ChatTokenRow
from bot.conversations.errors import ConversationNotFound
from bot.conversations.message import Content, Incoming
from bot.dialogue.models import TrackerChunkRow
from bot.gateway.erasure import Erasure
from insurance.domain.claim_reports import ReportDraft
from insurance.domain.identity import Binding, Level
from insurance.store.unit_of_work import SqlStore
from kernel.clock import today
from kernel.crypto import Keyring
from tests.gateway_fixtures import PNG, Chat, Gateway


@pytest.fixture
def erasure(gateway: Gateway) -> Erasure:
    chat, services = gateway.app[WEB_CHAT], gateway.services
    return Erasure(chat.conversations, chat.attachments, services.identity, services.claim_documents)


async def follower(gateway: Gateway) -> Chat:
    """A WeChat conversation, gone on with on the page, in which a file was sent."""
    talk = (await gateway.conversations.open("wechat", external_id="default:openid")).id
    token = gateway.app[WEB_CHAT].links.url(talk).partition("#link=")[2]
    opened = await (await gateway.client.post("/api/chat/sessions", json={"link": token})).json()
    return Chat(gateway.client, talk, opened["token"])


async def send_file(page: Chat, client_id: str) -> str:
    attachment_id = str((await (await page.upload(PNG)).json())["attachment_id"])
    await page.post(client_id, attachment_id=attachment_id)
    return attachment_id


def files(gateway: Gateway, folder: Path) -> list[Path]:
    return [path for path in (folder / "var" / "attachments").rglob("*") if path.is_file()]


async def rows(database: AsyncEngine, table: Any) -> int:
    async with database.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def remembered(database: AsyncEngine, talk: str, gateway: Gateway) -> None:
    async with database.begin() as connection:
        await connection.execute(
            TrackerChunkRow.__table__.insert().values(
                conversation_id=talk, position=0, at=gateway.clock.now(), size=1, body="sealed"
            )
        )


async def test_words_files_memory_tokens_and_links_go(
    gateway: Gateway, erasure: Erasure, database: AsyncEngine, tmp_path: Path
) -> None:
    page = await follower(gateway)
    await send_file(page, "1")
    await gateway.bot_answers(Content("收到"))
    await remembered(database, page.conversation_id, gateway)
    assert len(files(gateway, tmp_path)) == 1

    await erasure(page.conversation_id)

    assert files(gateway, tmp_path) == []
    for table in (ChatTokenRow, UsedLinkRow, TrackerChunkRow):
        assert await rows(database, table) == 0, table
    refused = await gateway.client.get("/api/chat/messages", headers=page.headers)
    assert refused.status == 401
    with pytest.raises(ConversationNotFound):
        await gateway.conversations.get(page.conversation_id)


async def test_who_comes_back_begins_anew(gateway: Gateway, erasure: Erasure) -> None:
    page = await follower(gateway)
    await erasure(page.conversation_id)
    again = await gateway.conversations.open("wechat", external_id="default:openid")
    assert again.id != page.conversation_id
    assert await gateway.conversations.messages(again.id) == []


async def test_once_more_is_told(gateway: Gateway, erasure: Erasure) -> None:
    page = await follower(gateway)
    await erasure(page.conversation_id)
    with pytest.raises(ConversationNotFound):
        await erasure(page.conversation_id)


async def test_another_conversation_keeps_everything(
    gateway: Gateway, erasure: Erasure, tmp_path: Path
) -> None:
    other = await gateway.open_chat()
    await send_file(other, "1")
    page = await follower(gateway)
    await erasure(page.conversation_id)
    assert len((await other.read())["messages"]) == 1 and len(files(gateway, tmp_path)) == 1


async def test_identity_and_binding_go_and_the_trail_says_so(
    gateway: Gateway, erasure: Erasure, database: AsyncEngine
) -> None:
    page = await follower(gateway)
    await bind(gateway, database, page.conversation_id)
    assert (await gateway.services.identity.of(page.conversation_id)).level is Level.BOUND

    await erasure(page.conversation_id)

    assert (await gateway.services.identity.of(page.conversation_id)).level is Level.ANONYMOUS
    last = (await gateway.services.audit.entries())[-1]
    assert (last.what, last.data["reason"]) == ("identity.unbind", "erased")


async def bind(gateway: Gateway, database: AsyncEngine, talk: str) -> None:
    """As a check in WeChat leaves it."""
    store = SqlStore(database, Keyring([b"w" * 32]))
    async with store.begin() as work:
        now = gateway.clock.now()
        await work.identity.put_binding(Binding(talk, "DEMO1", "k", now, now))
        await work.commit()


async def test_complaints_reports_and_their_papers_stay(
    gateway: Gateway, erasure: Erasure, tmp_path: Path
) -> None:
    services = gateway.services
    page = await follower(gateway)
    talk = page.conversation_id
    handed_in, other = await send_file(page, "1"), await send_file(page, "2")
    nobody = await services.identity.of(talk)
    draft = ReportDraft(date_of_loss=today(gateway.clock), cause="追尾")
    report = await services.claim_reports.report(talk, nobody, draft, "k")
    await services.claims.hand_in(talk, nobody, report.claim_no, [("现场照片", handed_in)], "k")
    complaint = await services.complaints.lodge(
        talk, nobody, category="理赔", target=None, detail="慢", demand="快", contact=None, key="k"
    )
    assert len(files(gateway, tmp_path)) == 2 and other != handed_in

    await erasure(talk)

    [paper] = await services.claim_documents.documents_of(talk, report.claim_no)
    assert paper.kept_path is not None
    assert [path.name for path in files(gateway, tmp_path)] == [Path(paper.kept_path).name]
    assert [case.claim_no for case in await services.claim_reports.waiting()] == [report.claim_no]
    assert (await services.complaints.get(talk, nobody, complaint.receipt_no)).receipt_no


async def test_a_turn_under_way_says_nothing_more(gateway: Gateway, erasure: Erasure) -> None:
    page = await follower(gateway)
    await gateway.conversations.receive(page.conversation_id, Incoming("1", text="你好"))
    turn = await gateway.conversations.turns.claim("slow")
    assert turn is not None
    await erasure(page.conversation_id)
    with pytest.raises(ConversationNotFound):
        await gateway.conversations.turns.commit(turn, [Content("您好")])
    assert await gateway.conversations.turns.claim("next") is None
