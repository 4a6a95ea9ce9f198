"""Spans on their way to a collector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import SimpleQueue
from threading import Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.trace import SpanKind

from infrastructure.observation.traces import Collector, tracing

Received = SimpleQueue[tuple[str | None, bytes]]


@contextmanager
def receiver() -> Iterator[tuple[str, Received]]:
    """A collector of OTLP over HTTP."""
    received: Received = SimpleQueue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((self.headers["Authorization"], body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/traces", received
        finally:
            server.shutdown()
            thread.join()


def test_a_span_arrives_with_what_may_be_known_of_it() -> None:
    """OTLP/HTTP, ENV-07: route and status, no path, no query, no text of an error."""
    with receiver() as (endpoint, received):
        collector = Collector(endpoint=endpoint, token="t0ken")
        with tracing("api", collector) as provider:
            assert provider is not None
            span = provider.get_tracer("x").start_span("GET /cases/{id}", kind=SpanKind.SERVER)
            span.set_attributes({"http.route": "/cases/{id}", "url.query": "phone=138"})
            span.record_exception(ValueError("王小丽"))
            span.end()
        authorization, body = received.get(timeout=30)

    request = ExportTraceServiceRequest.FromString(body)
    [sent] = request.resource_spans[0].scope_spans[0].spans
    assert authorization == "Bearer t0ken"
    assert sent.name == "GET /cases/{id}"
    assert [attribute.key for attribute in sent.attributes] == ["http.route"]
    assert not sent.events
    assert [a.key for a in request.resource_spans[0].resource.attributes] == ["service.name"]
    assert b"138" not in body


def test_a_share_of_nothing_sends_nothing_but_follows_the_caller() -> None:
    """W3C trace context: a caller that samples is followed."""
    with receiver() as (endpoint, received):
        with tracing("api", Collector(endpoint=endpoint, share=0.0)) as provider:
            assert provider is not None
            provider.get_tracer("x").start_span("unsampled").end()
        assert received.empty()


def test_a_collector_that_is_away_holds_up_nothing() -> None:
    """Bad days: spans are lost, the process ends within seconds."""
    collector = Collector(endpoint="http://127.0.0.1:1/v1/traces")
    with tracing("api", collector) as provider:
        assert provider is not None
        provider.get_tracer("x").start_span("lost").end()


def test_without_a_collector_there_is_no_provider() -> None:
    """Architecture 7: off by default, at no cost."""
    with tracing("api", None) as provider:
        assert provider is None
