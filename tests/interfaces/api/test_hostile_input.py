"""No input makes the API fail: it answers, or refuses with a problem."""

from __future__ import annotations

import json
import string
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.use_cases.cases.report_case import ReportCase
from interfaces.api.commands import OFFERED, path_of
from tests.interfaces.api.stage import Stage

_SETTINGS = settings(
    max_examples=60,
    deadline=None,  # the machine is shared
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_FIELDS = sorted({name for command in OFFERED.values() for name in command.model_fields})
_REPORTED = sorted(ReportCase.model_fields)
_TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
_ODD = st.sampled_from(
    ["", "\u0000", "\ud800", "9999-12-31", "0001-01-01T00:00:00+14:00", "NaN", "中文", "a/b", " "]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS | _ODD
    | st.integers(min_value=10**18, max_value=10**40)
    | st.dates().map(str) | st.datetimes(timezones=st.timezones()).map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
_BODIES = st.dictionaries(st.sampled_from(_FIELDS), _VALUES, max_size=6) | _VALUES
_HEADER = st.binary(max_size=60).map(
    lambda raw: bytes(byte for byte in raw if byte > 31 and byte != 127).strip()
)


def _is_proper(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["status"] == answer.status_code
        assert problem["type"] == f"/problems/{problem['code']}"


@_SETTINGS
@given(command=st.sampled_from(sorted(OFFERED)), body=_BODIES, key=st.integers(0, 5))
def test_no_body_of_a_command_breaks_it(stage: Stage, command: str, body: Any, key: int) -> None:
    """API conventions: no 500 on any input."""
    anna = stage.console("anna")
    case = anna.report("hostile", grid="g12", category="drainage").json()["case_id"]

    answer = stage.client.post(
        f"{anna.root}/{case}/{path_of(command)}",
        content=json.dumps(body).encode(),
        headers=anna.headers
        | {"Content-Type": "application/json", "Idempotency-Key": f"{command}-{key}"},
    )

    _is_proper(answer)


@_SETTINGS
@given(body=_BODIES | st.dictionaries(st.sampled_from(_REPORTED), _VALUES, max_size=6))
def test_no_report_breaks_it(stage: Stage, body: Any) -> None:
    """API conventions: no 500 on any input."""
    rita = stage.console("rita")
    headers = rita.headers | {"Content-Type": "application/json", "Idempotency-Key": "r"}

    _is_proper(stage.client.post(rita.root, content=json.dumps(body).encode(), headers=headers))


@_SETTINGS
@given(raw=st.binary(max_size=200))
def test_no_bytes_break_it(stage: Stage, raw: bytes) -> None:
    """API conventions: no 500 on any input."""
    rita = stage.console("rita")
    headers = rita.headers | {"Content-Type": "application/json", "Idempotency-Key": "bytes"}

    _is_proper(stage.client.post(rita.root, content=raw, headers=headers))


@_SETTINGS
@given(
    values=st.dictionaries(
        st.sampled_from(["Authorization", "Idempotency-Key", "If-Match", "traceparent",
                         "Content-Type", "Accept", "X-Forwarded-For"]),
        _HEADER,
    ),
    named=st.booleans(),
)  # fmt: skip
def test_no_header_breaks_it(stage: Stage, values: dict[str, bytes], named: bool) -> None:  # noqa: FBT001 - a case of the test
    """API conventions: hostile headers."""
    anna = stage.console("anna")
    own = {name: text.encode() for name, text in anna.headers.items()} if named else {}
    headers = {name.encode(): value for name, value in (own | values).items()}

    _is_proper(stage.client.post(anna.root, content=b"{}", headers=headers))


@_SETTINGS
@given(
    parts=st.lists(st.binary(max_size=8), max_size=5),
    inside=st.booleans(),
    query=st.dictionaries(
        st.sampled_from(["cursor", "limit", "state", "as_of", "axis", "grid", "text", "due_by"]),
        st.text(string.printable + "\x00中", max_size=30),
    ),
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE"]),
)
def test_no_address_breaks_it(
    stage: Stage,
    parts: list[bytes],
    inside: bool,  # noqa: FBT001 - a case of the test
    query: dict[str, str],
    method: str,
) -> None:
    """API conventions: no 500 on any input."""
    anna = stage.console("anna")
    path = "/".join("".join(f"%{byte:02x}" for byte in part) for part in parts)
    root = str(stage.client.base_url).rstrip("/")
    address = f"{root}{anna.root}/{path}".rstrip("/") if inside else f"{root}/{path}"

    answer = stage.client.request(method, address, params=query, headers=anna.headers)

    assert answer.status_code < 500
    if method != "HEAD":
        _is_proper(answer)
