"""Where an issuer's keys come from, and what is not believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from joserfc.jwk import ECKey

from infrastructure.identity import discovery
from infrastructure.identity.discovery import discovered, in_file, published_at
from infrastructure.identity.fetched_keys import KeysUnreachable
from infrastructure.identity.keys import KeysRefused

FIRST, OTHER = (
    ECKey.generate_key("P-256", {"kid": kid}).as_dict(private=False) for kid in ("ec", "other")
)
JWKS = {"keys": [FIRST]}
OIDC, OAUTH = "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web server of the outside world that answers as a test says."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.url = ""
        self.ended = Event()

    def json(self, path: str, document: Any) -> None:
        self.answers[path] = lambda request: _send(request, 200, json.dumps(document).encode())


@pytest.fixture
def site() -> Iterator[Site]:
    opened = Site()
    with _served(opened):
        yield opened


@contextmanager
def _served(site: Site) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.answers.get(self.path, _not_there)(self)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            site.ended.set()
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("path", "place"), [("", OIDC), ("/t1", f"/t1{OIDC}"), ("", OAUTH), ("/t1", f"{OAUTH}/t1")]
)
def test_the_keys_are_where_the_metadata_say(site: Site, path: str, place: str) -> None:
    """OpenID Connect Discovery 4, RFC 8414, section 3: the one appends, the other inserts."""
    issuer = site.url + path
    site.json(place, {"issuer": issuer, "jwks_uri": f"{site.url}/keys"})
    site.json("/keys", JWKS)

    assert discovered(issuer)().key("ec") is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://id.example"},
        {"issuer": None},
        {"jwks_uri": None},
        {"jwks_uri": 7},
        {"jwks_uri": "http://id.example/keys"},
        {"jwks_uri": "file:///etc/keys"},
    ],
)
def test_metadata_that_cannot_be_believed_are_refused(site: Site, changed: dict[str, Any]) -> None:
    """RFC 8414, section 3.3: else somebody else could pose as the issuer."""
    site.json(OIDC, {"issuer": site.url, "jwks_uri": f"{site.url}/keys"} | changed)
    site.json("/keys", JWKS)

    with pytest.raises(KeysUnreachable):
        discovered(site.url)()
    assert "/keys" not in site.asked


def test_an_issuer_without_metadata_is_told(site: Site) -> None:
    """RFC 8414: both places were looked at."""
    with pytest.raises(KeysUnreachable, match="404"):
        discovered(site.url)()

    assert site.asked == [OIDC, OAUTH]


def test_no_redirect_is_followed(site: Site) -> None:
    """ASVS 13.2.4: the issuer that is configured answers itself."""
    site.answers["/keys"] = lambda request: _send(request, 302, b"", Location="/elsewhere")
    site.json("/elsewhere", JWKS)

    with pytest.raises(KeysUnreachable, match="302"):
        published_at(f"{site.url}/keys")()
    assert site.asked == ["/keys"]


def test_an_answer_without_end_is_broken_off(site: Site) -> None:
    """Architecture 7: bounded size."""

    def flood(request: BaseHTTPRequestHandler) -> None:
        _begin(request)
        while not site.ended.is_set():
            try:
                request.wfile.write(b" " * 65536)
            except OSError:
                return

    site.answers["/keys"] = flood

    with pytest.raises(KeysUnreachable, match="more than"):
        published_at(f"{site.url}/keys")()


def test_an_answer_that_drips_is_broken_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Architecture 7: bounded time, for the whole and not only from one byte to the next."""
    monkeypatch.setattr(discovery, "_WITHIN", 0.5)

    def drip(request: BaseHTTPRequestHandler) -> None:
        _begin(request)
        while not site.ended.wait(0.02):
            try:
                request.wfile.write(b" ")
            except OSError:
                return

    site.answers["/keys"] = drip

    with pytest.raises(KeysUnreachable, match="takes longer"):
        published_at(f"{site.url}/keys")()


def test_a_compressed_answer_is_refused(site: Site) -> None:
    """Architecture 7: it could be small on the line and endless here."""
    site.answers["/keys"] = lambda request: _send(
        request, 200, b"\x1f\x8b", **{"Content-Encoding": "gzip"}
    )

    with pytest.raises(KeysUnreachable, match="compressed"):
        published_at(f"{site.url}/keys")()


def test_what_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    """Architecture 7: one kind of failure for whoever waits for keys."""
    for fetch in (published_at("http://127.0.0.1:1/keys"), in_file(tmp_path / "none")):
        with pytest.raises(KeysUnreachable):
            fetch()


def test_keys_in_a_file_can_be_replaced_while_the_service_runs(tmp_path: Path) -> None:
    """Architecture 7: for a service that cannot reach the issuer."""
    file = tmp_path / "keys.json"
    fetch = in_file(file)
    file.write_text(json.dumps(JWKS))
    assert fetch().key("ec") is not None

    file.write_text(
        json.dumps({"keys": [ECKey.generate_key("P-256", {"kid": "b"}).as_dict(private=False)]})
    )
    assert fetch().key("ec") is None

    file.write_text("{}")
    with pytest.raises(KeysRefused):
        fetch()
    file.write_text(" " * (256 * 1024 + 1))
    with pytest.raises(KeysUnreachable, match="more than"):
        fetch()


def _not_there(request: BaseHTTPRequestHandler) -> None:
    _send(request, 404, b"")


def _begin(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()


def _send(request: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    request.send_response(status)
    request.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)
