"""One request to receivers that behave as receivers do, and as attackers do."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from threading import Event

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from application.webhooks.retries import Answer, Reason
from infrastructure.webhooks.addresses import AddressGuard, Allowed, Resolver, resolve
from infrastructure.webhooks.sending import HttpSender
from tests.receiver import Receiver, Reply, receiving

WITHIN = timedelta(seconds=1)
Post = Callable[[str], Answer]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


@pytest.fixture
def post() -> Iterator[Post]:
    with _posting(Allowed(loopback=True)) as posting:
        yield posting


@contextmanager
def _posting(
    allowed: Allowed, resolver: Resolver = resolve, certificates: Path | None = None
) -> Iterator[Post]:
    sender = HttpSender(
        AddressGuard(allowed, resolver), within=WITHIN, connections=2, certificates=certificates
    )
    yield lambda url: sender.post(url, {"webhook-id": "msg_1"}, b"{}")
    sender.close()


def test_an_event_is_posted_with_its_headers_over_a_connection_that_is_kept(
    post: Post, receiver: Receiver
) -> None:
    """Standard Webhooks: a POST, any 2xx accepts it."""
    receiver.answer = lambda _: Reply(202, body=b"thank you")

    answers = [post(f"{receiver.url}?token=7") for _ in range(3)]

    assert {(one.status, one.reason) for one in answers} == {(202, Reason.ACCEPTED)}
    assert receiver.received[0].path == "/hook?token=7"
    assert receiver.received[0].headers["webhook-id"] == "msg_1"
    assert receiver.received[0].body == b"{}"
    assert len(receiver.peers) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_leads_nowhere(
    post: Post, receiver: Receiver, status: int
) -> None:
    """Webhooks: not even to an address that would be allowed, let alone a private one."""
    with receiving() as elsewhere:
        for place in (elsewhere.url, "http://169.254.169.254/latest/meta-data/"):
            receiver.answer = lambda _, to=place: Reply(status, {"Location": to})  # type: ignore[misc]  # bound now
            answer = post(receiver.url)

            assert (answer.status, answer.reason) == (status, Reason.REDIRECT_NOT_FOLLOWED)
        assert elsewhere.received == []


def test_proxies_of_the_environment_are_not_asked(
    post: Post, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Webhooks: a proxy would connect where the guard did not look."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert post(receiver.url).reason is Reason.ACCEPTED


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere(receiver: Receiver) -> None:
    """ASVS 1.3.6, DNS rebinding: the connection goes to the address that was judged."""
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    port = receiver.url.split(":")[2]
    with _posting(Allowed(loopback=True), rebinding) as post:
        first = post(f"http://rebinding.example:{port}")
        second = post(f"http://rebinding.example:{port}")

    assert (first.reason, second.reason) == (Reason.ACCEPTED, Reason.ADDRESS_REFUSED)
    assert asked == ["rebinding.example"] * 2  # once for each request, by the guard alone
    assert receiver.received[0].headers["host"] == f"rebinding.example:{port.split('/')[0]}"
    assert len(receiver.received) == 1


def test_an_address_that_is_not_allowed_any_more_is_not_connected_to(receiver: Receiver) -> None:
    """Webhooks: judged at every delivery, not at registration alone."""
    with _posting(Allowed()) as post:
        answer = post(receiver.url)

    assert (answer.status, answer.reason) == (None, Reason.ADDRESS_REFUSED)
    assert receiver.received == []


def test_a_receiver_that_hangs_is_given_up(post: Post, receiver: Receiver) -> None:
    """Webhooks: a bound on the whole attempt."""
    over = Event()

    def hang(_: BaseHTTPRequestHandler) -> None:
        over.wait(30)

    receiver.raw = hang

    answer = post(receiver.url)
    over.set()

    assert (answer.status, answer.reason) == (None, Reason.TIMED_OUT)


def _dripping(part: bytes, over: Event) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends a byte every now and then: each read of the other side succeeds in time."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(part)
        while not over.wait(0.1):
            handler.wfile.write(b"a")
            handler.wfile.flush()

    return drip


@pytest.mark.parametrize(
    "part",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n",
    ],
    ids=["headers", "body"],
)
def test_a_receiver_that_drips_forever_is_given_up(
    post: Post, receiver: Receiver, part: bytes
) -> None:
    """Webhooks: slow headers and slow bodies do not stretch the bound."""
    over = Event()
    receiver.raw = _dripping(part, over)

    answer = post(receiver.url)
    over.set()

    assert (answer.status, answer.reason) == (None, Reason.TIMED_OUT)


def test_a_long_answer_is_not_read(post: Post, receiver: Receiver) -> None:
    """Webhooks: ten megabytes are not taken in; the status counts."""
    written: list[int] = []

    def pour(handler: BaseHTTPRequestHandler) -> None:
        size = 10 * 2**20
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size)
        for _ in range(size // 65536):
            handler.wfile.write(b"x" * 65536)
            written.append(65536)

    receiver.raw = pour

    answer = post(receiver.url)

    assert answer.reason is Reason.ACCEPTED
    assert sum(written) < 10 * 2**20


def test_what_is_not_http_is_a_failure(post: Post, receiver: Receiver) -> None:
    """Nothing that a receiver sends ends the deliverer."""

    def speak_otherwise(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"\x00\xffSSH-2.0\r\n\r\n")

    receiver.raw = speak_otherwise

    assert post(receiver.url).reason is Reason.PROTOCOL_BROKEN


def test_a_port_that_nobody_listens_on_is_a_failure(post: Post) -> None:
    """Connection refused."""
    assert post("http://127.0.0.1:1/").reason is Reason.CONNECTION_FAILED


def test_certificates_are_checked_against_the_name_and_the_trusted_roots(tmp_path: Path) -> None:
    """Webhooks: https only means something if the other side is who it should be."""
    key, certificate = _certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    with receiving(tls=server) as receiver:
        named = receiver.url.replace("127.0.0.1", "receiver.example")
        other = receiver.url.replace("127.0.0.1", "other.example")
        answers = {}
        for trusting, roots in (("nobody", None), ("its authority", certificate)):
            with _posting(Allowed(loopback=True), lambda *_: ["127.0.0.1"], roots) as post:
                answers[trusting] = post(named).reason
                answers[f"{trusting}, other name"] = post(other).reason

    assert answers == {
        "nobody": Reason.TLS_FAILED,
        "nobody, other name": Reason.TLS_FAILED,
        "its authority": Reason.ACCEPTED,
        "its authority, other name": Reason.TLS_FAILED,
    }


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Key and certificate of ``receiver.example``, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("receiver.example"), x509.IPAddress(ip_address("10.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return key_file, certificate_file
