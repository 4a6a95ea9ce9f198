"""The OpenAPI document and its page: kept by who has them, whole without a network, and usable."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from interfaces.api import reference
from tests.interfaces.api.stage import Stage
from tests.node import NodeTools

_SCRIPT = Path(__file__).parents[2] / "node" / "reference.mjs"
_PATIENCE = 240  # seconds, on a busy machine


def test_whoever_has_the_document_is_not_sent_it_again(stage: Stage) -> None:
    """#182: an entity tag, by the digest of the content."""
    first = stage.client.get("/openapi.json")
    tag = first.headers["etag"]

    again = stage.client.get("/openapi.json", headers={"If-None-Match": f'"other", {tag}'})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert stage.client.get("/openapi.json", headers={"If-None-Match": '"other"'}).content
    assert first.headers["cache-control"] == "no-cache"
    assert first.json() == json.loads(json.dumps(stage.app.openapi()))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, br", "gzip"), ("*", "gzip"), ("identity", None), ("br, gzip;q=0", None)],
)
def test_the_document_is_packed_for_those_who_take_it_so(
    stage: Stage, accepted: str, coding: str | None
) -> None:
    """RFC 9110, 12.5.3."""
    answer = stage.client.get("/openapi.json", headers={"Accept-Encoding": accepted})

    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.json()["openapi"].startswith("3.1")


def test_the_document_and_its_page_refuse_as_other_addresses_do(stage: Stage) -> None:
    """RFC 9457 for what is not there; a right Allow."""
    missing = stage.client.get("/docs/..%2Fsecrets")
    wrong = stage.client.delete("/openapi.json")

    assert (missing.status_code, missing.json()["code"]) == (404, "route-not-found")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD")


def test_what_others_wrote_is_what_they_published() -> None:
    """The digests of the unpacked files; their licences lie beside them."""
    assets = files(reference) / "assets"
    found = {
        name: hashlib.sha256(gzip.decompress((assets / f"{name}.gz").read_bytes())).hexdigest()
        for name in reference.VENDORED
    }

    assert found == dict(reference.VENDORED)
    assert (assets / "swagger-ui.LICENSE").is_file()
    assert (assets / "swagger-ui.NOTICE").is_file()


@pytest.mark.parametrize("width", [1366, 1920])
def test_a_reader_sees_every_operation_and_tries_some(
    stage: Stage, node_tools: NodeTools, chromium: str, width: int
) -> None:
    """API conventions: opened in a browser; nothing from elsewhere, no complaint."""
    address = str(stage.client.base_url).rstrip("/")
    token = stage.issuer.mint("gu")

    seen = _read(node_tools, chromium, address, token, str(width))

    described = {
        operation["operationId"]
        for path in stage.app.openapi()["paths"].values()
        for operation in path.values()
    }
    assert (seen["complaints"], seen["outside"], seen["sideways"]) == ([], [], False)
    assert "default-src 'none'" in seen["policy"]
    assert "unsafe" not in seen["policy"]
    assert set(seen["operations"]) == described
    statuses = {name: answer["status"] for name, answer in seen["answers"].items()}
    assert statuses == {"healthz": 200, "list_cases": 200, "report_case": 201}


def _read(node_tools: NodeTools, *arguments: str) -> Any:
    done = subprocess.run(
        [node_tools.node, _SCRIPT, *arguments],
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)
