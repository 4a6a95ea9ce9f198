"""Points of different kinds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.exact_points import ExactPoints, plain
from domain.party_branches.points import MemberPoints
from domain.volunteers.points import VolunteerPoints


def test_points_of_one_kind_add_up_exactly() -> None:
    """B-10"""
    third = VolunteerPoints(Decimal("0.1"))

    assert third + third + third == VolunteerPoints(Decimal("0.3"))
    assert VolunteerPoints(Decimal(30)) - VolunteerPoints(Decimal(25)) == VolunteerPoints(
        Decimal(5)
    )
    assert VolunteerPoints(Decimal(-1)).below_zero
    assert not VolunteerPoints().below_zero


@pytest.mark.parametrize("mixed", [MemberPoints(Decimal(1)), ExactPoints(Decimal(1)), 1])
def test_points_of_two_kinds_are_never_mixed(mixed: Any) -> None:
    """B-10"""
    own = VolunteerPoints(Decimal(1))

    assert own != mixed
    with pytest.raises(TypeError, match="B-10"):
        own + mixed
    with pytest.raises(TypeError, match="B-10"):
        own - mixed
    with pytest.raises(TypeError, match="B-10"):
        own < mixed  # noqa: B015  # the comparison is what is refused


@pytest.mark.parametrize(
    ("written", "stored"), [("2.50", "2.5"), ("1E+1", "10"), ("0.00", "0"), ("-0", "0")]
)
def test_equal_figures_are_written_alike(written: str, stored: str) -> None:
    """Rebuild: byte-identical rows"""
    assert str(plain(Decimal(written))) == stored
