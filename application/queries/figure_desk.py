"""The one way a question for a figure goes: permission, row scope, count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from application.queries.asking import Asked, QuestionDesk
from application.queries.figures import (
    Cohort,
    Evidence,
    FigureRules,
    Measure,
    Moment,
    Moments,
    Share,
    UnitMonth,
    figure_rules,
)
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseView, ReadModels, ZeroCounter
from application.read_models.pages import Page
from application.use_cases.request import Calendars, Caller
from domain.calendar.local_time import start_of
from domain.cases.errors import UnknownSeriousKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDesk(QuestionDesk):
    """Takes questions for figures; each counts what the caller may see (``read_figures``)."""

    models: ReadModels
    calendars: Calendars

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

    def shares(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Sequence[Share]:
        """Every figure that is a share, counted at one instant."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        rules = self._figure_rules(jurisdiction, asked, as_of)
        with self._view(jurisdiction, asked, as_of) as view:
            return [
                view.share(measure, asked.scope, cohort or Cohort(), rules) for measure in Measure
            ]

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
        after: tuple[str, str] | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[UnitMonth, tuple[str, str]]:
        """Feedback in time by unit and local month, in this order."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.timeliness_by_unit(
                asked.scope, cohort or Cohort(), after=after, limit=limit
            )

    def timeliness_evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        unit: str,
        month: date,
        cohort: Cohort | None = None,
        after: int = 0,
        limit: int = 10_000,
        as_of: AsOf | None = None,
    ) -> Evidence:
        """The settled obligations behind one line of ``timeliness_by_unit``.

        Args:
            month: any day of the local month.
        """
        first = month.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        within = cohort or Cohort()
        begins, ends = start_of(first), start_of(following)
        narrowed = replace(
            within,
            unit=unit,
            since=begins if within.since is None else max(begins, within.since),
            until=ends if within.until is None else min(ends, within.until),
        )
        return self.evidence(
            jurisdiction,
            caller,
            Measure.TIMELINESS,
            cohort=narrowed,
            after=after,
            limit=limit,
            as_of=as_of,
        )

    def moments(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Mapping[Moment, Moments]:
        """The three first moments (CAS-KD-06)."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.moments(asked.scope, cohort or Cohort())

    def moment_evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        moment: Moment,
        *,
        cohort: Cohort | None = None,
        after: int = 0,
        limit: int = 10_000,
        as_of: AsOf | None = None,
    ) -> Evidence:
        """The events at both ends of the spans that a moment is the median of."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        with self._view(jurisdiction, asked, as_of) as view:
            return view.moment_evidence(
                moment, asked.scope, cohort or Cohort(), after=after, limit=limit
            )

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

    def zero_evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        kind: str,
        *,
        cohort: Cohort | None = None,
        after: int = 0,
        limit: int = 10_000,
        as_of: AsOf | None = None,
    ) -> Evidence:
        """The serious events of one kind.

        Raises:
            UnknownSeriousKind: the pack counts no such kind (CAS-SA-02).
        """
        asked = self._ask(jurisdiction, caller, "read_figures")
        if kind not in asked.pack.cases.serious_kinds:
            raise UnknownSeriousKind(kind)
        with self._view(jurisdiction, asked, as_of) as view:
            return view.zero_evidence(
                kind, asked.scope, cohort or Cohort(), after=after, limit=limit
            )

    @contextmanager
    def _view(self, jurisdiction: str, asked: Asked, as_of: AsOf | None) -> Iterator[CaseView]:
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            yield view

    def _figure_rules(
        self, jurisdiction: str, asked: Asked, as_of: AsOf | None
    ) -> Mapping[str, FigureRules]:
        at = asked.now if as_of is None else as_of.instant
        return figure_rules(
            self.packs.versions(jurisdiction), at, self.calendars.current(jurisdiction)
        )
