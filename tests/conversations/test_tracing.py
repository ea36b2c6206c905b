"""The steps of one message's life have one trace, whoever takes them and however often."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.conversations.message import Incoming
from bot.conversations.outbox import Outbox
from bot.conversations.service import Conversations
from kernel import tracing
from kernel.clock import FrozenClock
from kernel.tracing import trace_id
from tests.conversations.test_outbox import Channel, answered, away


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    tracing.switch_on("test", processor=SimpleSpanProcessor(exporter))
    yield exporter
    tracing.switch_off()


def _named(spans: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [span for span in spans.get_finished_spans() if span.name == name]


def _trace(span: ReadableSpan) -> str:
    return f"{span.context.trace_id:032x}"


async def test_every_try_to_deliver_hangs_from_the_message_it_answers(
    chats: Conversations, clock: FrozenClock, spans: InMemorySpanExporter
) -> None:
    chat = await answered(chats, "一", "二")
    outcomes: list[tuple[str, str]] = []

    def outbox(channel: Channel) -> Outbox:
        return chats.outbox({"wechat": channel}, lambda name, outcome: outcomes.append((name, outcome)))

    await outbox(Channel(away)).run_once()
    clock.advance(timedelta(minutes=1))
    await outbox(Channel()).run_once()

    [received] = _named(spans, "receive")
    tries = _named(spans, "deliver")
    assert _trace(received) == trace_id(chat, 1) and received.parent is None
    assert [_trace(span) for span in tries] == [trace_id(chat, 1)] * 2
    assert {span.parent.span_id for span in tries if span.parent} == {received.context.span_id}
    assert [span.attributes["attempts"] for span in tries if span.attributes] == [1, 2]
    assert outcomes == [("wechat", "retried"), ("wechat", "delivered")]


async def test_the_same_message_again_is_no_second_trace(
    chats: Conversations, spans: InMemorySpanExporter
) -> None:
    chat = (await chats.open("web")).id
    for _ in range(2):
        await chats.receive(chat, Incoming("c1", text="问"))
    assert len(_named(spans, "receive")) == 1


async def test_an_exception_is_named_and_not_quoted(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError), tracing.step("turn", "chat", 1):
        raise ValueError("我叫王小明，电话 13812345678")
    [span] = _named(spans, "turn")
    assert span.status.description == "ValueError"
    assert "13812345678" not in span.to_json() and "王小明" not in span.to_json()


def test_lines_of_log_bear_the_number_within_a_step_alone() -> None:
    def bound() -> object:
        return structlog.contextvars.get_contextvars().get("trace_id")

    with tracing.step("turn", "chat", 1):
        within = bound()
        with tracing.part("commit"):
            assert bound() == within
    assert within == trace_id("chat", 1) and bound() is None


async def test_a_span_needs_a_step(spans: InMemorySpanExporter) -> None:
    with tracing.part("action", action="action_faq"):
        pass
    assert spans.get_finished_spans() == ()
