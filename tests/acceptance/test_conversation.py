"""What anybody may do without proving who it is: ask, complain, send files, rate; and what is refused."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import requests

from tests.acceptance.house import House
from tests.acceptance.visitor import Visitor

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(64)
STORY = "11 月 3 日交的材料，三次都说还缺一份，拖到今天还没有结果"


def _complains(visitor: Visitor) -> Visitor:
    visitor.says("我要投诉")
    assert visitor.asked == "complaint_target"
    visitor.presses("理赔")
    assert visitor.asked == "complaint_detail"
    visitor.says(STORY)
    assert visitor.asked == "complaint_demand"
    visitor.says("一次说清楚还缺什么")
    assert visitor.asked == "phone"
    visitor.says("13600001111")
    assert visitor.asked == "confirm" and STORY in visitor.text
    return visitor


def test_a_complaint_gets_a_receipt_with_its_three_clocks(visitor: Visitor, house: House) -> None:
    before = house.now - timedelta(seconds=1)
    card = _complains(visitor).presses("确认提交").card("complaint")
    assert card["receipt_no"] in visitor.text and card["status"] == "received"
    received = datetime.fromisoformat(card["timeline"][0]["at"])
    assert before <= received <= house.now + timedelta(seconds=1)
    assert datetime.fromisoformat(card["respond_by"]) == received + timedelta(hours=24)
    assert datetime.fromisoformat(card["plan_by"]) == received + timedelta(hours=48)
    # Ten working days after Monday the 16th; fifteen natural days would be December 1st.
    assert card["resolve_by"] == "2026-11-30"
    assert visitor.asked is None


def test_progress_of_a_complaint_by_its_number_here_and_nowhere_else(visitor: Visitor, house: House) -> None:
    number = _complains(visitor).presses("确认提交").card("complaint")["receipt_no"]
    assert visitor.says(f"受理编号 {number} 处理到哪了").card("complaint")["receipt_no"] == number
    stranger = Visitor.at(house).says(f"受理编号 {number} 处理到哪了")
    nothing = Visitor.at(house).says("受理编号 TS20261116ZZZZZZZZ 处理到哪了")
    assert stranger.text == nothing.text and not stranger.cards("complaint")


def test_a_confirmation_counts_once(visitor: Visitor) -> None:
    payload = _complains(visitor).offered["确认提交"]
    statuses = [visitor.post(payload=payload, client_id=f"confirm-{n}").status_code for n in range(3)]
    assert statuses == [202, 409, 409]
    visitor.hears_back(max(m["seq"] for m in visitor.read()["messages"] if m["sender"] == "customer"))
    assert len(visitor.says("我的投诉处理得怎么样了").cards("complaint")) == 1


def test_the_same_client_id_is_the_same_message(visitor: Visitor) -> None:
    first = visitor.post(text="你好", client_id="once").json()
    again = [visitor.post(text=text, client_id="once") for text in ("你好", "别的话")]
    assert [each.status_code for each in again] == [202, 202]
    assert [each.json() for each in again] == [first, first]
    visitor.hears_back(first["seq"])
    said = [m["text"] for m in visitor.read()["messages"] if m["sender"] == "customer"]
    assert said == ["你好"]


def test_a_payload_nobody_offered_is_refused(visitor: Visitor, house: House) -> None:
    other = Visitor.at(house).says("你好")
    for payload in ("/handoff", '/affirm{"confirm": "x"}', other.offered["查我的保单"]):
        refused = visitor.post(payload=payload)
        assert refused.status_code == 422 and refused.json()["error"]["code"] == "payload_not_offered"
    pressed = other.presses("查我的保单").read()["messages"]
    assert [m["text"] for m in pressed if m["sender"] == "customer"][-1] == "查我的保单"


@pytest.mark.parametrize(
    ("text", "status"),
    [("好" * 2000, 202), ("好" * 2001, 422), ("", 422), (" \n\t", 422), ("\x00\x07", 422), ("\u200b", 422)],
    ids=["2000", "2001", "empty", "blanks", "control characters", "zero width"],
)
def test_texts_have_limits(visitor: Visitor, text: str, status: int) -> None:
    answer = visitor.post(text=text)
    assert answer.status_code == status, answer.text
    if status == 202:
        visitor.hears_back(answer.json()["seq"])


def test_control_characters_do_not_get_through(visitor: Visitor) -> None:
    visitor.says("理赔\x00要多\x1b[31m久")
    said = visitor.read()["messages"][0]["text"]
    assert not any(ord(letter) < 32 for letter in said) and said.startswith("理赔要多")


def test_more_than_thirty_messages_a_minute_are_too_many(visitor: Visitor) -> None:
    answers = [visitor.post(text="你好", client_id="same") for _ in range(31)]
    assert [each.status_code for each in answers] == [202] * 30 + [429]
    assert answers[-1].json()["error"]["code"] == "too_many" and int(answers[-1].headers["Retry-After"]) >= 1


def test_files_are_judged_by_their_content(visitor: Visitor) -> None:
    assert visitor.uploads(PNG, "photo.png").status_code == 201
    assert visitor.uploads(b"%PDF-1.7\n" + bytes(100), "病历.pdf", "text/plain").status_code == 201
    for content, name in (
        (b"MZ\x90\x00" + bytes(300), "photo.png"),
        (b"<svg onload=alert(1)>" + bytes(300), "a.jpg"),
        (b"PK\x03\x04" + bytes(300), "claim.pdf"),
    ):
        refused = visitor.uploads(content, name)
        assert refused.status_code == 415 and refused.json()["error"]["code"] == "attachment_type", name
    assert visitor.uploads(b"", "empty.png").status_code == 422


def test_a_file_of_more_than_ten_megabytes_is_refused(visitor: Visitor) -> None:
    just = PNG + bytes(10 * 1024 * 1024 - len(PNG))
    assert visitor.uploads(just, "just.png").status_code == 201
    refused = visitor.uploads(just + b"\0", "large.png")
    assert refused.status_code == 413 and refused.json()["error"]["code"] == "too_large"


def test_a_file_is_sent_and_stays_in_its_conversation(visitor: Visitor, house: House) -> None:
    attachment_id = visitor.uploads(PNG, "现场.png").json()["attachment_id"]
    accepted = visitor.post(attachment_id=attachment_id)
    assert accepted.status_code == 202
    visitor.hears_back(accepted.json()["seq"])
    sent = visitor.read()["messages"][0]
    assert sent["type"] == "attachment" and sent["text"] == "现场.png"
    assert Visitor.at(house).post(attachment_id=attachment_id).status_code == 404


def test_all_messages_of_a_turn_appear_together(known: Callable[[str], Visitor]) -> None:
    visitor = known("c-0001")
    seen: list[int] = []
    stop = threading.Event()

    def look() -> None:
        last = visitor.seq
        while not stop.is_set():
            seen.append(len([m for m in visitor.read(after=last)["messages"] if m["sender"] == "bot"]))

    watching = threading.Thread(target=look)
    watching.start()
    visitor.says("看看我名下的保单")
    time.sleep(0.2)
    stop.set()
    watching.join()
    assert len(visitor.heard) > 5 and set(seen) == {0, len(visitor.heard)}


def test_a_poll_waits_for_news_and_no_longer(visitor: Visitor) -> None:
    began = time.monotonic()
    assert visitor.read(wait=1)["messages"] == []
    assert 0.9 <= time.monotonic() - began < 5
    threading.Timer(0.5, lambda: visitor.post(text="你好")).start()
    began = time.monotonic()
    assert visitor.read(wait=20)["messages"]
    assert time.monotonic() - began < 5


def test_a_rating_is_taken_and_the_last_one_counts(visitor: Visitor, house: House) -> None:
    def rate(**rating: object) -> int:
        return requests.post(
            f"{house.url}/api/chat/rating", json=rating, headers=visitor.headers, timeout=10
        ).status_code

    assert rate(score=1) == 200 and rate(score=5, recommend=10, comment="清楚") == 200
    assert [rate(score=0), rate(score=6), rate(score=3, recommend=11), rate()] == [422] * 4


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("理赔多久能下来", "三十"),
        ("交强险能退吗", "注销"),
        ("宽限期有多长", "六十"),
        ("宽限期是多少天", "六十"),
    ],
)
def test_common_questions_are_answered_with_a_source(visitor: Visitor, question: str, words: str) -> None:
    visitor.says(question)
    assert any(message["source"] and message["source"]["faq"] for message in visitor.heard), visitor.text
    arabic = words.replace("三十", "30").replace("六十", "60")
    assert words in visitor.text or arabic in visitor.text, visitor.text


def test_a_receipt_number_alone_is_enough(visitor: Visitor) -> None:
    number = _complains(visitor).presses("确认提交").card("complaint")["receipt_no"]
    for text in (number, f"{number} 进度", f"受理编号{number.lower()}，进度如何"):
        assert visitor.says(text).card("complaint")["receipt_no"] == number


def test_facts_of_an_imported_product_are_told(visitor: Visitor) -> None:
    visitor.says("恒信护航重疾险的等待期多久")
    assert "90 天" in visitor.text
    source = next(message["source"] for message in visitor.heard if message["source"])
    assert source["version"] == "2024-06"
