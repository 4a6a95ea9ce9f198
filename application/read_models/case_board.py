"""What the case board can be asked, now or as of an instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from application.directory import Scope
from application.read_models.as_of import AsOf
from application.read_models.case_row import CaseRow
from application.read_models.close_out_register import RegisterCursor, RegisterFilter, RegisterRow
from application.read_models.feedback_obligations import (
    ObligationCursor,
    ObligationFilter,
    ObligationRow,
)
from application.read_models.figures import (
    Cohort,
    CountedEvent,
    Evidence,
    Exclusion,
    FigureRules,
    Group,
    Moment,
    Moments,
    Place,
)
from application.read_models.pages import Page
from domain.indicators.catalogue import EventSet
from domain.indicators.facts import Basis
from domain.indicators.formula import Side
from domain.vocabulary import CaseKind, CaseState, RouteMode


@dataclass(frozen=True, slots=True)
class Assignee:
    """Somebody whose cases are asked for: those that name the person as responsible in the four
    lists or the whistle, those the person holds as the first one asked (CAS-BZ-01), and those that
    one of the units has now.

    Attributes:
        units: units in which the person holds a post.
    """

    person_ref: str
    units: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases a list shows; a field left alone admits all.

    Attributes:
        is_open: neither closed nor ended; overdue ones are open.
        overdue: open, and its bound has passed by the view's instant.
        due_by: open, and its bound lies at or before this instant.
        unit: the unit has it or had it; ``handled_by`` the unit has it now.
        due_soon_by: open, not overdue, and its bound lies at or before this instant.
        assignee: somebody it is for: see ``Assignee``.
        unassigned: open, and no unit has it.
        case_ids: hits of a search in the vault.
        followed_up_before: open, and the last follow-up lies before this instant.
        pack: judged by this version of the pack, ``id@version`` (ENV-03).
    """

    states: frozenset[CaseState] = frozenset()
    is_open: bool | None = None
    overdue: bool | None = None
    due_by: datetime | None = None
    due_soon_by: datetime | None = None
    assignee: Assignee | None = None
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
    pack: str | None = None


@dataclass(frozen=True, slots=True)
class CaseCursor:
    """Place in a list ordered by bound and id; ``due_at`` None: among those without a bound."""

    due_at: datetime | None
    case_id: UUID


CasePage = Page[CaseRow, CaseCursor]


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
class BoardEvent:
    """The event after which a case stands as a count of the board found it.

    Attributes:
        position: of the newest event of the case.
    """

    position: int
    case_id: UUID
    overdue: bool
    due_soon: bool


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case at which something is missed or overdue by itself since ``bound``."""

    case_id: UUID
    bound: datetime


@dataclass(frozen=True, slots=True)
class TrackedCase:
    """An open case, and what its follow-up reminder counts from."""

    tracked_at: datetime
    case_id: UUID


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
        directory_position: where the directory stood (``Opened.directory_position``) when a list or
            the detail of a case was read last; None: none was, or there is no such case.
    """

    @property
    def at(self) -> datetime: ...
    @property
    def directory_position(self) -> int | None: ...

    def list_cases(
        self, scope: Scope, which: CaseFilter, *, after: CaseCursor | None = None, limit: int = 50
    ) -> CasePage:
        """Cases in the order of their bounds, those without one last."""
        ...

    def get_case(self, case_id: UUID, scope: Scope) -> CaseRow | None:
        """One case; None if there is none or the scope may not see it."""
        ...

    def get_detail(self, case_id: UUID, scope: Scope) -> tuple[CaseRow, int] | None:
        """The same with its ``contacts``."""
        ...

    def board(self, scope: Scope, by: Grouping, *, due_by: datetime) -> Sequence[BoardCount]:
        """Open, overdue and soon due cases by group, ordered by group."""
        ...

    def board_evidence(
        self,
        scope: Scope,
        by: Grouping,
        group: str | None,
        *,
        due_by: datetime,
        after: int = 0,
        limit: int = 1_000,
    ) -> Page[BoardEvent, int]:
        """The open cases of one group by the position of their newest event."""
        ...

    def due_cases(self, limit: int) -> Sequence[DueCase]:
        """Cases with a bound at or before the view's instant, the oldest bound first."""
        ...

    def cases_tracked_before(
        self, before: datetime, *, after: TrackedCase | None = None, limit: int = 1_000
    ) -> Sequence[TrackedCase]:
        """Open cases whose follow-up reminder counts from before that instant, the oldest first."""
        ...

    def open_cases_with_other_calendar(
        self, version: str, *, after: UUID | None = None, limit: int = 1_000
    ) -> Sequence[UUID]:
        """Open cases with a running clock that another calendar decided, by id (CAL-08)."""
        ...

    def open_cases_by_pack(self) -> Mapping[str, int]:
        """How many cases are open, by the version of the pack that judges them (ENV-03)."""
        ...

    def open_cases_not_under(
        self, pack: str, *, after: UUID | None = None, limit: int = 1_000
    ) -> Sequence[UUID]:
        """Open cases that another version than this one judges, by id (ENV-03)."""
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
        self,
        scope: Scope,
        which: ObligationFilter,
        *,
        after: ObligationCursor | None = None,
        limit: int = 200,
    ) -> Page[ObligationRow, ObligationCursor]:
        """Feedback obligations, the oldest first."""
        ...

    def last_owed(self, scope: Scope, unit: str, *, limit: int) -> Sequence[ObligationRow]:
        """What a unit owed last, by bound, then id, without what was cancelled or stands still."""
        ...

    def register(
        self,
        scope: Scope,
        which: RegisterFilter,
        *,
        after: RegisterCursor | None = None,
        limit: int = 200,
    ) -> Page[RegisterRow, RegisterCursor]:
        """The close-out register, the oldest claim first."""
        ...

    def set_counts(  # what of, of which rows, grouped by what
        self,
        sets: Mapping[str, EventSet],
        basis: Basis,
        scope: Scope,
        cohort: Cohort,
        rules: Mapping[str, FigureRules],
        *,
        group: Group | None = None,
    ) -> Mapping[str | None, Mapping[str, int]]:
        """How many events each set holds, by group; without one under None.

        Args:
            rules: by pack reference.
        """
        ...

    def set_evidence(  # of what, of which rows, and which page
        self,
        sets: Mapping[str, EventSet],
        sides: tuple[Side, Side | None],
        basis: Basis,
        scope: Scope,
        cohort: Cohort,
        rules: Mapping[str, FigureRules],
        *,
        after: Place | None = None,
        limit: int = 1_000,
    ) -> Page[CountedEvent, Place]:
        """The events on both sides of a fraction, by case; a page is so many cases and
        obligations with all their events."""
        ...

    def exclusions(
        self,
        basis: Basis,
        scope: Scope,
        cohort: Cohort,
        *,
        after: UUID | None = None,
        limit: int = 200,
    ) -> Page[Exclusion, UUID]:
        """Cases that left both sides of every fraction, by id."""
        ...

    def moments(self, scope: Scope, cohort: Cohort) -> Mapping[Moment, Moments]:
        """The three first moments (CAS-KD-06)."""
        ...

    def moment_evidence(
        self, moment: Moment, scope: Scope, cohort: Cohort, *, after: int = 0, limit: int = 10_000
    ) -> Evidence:
        """The events a moment lies between: those it ends with above, those it begins with below
        the line of the fraction."""
        ...

    def zero_counters(
        self, scope: Scope, cohort: Cohort, kinds: Sequence[str]
    ) -> Sequence[ZeroCounter]:
        """The counter of each kind, those at zero included, in the order given."""
        ...

    def zero_evidence(
        self, kind: str, scope: Scope, cohort: Cohort, *, after: int = 0, limit: int = 10_000
    ) -> Evidence:
        """The serious events of a kind; a count has nothing below the line."""
        ...


class ReadModels(Protocol):
    """Opens views."""

    def view(
        self, jurisdiction: str, *, now: datetime, as_of: AsOf | None = None
    ) -> AbstractContextManager[CaseView]:
        """The read models now, or as they stood at an instant (ENV-06)."""
        ...

    def from_log(
        self,
        jurisdiction: str,
        *,
        now: datetime,
        as_of: AsOf | None = None,
        report: Callable[[int, int], None] = ...,
    ) -> AbstractContextManager[CaseView]:
        """What indicators count, folded from the first event of the log on; of the view only
        ``set_counts`` and ``set_evidence`` may be asked.

        Args:
            report: told, now and then, how many events were read, and of how many.
        """
        ...

    def case_as_of(
        self, jurisdiction: str, case_id: UUID, scope: Scope, as_of: AsOf
    ) -> CaseRow | None:
        """One case as it stood; None if there was none or the scope may not see it."""
        ...
