"""The one way a question goes: check permission, take the row scope, ask the read models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from application.errors import GridNotFound
from application.permissions import may_read
from application.queries.asking import Asked
from application.queries.audience import Audience, Detail
from application.queries.duplicates import LikelyDuplicate, likely_duplicates
from application.queries.figure_desk import FigureDesk
from application.queries.timeline import TimelineEntry, timeline
from application.read_models.as_of import AsOf, read_as_of
from application.read_models.case_board import (
    Assignee,
    BoardCount,
    BoardEvent,
    CaseCursor,
    CaseFilter,
    CasePage,
    CaseView,
    Grouping,
)
from application.read_models.case_row import CaseRow
from application.read_models.close_out_register import RegisterCursor, RegisterFilter, RegisterRow
from application.read_models.feedback_obligations import (
    ObligationCursor,
    ObligationFilter,
    ObligationRow,
)
from application.read_models.pages import Page
from application.use_cases.request import Caller
from domain.calendar.clocks import ClockRule, DayKind, deadline
from domain.cases.errors import CaseNotFound
from domain.kernel import Event
from domain.rebinding import pack_ref
from domain.vocabulary import VaultRef

if TYPE_CHECKING:
    from application.directory import Scope
    from application.ports import SearchableVault
    from domain.policy.pack import PolicyPack

Answer = TypeVar("Answer")

DUE_SOON = ClockRule(n=3, kind=DayKind.WORKING_DAY)
"""What the case board calls due soon (rulebook F, case_board)."""


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """One case with what is not on its line.

    Attributes:
        contacts: how often the matter was reported.
        content: decrypted vault items by kind; an erased or sealed one is absent.
    """

    row: CaseRow
    contacts: int
    content: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDesk(FigureDesk):
    """Takes every question. Built once by the composition root; safe for many threads.

    Each method takes the jurisdiction and the caller first, refuses what matrix C does not grant
    (``PermissionDenied``), and answers within the caller's row scope only. ``as_of`` asks for the
    answer as it stood at an instant on one of two axes (ENV-06); None: now.
    """

    vault: SearchableVault

    # --- Cases. ---

    def list_cases(
        self,
        jurisdiction: str,
        caller: Caller,
        which: CaseFilter,
        *,
        text: str | None = None,
        due_within: int | None = None,
        assignee: str | None = None,
        after: CaseCursor | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> CasePage:
        """Cases in the order of their bounds; ``text`` finds words of two characters and more.

        Args:
            due_within: working days; open, not overdue and due within so many of them, as the
                board counts what is due soon.
            assignee: whose cases; the units are those of the posts held then.

        Raises:
            CalendarMissing: no table knows those days (CAL-03).
        """

        def read(asked: Asked, view: CaseView) -> CasePage:
            at = asked.now if as_of is None else as_of.instant
            wanted = which
            if due_within is not None:
                rule = ClockRule(n=due_within, kind=DayKind.WORKING_DAY)
                wanted = replace(wanted, due_soon_by=self._due_by(jurisdiction, rule, at))
            if assignee is not None:
                posts = asked.directory.actor(assignee, at, asked.pack).posts
                units = frozenset(held.body for held in posts)
                wanted = replace(wanted, assignee=Assignee(assignee, units))
            if text is not None:
                hits = frozenset(self.vault.find_cases(jurisdiction, text))
                known = wanted.case_ids
                wanted = replace(wanted, case_ids=hits if known is None else hits & known)
            return view.list_cases(asked.scope, wanted, after=after, limit=limit)

        return self._at_once(jurisdiction, caller, "list_cases", read, as_of)

    def get_case(
        self, jurisdiction: str, caller: Caller, case_id: UUID, *, as_of: AsOf | None = None
    ) -> CaseRow:
        """One case.

        Raises:
            CaseNotFound: there was none, or the caller may not see it: the two look alike.
        """
        asked = self._ask(jurisdiction, caller, "read_case")
        return self._row(jurisdiction, asked, case_id, as_of)

    def get_detail(self, jurisdiction: str, caller: Caller, case_id: UUID) -> CaseDetail:
        """One case with the words of the report and how often it was reported."""
        found = self._at_once(
            jurisdiction,
            caller,
            "read_case",
            lambda asked, view: view.get_detail(case_id, asked.scope),
        )
        if found is None:
            raise CaseNotFound(case_id)
        row, contacts = found
        items = {
            "text": (row.text_item, row.text_sha256),
            "place": (row.place_item, row.place_sha256),
        }
        refs = {
            kind: VaultRef(item_id=item, sha256=sha256)
            for kind, (item, sha256) in items.items()
            if item is not None and sha256 is not None
        }
        opened = self.vault.reveal(jurisdiction, list(refs.values()))
        content = {
            kind: opened[ref.item_id].decode()
            for kind, ref in refs.items()
            if ref.item_id in opened
        }
        return CaseDetail(row, contacts, content)

    def board(
        self, jurisdiction: str, caller: Caller, by: Grouping, *, as_of: AsOf | None = None
    ) -> Sequence[BoardCount]:
        """Open, overdue and soon due cases by group."""
        asked = self._ask(jurisdiction, caller, "list_cases")
        at = asked.now if as_of is None else as_of.instant
        due_by = self._due_by(jurisdiction, DUE_SOON, at)
        with self._view(jurisdiction, asked, as_of) as view:
            return view.board(asked.scope, by, due_by=due_by)

    def board_evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        by: Grouping,
        group: str | None,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[BoardEvent, int]:
        """The newest event of each case that one group of the board counts; None: of no group."""
        asked = self._ask(jurisdiction, caller, "list_cases")
        at = asked.now if as_of is None else as_of.instant
        due_by = self._due_by(jurisdiction, DUE_SOON, at)
        with self._view(jurisdiction, asked, as_of) as view:
            return view.board_evidence(
                asked.scope, by, group, due_by=due_by, after=after, limit=limit
            )

    def timeline(
        self, jurisdiction: str, caller: Caller, case_id: UUID, *, as_of: AsOf | None = None
    ) -> Sequence[TimelineEntry]:
        """Every event of a case with actor, post, rules, clocks and corrections.

        Raises:
            CaseNotFound: as ``get_case``.
        """
        asked = self._ask(jurisdiction, caller, "read_history")
        self._row(jurisdiction, asked, case_id, as_of)
        history = self.log.history(jurisdiction, case_id)
        return timeline(history, self._pack_of(history), as_of=as_of)

    def event_names(
        self, jurisdiction: str, caller: Caller, case_id: UUID, *, as_of: AsOf | None = None
    ) -> Sequence[str]:
        """The catalogue names of a case's events, in order."""
        asked = self._ask(jurisdiction, caller, "read_history")
        self._row(jurisdiction, asked, case_id, as_of)
        history = [event for _, event in self.log.history(jurisdiction, case_id)]
        return [event.event_type for event in read_as_of(history, as_of)]

    def audience(self, jurisdiction: str, caller: Caller) -> Audience:
        """What the caller may see of the log while following it."""
        asked = self._ask(jurisdiction, caller, "follow_events")
        full = may_read(asked.actor, "read_history", asked.pack)
        return Audience(asked.scope, Detail.RECORD if full else Detail.NOTICE)

    def suggest_duplicates(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        category: str | None,
        grid: str | None = None,
        text: str | None = None,
        lon: float | None = None,
        lat: float | None = None,
    ) -> Sequence[LikelyDuplicate]:
        """Cases that a report about to be made may repeat, closed ones included (CAS-KD-02).

        Without a grid the one around the point is meant; a report outside all grids repeats none.

        Only those that the caller may see: what others wrote must not be found by guessing at it.

        Raises:
            GridNotFound.
        """
        asked = self._ask(jurisdiction, caller, "list_cases")
        if grid is not None:
            current = asked.directory.current_grid(grid)
            if current is None:
                raise GridNotFound(grid)
        else:
            point = None if lon is None or lat is None else (lon, lat)
            current = None if point is None else asked.directory.grid_of(point)
            if current is None:
                return ()
        intake = asked.pack.cases.intake
        with self._view(jurisdiction, asked, None) as view:
            near = view.duplicate_candidates(
                grid=current, category=category, around=asked.now, hours=intake.duplicate_hours
            )
        candidates = [row for row in near if _may_see(asked.scope, row)]
        items = [
            VaultRef(item_id=item, sha256=sha256)
            for row in candidates
            for item, sha256 in (
                (row.text_item, row.text_sha256),
                (row.place_item, row.place_sha256),
            )
            if item is not None and sha256 is not None
        ]
        return likely_duplicates(
            candidates,
            self.vault.reveal(jurisdiction, items),
            text=text,
            lon=lon,
            lat=lat,
            within_metres=intake.duplicate_metres,
            least_similarity=intake.duplicate_similarity,
        )

    # --- Registers. ---

    def obligations(
        self,
        jurisdiction: str,
        caller: Caller,
        which: ObligationFilter,
        *,
        after: ObligationCursor | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[ObligationRow, ObligationCursor]:
        """Feedback obligations, the oldest first."""
        asked = self._ask(jurisdiction, caller, "list_cases")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.obligations(asked.scope, which, after=after, limit=limit)

    def register(
        self,
        jurisdiction: str,
        caller: Caller,
        which: RegisterFilter,
        *,
        after: RegisterCursor | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[RegisterRow, RegisterCursor]:
        """The close-out register, the oldest claim first: refusals, closings, ratings."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.register(asked.scope, which, after=after, limit=limit)

    # --- Shared. ---

    def _at_once(
        self,
        jurisdiction: str,
        caller: Caller,
        query: str,
        read: Callable[[Asked, CaseView], Answer],
        as_of: AsOf | None = None,
    ) -> Answer:
        """The answer in one round trip, if the directory is where it is remembered to be.

        It says so itself, being read with the position; else the log is asked first, as always.
        """
        asked = self._remembered(jurisdiction, caller, query) if as_of is None else None
        if asked is not None:
            with self._view(jurisdiction, asked, None) as view:
                answer = read(asked, view)
                if view.directory_position == asked.directory.position:
                    return answer
        asked = self._ask(jurisdiction, caller, query)
        with self._view(jurisdiction, asked, as_of) as view:
            return read(asked, view)

    def _due_by(self, jurisdiction: str, rule: ClockRule, at: datetime) -> datetime:
        end = deadline(rule, at, self.calendars.current(jurisdiction))
        assert end is not None, "a clock that nothing stops has an end"
        return end.due_at

    def _row(self, jurisdiction: str, asked: Asked, case_id: UUID, as_of: AsOf | None) -> CaseRow:
        if as_of is not None:
            row = self.models.case_as_of(jurisdiction, case_id, asked.scope, as_of)
        else:
            with self._view(jurisdiction, asked, None) as view:
                row = view.get_case(case_id, asked.scope)
        if row is None:
            raise CaseNotFound(case_id)
        return row

    def _pack_of(self, history: Sequence[tuple[int, Event]]) -> PolicyPack:
        return self.packs.pinned(pack_ref([event for _, event in history]))


def _may_see(scope: Scope, row: CaseRow) -> bool:
    return scope.covers(
        reporter=row.reporter_ref,
        units=row.units_ever,
        grid=row.grid_id,
        community=row.community_id,
    )
