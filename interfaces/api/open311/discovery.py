"""Service discovery: what is served here, by which standard, and whom to ask for a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from interfaces.api.open311.answers import Answer
from interfaces.api.open311.rendering import MEDIA_TYPES

_CHANGED: Final = "2026-11-22T00:00:00+08:00"
"""When this document last said something else; moved by hand with it."""

_SPECIFICATIONS: Final = (
    "http://wiki.open311.org/GeoReport_v2",
    "https://github.com/mysociety/fixmystreet/wiki/Open311-FMS---Complete-Spec",
)


@dataclass(frozen=True, slots=True)
class Contact:
    """What the operator says of itself.

    Attributes:
        text: whom to ask; None: nobody is named.
        url: the service as callers reach it; None: as the request names it.
    """

    text: str | None = None
    url: str | None = None


class Endpoint(Answer):
    """One standard that is spoken at an address."""

    specification: str
    url: str
    changeset: str = _CHANGED
    type: Literal["production", "test"]
    formats: tuple[str, ...]


class DiscoveryAnswer(Answer):
    """The discovery document."""

    changeset: str = _CHANGED
    contact: str
    key_service: str
    endpoints: tuple[Endpoint, ...]


def discovery(contact: Contact, url: str, *, development: bool) -> DiscoveryAnswer:
    """GeoReport v2, and the same with mySociety's updates, at one address."""
    return DiscoveryAnswer(
        contact=contact.text or "The operator of this service.",
        key_service="API keys are issued to machines by whom contact names.",
        endpoints=tuple(
            Endpoint(
                specification=specification,
                url=url,
                type="test" if development else "production",
                formats=tuple(MEDIA_TYPES.values()),
            )
            for specification in _SPECIFICATIONS
        ),
    )
