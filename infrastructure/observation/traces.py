"""Where spans go: to a collector over OTLP/HTTP, if one is configured.

What leaves is decided here by a list of what may. The framework also notes path, query and host of
a request, which hold ids, receipt codes and whatever a caller wrote; a trace state is free text of
the caller. None of it is exported, nor any event or status text, which quote exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanContext, Status

_EXPORTED: Final = frozenset(
    {
        "closeout.command",
        "closeout.events",
        "closeout.jurisdiction",
        "closeout.outcome",
        "code.function.name",
        "error.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "network.protocol.version",
        "url.scheme",
    }
)
_SECONDS_TO_EXPORT: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """A collector of traces.

    Attributes:
        endpoint: URL that takes OTLP/HTTP, path included.
        token: bearer token for it, None if it asks for none.
        share: of the traces that begin here, between 0 and 1; a caller's own decision is followed.
    """

    endpoint: str
    token: str | None = None
    share: float = 1.0


class ImpersonalExporter(SpanExporter):
    """Lets spans through with what may be known of them."""

    def __init__(self, to: SpanExporter) -> None:
        self._to = to

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._to.export([_impersonal(span) for span in spans])

    def shutdown(self) -> None:
        self._to.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._to.force_flush(timeout_millis)


def _impersonal(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=span.name,
        context=_without_state(span.context),
        parent=_without_state(span.parent),
        resource=span.resource,
        attributes={k: v for k, v in (span.attributes or {}).items() if k in _EXPORTED},
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )


def _without_state(context: SpanContext | None) -> SpanContext | None:
    if context is None:
        return None
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)


@contextmanager
def tracing(
    process: str, collector: Collector | None, exporter: SpanExporter | None = None
) -> Iterator[TracerProvider | None]:
    """Spans of this process; None where nobody collects them, which costs nothing.

    What is still to be sent is sent when the context ends, within seconds.

    Args:
        process: name of the service in the traces.
        exporter: in the place of OTLP.
    """
    if exporter is None:
        if collector is None:
            yield None
            return
        given = {"Authorization": f"Bearer {collector.token}"} if collector.token else {}
        exporter = OTLPSpanExporter(
            endpoint=collector.endpoint, headers=given, timeout=_SECONDS_TO_EXPORT
        )
    provider = TracerProvider(
        # Without the environment's: it would name the host and the command line.
        resource=Resource({"service.name": f"closeout-{process}"}),
        sampler=ParentBased(TraceIdRatioBased(collector.share if collector else 1.0)),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(ImpersonalExporter(exporter)))
    try:
        yield provider
    finally:
        provider.shutdown()
