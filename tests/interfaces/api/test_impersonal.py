"""Nothing of a person is in what the service says about itself: lines, figures, spans."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest

from application.ports import Receipt
from application.use_cases.desk import CaseDesk
from infrastructure.identity.development import DevelopmentIssuer
from infrastructure.observation.logs import LogLevel, structured
from infrastructure.observation.metrics import Metrics
from infrastructure.observation.observed import Observation
from infrastructure.observation.traces import tracing
from interfaces.api.app import create_app
from interfaces.api.watch import REQUEST_ID, Watching
from interfaces.bootstrap import utc_now, wired
from tests.database import Database
from tests.interfaces.api.stage import served
from tests.shelves import product_packs

NAME, PHONE, PLACE, MAIL = "王小丽", "13800138000", "中山路三号", "xiaoli.wang"
SECRETS = (NAME, PHONE, PLACE, MAIL, "wangxiaoli", "first-key", "hostile-state")
TRACE = "0af7651916cd43dd8448eb211c80319c"


@dataclass
class Watched:
    """A service and all that it says about itself."""

    client: httpx.Client
    lines: io.StringIO
    metrics: Metrics
    spans: InMemorySpanExporter
    headers: dict[str, str]
    token: str

    def said(self) -> str:
        """Everything: lines, figures, spans."""
        spans = [span.to_json() for span in self.spans.get_finished_spans()]
        return "\n".join([self.lines.getvalue(), self.figures(), *spans])

    def figures(self) -> str:
        return generate_latest(self.metrics.registry).decode()

    def requests(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.lines.getvalue().splitlines()]
        return [line for line in lines if line["event"] == "request"]


@contextmanager
def watched(dsn: str, person: str = MAIL) -> Iterator[Watched]:
    lines, exporter, metrics = io.StringIO(), InMemorySpanExporter(), Metrics()
    with structured("api", LogLevel.DEBUG, lines), tracing("api", None, exporter) as provider:
        assert provider is not None
        observation = Observation(metrics=metrics, tracer=provider.get_tracer("closeout"))
        with wired(
            dsn, master_key=bytes(32), packs=product_packs(), observation=observation
        ) as wiring:
            wiring.service.organisation.open_jurisdiction("street-1", "kundulun", "olga")
            issuer = DevelopmentIssuer(host="127.0.0.1", clock=utc_now)
            app = create_app(
                service=wiring.service,
                verifier=issuer.verifier,
                mint=issuer,
                watching=Watching(figures=metrics, jurisdictions=wiring.known_jurisdictions),
                tracing=provider,
                pools=metrics.pools,
            )
            token = issuer.mint(person)
            headers = {
                "authorization": f"Bearer {token}",
                "user-agent": NAME.encode("utf-8").hex() + MAIL,
                "x-forwarded-for": PHONE,
                "traceparent": f"00-{TRACE}-b7ad6b7169203331-01",
                "tracestate": "who=hostile-state",
                "baggage": f"who={MAIL}",
            }
            with served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
                seen = Watched(client, lines, metrics, exporter, headers, token)
                yield seen
            provider.force_flush()


ROOT = "/jurisdictions/street-1/cases"
WORDS = {
    "category": "pothole",
    "text": f"{NAME} {PHONE} 摔倒了",
    "address": PLACE,
    "contact": PHONE,
}


def test_no_personal_data_is_in_lines_figures_or_spans(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ENV-07, ASVS 16.2.5: whatever is sent, wherever it is put, right or wrong."""
    with watched(database.dsn) as seen:
        client, headers = seen.client, seen.headers
        key = {"idempotency-key": f"first-key-{PHONE}"}
        body = {name: WORDS[name] for name in ("category", "text", "address")}
        reported = client.post(ROOT, json=body, headers=headers | key)
        case = reported.json()["case_id"]
        answers = [
            reported,
            client.post(ROOT, json=body, headers=headers | key),
            client.post(ROOT, json=WORDS | {"kind": NAME, PHONE: NAME}, headers=headers | key),
            client.post(
                ROOT,
                content=f'{{"text": "{NAME}'.encode(),
                headers=headers | key | {"content-type": "application/json"},
            ),
            client.get(f"{ROOT}?q={NAME}&text={PHONE}&state={NAME}", headers=headers),
            client.get(f"{ROOT}/{case}", headers=headers),
            client.get(f"{ROOT}/{PHONE}", headers=headers),
            client.get(f"/jurisdictions/{PHONE}/cases", headers=headers),
            client.get(f"/{NAME}/{PHONE}?phone={PHONE}", headers=headers),
            client.get(ROOT, headers={"authorization": f"Bearer {seen.token}x"}),
            client.request("SEARCH", ROOT, headers=headers),
            client.post(f"{ROOT}/{case}/close-case", json={"reason": NAME}, headers=headers | key),
            client.get("/healthz", headers={"host": f"{MAIL}.example"}),
        ]
        monkeypatch.setattr(CaseDesk, "enter", _failing)
        answers.append(client.post(ROOT, json=body, headers=headers | {"idempotency-key": "k"}))

    said = seen.said()
    assert [answer.status_code for answer in answers] == [
        201, 201, 422, 400, 422, 200, 422, 403, 404, 401, 405, 422, 200, 500,
    ]  # fmt: skip
    assert len(seen.requests()) == len(answers)
    assert [secret for secret in (*SECRETS, seen.token) if secret in said] == []
    assert '"type": "ValueError"' in said
    assert "_failing" in said


def _failing(*_: object, **__: object) -> Receipt:
    raise ValueError(f"{NAME} lives at {PLACE}") from KeyError(PHONE)


def test_a_request_is_one_line_that_its_caller_can_name(database: Database) -> None:
    """等保 8.1.4.3: date, time, kind and result of what was asked."""
    with watched(database.dsn) as seen:
        body = {"category": "pothole"}
        answer = seen.client.post(
            ROOT, json=body, headers=seen.headers | {"idempotency-key": "first-key"}
        )

    [line] = seen.requests()
    assert line["request_id"] == answer.headers[REQUEST_ID]
    assert line["trace_id"] == TRACE
    assert line["route"] == "/jurisdictions/{jurisdiction}/cases"
    expected = ("POST", "report_case", "street-1", 201)
    assert tuple(line[n] for n in ("method", "operation", "jurisdiction", "status")) == expected
    assert line["ms"] > 0
    assert line["at"].endswith("+00:00")


def test_the_trace_of_the_caller_goes_through_to_the_log_of_events(database: Database) -> None:
    """W3C trace context: one tree from the request to the append."""
    with watched(database.dsn) as seen:
        answer = seen.client.post(
            ROOT, json={"category": "pothole"}, headers=seen.headers | {"idempotency-key": "k"}
        )
        seen.client.get(f"{ROOT}/{answer.json()['case_id']}", headers=seen.headers)

    spans = seen.spans.get_finished_spans()
    by_id = {span.context.span_id: span for span in spans if span.context}
    append = next(span for span in spans if span.name == "log append" and span.parent)
    path = []
    while append.parent is not None and append.parent.span_id in by_id:
        append = by_id[append.parent.span_id]
        path.append(append.name)
    assert {f"{span.context.trace_id:032x}" for span in spans if span.name.startswith("POST")} == {
        TRACE
    }
    assert path[0] == "command report_case"
    assert path[-1] == "POST /jurisdictions/{jurisdiction}/cases"
    assert append.parent is not None
    assert f"{append.parent.span_id:016x}" == "b7ad6b7169203331"
    assert {"log open", "read models"} <= {span.name for span in spans}


def test_figures_have_few_series_whatever_is_asked(database: Database) -> None:
    """Architecture 7: labels are templates, names and codes."""
    with watched(database.dsn) as seen:
        before = len(seen.figures().splitlines())
        for n in range(30):
            seen.client.get(f"/nowhere/{n}")
            seen.client.get(f"{ROOT}/{n}", headers=seen.headers)
            seen.client.get(f"/jurisdictions/none-{n}/cases", headers=seen.headers)
            seen.client.request("SEARCH", ROOT, headers=seen.headers)
        after = seen.figures()

    shown = [line for line in after.splitlines() if not line.startswith("#")]
    assert len(after.splitlines()) - before < 100
    assert not any("none-" in line or "nowhere" in line for line in shown)
    assert 'closeout_http_problems_total{code="route-not-found"} 30.0' in shown


def test_commands_are_counted_by_name_and_outcome(database: Database) -> None:
    """ENV-05: done, repeated, refused."""
    with watched(database.dsn) as seen:
        send = seen.headers | {"idempotency-key": "k"}
        case = seen.client.post(ROOT, json={"category": "pothole"}, headers=send).json()["case_id"]
        seen.client.post(ROOT, json={"category": "pothole"}, headers=send)
        seen.client.post(f"{ROOT}/{case}/close-case", json={}, headers=send)
        hook, webhooks = {"url": "https://192.0.2.1/"}, ROOT.replace("/cases", "/webhooks")
        seen.client.post(webhooks, json=hook, headers=send)

        shown = seen.figures()

    assert 'closeout_commands_total{command="report_case",outcome="done"} 1.0' in shown
    assert 'closeout_commands_total{command="report_case",outcome="repeated"} 1.0' in shown
    assert 'closeout_commands_total{command="register_webhook",outcome="refused"} 1.0' in shown
    assert 'closeout_pool_requests{pool="commands"} 0.0' in shown


def test_a_plain_service_has_nothing_of_it(database: Database) -> None:
    """Architecture 7: figures and spans that nobody asks for cost nothing."""
    with wired(database.dsn, master_key=bytes(32), packs=product_packs()) as wiring:
        wiring.service.organisation.open_jurisdiction("street-1", "kundulun", "olga")

        assert type(wiring.service.cases) is CaseDesk
        assert type(wiring.log).__name__ == "PostgresEventLog"
