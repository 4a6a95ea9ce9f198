"""Points of volunteers: a kind of their own (B-10)."""

from __future__ import annotations

from domain.exact_points import ExactPoints


class VolunteerPoints(ExactPoints):
    """Points that persons, households, businesses and teams earn by service and redeem."""

    __slots__ = ()
