"""Petitions that a zero counter counts (PET-SA-01, CAS-SA-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.read_models.as_of import AsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionFilter:
    """Which petitions count.

    Attributes:
        records: kinds of records that are petitions, words of the pack.
        destinations: where they went.
        bodies: codes of the bodies whose books they stand in; None: all.
        since, until: the span in which the local day of the petition begins, ``until`` exclusive.
    """

    records: Sequence[str]
    destinations: Sequence[str]
    bodies: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


class PetitionCounts(Protocol):
    """The petitions on record, now or as they stood."""

    def count(self, jurisdiction: str, which: PetitionFilter, *, as_of: AsOf | None) -> int:
        """How many there are."""
        ...

    def positions(
        self,
        jurisdiction: str,
        which: PetitionFilter,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[int]:
        """Places in the log of the events that say so, in order."""
        ...
