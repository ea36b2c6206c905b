"""One number for everything that becomes of a customer's message, from the channel to the delivery of the answer.

The number is computed from what the message is, not handed along: another process, or another one after a crash, finds it by
itself, and no table needs a column for it. It is bound to every line of log within a `step`. Where tracing is switched on
(`switch_on`), a step is a span of OpenTelemetry as well, and the number its trace id.

Attributes are names and counts, never words of a customer.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.trace import Tracer

_provider: "TracerProvider | None" = None
_tracer: "Tracer | None" = None
_given: ContextVar[tuple[int, int] | None] = ContextVar("given", default=None)


def trace_id(*parts: str | int) -> str:
    """32 hexadecimal digits, the same for the same parts everywhere. A message's are its conversation and its number."""
    return _digest(parts)[:32]


def _digest(parts: tuple[str | int, ...]) -> str:
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()


@contextmanager
def step(
    name: str, *parts: str | int, first_since: int | None = None, **attributes: str | int
) -> Iterator[None]:
    """What happens within belongs to the trace of `parts`: its lines of log say so, and it is a span named `name`.

    `first_since`: this is the first step, the one the others hang from; it began then (nanoseconds since 1970). An
    exception that leaves the block is noted by its class alone; its text may hold what a customer wrote.
    """
    bound = structlog.contextvars.bound_contextvars(trace_id=trace_id(*parts))
    with bound, _span(name, parts, attributes, first_since):
        yield


@contextmanager
def part(name: str, **attributes: str | int) -> Iterator[None]:
    """A span of the step at hand; nothing where there is none."""
    with _span(name, (), attributes):
        yield


@contextmanager
def _span(
    name: str, parts: tuple[str | int, ...], attributes: dict[str, Any], since: int | None = None
) -> Iterator[None]:
    if _tracer is None:
        yield
        return
    from opentelemetry.context import Context
    from opentelemetry.trace import Status, StatusCode, get_current_span, use_span

    if not parts and not get_current_span().get_span_context().is_valid:
        yield
        return
    digest = _digest(parts)
    ids = (int(digest[:32], 16), int(digest[32:48], 16))
    if since is not None:
        token = _given.set(ids)
        span = _tracer.start_span(name, Context(), attributes=attributes, start_time=since)
        _given.reset(token)
    else:
        span = _tracer.start_span(name, _below(*ids) if parts else None, attributes=attributes)
    with use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield
        except BaseException as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def _below(trace: int, first: int) -> "Context":
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    sampled = TraceFlags(TraceFlags.SAMPLED)
    return set_span_in_context(NonRecordingSpan(SpanContext(trace, first, True, sampled)))


def switch_on(service: str, endpoint: str | None = None, processor: "SpanProcessor | None" = None) -> None:
    """Send spans of this process, as `service`, to an OTLP collector at `endpoint` (http://host:4318), or to `processor`.

    A collector that is away costs nothing but its spans. OpenTelemetry is imported here alone.
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """The first step of a trace has the numbers that every other step computes."""

        def generate_trace_id(self) -> int:
            return given[0] if (given := _given.get()) else super().generate_trace_id()

        def generate_span_id(self) -> int:
            return given[1] if (given := _given.get()) else super().generate_span_id()

    global _provider, _tracer
    resource = Resource.create({"service.name": service})
    _provider = TracerProvider(resource=resource, shutdown_on_exit=False, id_generator=Ids())
    if processor is None:
        processor = BatchSpanProcessor(
            OTLPSpanExporter(f"{(endpoint or '').rstrip('/')}/v1/traces", timeout=5)
        )
    _provider.add_span_processor(processor)
    _tracer = _provider.get_tracer("baowen")


def switch_off() -> None:
    """What was seen last is still sent, for some seconds at most."""
    global _provider, _tracer
    if _provider is not None:
        with contextlib.suppress(Exception):
            _provider.shutdown()  # type: ignore[no-untyped-call]
    _provider = _tracer = None
