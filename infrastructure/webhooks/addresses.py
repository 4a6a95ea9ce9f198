"""Where webhooks may be sent: the guard against requests forged through us (ASVS 1.3.6).

Whoever registers a webhook chooses an address that this service, inside its network, connects to.
So names are resolved here, each address is judged, and the connection is made to the address that
was judged: a name that leads elsewhere a moment later leads nowhere.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final
from urllib.parse import urlsplit

from application.webhooks.errors import (
    WebhookAddressRefused,
    WebhookHostUnresolved,
    WebhookUrlMalformed,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host, in the order they are to be tried; ``OSError``: there are none."""

_LONGEST: Final = 2048
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")  # fmt: skip # noqa: E501 - one name, one line

_NEVER: Final = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "169.254.0.0/16",  # link-local, with the metadata service of most clouds
        "224.0.0.0/4",
        "240.0.0.0/4",
        "100.100.100.200/32",  # metadata of Alibaba Cloud
        "168.63.129.16/32",  # the host of an Azure machine
        "192.0.0.192/32",  # metadata of Oracle Cloud
        "::/128",
        "fe80::/10",
        "ff00::/8",
        "fd00:ec2::/32",  # metadata of AWS
        "fd20:ce::/32",  # metadata of Google Cloud
    )
)
"""No receiver is ever here, whatever an operator allows."""

_NOT_PUBLIC: Final = tuple(
    ip_network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        # Forms of IPv6 that carry an IPv4 address: a host knows its receiver by the address itself.
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "::1/128",
        "100::/64",
        "2001:db8::/32",
        "fc00::/7",
        "fec0::/10",
    )
)
"""Beside ``is_global``, whose idea of the registries changes with the version of Python."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart once, so that no second parser can read it differently.

    Attributes:
        host: name or address, lower case, as the certificate and the Host header name it.
        path: with the query.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: all of it that may be shown to others."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        """The whole in one form."""
        return self.origin + self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What an operator allows beyond public addresses.

    Attributes:
        networks: internal networks with receivers.
        hosts: names whose addresses may be internal; each name stands for itself alone.
        ports: the only ones that are connected to.
        loopback: this machine, over plain HTTP also and on any port: development only.
    """

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset({443, 8443})
    loopback: bool = False


def allowed_places(entries: Sequence[str]) -> tuple[tuple[Network, ...], frozenset[str]]:
    """Networks and names from a list of both.

    Raises:
        ValueError: an entry is neither.
    """
    networks: list[Network] = []
    hosts: set[str] = set()
    for entry in entries:
        text = entry.strip().lower()
        try:
            networks.append(ip_network(text))
        except ValueError:
            if not _NAME.fullmatch(text) or _looks_numeric(text) or "/" in text:
                raise ValueError(f"{entry!r} is neither a network nor the name of a host") from None
            hosts.add(text)
    return tuple(networks), frozenset(hosts)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class AddressGuard:
    """Judges where webhooks are sent, at registration and before every request."""

    def __init__(self, allowed: Allowed, resolver: Resolver = resolve) -> None:
        self._allowed = allowed
        self._resolve = resolver

    def accept(self, url: str) -> Target:
        """The address in its one form, if its host may be connected to now.

        Raises:
            WebhookUrlMalformed, WebhookHostUnresolved, WebhookAddressRefused.
        """
        target = self.parse(url)
        self.address_of(target)
        return target

    def parse(self, url: str) -> Target:
        """Take an address apart.

        Raises:
            WebhookUrlMalformed: the shape; WebhookAddressRefused: the port.
        """
        if len(url) > _LONGEST or not _PRINTABLE.fullmatch(url) or "\\" in url:
            raise WebhookUrlMalformed(
                f"An address has at most {_LONGEST} printable ASCII characters, no backslash."
            )
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError as error:
            raise WebhookUrlMalformed("The address cannot be read.") from error
        if "@" in parts.netloc:
            raise WebhookUrlMalformed("An address holds no credentials; requests are signed.")
        if "#" in url:
            raise WebhookUrlMalformed("An address has no fragment.")
        if not _is_address(host) and not _NAME.fullmatch(host):
            raise WebhookUrlMalformed("The address names no host.")
        schemes = {"https", "http"} if self._allowed.loopback else {"https"}
        if parts.scheme not in schemes:
            raise WebhookUrlMalformed("Events are sent over https only.")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        target = Target(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], path)
        if target.port not in self._allowed.ports and not self._allowed.loopback:
            raise WebhookAddressRefused(f"Port {target.port} is not among the allowed ones.")
        return target

    def address_of(self, target: Target) -> str:
        """The one address to connect to.

        One address that is not allowed refuses them all: a name that leads to both sides of a
        border is either a mistake or an attack.

        Raises:
            WebhookHostUnresolved: no address.
            WebhookAddressRefused: an address inside, or this machine.
        """
        try:
            found = self._resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            raise WebhookHostUnresolved("The host has no address at this moment.") from error
        if not found:
            raise WebhookHostUnresolved("The host has no address at this moment.")
        for text in found:
            self._require_allowed(target, text)
        return found[0]

    def _require_allowed(self, target: Target, text: str) -> None:
        try:
            address = ip_address(text)
        except ValueError:
            raise WebhookAddressRefused("The host leads to an address of no known kind.") from None
        scoped = isinstance(address, IPv6Address) and address.scope_id is not None
        if scoped or _within(address, _NEVER) or address.is_multicast:
            raise WebhookAddressRefused("The host leads to a network that has no receivers.")
        if self._allowed.loopback and address.is_loopback:
            return
        if target.scheme != "https":
            raise WebhookUrlMalformed("Events are sent over https only.")
        if target.port not in self._allowed.ports:
            raise WebhookAddressRefused(f"Port {target.port} is not among the allowed ones.")
        if target.host in self._allowed.hosts or _within(address, self._allowed.networks):
            return
        if not address.is_global or _within(address, _NOT_PUBLIC):
            raise WebhookAddressRefused("The host leads into a network that is not public.")


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _looks_numeric(text: str) -> bool:
    return text.replace(".", "").isdigit()
