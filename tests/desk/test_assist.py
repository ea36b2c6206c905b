"""What the desk suggests to an agent: for which message, from which source, and when nothing."""

import asyncio
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversations.message import Content
from bot.conversations.turns import Handoff
from bot.desk.assist.mood import Flag, Mood, Signals, mood, of_message
from bot.desk.assist.ranking import Ranking, fold
from bot.desk.assist.suggestions import About, Suggestion, Suggestions, for_person, lines_of
from bot.desk.conversations.library import LIBRARY
from bot.gateway.desk import ATTRIBUTES
from bot.staff.accounts import Role
from insurance.domain.products import Line
from insurance.services.faq import FaqService
from tests.gateway_fixtures import FAQ_FOLDER, PNG, Chat, Gateway, Seat

ROOT = Path(__file__).parents[2]
# Read once for this file.
ENTRIES = FaqService(FAQ_FOLDER)
FAQ = ENTRIES.all(date(2026, 11, 16))
RANKING = Ranking({entry.id: (entry.question, *entry.similar) for entry in FAQ})
ONE_YEAR = "青禾演示·百万医疗(一年期)"


async def told(seat: Seat, chat: Chat) -> dict[str, Any]:
    response = await seat.get(f"/api/desk/conversations/{chat.conversation_id}/assist")
    assert response.status == 200, await response.text()
    body: dict[str, Any] = await response.json()
    return body


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili", name="李丽")


async def asked(gateway: Gateway, lili: Seat, text: str, **slots: str) -> tuple[Chat, dict[str, Any]]:
    """A conversation she holds, in which the customer then wrote `text`."""
    chat = await gateway.waiting_chat(slots=slots)
    assert (await lili.act(chat.conversation_id, "accept")).status == 200
    assert (await chat.post("asked", text=text)).status == 202
    return chat, await told(lili, chat)


async def test_a_question_gets_checked_answers_with_their_source(gateway: Gateway, lili: Seat) -> None:
    chat, body = await asked(gateway, lili, "出险以后几天之内要报案啊")

    first = body["suggestions"][0]
    assert (first["kind"], first["id"]) == ("faq", "claims.report_deadline")
    assert first["source"].startswith("保险法 第二十一条") and first["reviewed_on"] == "2026-11-01"
    assert 0.16 <= first["score"] <= 1
    assert [each["kind"] for each in body["suggestions"]].count("faq") <= 3
    assert body["message_seq"] == (await chat.read())["messages"][-1]["seq"]


@pytest.fixture
async def suggestions(gateway: Gateway) -> Suggestions:
    await gateway.services.demo.load()
    return Suggestions(
        ENTRIES, gateway.services.products, gateway.app[LIBRARY].canned_replies, gateway.clock, ATTRIBUTES
    )


async def test_what_asks_nothing_gets_no_suggestion(suggestions: Suggestions) -> None:
    for text in ("好的", "嗯嗯", "谢谢", "??", "1", "13800000000", "123456", "今天天气真不错呀"):
        assert await suggestions.of(text, About()) == [], text


async def test_an_attachment_gets_none(gateway: Gateway, lili: Seat) -> None:
    chat = await gateway.waiting_chat()
    file = await (await chat.upload(PNG)).json()
    assert (await chat.post("file", attachment_id=file["attachment_id"])).status == 202

    assert (await told(lili, chat))["suggestions"] == []


async def test_the_figures_of_the_product_spoken_of_come_first(suggestions: Suggestions) -> None:
    first = (await suggestions.of("那它的等待期是多少天", About(products=[ONE_YEAR])))[0]

    assert first.kind == "product" and first.text == "百万医疗，等待期：30 天。以保险合同条款为准。"
    assert first.source.startswith(f"{ONE_YEAR}条款（") and first.score == 1


async def test_a_product_the_message_names_comes_before_the_one_spoken_of(suggestions: Suggestions) -> None:
    found = await suggestions.of("安途定期寿险的等待期呢", About(products=[ONE_YEAR]))

    assert [each.title for each in found if each.kind == "product"] == ["安途定期寿险的等待期"]


async def test_cover_is_never_told_without_what_is_not_covered(suggestions: Suggestions) -> None:
    first = (await suggestions.of("保障范围有哪些", About(products=[ONE_YEAR])))[0]

    assert all(name in first.text for name in ("保险责任", "责任免除", "免赔额"))


async def test_to_renew_is_no_question_about_the_product(suggestions: Suggestions) -> None:
    found = await suggestions.of("我要续保", About(products=[ONE_YEAR]))

    assert "product" not in [each.kind for each in found]


async def test_canned_replies_are_those_of_the_queue_and_of_every_queue(
    gateway: Gateway, suggestions: Suggestions
) -> None:
    replies = gateway.app[LIBRARY].canned_replies
    everywhere = await replies.add("代步车怎么租", "代步车要看合同有没有这项服务，我查一下告诉您。", None, [])
    claims = await replies.add("代步车费用", "代步车的费用要先看合同。", "claims", ["代步车怎么租"])
    await replies.add("代步车转接", "代步车怎么租请问理赔同事。", "sales", [])

    async def suggested() -> list[str]:
        found = await suggestions.of("修车期间代步车怎么租", About(queue="claims"))
        return [each.id for each in found if each.kind == "canned"]

    assert sorted(await suggested()) == sorted([everywhere.id, claims.id])
    await replies.remove(everywhere.id)
    assert await suggested() == [claims.id]
    await replies.change(claims.id, "发票抬头", "发票抬头可以改。", "claims", [])
    assert claims.id not in await suggested()


async def test_only_who_may_see_the_conversation_is_helped(gateway: Gateway, lili: Seat) -> None:
    chat, _ = await asked(gateway, lili, "好的")
    wei, boss = await gateway.sign_in("wei"), await gateway.sign_in("boss", Role.SUPERVISOR)
    url = f"/api/desk/conversations/{chat.conversation_id}/assist"

    assert (await wei.get(url)).status == 403
    assert (await boss.get(url)).status == 200
    assert (await lili.get("/api/desk/conversations/unknown/assist")).status == 404


async def test_an_expired_entry_is_suggested_no_more(tmp_path: Path, gateway: Gateway) -> None:
    (tmp_path / "a.yml").write_text(
        "faq:\n- {id: a.b, category: F1, question: 出险以后几天之内要报案, answer: 尽快报案。, source: {name: 保险法}, "
        "mark: L, reviewed_on: 2026-01-01, expires_on: 2026-11-17}\n- {id: a.c, category: F1, question: 怎么改手机号码, "
        "answer: 核实后修改。, source: {name: 保险法}, mark: L, reviewed_on: 2026-01-01}\n",
        "utf-8",
    )
    clock = gateway.clock
    replies = gateway.app[LIBRARY].canned_replies
    suggestions = Suggestions(FaqService(tmp_path), gateway.services.products, replies, clock, ATTRIBUTES)

    async def suggested() -> list[str]:
        found = await suggestions.of("出险以后几天之内要报案", About())
        return [each.id for each in found if each.kind == "faq"]

    before = await suggested()
    clock.advance(date(2026, 11, 17) - clock.now().date())

    assert before == ["a.b"] and await suggested() == []


def test_the_bot_s_words_about_itself_are_left_out() -> None:
    assert (
        for_person("看合同。告诉我产品名我帮您查。想复核，回复「人工」由同事接手。")
        == "看合同。告诉我产品名我帮您查。"
    )
    assert for_person("任何时候回复「人工」就能转。") == ""


def test_lines_are_read_from_what_the_bot_noted() -> None:
    assert lines_of({"险种": "重疾险", "经过": "摔了"}) == {Line.CRITICAL_ILLNESS}
    assert Line.AUTO_COMMERCIAL in lines_of({"line": "车险"}) and lines_of({"count": 3}) == frozenset()


async def test_of_equal_answers_the_one_on_the_line_spoken_of_comes_first(suggestions: Suggestions) -> None:
    async def scores(about: About) -> dict[str, float]:
        return {each.id: each.score for each in await suggestions.of("无赔款优待是怎么算的", about)}

    plain, auto = await scores(About()), await scores(About(lines=frozenset({Line.AUTO_COMMERCIAL})))

    first = next(iter(plain))
    assert first.startswith("auto.") and auto[first] > plain[first]


def test_traditional_characters_full_width_and_homophones_meet_the_same_entry() -> None:
    asked = ["猶豫期有幾天", "犹豫期有几天", "尤豫期有几天", "犹豫期　有几天？？"]

    assert {RANKING.rank(text, 1)[0].id for text in asked} == {"cooling_off.days"}
    assert fold("ＡＢＣ　１２３，繁體") == fold("abc 123，繁体")


def test_of_questions_never_seen_the_right_answer_is_nearly_always_among_three() -> None:
    rows = [json.loads(line) for line in (ROOT / "tests/nlu/heldout.jsonl").read_text("utf-8").splitlines()]
    asked = [(row["text"], row["topic"]) for row in rows if row["intent"] == "faq"]
    ranked = [([each.id for each in RANKING.rank(text, 3)], topic) for text, topic in asked]

    assert sum(ids[:1] == [topic] for ids, topic in ranked) / len(asked) >= 0.92
    assert sum(topic in ids for ids, topic in ranked) / len(asked) >= 0.97


async def test_suggestions_take_less_than_20_ms_once_warm(suggestions: Suggestions) -> None:
    await suggestions.of("等待期多少天", About(products=[ONE_YEAR]))
    took = []
    for text in ["出险以后几天之内要报案啊", "等待期多少天", "我想问一下退保能拿回多少钱" * 20] * 5:
        began = time.process_time()
        await suggestions.of(text, About(products=[ONE_YEAR]))
        took.append(time.process_time() - began)

    assert sorted(took)[len(took) // 2] < 0.02


async def test_requests_at_the_same_time_build_one_index(suggestions: Suggestions) -> None:
    found: list[list[Suggestion]] = await asyncio.gather(
        *(suggestions.of("犹豫期有几天", About()) for _ in range(5))
    )

    assert all(each == found[0] and each for each in found)


# ---- mood


MOODS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "moods.yml").read_text("utf-8"))


def test_moods_of_messages_never_seen_are_mostly_right() -> None:
    right = {name: sum(of_message(text).flag == name for text in texts) for name, texts in MOODS.items()}

    assert all(len(texts) == 30 for texts in MOODS.values())
    assert sum(right.values()) / 120 >= 0.85 and right["urgent"] >= 27 and right["calm"] >= 28


@pytest.mark.parametrize(
    ("said", "flag", "seq"),
    [
        (["您好", "保单什么时候到期"], Flag.CALM, None),
        (["我真的很生气", "在吗"], Flag.ANGRY, 1),
        (["我真的很生气", "好的，谢谢"], Flag.CALM, None),
        (["人受伤了，在流血", "好的，谢谢"], Flag.URGENT, 1),
        (["有点担心", "气死我了", "有点担心"], Flag.ANGRY, 2),
        (["气死我了", "一", "二", "三", "四", "五"], Flag.CALM, None),
        (["追尾了，没有人受伤"], Flag.CALM, None),
        (["身故保险金给谁"], Flag.CALM, None),
        (["骨折能赔吗"], Flag.CALM, None),
        (["我真的很生氣"], Flag.ANGRY, 1),
    ],
)
def test_the_strongest_of_the_last_messages_counts(said: list[str], flag: Flag, seq: int | None) -> None:
    found = mood(list(enumerate(said, start=1)))

    assert (found.flag, found.seq) == (flag, seq) and bool(found.why) == (flag is not Flag.CALM)


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        (Signals("anger"), Mood(Flag.ANGRY, None, "转人工前向机器人表达过不满")),
        (Signals("requested", angry_before=True), Mood(Flag.ANGRY, None, "转人工前向机器人表达过不满")),
        (Signals("requested", misses=2), Mood(Flag.WORRIED, None, "机器人有 2 次没答上来")),
        (Signals("requested", misses=1), Mood(Flag.CALM)),
    ],
)
def test_what_the_bot_met_with_is_said_as_well(signals: Signals, expected: Mood) -> None:
    assert mood([(1, "转人工")], signals) == expected


async def test_the_flag_names_the_message_and_the_reason(gateway: Gateway, lili: Seat) -> None:
    chat, body = await asked(gateway, lili, "我爸刚刚被车撞了，在流血")

    assert body["mood"] == {"flag": "urgent", "seq": body["message_seq"], "why": "有人受伤"}
    assert (await chat.post("calm", text="谢谢")).status == 202
    assert (await told(lili, chat))["mood"]["flag"] == "urgent"


async def test_turns_the_bot_failed_count_until_a_person_answers(gateway: Gateway, lili: Seat) -> None:
    chat = await gateway.open_chat()
    for number in ("1", "2"):
        await chat.post(number, text="那个那个")
        await gateway.bot_answers(Content("没太明白", template="utter_fallback"))
    await chat.post("3", text="转人工")
    await gateway.bot_answers(Content("好的"), handoff=Handoff("general", "requested", 0, {}))
    assert (await lili.act(chat.conversation_id, "accept")).status == 200

    before = (await told(lili, chat))["mood"]
    await lili.act(chat.conversation_id, "messages", text="您好，我来帮您", client_id="1")

    assert before["flag"] == "worried" and before["seq"] is None
    assert (await told(lili, chat))["mood"]["flag"] == "calm"
