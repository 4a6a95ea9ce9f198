"""Questions for first moments and zero counters, beside those for indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from application.queries.asking import Asked
from application.queries.figures import Cohort, Evidence, Moment, Moments
from application.queries.indicator_desk import IndicatorDesk
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseView, ZeroCounter
from application.read_models.petitions import PetitionCounts, PetitionFilter
from application.use_cases.request import Caller
from domain.cases.errors import UnknownSeriousKind
from domain.facts.governance import PetitionRecorded

_PETITION: Final = PetitionRecorded.TOPIC


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDesk(IndicatorDesk):
    """Takes questions for figures; each counts what the caller may see (``read_figures``).

    Attributes:
        petitions: those on record, of which one of the zero counters may count some.
    """

    petitions: PetitionCounts

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
        """The counters that should stand at zero (CAS-SA-02); empty where the pack has none.

        The events recorded of cases, and for the pack's kind the petitions that count (PET-SA-01).
        """
        asked = self._ask(jurisdiction, caller, "read_figures")
        kinds, cohort = asked.pack.cases.serious_kinds, cohort or Cohort()
        with self._view(jurisdiction, asked, as_of) as view:
            found = view.zero_counters(asked.scope, cohort, kinds)
        which = _petitions(asked, cohort)
        if which is None:
            return found
        kind, petitions = which
        further = self.petitions.count(jurisdiction, petitions, as_of=as_of)
        return [
            replace(each, count=each.count + further) if each.kind == kind else each
            for each in found
        ]

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
        """The serious events of one kind, the petitions that count among them.

        Raises:
            UnknownSeriousKind: the pack counts no such kind (CAS-SA-02).
        """
        asked = self._ask(jurisdiction, caller, "read_figures")
        if kind not in asked.pack.cases.serious_kinds:
            raise UnknownSeriousKind(kind)
        cohort = cohort or Cohort()
        with self._view(jurisdiction, asked, as_of) as view:
            found = view.zero_evidence(kind, asked.scope, cohort, after=after, limit=limit)
        which = _petitions(asked, cohort)
        if which is None or which[0] != kind:
            return found
        further = self.petitions.positions(
            jurisdiction, which[1], after=after, limit=limit + 1, as_of=as_of
        )
        both = sorted({*found.numerator, *further})
        page = both[:limit]
        is_all = found.next is None and len(both) <= limit
        return Evidence(page, found.denominator, None if is_all else page[-1])

    @contextmanager
    def _view(self, jurisdiction: str, asked: Asked, as_of: AsOf | None) -> Iterator[CaseView]:
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            yield view


def _petitions(asked: Asked, cohort: Cohort) -> tuple[str, PetitionFilter] | None:
    """The kind that petitions count towards, and which of them do; None: none of the cohort's.

    A petition lies in a body; it has neither unit nor category.
    """
    rule = asked.pack.cases.serious_petitions
    if rule is None or cohort.unit is not None or cohort.category is not None:
        return None
    mine = asked.scope
    bodies = None if mine.everything else mine.units | mine.grids | mine.communities
    for wanted in (cohort.community, cohort.grid):
        if wanted is not None:
            below = asked.directory.below([wanted])
            bodies = below if bodies is None else bodies & below
    records = [name for name, one in asked.pack.records.items() if one.event == _PETITION]
    return rule.kind, PetitionFilter(
        records=records,
        destinations=rule.destinations,
        bodies=bodies,
        since=cohort.since,
        until=cohort.until,
    )
