"""The dialogue worker is killed in the middle of its work."""

import time

from tests.acceptance.house import House
from tests.acceptance.visitor import Visitor

BACK_WITHIN_S = 10
# What was in work when the worker died is taken up again after the lease of 30 seconds.
ANSWERED_WITHIN_S = 90
ASKED = ("你好", "理赔要多久", "转账安全吗", "宽限期多久", "你是机器人吗")


def test_nothing_is_lost_or_doubled_and_the_worker_comes_back(house: House) -> None:
    visitors = [Visitor.at(house) for _ in range(5)]
    for text in ASKED[:3]:
        for visitor in visitors:
            assert visitor.post(text=text).status_code == 202
    killed = house.kill_workers()
    assert killed
    for text in ASKED[3:]:
        for visitor in visitors:
            assert visitor.post(text=text).status_code == 202

    died = time.monotonic()
    while not set(house.workers()) - set(killed):
        assert time.monotonic() - died < BACK_WITHIN_S
        time.sleep(0.1)

    for visitor in visitors:
        deadline = died + ANSWERED_WITHIN_S
        while visitor.read()["busy"] and time.monotonic() < deadline:
            time.sleep(0.2)
        messages = visitor.read()["messages"]
        assert [m["text"] for m in messages if m["sender"] == "customer"] == list(ASKED)
        # Each of the five is answered by one message.
        assert len([m for m in messages if m["sender"] == "bot"]) == len(ASKED)
        assert not [m for m in messages if m["sender"] == "system"]
