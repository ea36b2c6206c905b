"""Notes and whispers: everybody at the desk who may see the conversation reads them, its customer never does."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Content, Incoming
from bot.conversations.models import MessageRow, NoteRow
from bot.conversations.turns import Handoff
from bot.staff.accounts import Role
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Chat, Gateway, Seat, running, soon

SECRET = "客户上月刚理赔过，先核对材料"


async def held(gateway: Gateway, seat: Seat) -> Chat:
    chat = await gateway.waiting_chat()
    assert (await seat.act(chat.conversation_id, "accept")).status == 200
    return chat


async def detail(seat: Seat, chat: Chat) -> dict:
    response = await seat.get(f"/api/desk/conversations/{chat.conversation_id}")
    assert response.status == 200, await response.text()
    return await response.json()


async def test_a_note_stands_at_its_place_beside_the_conversation(gateway: Gateway) -> None:
    lili = await gateway.sign_in("lili", name="李丽")
    chat = await held(gateway, lili)
    before = (await detail(lili, chat))["last_seq"]

    written = await lili.act(chat.conversation_id, "notes", text=SECRET, client_id="1")
    shown = await detail(lili, chat)

    assert written.status == 201
    [note] = shown["notes"]
    assert note == await written.json()
    assert (note["by"], note["name"], note["kind"], note["text"]) == ("lili", "李丽", "note", SECRET)
    assert note["after_seq"] == shown["last_seq"] == before and note["at"].endswith("+08:00")


async def test_the_same_client_id_is_the_same_note_and_each_colleague_has_their_own(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    chat = await gateway.waiting_chat()

    first = await lili.act(chat.conversation_id, "notes", text="一", client_id="1")
    again = await lili.act(chat.conversation_id, "notes", text="一", client_id="1")
    other = await wei.act(chat.conversation_id, "notes", text="二", client_id="1")

    assert await first.json() == await again.json() != await other.json()
    assert [each["text"] for each in (await detail(wei, chat))["notes"]] == ["一", "二"]


async def test_who_may_not_see_the_conversation_writes_no_note(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili"), await gateway.sign_in("wei")
    chat = await held(gateway, lili)

    assert (await wei.act(chat.conversation_id, "notes", text="二", client_id="1")).status == 403
    assert (await lili.act(chat.conversation_id, "notes", text=" ", client_id="1")).status == 422
    assert (await lili.act("unknown", "notes", text="二", client_id="1")).status == 404


async def test_nothing_the_customer_reads_or_receives_holds_a_note(gateway: Gateway) -> None:
    lili, boss = await gateway.sign_in("lili"), await gateway.sign_in("boss", Role.SUPERVISOR)
    chat = await held(gateway, lili)
    await boss.act(chat.conversation_id, "join", mode="whisper")

    async with chat.socket() as socket:
        frames = [await soon(socket.receive_str())]
        await lili.act(chat.conversation_id, "notes", text=SECRET, client_id="1")
        await boss.act(chat.conversation_id, "messages", text=SECRET, client_id="1")
        await lili.act(chat.conversation_id, "messages", text="您好，请稍等", client_id="2")
        while "请稍等" not in frames[-1]:
            frames.append(await soon(socket.receive_str()))
    read = await (await gateway.client.get("/api/chat/messages", headers=chat.headers)).text()

    assert "请稍等" in read
    assert all(SECRET not in each for each in [read, *frames])


async def test_a_note_is_never_delivered_to_a_messenger(
    engine: AsyncEngine, clock: FrozenClock, tmp_path
) -> None:
    sent: list[str] = []

    class Messenger:
        def render(self, contents: Sequence[Content]) -> list[str]:
            return [each.text for each in contents]

        async def send(self, external_id: str, message: str, key: str) -> str:
            sent.append(message)
            return ""

    async with running(engine, clock, tmp_path) as gateway:
        lili = await gateway.sign_in("lili")
        conversation = await gateway.conversations.open("phone", external_id="openid")
        await gateway.conversations.receive(conversation.id, Incoming("1", "转人工"))
        await gateway.bot_answers(Content("好的"), handoff=Handoff("claims", "requested"))
        outbox = gateway.conversations.outbox({"phone": Messenger()})
        await lili.act(conversation.id, "accept")
        await lili.act(conversation.id, "notes", text=SECRET, client_id="1")
        await lili.act(conversation.id, "messages", text="您好", client_id="1")
        while await outbox.run_once():
            pass

    assert "您好" in sent and not any(SECRET in each for each in sent)


async def test_a_note_is_no_message_and_lies_encrypted(gateway: Gateway, database: AsyncEngine) -> None:
    lili = await gateway.sign_in("lili")
    chat = await held(gateway, lili)
    before = (await detail(lili, chat))["last_seq"]

    await lili.act(chat.conversation_id, "notes", text=SECRET, client_id="1")

    async with database.connect() as connection:
        messages = (await connection.execute(select(MessageRow.seq))).scalars().all()
        [stored] = (await connection.execute(select(NoteRow.body))).scalars().all()
    assert len(messages) == before and SECRET not in stored and "材料" not in stored


async def test_an_agents_page_is_told_of_a_colleagues_note(gateway: Gateway) -> None:
    lili, boss = await gateway.sign_in("lili"), await gateway.sign_in("boss", Role.SUPERVISOR)
    chat = await held(gateway, lili)

    async with lili.socket() as socket:
        while (await soon(socket.receive_json())).get("conversation_id") != chat.conversation_id:
            pass
        await boss.act(chat.conversation_id, "notes", text="注意时效", client_id="1")
        frame = await soon(socket.receive_json())

    assert (frame["type"], frame["conversation_id"]) == ("conversation", chat.conversation_id)


async def test_notes_stay_with_the_conversation_through_bot_and_queue_and_go_when_it_is_erased(
    gateway: Gateway,
) -> None:
    lili = await gateway.sign_in("lili")
    chat = await held(gateway, lili)
    await lili.act(chat.conversation_id, "notes", text="一", client_id="1")
    await lili.act(chat.conversation_id, "return", to="bot")
    await chat.post("2", text="转人工")
    await gateway.bot_answers(Content("好的"), handoff=Handoff("claims", "requested"))

    assert [each["text"] for each in (await detail(lili, chat))["notes"]] == ["一"]
    await gateway.conversations.erase(chat.conversation_id)
    assert await gateway.conversations.notes.of(chat.conversation_id) == []
