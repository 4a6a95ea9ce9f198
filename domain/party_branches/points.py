"""Points of party members: a kind of their own (B-10, RWD-BZ-05)."""

from __future__ import annotations

from domain.exact_points import ExactPoints


class MemberPoints(ExactPoints):
    """Points that a party member gets by the formula of the pack."""

    __slots__ = ()
