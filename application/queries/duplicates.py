"""Likely duplicates of a report: same grid and category, near in place and time, similar text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from application.read_models.case_row import CaseRow

_EARTH_METRES = 6_371_000


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """A case that a new report may repeat; a person decides.

    Attributes:
        metres: between the two places; None: one of them is not known as a point.
        similarity: share of common character pairs of both texts, 0..1; None: no text to compare.
    """

    case: CaseRow
    metres: float | None
    similarity: float | None


def likely_duplicates(
    candidates: Sequence[CaseRow],
    contents: Mapping[UUID, bytes],
    *,
    text: str | None,
    lon: float | None,
    lat: float | None,
    within_metres: int,
    least_similarity: float,
) -> Sequence[LikelyDuplicate]:
    """The candidates that neither place nor text speaks against, the most similar first.

    Args:
        candidates: cases of the same grid and category, near in time.
        contents: decrypted vault items by id; an erased one is absent and speaks for nothing.
    """
    found = []
    for case in candidates:
        metres = _metres(contents.get(case.place_item) if case.place_item else None, lon, lat)
        similarity = _similarity(contents.get(case.text_item) if case.text_item else None, text)
        far = metres is not None and metres > within_metres
        unlike = similarity is not None and similarity < least_similarity
        if not far and not unlike:
            found.append(LikelyDuplicate(case, metres, similarity))
    return sorted(found, key=lambda likely: (-(likely.similarity or 0), likely.metres or 0))


def pairs(text: str) -> frozenset[str]:
    """The character pairs of a text, blanks left out; a single character is its own pair."""
    dense = "".join(text.split())
    return frozenset(dense[n : n + 2] for n in range(max(1, len(dense) - 1)))


def _similarity(content: bytes | None, text: str | None) -> float | None:
    if content is None or not text:
        return None
    ours, theirs = pairs(text), pairs(content.decode())
    return len(ours & theirs) / len(ours | theirs)


def _metres(content: bytes | None, lon: float | None, lat: float | None) -> float | None:
    if content is None or lon is None or lat is None:
        return None
    place = json.loads(content)
    if "lon" not in place or "lat" not in place:
        return None
    rise = radians(place["lat"] - lat)
    run = radians(place["lon"] - lon)
    half = sin(rise / 2) ** 2 + cos(radians(lat)) * cos(radians(place["lat"])) * sin(run / 2) ** 2
    return 2 * _EARTH_METRES * asin(sqrt(half))
