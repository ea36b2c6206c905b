"""A supervisor beside an agent: whispering, taking over, leaving."""

import pytest

from bot.staff.accounts import Role
from tests.desk.test_notes import detail, held
from tests.gateway_fixtures import Chat, Gateway, Seat


async def code_of(response) -> str:
    return (await response.json())["error"]["code"]


async def texts(chat: Chat) -> list[str]:
    return [each["text"] for each in (await chat.read())["messages"]]


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili", name="李丽")


@pytest.fixture
async def boss(gateway: Gateway) -> Seat:
    return await gateway.sign_in("boss", Role.SUPERVISOR, name="陈主管")


async def test_what_a_supervisor_who_joined_writes_reaches_the_agent_alone(
    gateway: Gateway, lili: Seat, boss: Seat
) -> None:
    chat = await held(gateway, lili)

    joined = await boss.act(chat.conversation_id, "join", mode="whisper")
    said = await boss.act(chat.conversation_id, "messages", text="先安抚，再问单号", client_id="1")
    again = await boss.act(chat.conversation_id, "messages", text="先安抚，再问单号", client_id="1")

    shown = await detail(lili, chat)
    assert joined.status == 200 and said.status == 202 and await said.json() == await again.json()
    assert [(each["kind"], each["name"], each["text"]) for each in shown["notes"]] == [
        ("whisper", "陈主管", "先安抚，再问单号")
    ]
    assert [(each["username"], each["mode"]) for each in shown["joined"]] == [("boss", "whisper")]
    assert shown["agent"] == "lili" and "先安抚，再问单号" not in await texts(chat)


async def test_who_has_left_speaks_to_nobody(gateway: Gateway, lili: Seat, boss: Seat) -> None:
    chat = await held(gateway, lili)
    await boss.act(chat.conversation_id, "join", mode="whisper")

    left = await boss.act(chat.conversation_id, "leave")
    said = await boss.act(chat.conversation_id, "messages", text="还在吗", client_id="1")
    whispered = await boss.act(chat.conversation_id, "messages", text="还在吗", client_id="1", whisper=True)

    assert await left.json() == {"joined": []}
    assert said.status == whispered.status == 403
    assert (await code_of(said), await code_of(whispered)) == ("not_owner", "not_joined")


async def test_a_whisper_stays_one_also_when_the_conversation_was_just_transferred_to_its_writer(
    gateway: Gateway, lili: Seat, boss: Seat
) -> None:
    chat = await held(gateway, lili)
    await boss.act(chat.conversation_id, "join", mode="whisper")
    assert (await lili.act(chat.conversation_id, "transfer", to_agent="boss")).status == 200

    said = await boss.act(chat.conversation_id, "messages", text="别急着答", client_id="1", whisper=True)

    assert said.status == 403 and "别急着答" not in await texts(chat)


async def test_to_barge_in_makes_the_supervisor_the_one_owner_and_the_agent_a_listener(
    gateway: Gateway, lili: Seat, boss: Seat
) -> None:
    chat = await held(gateway, lili)

    barged = await boss.act(chat.conversation_id, "join", mode="barge_in")
    refused = await lili.act(chat.conversation_id, "messages", text="我继续说", client_id="1")
    noted = await lili.act(chat.conversation_id, "notes", text="单号已核对", client_id="1")
    said = await boss.act(chat.conversation_id, "messages", text="您好，我来处理", client_id="1")

    assert [each["mode"] for each in (await barged.json())["joined"]] == ["barge_in", "listener"]
    assert refused.status == 403 and noted.status == 201 and said.status == 202
    shown = await detail(lili, chat)
    assert (shown["owner"], shown["agent"]) == ("agent", "boss")
    taken = shown["dossier"]["history"][-1]
    assert (taken["by"], taken["details"]["reason"], taken["details"]["from"]) == ("boss", "barge_in", "lili")
    assert "客服主管陈主管来了，接下来由我为您服务，之前的对话都看得到。" in await texts(chat)


async def test_the_agent_may_be_given_the_conversation_back(gateway: Gateway, lili: Seat, boss: Seat) -> None:
    chat = await held(gateway, lili)
    await boss.act(chat.conversation_id, "join", mode="barge_in")

    back = await boss.act(chat.conversation_id, "transfer", to_agent="lili", note="已安抚")

    assert back.status == 200 and (await detail(lili, chat))["joined"] == []
    assert (await lili.act(chat.conversation_id, "messages", text="我接着来", client_id="1")).status == 202
    assert (await boss.act(chat.conversation_id, "messages", text="我也在", client_id="9")).status == 403


async def test_agents_join_nothing(gateway: Gateway, lili: Seat) -> None:
    wei = await gateway.sign_in("wei")
    chat = await held(gateway, lili)

    for mode in ("whisper", "barge_in"):
        response = await wei.act(chat.conversation_id, "join", mode=mode)
        assert response.status == 403 and await code_of(response) == "forbidden"
    assert (await detail(lili, chat))["agent"] == "lili"


@pytest.mark.parametrize("mode", ["whisper", "barge_in"])
async def test_nobody_joins_where_no_colleague_answers(gateway: Gateway, boss: Seat, mode: str) -> None:
    waiting, own = await gateway.waiting_chat(), await held(gateway, boss)

    for chat in (waiting, own):
        response = await boss.act(chat.conversation_id, "join", mode=mode)
        assert response.status == 409 and await code_of(response) == "illegal_transition"


async def test_when_people_are_done_nobody_is_joined_any_more(
    gateway: Gateway, lili: Seat, boss: Seat
) -> None:
    chat = await held(gateway, lili)
    await boss.act(chat.conversation_id, "join", mode="whisper")

    await lili.act(chat.conversation_id, "close")

    assert (await detail(boss, chat))["joined"] == []


async def test_a_supervisors_join_is_in_the_audit_trail(gateway: Gateway, lili: Seat, boss: Seat) -> None:
    chat = await held(gateway, lili)

    await boss.act(chat.conversation_id, "join", mode="whisper")

    found = [each for each in await gateway.services.audit.entries() if each.what == "conversation.join"]
    [entry] = found
    assert (entry.who, entry.data) == ("boss", {"conversation": chat.conversation_id, "mode": "whisper"})
