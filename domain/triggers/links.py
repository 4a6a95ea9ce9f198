"""The links of a sequence: what counts for, against or not yet for a streak."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Verdict(StrEnum):
    """What a link says. What was cancelled is no link."""

    OPEN = "OPEN"
    GOOD = "GOOD"
    BAD = "BAD"


class Place(NamedTuple):
    """Where a link stands in its sequence: by its order, and what is equal by its id."""

    order: str
    item: str


@dataclass(frozen=True, slots=True)
class Link:
    """One obligation, or one rating of one period.

    Attributes:
        aggregate_id: in whose history it stands.
    """

    place: Place
    verdict: Verdict
    aggregate_id: UUID
