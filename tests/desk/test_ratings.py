"""A rating on demand: the agent asks for it while the conversation goes on."""

from bot.conversations import wording
from tests.gateway_fixtures import Gateway


async def test_an_agent_asks_for_a_rating_once_and_goes_on(gateway: Gateway) -> None:
    lili, wei = await gateway.sign_in("lili", name="李丽"), await gateway.sign_in("wei")
    chat = await gateway.waiting_chat()
    await lili.act(chat.conversation_id, "accept")

    first, again = [await lili.act(chat.conversation_id, "ask-rating") for _ in range(2)]
    foreign = await wei.act(chat.conversation_id, "ask-rating")
    rated = {"score": 4, "recommend": 8, "comment": "讲得清楚"}
    response = await chat.client.post("/api/chat/rating", json=rated, headers=chat.headers)

    assert first.status == 202 and await first.json() == await again.json()
    assert foreign.status == 403 and response.status == 200
    frame = await chat.read()
    asked = [each for each in frame["messages"] if each["text"] == wording.ASK_RATING]
    assert [each["ask"] for each in asked] == [{"slot": "rating", "input": "number"}]
    assert frame["owner"] == "agent"
    detail = await (await lili.get(f"/api/desk/conversations/{chat.conversation_id}")).json()
    assert (detail["rating"]["score"], detail["rating"]["comment"]) == (4, "讲得清楚")
