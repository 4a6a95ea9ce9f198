"""The ground a grid covers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, NamedTuple, Self

from pydantic import Field, field_validator, model_validator

from domain.kernel import Value

_POLE = 180 / 2  # degrees
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-_POLE, le=_POLE, allow_inf_nan=False)]
Point = tuple[Longitude, Latitude]
"""Longitude and latitude in degrees, WGS84, in this order."""

_CORNERS = 3
"""Fewer points enclose nothing: geometry, not policy."""


class Box(NamedTuple):
    """The smallest rectangle around an area, in degrees, borders included."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point lies in the rectangle or on its border."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


class Area(Value):
    """A polygon. The ring closes by itself; a repeated first point at its end is dropped.

    It must not cross itself; this is not checked. No area crosses the 180th meridian.

    Attributes:
        ring: at least three points that do not all lie on one line.
    """

    ring: Annotated[tuple[Point, ...], Field(min_length=_CORNERS)]

    @field_validator("ring")
    @classmethod
    def _open_ring(cls, ring: tuple[Point, ...]) -> tuple[Point, ...]:
        return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring

    @model_validator(mode="after")
    def _encloses_something(self) -> Self:
        if len(set(self.ring)) < _CORNERS:
            raise ValueError("a polygon needs at least three different points")
        if not any(_side(self.ring[0], self.ring[1], point) for point in self.ring[2:]) and not any(
            _side(self.ring[0], self.ring[2], point) for point in self.ring[1:]
        ):
            raise ValueError("the points lie on one line and enclose nothing")
        return self

    @property
    def box(self) -> Box:
        """The smallest rectangle around it."""
        lons, lats = zip(*self.ring, strict=True)
        return Box(min(lons), min(lats), max(lons), max(lats))

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point lies inside or exactly on the border.

        Exact: a border drawn with the same two points in two areas is the same line for both, so
        no point between two neighbours is lost to rounding.
        """
        point = (lon, lat)
        inside = False
        for low, high in self._edges():
            if low[1] <= lat <= high[1]:
                side = _side(low, high, point)
                if side == 0 and min(low[0], high[0]) <= lon <= max(low[0], high[0]):
                    return True
                # Half open, so that a ray through a corner crosses one of its two edges.
                if side > 0 and lat < high[1]:
                    inside = not inside
        return inside

    def _edges(self) -> Iterator[tuple[Point, Point]]:
        for one, other in pairwise((*self.ring, self.ring[0])):
            yield (one, other) if one[1] <= other[1] else (other, one)


def _side(start: Point, end: Point, point: Point) -> int:
    """1: the point lies left of the line from start to end; -1: right of it; 0: on it."""
    start_lon, start_lat = map(Fraction, start)
    run, rise = Fraction(end[0]) - start_lon, Fraction(end[1]) - start_lat
    cross = run * (Fraction(point[1]) - start_lat) - rise * (Fraction(point[0]) - start_lon)
    return (cross > 0) - (cross < 0)
