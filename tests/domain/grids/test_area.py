"""The ground of a grid."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.grids.area import Area

SQUARE = Area(ring=((110.0, 40.0), (110.2, 40.0), (110.2, 40.2), (110.0, 40.2)))
HORSESHOE = Area(ring=((0, 0), (6, 0), (6, 6), (4, 6), (4, 2), (2, 2), (2, 6), (0, 6)))


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [
        (110.1, 40.1, True),
        (110.3, 40.1, False),
        (109.9, 40.1, False),
        (110.1, 40.3, False),
        (110.0, 40.0, True),  # a corner
        (110.2, 40.2, True),
        (110.2, 40.1, True),  # the east border
        (110.1, 40.0, True),  # the south border
        (110.20000000000002, 40.1, False),  # the next number east of the border
    ],
)
def test_an_area_holds_its_inside_and_its_border(lon: float, lat: float, *, inside: bool) -> None:
    """CAS-KD-01: a border belongs to the ground it closes."""
    assert SQUARE.holds(lon, lat) is inside


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [(3, 4, False), (1, 4, True), (5, 4, True), (3, 1, True), (3, 2, True), (3, 6, False)],
)
def test_an_area_may_be_bent(lon: float, lat: float, *, inside: bool) -> None:
    """CAS-KD-01: what a ray crosses twice lies outside."""
    assert HORSESHOE.holds(lon, lat) is inside


def test_a_ray_through_a_corner_crosses_once() -> None:
    """CAS-KD-01: points level with a corner are judged like all others."""
    kite = Area(ring=((0, 0), (2, -1), (4, 0), (2, 1)))

    assert kite.holds(1, 0)
    assert not kite.holds(-1, 0)
    assert not kite.holds(1, 1)


def test_a_point_on_a_slanted_border_belongs_to_both_neighbours() -> None:
    """CAS-KD-01: nothing between two neighbours is lost, whichever way they were drawn."""
    low = Area(ring=((0, 0), (3, 1), (3, 0)))
    high = Area(ring=((3, 1), (0, 0), (0, 1)))
    third = (1.5, 0.5)

    assert low.holds(*third)
    assert high.holds(*third)


def test_a_repeated_first_point_is_dropped() -> None:
    """CAS-KD-01: the ring closes by itself."""
    assert Area(ring=(*SQUARE.ring, SQUARE.ring[0])) == SQUARE
    assert SQUARE.box == (110.0, 40.0, 110.2, 40.2)


@pytest.mark.parametrize(
    "ring",
    [
        [],
        [[0, 0], [1, 1]],
        [[0, 0], [1, 1], [0, 0]],
        [[0, 0], [1, 1], [2, 2]],
        [[0, 0], [0, 0], [1, 1], [2, 2]],
        [[0, 0], [181, 0], [0, 1]],
        [[0, 0], [1, 91], [0, 1]],
        [[0, 0], [float("nan"), 0], [0, 1]],
    ],
)
def test_a_ring_that_encloses_nothing_is_no_area(ring: list[list[float]]) -> None:
    """CAS-KD-01: three points on the globe, not on one line."""
    with pytest.raises(ValidationError):
        Area.model_validate({"ring": ring})


def test_an_area_survives_storage_to_the_last_digit() -> None:
    """ENV-06: a replay draws the same border."""
    drawn = Area(ring=((110.1, 40.123456789012345), (110.3, 40.1), (110.2, 40.7)))

    assert Area.model_validate_json(drawn.model_dump_json()) == drawn
