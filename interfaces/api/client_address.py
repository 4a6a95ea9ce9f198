"""The address of whoever asks, as far as anybody who can be trusted says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.datastructures import Headers

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOBODY: Final = IPv4Address(0)  # a connection without an address, like a local socket
_MOST_HOPS: Final = 16
_HOP = re.compile(r"\[(?P<six>[0-9A-Fa-f:.]+)\](?::\d+)?|(?P<four>\d[\d.]*)(?::\d+)?|(?P<bare>\S+)")


def client_address(peer: str | None, headers: Headers, trusted: Sequence[Network]) -> Address:
    """Who asks.

    ``X-Forwarded-For`` is read from its end: each trusted proxy tells who asked it. The first one
    that is not trusted is the client; what stands before it, the client could have made up. A
    part that is no address ends the reading.

    Args:
        peer: other end of the connection.
        trusted: networks of one's own proxies; none: the header is not looked at.
    """
    address = _parsed(peer or "") or _NOBODY
    told = [part for line in headers.getlist("x-forwarded-for") for part in line.split(",")]
    for part in reversed(told[-_MOST_HOPS:]):
        if not _within(address, trusted):
            break
        before = _parsed(part.strip())
        if before is None:
            break
        address = before
    return address


def _parsed(text: str) -> Address | None:
    hop = _HOP.fullmatch(text)
    if hop is None:
        return None
    try:
        address = ip_address(hop["six"] or hop["four"] or hop["bare"])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


async def _client(request: Request) -> Address:
    peer = request.client.host if request.client else None
    return client_address(peer, request.headers, request.app.state.trusted_proxies)


ClientAddress = Annotated[Address, Depends(_client)]
"""For routes that count strangers; never to be stored or logged."""
