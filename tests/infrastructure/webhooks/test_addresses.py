"""Requests forged through webhooks are refused, whatever form the address takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from application.webhooks.errors import (
    WebhookAddressRefused,
    WebhookHostUnresolved,
    WebhookUrlMalformed,
)
from infrastructure.webhooks.addresses import AddressGuard, Allowed, allowed_places

PUBLIC = "93.184.216.34"


def leading_to(*addresses: str, **allowed: Any) -> AddressGuard:
    """A guard for which every name leads there."""

    def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return AddressGuard(Allowed(**allowed), resolve)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - refused
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.8.8.8",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "64:ff9b::a9fe:a9fe",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not-an-address",
    ],
)
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    """ASVS 1.3.6: private, loopback, link-local, shared, multicast, mapped, metadata."""
    with pytest.raises(WebhookAddressRefused):
        leading_to(address).accept("https://receiver.example/hook")


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_receiver_is_accepted(address: str) -> None:
    """ASVS 1.3.6"""
    place = leading_to(address).accept("https://Receiver.example:443/hook?x=1")

    assert (place.url, place.origin) == (
        "https://receiver.example/hook?x=1",
        "https://receiver.example",
    )


def test_one_address_inside_refuses_all() -> None:
    """ASVS 1.3.6: a name on both sides of a border."""
    with pytest.raises(WebhookAddressRefused):
        leading_to(PUBLIC, "10.0.0.1").accept("https://receiver.example/")


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example/",
        "ftp://receiver.example/",
        "https:///hook",
        "https://",
        "//receiver.example/",
        "https://user@receiver.example/",
        "https://" + "user:word" + "@receiver.example/",
        "https://@receiver.example/",
        "https://receiver.example/#part",
        "https://receiver.example\\@inside/",
        "https://receiver.example /",
        "https://receiver.example/\thook",
        "https://receiver.example/h\u00f6ok",
        "https://receiv\u3002er.example/",
        "https://receiver.example:port/",
        "https://receiver.example:99999/",
        "https://[::1/",
        "https://-receiver.example/",
        "https://receiver..example/",
        "https://" + "a" * 2048 + ".example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_an_address_of_another_shape_is_refused(url: str) -> None:
    """ASVS 1.3.6: https, a host, no credentials, no fragment; one reading only."""
    with pytest.raises(WebhookUrlMalformed):
        leading_to(PUBLIC).accept(url)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "0"],
)
def test_this_machine_is_refused_in_every_spelling(host: str) -> None:
    """ASVS 1.3.6: what the system itself reads as this machine."""
    with pytest.raises((WebhookAddressRefused, WebhookHostUnresolved, WebhookUrlMalformed)):
        AddressGuard(Allowed()).accept(f"https://{host}/")


@pytest.mark.parametrize("port", [22, 80, 5432, 6379, 8000])
def test_other_ports_are_refused(port: int) -> None:
    """ASVS 13.2.4"""
    with pytest.raises(WebhookAddressRefused):
        leading_to(PUBLIC).accept(f"https://receiver.example:{port}/")
    leading_to(PUBLIC, ports=frozenset({port})).accept(f"https://receiver.example:{port}/")


def test_a_name_without_an_address_is_told_apart() -> None:
    """The name of a receiver may be wrong or its server away."""

    def away(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    for guard in (leading_to(), AddressGuard(Allowed(), away)):
        with pytest.raises(WebhookHostUnresolved):
            guard.accept("https://receiver.example/")


def test_an_operator_lets_internal_receivers_in_by_network_or_by_name() -> None:
    """ASVS 13.2.4: the allow-list; still https, and never a metadata service."""
    networks, hosts = allowed_places(["10.20.0.0/16", "fd12::/16", "Console.internal"])
    inside: dict[str, Any] = {"networks": networks, "hosts": hosts}

    leading_to("10.20.1.2", **inside).accept("https://anything.example/")
    leading_to("fd12::7", **inside).accept("https://anything.example/")
    leading_to("192.168.7.7", **inside).accept("https://console.internal/")
    for address, url in (
        ("10.21.1.2", "https://anything.example/"),
        ("192.168.7.7", "https://sub.console.internal/"),
        ("169.254.169.254", "https://console.internal/"),
    ):
        with pytest.raises(WebhookAddressRefused):
            leading_to(address, **inside).accept(url)
    with pytest.raises(WebhookUrlMalformed):
        leading_to("10.20.1.2", **inside).accept("http://anything.example/")


@pytest.mark.parametrize("entry", ["10.0.0.1/8", "https://a.example", "300.1.1.1", "a b", "*"])
def test_an_entry_that_is_no_network_and_no_name_is_refused(entry: str) -> None:
    """Architecture 9: settings are validated."""
    with pytest.raises(ValueError, match="neither"):
        allowed_places([entry])


def test_development_reaches_this_machine_and_nothing_else_without_tls() -> None:
    """Webhooks: http for loopback only, in development only."""
    leading_to("127.0.0.1", loopback=True).accept("http://receiver.example:5000/hook")
    leading_to("::1", loopback=True).accept("http://[::1]:5000/hook")
    with pytest.raises(WebhookUrlMalformed):
        leading_to(PUBLIC, loopback=True).accept("http://receiver.example/")
    with pytest.raises(WebhookAddressRefused):
        leading_to(PUBLIC, loopback=True).accept("https://receiver.example:5000/")
    with pytest.raises(WebhookUrlMalformed):
        leading_to("10.0.0.1", loopback=True).accept("http://receiver.example/")
