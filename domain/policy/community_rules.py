"""What a pack says about communities: their size, kinds, housing, signs and safety (1.5, 1.6)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.kernel import Value
from domain.vocabulary import Code


class Adjacent(Value):
    """Two levels between which nothing may be put (ORG-CY-08)."""

    upper: Code
    lower: Code


class CommunityRules(Value):
    """Communities of a jurisdiction. What is None or empty is off and refused (B-45).

    Attributes:
        level: level of the bodies that are communities.
        households: ratio that says how many households one should have.
        kinds: every community is of one of these kinds; empty: kinds are not told apart.
        housing: threshold that says what new housing calls for.
        founded_as: by result of that threshold the level of the body whose founding settles it; a
            result without one is settled by no founding.
        managed_by: by result the level of the neighbour that takes the people on, where nothing is
            founded.
        flat: levels without a layer between them.
        shared_units: how many city units hold the shared communities.
        circle_minutes: how far a service of a shared community may be, on foot.
        plates: how many plates stand outside the premises, neither more nor fewer.
        safe_kinds: kinds of sites that are named safe.
        estate_classes: by class of an estate who patrols it.
    """

    level: Code
    households: Code | None = None
    kinds: tuple[Code, ...] = ()
    housing: Code | None = None
    founded_as: dict[Code, Code] = Field(default_factory=dict)
    managed_by: dict[Code, Code] = Field(default_factory=dict)
    flat: Adjacent | None = None
    shared_units: int | None = Field(default=None, ge=1)
    circle_minutes: int | None = Field(default=None, ge=1)
    plates: int | None = Field(default=None, ge=1)
    safe_kinds: tuple[Code, ...] = ()
    estate_classes: dict[Code, Annotated[tuple[Code, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
