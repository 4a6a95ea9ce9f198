"""One POST to one receiver: pinned to the address that was judged, bounded in time and in size."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from threading import Lock, local
from time import monotonic
from typing import Final

import httpcore
from httpcore import NetworkBackend, NetworkStream

from application.webhooks.errors import (
    WebhookAddressRefused,
    WebhookHostUnresolved,
    WebhookUrlMalformed,
)
from application.webhooks.retries import Answer, Reason, reason_of
from infrastructure.webhooks.addresses import AddressGuard, Target

_CONNECT: Final = 5.0  # seconds, of the whole; also the handshake
_ANSWER_LIMIT: Final = 16 * 1024  # bytes of an answer's body that are read; nothing of it is kept
_POOLS: Final = 256  # receivers with connections kept
_IDLE: Final = 15.0  # seconds
_AGENT: Final = "Closeout-Webhooks/1"


class _Deadline(local):
    """When the request of this thread must have ended, on the monotonic clock."""

    at: float = 0.0


class _BoundedStream(NetworkStream):
    """A connection whose every wait ends at the deadline of the request, however slow the drip."""

    def __init__(self, stream: NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout, httpcore.WriteTimeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        return _BoundedStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _PinnedBackend(NetworkBackend):
    """Connects to one address, whatever name the request is for."""

    def __init__(self, address: str, deadline: _Deadline) -> None:
        self._address = address
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name was resolved and judged before
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        stream = self._backend.connect_tcp(self._address, port, left, local_address, socket_options)
        return _BoundedStream(stream, self._deadline)


class HttpSender:
    """Sends signed events. Safe for many threads; connections are kept per receiver and address.

    Neither redirects nor proxies of the environment exist on this level of the library.

    Args:
        within: for a whole attempt, from the first packet to the last byte of the answer.
        connections: to one receiver.
        certificates: file with further roots to trust, for receivers with an internal authority.
    """

    def __init__(
        self,
        guard: AddressGuard,
        *,
        within: timedelta,
        connections: int,
        certificates: Path | None = None,
    ) -> None:
        self._guard = guard
        self._within = within.total_seconds()
        self._connections = connections
        self._tls = ssl.create_default_context()
        if certificates is not None:
            self._tls.load_verify_locations(certificates)
        self._deadline = _Deadline()
        self._pools: OrderedDict[tuple[str, str], httpcore.ConnectionPool] = OrderedDict()
        self._guarding = Lock()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it once. Whatever goes wrong on the way is an answer, too."""
        begun = monotonic()
        try:
            target = self._guard.parse(url)
            address = self._guard.address_of(target)
        except WebhookHostUnresolved:
            return _failed(Reason.HOST_UNRESOLVED, begun)
        except (WebhookAddressRefused, WebhookUrlMalformed):
            return _failed(Reason.ADDRESS_REFUSED, begun)
        self._deadline.at = monotonic() + self._within
        try:
            return self._sent(target, address, headers, body, begun)
        except httpcore.TimeoutException:
            return _failed(Reason.TIMED_OUT, begun)
        except httpcore.NetworkError as error:
            tls = isinstance(error.__cause__ or error.__context__, ssl.SSLError)
            return _failed(Reason.TLS_FAILED if tls else Reason.CONNECTION_FAILED, begun)
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            return _failed(Reason.PROTOCOL_BROKEN, begun)

    def close(self) -> None:
        """Close every connection."""
        with self._guarding:
            while self._pools:
                self._pools.popitem()[1].close()

    def _sent(
        self, target: Target, address: str, headers: Mapping[str, str], body: bytes, begun: float
    ) -> Answer:
        host = target.origin.partition("://")[2]
        sent = {"host": host, "user-agent": _AGENT, "content-length": str(len(body)), **headers}
        wait = {"connect": _CONNECT, "pool": self._within, "read": self._within, "write": self._within}  # fmt: skip # noqa: E501 - one wait per phase
        request = httpcore.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        )
        pool = self._pool(target, address)
        with pool.stream(
            "POST",
            request,
            headers=[(name.encode(), value.encode()) for name, value in sent.items()],
            content=body,
            extensions={"timeout": wait},
        ) as response:
            retry_after = next(
                (v.decode("latin-1") for n, v in response.headers if n.lower() == b"retry-after"),
                None,
            )
            _drain(response.iter_stream())
            return Answer(response.status, reason_of(response.status), _since(begun), retry_after)

    def _pool(self, target: Target, address: str) -> httpcore.ConnectionPool:
        key = (target.origin, address)
        with self._guarding:
            pool = self._pools.get(key)
            if pool is None:
                pool = self._pools[key] = httpcore.ConnectionPool(
                    ssl_context=self._tls,
                    max_connections=self._connections,
                    keepalive_expiry=_IDLE,
                    network_backend=_PinnedBackend(address, self._deadline),
                )
            self._pools.move_to_end(key)
            # One that is still in use is found again by nobody and ends with its requests.
            forgotten = [self._pools.popitem(last=False)[1]] if len(self._pools) > _POOLS else []
        for old in forgotten:
            if not old.connections or all(one.is_idle() for one in old.connections):
                old.close()
        return pool


def _drain(chunks: Iterable[bytes]) -> None:
    """Read a short answer, so that the connection can be used again; a long one is left unread."""
    read = 0
    for chunk in chunks:
        read += len(chunk)
        if read > _ANSWER_LIMIT:
            return


def _left(
    deadline: _Deadline, timeout: float | None, timed_out: type[httpcore.TimeoutException]
) -> float:
    left = deadline.at - monotonic()
    if left <= 0:
        raise timed_out("the request took too long")
    return left if timeout is None else min(left, timeout)


def _since(begun: float) -> timedelta:
    return timedelta(seconds=monotonic() - begun)


def _failed(reason: Reason, begun: float) -> Answer:
    return Answer(None, reason, _since(begun))
