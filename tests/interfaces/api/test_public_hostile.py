"""No input at the residents' door makes it fail: it answers, or refuses with a problem."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infrastructure.residents.settings import ResidentSettings
from tests.database import Database
from tests.interfaces.api.residents import Resident, new_key
from tests.interfaces.api.stage import Stage, open_stage

_SETTINGS = settings(
    max_examples=80,
    deadline=None,  # the machine is shared
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_PLENTY = "100000/100000"
_TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
_ODD = st.sampled_from(
    ["", "\u0000", "\ud800", "NaN", "中文", "a/b", " ", "INCIDENT", "g1", "1e999"]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS | _ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=5,
)
_FIELDS = ["kind", "category", "text", "address", "lon", "lat", "place_code", "grid", "contact"]
_BODIES = st.dictionaries(st.sampled_from([*_FIELDS, "extra"]), _VALUES, max_size=7) | _VALUES
_HEADER = st.binary(max_size=60).map(
    lambda raw: bytes(byte for byte in raw if byte > 31 and byte != 127).strip()
)


@pytest.fixture(scope="module")
def stage(module_database: Database) -> Iterator[Stage]:
    counted = ("reports", "all_reports", "photos", "all_photos", "wrong_codes")
    limits = {f"public_{name}": _PLENTY for name in counted}
    given = ResidentSettings.model_validate({**limits, "trusted_proxies": "127.0.0.0/8"})
    with open_stage(module_database.dsn, given) as opened:
        yield opened


@pytest.fixture(scope="module")
def rita(stage: Stage) -> Resident:
    resident = Resident(stage)
    resident.report()
    return resident


@_SETTINGS
@given(body=_BODIES)
def test_no_report_breaks_it(rita: Resident, body: Any) -> None:
    """API conventions: no 500 on any input."""
    headers = {"Idempotency-Key": new_key(), "Content-Type": "application/json"}

    answer = rita.ask("POST", "/reports", content=json.dumps(body).encode(), headers=headers)

    assert answer.status_code in {201, 400, 404, 422}


@_SETTINGS
@given(code=_HEADER, address=_HEADER, challenge=_HEADER)
def test_no_header_breaks_it(stage: Stage, code: bytes, address: bytes, challenge: bytes) -> None:
    """Hostile headers: codes, proxies' words and answers of any bytes."""
    headers = [(b"Receipt-Code", code), (b"X-Forwarded-For", address)]
    read = stage.client.get("/public/kundulun/report", headers=headers)
    headers += [(b"Challenge-Answer", challenge), (b"Idempotency-Key", new_key().encode())]
    body = {"text": "x", "grid": "g1"}
    sent = stage.client.post("/public/kundulun/reports", json=body, headers=headers)

    assert read.status_code in {400, 404, 422}
    assert sent.status_code == 201


@_SETTINGS
@given(content=st.binary(max_size=400), declared=_HEADER)
def test_no_upload_breaks_it(rita: Resident, content: bytes, declared: bytes) -> None:
    """Hostile bytes in a part, and any label on it."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\nContent-Type: '
        + declared + b"\r\n\r\n" + content + b"\r\n--b--\r\n"
    )  # fmt: skip
    headers = {"Idempotency-Key": new_key(), "Content-Type": "multipart/form-data; boundary=b"}

    answer = rita.ask("POST", "/report/photos", content=body, headers=headers)

    assert answer.status_code in {400, 422}


@_SETTINGS
@given(body=st.binary(max_size=300), boundary=_HEADER)
def test_no_multipart_breaks_it(rita: Resident, body: bytes, boundary: bytes) -> None:
    """Hostile framing."""
    media_type = b"multipart/form-data; boundary=" + boundary
    raw = [
        (b"Idempotency-Key", new_key().encode()),
        (b"Content-Type", media_type),
        (b"Receipt-Code", rita.code.encode()),
    ]

    answer = rita.stage.client.post(f"{rita.root}/report/photos", content=body, headers=raw)

    assert answer.status_code in {400, 415, 422}
    assert answer.headers["content-type"] == "application/problem+json"
