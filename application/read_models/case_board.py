"""What the case board can be asked, now or as of an instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from application.directory import Scope
from application.read_models.as_of import AsOf
from application.read_models.case_row import CaseRow
from application.read_models.close_out_register import RegisterRow
from application.read_models.feedback_obligations import ObligationRow
from application.read_models.figures import Cohort, Evidence, FigureRules, Measure, Moments, Share
from domain.vocabulary import CaseKind, CaseState, RouteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases a list shows; a field left alone admits all.

    Attributes:
        is_open: neither closed nor ended; overdue ones are open.
        overdue: open, and its bound has passed by the view's instant.
        due_by: open, and its bound lies at or before this instant.
        unit: the unit has it or had it; ``handled_by`` the unit has it now.
        unassigned: open, and no unit has it.
        case_ids: hits of a search in the vault.
        followed_up_before: open, and the last follow-up lies before this instant.
    """

    states: frozenset[CaseState] = frozenset()
    is_open: bool | None = None
    overdue: bool | None = None
    due_by: datetime | None = None
    grid: str | None = None
    community: str | None = None
    unit: str | None = None
    handled_by: str | None = None
    unassigned: bool = False
    category: str | None = None
    kind: CaseKind | None = None
    mode: RouteMode | None = None
    level: str | None = None
    reporter: str | None = None
    case_ids: frozenset[UUID] | None = None
    followed_up_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseCursor:
    """Place in a list ordered by bound and id; ``due_at`` None: among those without a bound."""

    due_at: datetime | None
    case_id: UUID


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list; ``next`` None: it was the last."""

    items: Sequence[CaseRow]
    next: CaseCursor | None


class Grouping(StrEnum):
    """What the board's counts can be grouped by."""

    GRID = "GRID"
    COMMUNITY = "COMMUNITY"
    UNIT = "UNIT"
    LEVEL = "LEVEL"
    MODE = "MODE"


@dataclass(frozen=True, slots=True)
class BoardCount:
    """Counts of one group; a case of several units counts with each of them.

    Attributes:
        group: the code; None: cases without one.
        open: all that are not finished, the overdue among them.
        due_soon: open, not overdue, with a bound up to the instant asked for.
    """

    group: str | None
    open: int
    overdue: int
    due_soon: int


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case at which something is missed or overdue by itself since ``bound``."""

    case_id: UUID
    bound: datetime


@dataclass(frozen=True, slots=True)
class ZeroCounter:
    """Serious events of one kind; the aim is none (CAS-SA-02)."""

    kind: str
    count: int


class CaseView(Protocol):
    """The read models of one jurisdiction at one instant. Every query shows only what the scope
    may see; those without one are for the system.

    Attributes:
        at: the instant that decides what is overdue.
    """

    @property
    def at(self) -> datetime: ...

    def list_cases(
        self, scope: Scope, which: CaseFilter, *, after: CaseCursor | None = None, limit: int = 50
    ) -> CasePage:
        """Cases in the order of their bounds, those without one last."""
        ...

    def get_case(self, case_id: UUID, scope: Scope) -> CaseRow | None:
        """One case; None if there is none or the scope may not see it."""
        ...

    def board(self, scope: Scope, by: Grouping, *, due_by: datetime) -> Sequence[BoardCount]:
        """Open, overdue and soon due cases by group, ordered by group."""
        ...

    def due_cases(self, limit: int) -> Sequence[DueCase]:
        """Cases with a bound at or before the view's instant, the oldest bound first."""
        ...

    def open_cases_with_other_calendar(
        self, version: str, *, after: UUID | None = None, limit: int = 1_000
    ) -> Sequence[UUID]:
        """Open cases with a running clock that another calendar decided, by id (CAL-08)."""
        ...

    def find_same_matter(
        self, *, reporter: str, category: str | None, grid: str | None, since: datetime
    ) -> Sequence[CaseRow]:
        """Cases of the same reporter, category and grid, the oldest first (CAS-BJ-01)."""
        ...

    def duplicate_candidates(
        self, *, grid: str, category: str | None, around: datetime, hours: int, limit: int = 20
    ) -> Sequence[CaseRow]:
        """Cases of the grid and category reported within so many hours, closed ones included,
        the nearest in time first (CAS-KD-02)."""
        ...

    def contacts(self, case_id: UUID) -> int:
        """How often the matter was reported: the case and all that were merged into it."""
        ...

    def obligations(
        self, scope: Scope, *, unit: str | None = None, case_id: UUID | None = None
    ) -> Sequence[ObligationRow]:
        """Feedback obligations, the oldest first."""
        ...

    def register(
        self, scope: Scope, *, case_id: UUID | None = None, limit: int = 200
    ) -> Sequence[RegisterRow]:
        """The close-out register, the oldest claim first."""
        ...

    def share(
        self, measure: Measure, scope: Scope, cohort: Cohort, rules: Mapping[str, FigureRules]
    ) -> Share:
        """A figure with its parts; ``rules`` by pack reference."""
        ...

    def evidence(  # a figure, and which page of its events
        self,
        measure: Measure,
        scope: Scope,
        cohort: Cohort,
        rules: Mapping[str, FigureRules],
        *,
        after: int = 0,
        limit: int = 10_000,
    ) -> Evidence:
        """The events that a figure counts, by position, a page at a time."""
        ...

    def timeliness_by_unit(self, scope: Scope, cohort: Cohort) -> Mapping[tuple[str, str], Share]:
        """On-time feedback by unit and local month ``YYYY-MM``, ordered."""
        ...

    def moments(self, scope: Scope, cohort: Cohort) -> Mapping[str, Moments]:
        """The three first moments (CAS-KD-06): DISCOVER_TO_UPLOAD, UPLOAD_TO_HANDLING,
        UPLOAD_TO_CLOSE."""
        ...

    def zero_counters(
        self, scope: Scope, cohort: Cohort, kinds: Sequence[str]
    ) -> Sequence[ZeroCounter]:
        """The counter of each kind, those at zero included, in the order given."""
        ...


class ReadModels(Protocol):
    """Opens views."""

    def view(
        self, jurisdiction: str, *, now: datetime, as_of: AsOf | None = None
    ) -> AbstractContextManager[CaseView]:
        """The read models now, or as they stood at an instant (ENV-06)."""
        ...

    def case_as_of(
        self, jurisdiction: str, case_id: UUID, scope: Scope, as_of: AsOf
    ) -> CaseRow | None:
        """One case as it stood; None if there was none or the scope may not see it."""
        ...
