"""One message can be followed through the processes: in the log of both, and as a trace of a collector."""

import json
import time

import requests

from kernel.tracing import trace_id
from tests.acceptance.house import House
from tests.acceptance.visitor import Visitor
from tests.fakes.collector import Collector

# The worker sends what it has every five seconds.
SENT_WITHIN_S = 20.0


def test_a_message_is_followed_from_the_channel_to_the_answer(
    house: House, collector: Collector, visitor: Visitor
) -> None:
    received = visitor.post(text="车险理赔要哪些材料").json()["seq"]
    while visitor.read()["busy"]:
        time.sleep(0.1)
    trace = trace_id(visitor.conversation_id, received)

    lines = [json.loads(line) for line in house.log.splitlines() if trace in line]
    deadline = time.monotonic() + SENT_WITHIN_S
    while {"receive", "turn"} - {span.name for span in collector.spans if span.trace == trace}:
        assert time.monotonic() < deadline, collector.spans
        time.sleep(0.2)
    spans = {span.name: span for span in collector.spans if span.trace == trace}

    assert [line["event"] for line in lines] == ["received", "turn"]
    assert lines[0]["request_id"] and lines[1]["outcome"] == "committed"
    assert spans["receive"].service == "baowen-gateway" and not spans["receive"].above
    assert spans["turn"].service == "baowen-worker" and spans["turn"].above == spans["receive"].id
    below = {"understand", "action", "commit"}
    assert {spans[name].above for name in below} == {spans["turn"].id}
    assert not any(span.failed for span in spans.values())


def test_what_workers_counted_outlives_them(house: House, visitor: Visitor) -> None:
    def counted() -> float:
        lines = requests.get(f"{house.url}/metrics", timeout=10).text.splitlines()
        [line] = [each for each in lines if each.startswith('baowen_turns_total{outcome="committed"}')]
        return float(line.rpartition(" ")[2])

    visitor.says("你好")
    before = counted()
    killed = house.kill_workers()
    visitor.says("宽限期多久")

    assert killed and before >= 1
    assert counted() == before + 1
