"""Which addresses no other machine can reach."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit


class AddressRefused(ValueError):
    """The address cannot be that of something trusted."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it; of names ``localhost`` alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_trusted_url(url: str) -> SplitResult:
    """The parts of a URL that what comes from it may be believed.

    Raises:
        AddressRefused: it is not ``https`` (``http`` only on this machine), or names a user or a
            fragment.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused("must be a URL") from error
    if not host or parts.username is not None or parts.fragment or not url.isascii():
        raise AddressRefused("must be a URL with a host, without user and fragment")
    if any(character.isspace() for character in url):
        raise AddressRefused("must be a URL without blanks")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise AddressRefused("must be https; http only on this machine")
    return parts
