"""From the word 转人工 to an agent's answer and back."""

import pytest
import requests

from tests.acceptance.conftest import PASSWORD
from tests.acceptance.house import House
from tests.acceptance.records import GUESTS
from tests.acceptance.visitor import Seat, Visitor


@pytest.mark.parametrize("words", ["转人工", "我要找真人客服", "能不能叫个人来跟我说"])
def test_a_person_is_asked_for_in_many_words(visitor: Visitor, words: str) -> None:
    visitor.says(words)
    card = visitor.card("handoff")
    assert visitor.frame["owner"] == "queue" and card["position"] >= 1 and card["queue"]
    assert visitor.frame["queue"]["position"] == card["position"]
    visitor.presses("不等了，先问机器人")
    assert visitor.frame["owner"] == "bot"


def test_accept_answer_and_return(visitor: Visitor, agent: Seat) -> None:
    visitor.says("你好").says("转人工")
    assert visitor.conversation_id in agent.listed("queue")
    accepted = agent.act(visitor, "accept")
    assert accepted.status_code == 200 and accepted.json()["owner"] == "agent"
    assert visitor.conversation_id in agent.listed("mine")

    said = visitor.post(text="我的保单什么时候到期").json()["seq"]
    first = agent.act(visitor, "messages", text="您好，我来帮您看", client_id="a1")
    again = agent.act(visitor, "messages", text="您好，我来帮您看", client_id="a1")
    assert (first.status_code, first.json()) == (202, again.json())
    frame = visitor.read(after=said, wait=2)
    assert frame["owner"] == "agent" and not frame["busy"]
    # The bot says nothing while a person is there.
    assert [(m["sender"], m["text"]) for m in frame["messages"]] == [("agent", "您好，我来帮您看")]

    detail = agent.get(f"/conversations/{visitor.conversation_id}").json()
    assert [m["text"] for m in detail["transcript"] if m["sender"] == "customer"] == [
        "你好",
        "转人工",
        "我的保单什么时候到期",
    ]
    assert agent.act(visitor, "return").json()["owner"] == "bot"
    visitor.says("你是机器人吗")
    assert visitor.frame["owner"] == "bot" and "机器人" in visitor.text


def test_an_agent_closes_and_the_customer_rates_and_comes_back(visitor: Visitor, agent: Seat) -> None:
    visitor.says("人工")
    assert agent.act(visitor, "accept").status_code == 200
    closed = agent.act(visitor, "close", wrap_up="resolved", summary="已解答")
    assert closed.status_code == 200 and closed.json()["owner"] == "closed"
    assert visitor.read()["owner"] == "closed"
    rated = requests.post(
        f"{visitor.house.url}/api/chat/rating", json={"score": 4}, headers=visitor.headers, timeout=10
    )
    assert rated.status_code == 200
    assert agent.get(f"/conversations/{visitor.conversation_id}").json()["rating"]["score"] == 4
    visitor.says("理赔要多久")
    assert visitor.frame["owner"] == "bot"


def test_what_is_lost_or_not_mine_is_refused(visitor: Visitor, agent: Seat, house: House) -> None:
    assert agent.act(visitor, "accept").status_code == 409
    assert agent.act(visitor, "messages", text="在吗", client_id="x").status_code == 403
    assert agent.get("/conversations", owner="all").status_code == 403
    lead = Seat.taken_by(house, "lead-li", PASSWORD)
    assert visitor.conversation_id in lead.listed("all")
    visitor.says("转人工")
    assert lead.act(visitor, "accept").status_code == 200
    assert agent.act(visitor, "accept").status_code == 409
    assert agent.act(visitor, "messages", text="在吗", client_id="y").status_code == 403
    assert lead.act(visitor, "return", to="queue").json()["owner"] == "queue"


def test_roles_and_logins_are_checked(house: House, visitor: Visitor) -> None:
    login = f"{house.url}/api/staff/login"
    wrong = requests.post(login, json={"username": "agent.wu", "password": "wrong"}, timeout=10)
    nobody = requests.post(login, json={"username": "nobody", "password": "wrong"}, timeout=10)
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json()["error"] == nobody.json()["error"]
    coach = Seat.taken_by(house, "coach", PASSWORD)
    assert coach.get("/conversations").status_code == 403
    seat = Seat.taken_by(house, "agent.wu", PASSWORD)
    del seat.session.headers["X-CSRF-Token"]
    assert seat.act(visitor, "accept").json()["error"]["code"] == "csrf"
    assert requests.get(f"{house.url}/api/desk/conversations", timeout=10).status_code == 401


def test_the_handoff_of_a_known_customer_brings_the_card(house: House, agent: Seat) -> None:
    guest = GUESTS[18]
    visitor = Visitor.at(house).says("查我的保单").verifies(guest).says("转人工")
    assert agent.act(visitor, "accept").status_code == 200
    detail = agent.get(f"/conversations/{visitor.conversation_id}").json()
    customer = detail["customer"]
    assert customer["customer_no"] == guest.customer_no
    assert guest.phone not in str(customer) and guest.id_number not in str(customer)
    assert customer["policies"][0]["policy_no"] == guest.policy_no
    assert detail["wish"] == "policy_lookup"
    assert agent.act(visitor, "close").status_code == 200
