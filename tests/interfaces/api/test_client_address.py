"""Whose address counts when proxies stand between."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from starlette.datastructures import Headers

from interfaces.api.client_address import client_address

OURS = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),  # no proxy of ours: not believed
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.7"], "203.0.113.7"),  # the first one is made up
        ("10.0.0.1", ["1.1.1.1", "203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        ("10.0.0.1", ["203.0.113.7:4711"], "203.0.113.7"),
        ("fd00::1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("::ffff:10.0.0.1", ["2001:db8::7"], "2001:db8::7"),
        ("10.0.0.1", ["unknown, 10.0.0.2"], "10.0.0.2"),  # what is no address ends the reading
        ("10.0.0.1", ["203.0.113.7, <script>"], "10.0.0.1"),
        ("10.0.0.1", [", ".join(["1.1.1.1"] * 5_000 + ["203.0.113.7"])], "203.0.113.7"),
        ("10.0.0.1", [", ".join(["10.0.0.3"] * 5_000)], "10.0.0.3"),
        (None, ["203.0.113.7"], "0.0.0.0"),  # noqa: S104 - nobody's address, nothing is bound to it
    ],
)
def test_the_last_address_that_a_trusted_proxy_tells_counts(
    peer: str | None, told: list[str], client: str
) -> None:
    """ASVS 4.1.3: callers cannot set what proxies say."""
    headers = Headers(raw=[(b"x-forwarded-for", line.encode()) for line in told])

    assert str(client_address(peer, headers, OURS)) == client


def test_without_trusted_proxies_the_header_is_not_looked_at() -> None:
    """The default."""
    headers = Headers({"x-forwarded-for": "198.51.100.1"})

    assert str(client_address("10.0.0.1", headers, ())) == "10.0.0.1"
