"""Questions for first moments and zero counters, beside those for indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from application.queries.asking import Asked
from application.queries.figures import Cohort, Evidence, Moment, Moments
from application.queries.indicator_desk import IndicatorDesk
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseView, ZeroCounter
from application.use_cases.request import Caller
from domain.cases.errors import UnknownSeriousKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDesk(IndicatorDesk):
    """Takes questions for figures; each counts what the caller may see (``read_figures``)."""

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
