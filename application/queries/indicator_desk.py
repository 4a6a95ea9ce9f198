"""The one way a question for an indicator goes: permission, row scope, counts, evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from application.queries.asking import Asked, QuestionDesk, names_of
from application.queries.figures import figure_rules
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseView, ReadModels
from application.read_models.figures import (
    Cohort,
    CountedEvent,
    Exclusion,
    FigureRules,
    Group,
    Place,
)
from application.read_models.pages import Page
from application.use_cases.request import Calendars, Caller
from domain.calendar.local_time import local_date
from domain.indicators.catalogue import EventSet, Indicator, IndicatorCatalogue, Kind
from domain.indicators.errors import IndicatorFactMissing, IndicatorFamilyUnknown, NotAFraction
from domain.indicators.evaluation import Counts, Figure, evaluate
from domain.indicators.facts import Basis, Need
from domain.policy.pack import PolicyPack

EXCLUDED_AT_ONCE: Final = 50
"""Excluded cases that a page lists; the list of exclusions has the others."""
_MOMENT: Final = timedelta(microseconds=1)
_NEEDED: Final[Mapping[Need, str]] = MappingProxyType(
    {
        Need.ACCEPTANCE: "the pack names no clock of acceptance",
        Need.RATING: "the pack asks for no ratings",
        Need.FEEDBACK: "the pack asks units for no feedback",
    }
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator as a jurisdiction may use it.

    Attributes:
        formula: in Chinese words, with the weights in force today.
        missing: why each fact is not there; empty: it can be computed.
    """

    code: str
    indicator: Indicator
    formula: str
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of an indicator, and of those that are never shown without it."""

    catalogue: str
    figure: Figure
    shown_with: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """The value of an indicator for one month or one member of a dimension."""

    group: str
    figure: Figure
    shown_with: Sequence[Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """An indicator as a page shows it.

    Attributes:
        months, members: its values by local month, and by the dimension that was asked for.
    """

    listed: Listed
    figure: Figure
    shown_with: Sequence[Figure]
    months: Sequence[SeriesPoint]
    members: Sequence[SeriesPoint]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All indicators of a period, counted from one view of the read models.

    Attributes:
        at: the instant that decides what is overdue.
        pack: in force today; it has the labels.
        names: of bodies, by code, where they have one beside it.
        missing: indicators without the facts that their formulas need (B-45).
        excluded: the first cases that left both sides of every fraction.
    """

    catalogue: IndicatorCatalogue
    at: datetime
    pack: PolicyPack
    names: Mapping[str, str]
    drawn: Sequence[Drawn]
    missing: Sequence[Listed]
    excluded: Page[Exclusion, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDesk(QuestionDesk):
    """Takes questions for indicators; each counts what the caller may see (``read_figures``)."""

    models: ReadModels
    calendars: Calendars
    indicators: IndicatorCatalogue

    def list_indicators(self, jurisdiction: str, caller: Caller) -> Sequence[Listed]:
        """The catalogue, with what this jurisdiction lacks for each."""
        return self._listed(self._ask(jurisdiction, caller, "read_figures"))

    def _listed(self, asked: Asked) -> Sequence[Listed]:
        return [
            Listed(
                code,
                indicator,
                self.indicators.formula_text(code, local_date(asked.now)),
                self._missing(code, asked.pack),
            )
            for code, indicator in self.indicators.indicators.items()
        ]

    def values(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
        from_log: Callable[[int, int], None] | None = None,
    ) -> Sequence[tuple[Listed, Figure | None]]:
        """The catalogue with every value, counted at one instant; None: facts are missing.

        Args:
            from_log: count from the first event of the log on instead of from read models, and
                tell this how many events were read, and of how many.

        Raises:
            CalendarMissing: a clock counts working days that no table knows (CAL-03).
        """
        asked = self._ask(jurisdiction, caller, "read_figures")
        listed = self._listed(asked)
        codes = [one.code for one in listed if not one.missing]
        within = cohort or Cohort()
        rules = self._figure_rules(jurisdiction, asked, as_of)
        if from_log is None:
            opened = self.models.view(jurisdiction, now=asked.now, as_of=as_of)
        else:
            opened = self.models.from_log(jurisdiction, now=asked.now, as_of=as_of, report=from_log)
        with opened as view:
            counts = self._counts(view, codes, asked, within, rules, None)[None]
            on = _day_of(within, view.at)
        return [
            (one, None if one.missing else evaluate(self.indicators, one.code, counts, on))
            for one in listed
        ]

    def indicator(
        self,
        jurisdiction: str,
        caller: Caller,
        code: str,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Answer:
        """The value of an indicator.

        Raises:
            IndicatorUnknown: the catalogue has no such indicator.
            IndicatorFactMissing: its facts are not in the events (B-45).
            CalendarMissing: a clock counts working days that no table knows (CAL-03).
        """
        points = self._points(jurisdiction, caller, code, None, cohort or Cohort(), as_of)
        return Answer(self.indicators.version, points[None][0], points[None][1])

    def series(  # an indicator, by what, of which rows
        self,
        jurisdiction: str,
        caller: Caller,
        code: str,
        by: Group,
        *,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Sequence[SeriesPoint]:
        """The values of an indicator by month or by the members of a dimension, in this order.

        Raises:
            IndicatorUnknown: the catalogue has no such indicator.
            IndicatorFactMissing: its facts are not in the events (B-45).
            CalendarMissing: a clock counts working days that no table knows (CAL-03).
        """
        points = self._points(jurisdiction, caller, code, by, cohort or Cohort(), as_of)
        known = sorted((group, *point) for group, point in points.items() if group is not None)
        return [SeriesPoint(group, figure, beside) for group, figure, beside in known]

    def sheet(
        self,
        jurisdiction: str,
        caller: Caller,
        by: Group,
        *,
        family: str | None = None,
        cohort: Cohort | None = None,
        as_of: AsOf | None = None,
    ) -> Sheet:
        """Every indicator with its months and the members of a dimension, for a page.

        Args:
            family: of the catalogue; None: all of them.

        Raises:
            IndicatorFamilyUnknown: the catalogue has no such family.
            CalendarMissing: a clock counts working days that no table knows (CAL-03).
        """
        asked = self._ask(jurisdiction, caller, "read_figures")
        if family is not None and family not in self.indicators.families:
            raise IndicatorFamilyUnknown(family)
        listed = [
            self._with_those_beside(one, asked.pack)
            for one in self._listed(asked)
            if family is None or one.indicator.family == family
        ]
        there = [one for one in listed if not one.missing]
        within = cohort or Cohort()
        rules = self._figure_rules(jurisdiction, asked, as_of)
        codes = sorted({code for one in there for code in (one.code, *one.indicator.shown_with)})
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            whole, months, members = (
                self._counts(view, codes, asked, within, rules, group)
                for group in (None, Group.MONTH, by)
            )
            excluded = view.exclusions(
                Basis.REPORTED, asked.scope, within, after=None, limit=EXCLUDED_AT_ONCE
            )
            at = view.at
        on = _day_of(within, at)
        return Sheet(
            catalogue=self.indicators,
            at=at,
            pack=asked.pack,
            names=names_of(asked.directory),
            drawn=[
                Drawn(
                    listed=one,
                    figure=evaluate(self.indicators, one.code, whole[None], on),
                    shown_with=self._shown_with(one, whole[None], on),
                    months=self._series(one, months, on),
                    members=self._series(one, members, on),
                )
                for one in there
            ],
            missing=[one for one in listed if one.missing],
            excluded=excluded,
        )

    def _with_those_beside(self, one: Listed, pack: PolicyPack) -> Listed:
        """With what those lack that it is never shown without."""
        lacking = [self._missing(code, pack) for code in one.indicator.shown_with]
        return replace(
            one, missing={k: v for held in (one.missing, *lacking) for k, v in held.items()}
        )

    def _shown_with(self, one: Listed, counts: Counts, on: date) -> Sequence[Figure]:
        return [evaluate(self.indicators, code, counts, on) for code in one.indicator.shown_with]

    def _series(
        self, one: Listed, counts: Mapping[str | None, Counts], on: date
    ) -> Sequence[SeriesPoint]:
        """The points of one indicator; a group in which it counts nothing is left out."""
        needed = self.indicators.needed(one.code)
        return [
            SeriesPoint(
                group,
                evaluate(self.indicators, one.code, held, on),
                self._shown_with(one, held, on),
            )
            for group, held in sorted(counts.items(), key=lambda item: item[0] or "")
            if group is not None
            and any(held[basis][name] for basis, names in needed.items() for name in names)
        ]

    def indicator_evidence(  # of what, of which rows, and which page
        self,
        jurisdiction: str,
        caller: Caller,
        code: str,
        *,
        cohort: Cohort | None = None,
        after: Place | None = None,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[CountedEvent, Place]:
        """The events on both sides of a fraction, by case.

        Raises:
            IndicatorUnknown: the catalogue has no such indicator.
            NotAFraction: a score is made of other indicators.
            IndicatorFactMissing: its facts are not in the events (B-45).
        """
        asked = self._ask(jurisdiction, caller, "read_figures")
        self._require(code, asked.pack)
        indicator = self.indicators.indicator(code)
        if indicator.kind is Kind.SCORE or indicator.basis is None:
            raise NotAFraction(code, self.indicators.made_of(code))
        rules = self._figure_rules(jurisdiction, asked, as_of)
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            return view.set_evidence(
                self._sets(self.indicators.needed(code)[indicator.basis]),
                self.indicators.sides(code),
                indicator.basis,
                asked.scope,
                cohort or Cohort(),
                rules,
                after=after,
                limit=limit,
            )

    def exclusions(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        cohort: Cohort | None = None,
        after: UUID | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[Exclusion, UUID]:
        """Cases that left both sides of every fraction, each with reason and approver."""
        asked = self._ask(jurisdiction, caller, "read_figures")
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            return view.exclusions(
                Basis.REPORTED, asked.scope, cohort or Cohort(), after=after, limit=limit
            )

    def _points(
        self,
        jurisdiction: str,
        caller: Caller,
        code: str,
        by: Group | None,
        cohort: Cohort,
        as_of: AsOf | None,
    ) -> Mapping[str | None, tuple[Figure, Sequence[Figure]]]:
        asked = self._ask(jurisdiction, caller, "read_figures")
        codes = (code, *self.indicators.indicator(code).shown_with)
        for one in codes:
            self._require(one, asked.pack)
        rules = self._figure_rules(jurisdiction, asked, as_of)
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            counts = self._counts(view, codes, asked, cohort, rules, by)
            on = _day_of(cohort, view.at)
        found = {}
        for group, held in counts.items():
            figures = [evaluate(self.indicators, one, held, on) for one in codes]
            found[group] = (figures[0], figures[1:])
        return found

    def _counts(
        self,
        view: CaseView,
        codes: Sequence[str],
        asked: Asked,
        cohort: Cohort,
        rules: Mapping[str, FigureRules],
        by: Group | None,
    ) -> Mapping[str | None, Counts]:
        """What each set holds, by group; a group that one basis has and another lacks holds 0."""
        needed: dict[Basis, frozenset[str]] = {}
        for code in codes:
            for basis, names in self.indicators.needed(code).items():
                needed[basis] = needed.get(basis, frozenset()) | names
        by_basis = {
            basis: view.set_counts(self._sets(names), basis, asked.scope, cohort, rules, group=by)
            for basis, names in needed.items()
        }
        groups = {group for counted in by_basis.values() for group in counted}
        return {
            group: {
                basis: counted.get(group, dict.fromkeys(needed[basis], 0))
                for basis, counted in by_basis.items()
            }
            for group in groups
        }

    def _sets(self, names: frozenset[str]) -> Mapping[str, EventSet]:
        return {name: self.indicators.sets[name] for name in sorted(names)}

    def _require(self, code: str, pack: PolicyPack) -> None:
        if missing := self._missing(code, pack):
            raise IndicatorFactMissing(code, missing)

    def _missing(self, code: str, pack: PolicyPack) -> Mapping[str, str]:
        cases = pack.cases
        there = {
            Need.ACCEPTANCE: cases.acceptance is not None,
            Need.RATING: cases.rating is not None,
            Need.FEEDBACK: cases.feedback is not None,
        }
        lacking = {
            name: _NEEDED[need]
            for name, need in self.indicators.needs_of(code).items()
            if not there[need]
        }
        return {**self.indicators.missing_in(code), **lacking}

    def _figure_rules(
        self, jurisdiction: str, asked: Asked, as_of: AsOf | None
    ) -> Mapping[str, FigureRules]:
        at = asked.now if as_of is None else as_of.instant
        return figure_rules(
            self.packs.versions(jurisdiction), at, self.calendars.current(jurisdiction)
        )


def _day_of(cohort: Cohort, at: datetime) -> date:
    """The local day whose weights count: the last of the period, at most that of the question."""
    until = at if cohort.until is None else min(at, cohort.until - _MOMENT)
    return local_date(until)
