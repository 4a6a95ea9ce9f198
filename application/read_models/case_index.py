"""What commands and sweeps look up on the lines of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from application.ports import Clock
from application.read_models.case_board import ReadModels, TrackedCase


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """Look-ups without a caller: for the system's own work. Never decides an invariant."""

    models: ReadModels
    clock: Clock

    def find_same_matter(
        self,
        jurisdiction: str,
        *,
        reporter_ref: str,
        category: str,
        grid_id: str | None,
        community_id: str | None,
        since: datetime,
    ) -> UUID | None:
        """The oldest open case of the same reporter, category and place (CAS-BJ-01).

        A closed one is not the same matter: what comes back deserves a case of its own.

        Args:
            grid_id: None: it lies in no grid; then the pool of ``community_id`` is its place.
        """
        with self.models.view(jurisdiction, now=self.clock()) as view:
            found = view.find_same_matter(
                reporter=reporter_ref, category=category, grid=grid_id, since=since
            )
        return next(
            (row.case_id for row in found if row.is_open and row.community_id == community_id), None
        )

    def due_cases(self, jurisdiction: str, now: datetime, limit: int) -> Sequence[UUID]:
        """Cases with a bound at or before ``now``, the oldest bound first."""
        with self.models.view(jurisdiction, now=now) as view:
            return [due.case_id for due in view.due_cases(limit)]

    def cases_tracked_before(
        self, jurisdiction: str, before: datetime, after: TrackedCase | None, limit: int
    ) -> Sequence[TrackedCase]:
        """Open cases whose follow-up reminder counts from before that instant, the oldest first."""
        with self.models.view(jurisdiction, now=self.clock()) as view:
            return view.cases_tracked_before(before, after=after, limit=limit)

    def cases_under_other_calendar(
        self, jurisdiction: str, version: str, after: UUID | None, limit: int
    ) -> Sequence[UUID]:
        """Open cases with a clock that another calendar decided, by id, after ``after``."""
        with self.models.view(jurisdiction, now=self.clock()) as view:
            return view.open_cases_with_other_calendar(version, after=after, limit=limit)
