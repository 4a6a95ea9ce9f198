"""Settings of the residents' door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, ImportString

from application.residents.limits import Allowance, PublicLimits
from application.residents.ports import Challenge

_USUAL = PublicLimits()


def _allowance(given: object) -> object:
    if not isinstance(given, str):
        return given
    hourly, slash, daily = given.partition("/")
    if not (slash and hourly.isdecimal() and daily.isdecimal()):
        raise ValueError("say how often in an hour and in a day, like 20/60")
    return Allowance(int(hourly), int(daily))


def _networks(given: object) -> object:
    if not isinstance(given, str):
        return given
    return tuple(ip_network(one.strip()) for one in given.split(",") if one.strip())


PerHourAndDay = Annotated[Allowance, BeforeValidator(_allowance)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_networks)]


class ResidentSettings(BaseModel):
    """What a deployment may set of the residents' door.

    Attributes:
        trusted_proxies: networks whose ``X-Forwarded-For`` is believed, ``10.0.0.0/8,::1/128``;
            none: the address of the connection counts.
        public_reports, public_photos, public_wrong_codes: how often one client address may report,
            send a photo, type a receipt code that does not exist; ``in an hour/in a day``, by UTC.
        public_all_reports, public_all_photos: the same for a whole jurisdiction; 0/0 shuts it.
        rating_link_days: how long a rating link is good.
        report_challenge: ``module:factory``; what it returns is asked whether a stranger's answer
            to a challenge is right (``application.residents.ports.Challenge``); None: nobody is.
        photos_per_case: photos a case may have.
        photo_bytes: size of a photo that is read.
        photo_pixels: width times height of a photo that is decoded.
    """

    trusted_proxies: Networks = ()
    public_reports: PerHourAndDay = _USUAL.reports
    public_photos: PerHourAndDay = _USUAL.photos
    public_wrong_codes: PerHourAndDay = _USUAL.wrong_codes
    public_all_reports: PerHourAndDay = _USUAL.all_reports
    public_all_photos: PerHourAndDay = _USUAL.all_photos
    rating_link_days: Annotated[int, Field(ge=1, le=366)] = 30
    report_challenge: ImportString[Callable[[], Challenge]] | None = None
    photos_per_case: Annotated[int, Field(ge=0, le=1_000)] = 12
    photo_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = 12_000_000
    photo_pixels: Annotated[int, Field(ge=1_000, le=500_000_000)] = 50_000_000

    def challenge(self) -> Challenge | None:
        """What strangers must pass before they report."""
        return None if self.report_challenge is None else self.report_challenge()

    def public_limits(self) -> PublicLimits:
        """The allowances together."""
        return PublicLimits(
            reports=self.public_reports,
            photos=self.public_photos,
            wrong_codes=self.public_wrong_codes,
            all_reports=self.public_all_reports,
            all_photos=self.public_all_photos,
        )

    def rating_link_lifetime(self) -> timedelta:
        """How long a rating link is good."""
        return timedelta(days=self.rating_link_days)
