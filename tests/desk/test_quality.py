"""Quality review: supervisors draw ended engagements and judge them, agents read and answer."""

from datetime import timedelta
from typing import Any

import pytest

from bot.desk.supervision.supervision import SUPERVISION
from bot.staff.accounts import Role
from kernel.clock import SHANGHAI
from tests.desk.times import later
from tests.gateway_fixtures import Chat, Gateway, Seat

GOOD = {"completeness": 90, "conformity": 80, "attitude": 100, "timeliness": 60}


async def handled(gateway: Gateway, seat: Seat, *, after_s: int = 20, **close: Any) -> Chat:
    """A conversation the agent accepted, answered after so many seconds, and closed."""
    chat = await gateway.waiting_chat()
    assert (await seat.act(chat.conversation_id, "accept")).status == 200
    await later(gateway, after_s, seat)
    said = await seat.act(chat.conversation_id, "messages", text="您好，请讲", client_id="1")
    assert said.status == 202
    assert (await seat.act(chat.conversation_id, "close", **close)).status == 200
    return chat


async def drawn(seat: Seat, **query: Any) -> list[dict[str, Any]]:
    response = await seat.get("/api/desk/quality/sample", **query)
    assert response.status == 200, await response.text()
    found: list[dict[str, Any]] = (await response.json())["sample"]
    return found


async def reviewed(seat: Seat, chat: Chat, **more: Any) -> dict[str, Any]:
    body = {"conversation_id": chat.conversation_id, "scores": GOOD} | more
    response = await seat.post("/api/desk/quality/reviews", **body)
    assert response.status == 201, await response.text()
    found: dict[str, Any] = await response.json()
    return found


async def code_of(response: Any) -> str:
    return str((await response.json())["error"]["code"])


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili", name="李丽")


@pytest.fixture
async def chief(gateway: Gateway) -> Seat:
    return await gateway.sign_in("chief", Role.SUPERVISOR, name="周敏")


async def test_what_is_drawn_has_ended_and_is_somebody_elses(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    ended = await handled(gateway, lili)
    await handled(gateway, chief)
    held = await gateway.waiting_chat()
    await lili.act(held.conversation_id, "accept")
    await gateway.waiting_chat()

    [only] = await drawn(chief)

    assert only["conversation_id"] == ended.conversation_id
    assert (only["agent"], only["name"], only["queue"], only["ending"]) == (
        "lili",
        "李丽",
        "claims",
        "closed",
    )


async def test_timeliness_is_filled_in_from_the_clocks(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    await handled(gateway, lili, after_s=20)
    await handled(gateway, lili, after_s=90)

    found = sorted(await drawn(chief), key=lambda each: each["mean_wait_s"])

    assert [(each["answered"], each["late"], each["timeliness"]) for each in found] == [
        (1, 0, 100),
        (1, 1, 0),
    ]


async def test_a_seed_draws_the_same_again_and_the_reviewed_no_more(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    chats = [await handled(gateway, lili) for _ in range(6)]
    first = [each["conversation_id"] for each in await drawn(chief, count=3, seed=5)]

    assert first == [each["conversation_id"] for each in await drawn(chief, count=3, seed=5)]
    await reviewed(chief, chats[0])
    left = {each["conversation_id"] for each in await drawn(chief, count=10)}
    assert left == {each.conversation_id for each in chats[1:]}


async def test_a_sample_may_be_of_one_agent_queue_and_time(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    await handled(gateway, lili)
    gateway.clock.advance(timedelta(minutes=20))
    late = await handled(gateway, await gateway.sign_in("wei"))
    since = (gateway.clock.now() - timedelta(minutes=10)).astimezone(SHANGHAI).isoformat()

    assert [each["conversation_id"] for each in await drawn(chief, since=since)] == [late.conversation_id]
    assert [each["agent"] for each in await drawn(chief, agent="lili")] == ["lili"]
    assert await drawn(chief, queue="sales") == []


async def test_a_transcript_opened_for_review_is_audited(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    chat = await handled(gateway, lili)
    [only] = await drawn(chief)

    response = await chief.get(f"/api/desk/quality/engagements/{only['engagement_id']}")

    shown = await response.json()
    assert shown["engagement"] == only
    assert "您好，请讲" in [each["text"] for each in shown["transcript"]]
    assert [(each["first"], each["waited_s"], each["late"]) for each in shown["waits"]] == [(True, 20, False)]
    opened = [each for each in await gateway.services.audit.entries() if each.what == "quality.transcript"]
    assert [(each.who, each.data["conversation"]) for each in opened] == [("chief", chat.conversation_id)]


async def test_a_review_weighs_its_parts_and_keeps_its_findings(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    chat = await handled(gateway, lili)
    finding = {"seq": 4, "dimension": "conformity", "text": "没有先报姓名"}
    better = {"action": "重温开场白", "owner": "lili", "due": "2026-11-30"}

    review = await reviewed(chief, chat, comment="总体不错", findings=[finding], improvement=better)

    assert review["total"] == round(90 * 0.3 + 80 * 0.3 + 100 * 0.25 + 60 * 0.15)
    assert (review["scores"], review["comment"], review["findings"]) == (GOOD, "总体不错", [finding])
    assert review["improvement"] == better | {"owner_name": "李丽", "done_at": None}


async def test_an_engagement_is_reviewed_once(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    chat = await handled(gateway, lili)
    await reviewed(chief, chat)
    other = await gateway.sign_in("boss", Role.ADMIN)

    again = await other.post("/api/desk/quality/reviews", conversation_id=chat.conversation_id, scores=GOOD)

    assert again.status == 409 and await code_of(again) == "already_reviewed"


async def test_what_may_not_be_reviewed(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    own = await handled(gateway, chief)
    open_one = await gateway.waiting_chat()
    await lili.act(open_one.conversation_id, "accept")
    ended = await handled(gateway, lili)
    stranger = {"improvement": {"action": "重温开场白", "owner": "nobody", "due": "2026-11-30"}}

    found = []
    for chat, more in ((own, {}), (open_one, {}), (ended, stranger)):
        body = {"conversation_id": chat.conversation_id, "scores": GOOD} | more
        response = await chief.post("/api/desk/quality/reviews", **body)
        found.append((response.status, await code_of(response)))

    assert found == [(403, "own_work"), (404, "engagement_not_found"), (404, "staff_not_found")]


async def test_a_score_card_has_four_parts_within_bounds(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    chat = await handled(gateway, lili)
    wrong: list[dict[str, Any]] = [
        {"scores": GOOD | {"attitude": 101}},
        {"scores": {"attitude": 50}},
        {"comment": "好" * 2_001},
        {"findings": [{"text": "", "dimension": "attitude"}]},
        {"findings": [{"text": "慢", "dimension": "speed"}]},
        {"improvement": {"action": "改", "owner": "lili", "due": "明天"}},
    ]

    for each in wrong:
        body = {"conversation_id": chat.conversation_id, "scores": GOOD} | each
        assert (await chief.post("/api/desk/quality/reviews", **body)).status == 422, each


async def test_the_agent_reads_their_own_reviews_and_answers_once(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    wei = await gateway.sign_in("wei")
    mine = await reviewed(chief, await handled(gateway, lili))
    await reviewed(chief, await handled(gateway, wei))
    path = f"/api/desk/quality/reviews/{mine['id']}/answer"

    listed = (await (await lili.get("/api/desk/quality/reviews")).json())["reviews"]
    answered = await lili.post(path, text="下次注意")
    again = await lili.post(path, text="再补一句")
    foreign = await wei.post(path, text="我也说两句")

    assert [each["id"] for each in listed] == [mine["id"]]
    assert (await answered.json())["answer"] == "下次注意"
    assert again.status == 409 and await code_of(again) == "already_answered"
    assert foreign.status == 403


async def test_an_agent_does_not_read_a_colleagues_reviews(gateway: Gateway, lili: Seat) -> None:
    assert (await lili.get("/api/desk/quality/reviews", agent="wei")).status == 403
    assert (await lili.get("/api/desk/quality/sample")).status == 403


async def test_the_owner_of_an_improvement_says_when_it_is_done(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    wei = await gateway.sign_in("wei")
    better = {"action": "重温开场白", "owner": "lili", "due": "2026-11-30"}
    review = await reviewed(chief, await handled(gateway, lili), improvement=better)
    path = f"/api/desk/quality/reviews/{review['id']}/improved"

    assert (await wei.post(path)).status == 403
    done = await lili.post(path)

    assert (await done.json())["improvement"]["done_at"] is not None


async def test_reviews_are_read_page_by_page(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    made = [(await reviewed(chief, await handled(gateway, lili)))["id"] for _ in range(3)]

    first = await (await chief.get("/api/desk/quality/reviews", limit=2)).json()
    rest = await (await chief.get("/api/desk/quality/reviews", limit=2, before=first["next"])).json()

    assert [each["id"] for each in first["reviews"] + rest["reviews"]] == list(reversed(made))
    assert rest["next"] is None


async def test_words_of_a_review_are_encrypted_in_the_database(
    gateway: Gateway, lili: Seat, chief: Seat, tmp_path: Any
) -> None:
    review = await reviewed(chief, await handled(gateway, lili), comment="客户王先生的理赔")
    await lili.post(f"/api/desk/quality/reviews/{review['id']}/answer", text="王先生已经回电")

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("gateway.db*"))

    assert "王先生".encode() not in stored


async def test_an_erased_conversation_takes_its_review_with_it(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    chat = await handled(gateway, lili, after_s=70)
    await reviewed(chief, chat)
    await gateway.app[SUPERVISION].breaches.sweep()

    await gateway.conversations.erase(chat.conversation_id)

    assert (await (await chief.get("/api/desk/quality/reviews")).json())["reviews"] == []
    assert await drawn(chief) == []
