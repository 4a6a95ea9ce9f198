"""The one way a question goes: check permission, take the row scope, ask the read models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from application.errors import GridNotFound
from application.permissions import may_read, require_read
from application.ports import Clock, EventLog, SecurityLog
from application.queries.audience import Audience, Detail
from application.queries.duplicates import LikelyDuplicate, likely_duplicates
from application.queries.figures import (
    Cohort,
    Evidence,
    FigureRules,
    Measure,
    Moments,
    Share,
    figure_rules,
)
from application.queries.timeline import TimelineEntry, timeline
from application.read_models.as_of import AsOf, read_as_of
from application.read_models.case_board import (
    BoardCount,
    CaseCursor,
    CaseFilter,
    CasePage,
    CaseView,
    Grouping,
    ReadModels,
    ZeroCounter,
)
from application.read_models.case_row import CaseRow
from application.read_models.close_out_register import RegisterRow
from application.read_models.feedback_obligations import ObligationRow
from application.use_cases.request import Calendars, Caller, Directories, Packs, actor_of
from domain.calendar.clocks import ClockRule, DayKind, deadline
from domain.calendar.local_time import local_date
from domain.cases.errors import CaseNotFound
from domain.kernel import Event, Forbidden
from domain.vocabulary import VaultRef

if TYPE_CHECKING:
    from application.directory import Directory, Scope
    from application.ports import SearchableVault
    from domain.act import Actor
    from domain.policy.pack import PolicyPack

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that passed the permission check."""

    actor: Actor
    scope: Scope
    directory: Directory
    pack: PolicyPack
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDesk:
    """Takes every question. Built once by the composition root; safe for many threads.

    Each method takes the jurisdiction and the caller first, refuses what matrix C does not grant
    (``PermissionDenied``), and answers within the caller's row scope only. ``as_of`` asks for the
    answer as it stood at an instant on one of two axes (ENV-06); None: now.
    """

    models: ReadModels
    log: EventLog
    packs: Packs
    calendars: Calendars
    directories: Directories
    vault: SearchableVault
    security: SecurityLog
    clock: Clock

    # --- Cases. ---

    def list_cases(
        self,
        jurisdiction: str,
        caller: Caller,
        which: CaseFilter,
        *,
        text: str | None = None,
        after: CaseCursor | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> CasePage:
        """Cases in the order of their bounds; ``text`` finds words of two characters and more."""
        asked = self._ask(jurisdiction, caller, "list_cases")
        if text is not None:
            hits = frozenset(self.vault.find_cases(jurisdiction, text))
            known = which.case_ids
            which = replace(which, case_ids=hits if known is None else hits & known)
        with self._view(jurisdiction, asked, as_of) as view:
            return view.list_cases(asked.scope, which, after=after, limit=limit)

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
        asked = self._ask(jurisdiction, caller, "read_case")
        row = self._row(jurisdiction, asked, case_id, None)
        with self._view(jurisdiction, asked, None) as view:
            contacts = view.contacts(case_id)
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
        soon = deadline(DUE_SOON, at, self.calendars.current(jurisdiction))
        assert soon is not None, "a clock that nothing stops has an end"
        with self._view(jurisdiction, asked, as_of) as view:
            return view.board(asked.scope, by, due_by=soon.due_at)

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
        grid: str,
        category: str | None,
        text: str | None = None,
        lon: float | None = None,
        lat: float | None = None,
    ) -> Sequence[LikelyDuplicate]:
        """Cases that a report about to be made may repeat, closed ones included (CAS-KD-02).

        Only those that the caller may see: what others wrote must not be found by guessing at it.

        Raises:
            GridNotFound.
        """
        asked = self._ask(jurisdiction, caller, "list_cases")
        current = asked.directory.current_grid(grid)
        if current is None:
            raise GridNotFound(grid)
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
        *,
        unit: str | None = None,
        case_id: UUID | None = None,
        as_of: AsOf | None = None,
    ) -> Sequence[ObligationRow]:
        """Feedback obligations, the oldest first."""
        asked = self._ask(jurisdiction, caller, "list_cases")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.obligations(asked.scope, unit=unit, case_id=case_id)

    def register(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        case_id: UUID | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Sequence[RegisterRow]:
        """The close-out register: claims, refusals, closings, ratings."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.register(asked.scope, case_id=case_id, limit=limit)

    # --- Figures. ---

    def share(
        self,
        jurisdiction: str,
        caller: Caller,
        measure: Measure,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Share:
        """A figure with every count that explains it."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        rules = self._figure_rules(jurisdiction, asked, as_of)
        with self._view(jurisdiction, asked, as_of) as view:
            return view.share(measure, asked.scope, cohort or Cohort(), rules)

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        measure: Measure,
        *,
        cohort: Cohort | None = None,
        after: int = 0,
        limit: int = 10_000,
        as_of: AsOf | None = None,
    ) -> Evidence:
        """The positions of the events a figure counts, on both sides of its fraction."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        rules = self._figure_rules(jurisdiction, asked, as_of)
        with self._view(jurisdiction, asked, as_of) as view:
            return view.evidence(
                measure, asked.scope, cohort or Cohort(), rules, after=after, limit=limit
            )

    def timeliness_by_unit(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Mapping[tuple[str, str], Share]:
        """Feedback in time by unit and local month."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.timeliness_by_unit(asked.scope, cohort or Cohort())

    def moments(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Mapping[str, Moments]:
        """The three first moments (CAS-KD-06)."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.moments(asked.scope, cohort or Cohort())

    def zero_counters(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Sequence[ZeroCounter]:
        """The counters that should stand at zero (CAS-SA-02); empty where the pack has none."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        kinds = asked.pack.cases.serious_kinds
        with self._view(jurisdiction, asked, as_of) as view:
            return view.zero_counters(asked.scope, cohort or Cohort(), kinds)

    # --- Shared. ---

    def _ask(self, jurisdiction: str, caller: Caller, query: str) -> _Asked:
        now = self.clock()
        opened = self.log.open(jurisdiction, ())
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        pack = self.packs.current(jurisdiction, local_date(now))
        actor = actor_of(directory, caller, now, pack)
        try:
            require_read(actor, query, pack)
        except Forbidden as denial:
            self.security.refused(
                jurisdiction,
                at=now,
                actor_id=caller.person_ref,
                command=query,
                subject="",
                code=denial.code,
                rule=denial.rule,
                detail=str(denial),
                represented_by=caller.represented_by,
            )
            raise
        return _Asked(actor, directory.scope(actor), directory, pack, now)

    @contextmanager
    def _view(self, jurisdiction: str, asked: _Asked, as_of: AsOf | None) -> Iterator[CaseView]:
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            yield view

    def _row(self, jurisdiction: str, asked: _Asked, case_id: UUID, as_of: AsOf | None) -> CaseRow:
        if as_of is not None:
            row = self.models.case_as_of(jurisdiction, case_id, asked.scope, as_of)
        else:
            with self._view(jurisdiction, asked, None) as view:
                row = view.get_case(case_id, asked.scope)
        if row is None:
            raise CaseNotFound(case_id)
        return row

    def _pack_of(self, history: Sequence[tuple[int, Event]]) -> PolicyPack:
        return self.packs.pinned(history[0][1].pack)

    def _figure_rules(
        self, jurisdiction: str, asked: _Asked, as_of: AsOf | None
    ) -> Mapping[str, FigureRules]:
        at = asked.now if as_of is None else as_of.instant
        return figure_rules(
            self.packs.versions(jurisdiction), at, self.calendars.current(jurisdiction)
        )


def _may_see(scope: Scope, row: CaseRow) -> bool:
    return scope.covers(
        reporter=row.reporter_ref,
        units=row.units_ever,
        grid=row.grid_id,
        community=row.community_id,
    )
