"""A client generated from the OpenAPI document compiles strictly and tells W-1."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.interfaces.api.stage import Stage
from tests.node import NodeTools

_SOURCES = Path(__file__).parent / "client"
_PATIENCE = 120  # seconds, on a busy machine


@pytest.fixture(scope="module")
def client(stage: Stage, node_tools: NodeTools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sources, the generated types, and the packages they import."""
    folder = tmp_path_factory.mktemp("client")
    for source in _SOURCES.iterdir():
        shutil.copy(source, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(node_tools.modules)
    document = folder / "openapi.json"
    document.write_bytes(stage.client.get("/openapi.json").content)
    generate = node_tools.program("openapi-typescript")
    _run(generate, document, "--default-non-nullable", "false", "--output", folder / "schema.ts")
    return folder


def test_a_generated_client_compiles_strictly_and_drives_the_first_walk_through(
    stage: Stage, client: Path, node_tools: NodeTools
) -> None:
    """W-1, case part; a refusal read from the typed problem, cursors, and 412 for If-Match."""
    _run(node_tools.program("tsc"), "--project", client)

    with _clock_of(stage) as clock:
        walk = client / "walk-through.js"
        told = _run(node_tools.node, walk, str(stage.client.base_url).rstrip("/"), clock)

    end = json.loads(told)
    seen = stage.console("anna").get(f"/{end['case_id']}").json()
    assert (seen["state"], seen["misses"], seen["refused_claims"]) == ("CLOSED", 2, 1)
    assert end["events"] == 23


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('await api.GET("/jurisdictions/{jurisdiction}/case", {});', "error TS2345"),
        ("const n: number = given(await got).next;", "error TS2322"),
        (
            'await api.POST("/jurisdictions/{jurisdiction}/cases", { params: {}, body: {} });',
            "Idempotency-Key",
        ),
    ],
)
def test_a_client_that_misuses_the_api_does_not_compile(
    client: Path, node_tools: NodeTools, wrong: str, said: str
) -> None:
    """The control: the generated types forbid something."""
    misuse = client / "misuse.ts"
    misuse.write_text(
        'import { given, login } from "./console.js";\nconst api = await login("", "");\n'
        'const got = api.GET("/jurisdictions", {});\n' + wrong
    )
    try:
        with pytest.raises(AssertionError, match=said):
            _run(node_tools.program("tsc"), "--project", client, "--noEmit")
    finally:
        misuse.unlink()


@contextmanager
def _clock_of(stage: Stage) -> Iterator[str]:
    """An address that sets the time of the stage and does what the scheduler does."""

    class Clock(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            stage.clock.set(self.rfile.read(int(self.headers["Content-Length"])).decode())
            stage.sweep()
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Clock) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
