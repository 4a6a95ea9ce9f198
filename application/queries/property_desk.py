"""The list of estates, and how estates and their companies stand in a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from application.queries.listing import ListEvent, PagedDesk, Sight
from application.read_models.as_of import AsOf
from application.read_models.pages import Page, page_of
from application.read_models.property_league import (
    EstateFilter,
    EstateLine,
    PropertyPeriodLine,
    PropertyRankingLine,
)
from domain.numbers import one_decimal

if TYPE_CHECKING:
    from application.use_cases.request import Caller
    from domain.policy.pack import PolicyPack


@dataclass(frozen=True, slots=True)
class EstateCursor:
    """Place in a list, which is in the order of the estates' codes."""

    estate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeagueFilter:
    """Which estates the league of a year shows; a field left alone admits all.

    Attributes:
        listed: whether the estate is on the replacement list of that year.
        unwelcome: whether its company was named unwelcome.
    """

    year: int
    estate: str | None = None
    body: str | None = None
    company: str | None = None
    listed: bool | None = None
    unwelcome: bool | None = None


@dataclass(frozen=True, slots=True)
class LeaguePeriod:
    """One period of an estate: see ``PropertyPeriodLine``."""

    period: str
    company: str | None
    grade: str | None
    original_grade: str | None
    vetoed: bool
    posted_on: date | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class LeagueLine:
    """How one estate stands in one year.

    Attributes:
        periods: those of the year in which anything was graded or scored, in their order.
        streak: bad grades in a row up to the last grade by the end of the year, of the company that
            was graded last; a period without a grade breaks none, and the year's start neither.
        composite: with one decimal, half-up: of the ranking, else of the scores there are.
        inspected: scores behind it; ``missed``: inspections not held, known with the ranking.
        rank, ranked: place and number of places; None: the year is not ranked, or it has no score.
        listed_on: local day on which it came onto the replacement list; None: it is not on it.
        notice_posted_on, notice_company: when which company was last named unwelcome.
        complete: its file holds all that the pack asks for.
    """

    estate: str
    body: str
    company: str | None
    year: int
    periods: tuple[LeaguePeriod, ...]
    streak: int
    composite: Decimal | None
    inspected: int
    missed: int | None
    rank: int | None
    ranked: int | None
    listed_on: date | None
    notice_posted_on: date | None
    notice_company: str | None
    complete: bool


@dataclass(frozen=True, slots=True)
class LeagueRows:
    """What the lines of some estates are made of, as it stood at one instant.

    Attributes:
        periods: of these estates up to the end of the year, by estate and first day.
        places: in the ranking of the year, by estate.
    """

    estates: Sequence[EstateLine]
    periods: Sequence[PropertyPeriodLine]
    places: Mapping[str, PropertyRankingLine]


class PropertyLeague(Protocol):
    """The read models, now or as they stood; ``sight`` None: no row is hidden."""

    def league(
        self,
        jurisdiction: str,
        which: LeagueFilter,
        sight: Sight | None,
        *,
        after: EstateCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> LeagueRows:
        """What the next lines of the league are made of, by estate."""
        ...

    def league_events(
        self,
        jurisdiction: str,
        which: LeagueFilter,
        sight: Sight | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        """The events behind those lines, by position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyDesk(PagedDesk[EstateFilter, EstateLine, EstateCursor]):
    """Takes every question about estates and their companies. Safe for many threads."""

    QUERY: ClassVar[str] = "read_property"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = EstateCursor

    leagues: PropertyLeague

    def league(
        self,
        jurisdiction: str,
        caller: Caller,
        which: LeagueFilter,
        *,
        after: EstateCursor | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[LeagueLine, EstateCursor]:
        """How estates stand in a year, by code."""
        asked = self._asked(jurisdiction, caller)
        rows = self.leagues.league(
            jurisdiction, which, self._sight(asked), after=after, limit=limit + 1, as_of=as_of
        )
        periods: dict[str, list[PropertyPeriodLine]] = defaultdict(list)
        for row in rows.periods:
            periods[row.estate].append(row)
        lines = [
            _line(estate, which.year, periods[estate.estate], rows.places, asked.pack)
            for estate in rows.estates
        ]
        return page_of(lines, limit, lambda line: EstateCursor(line.estate))

    def league_evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        which: LeagueFilter,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[ListEvent, int]:
        """The events behind the league, in the order of the log."""
        asked = self._asked(jurisdiction, caller)
        found = self.leagues.league_events(
            jurisdiction, which, self._sight(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda event: event.position)


def streak(graded: Sequence[PropertyPeriodLine], pack: PolicyPack) -> int:
    """Bad grades in a row at the end of an estate's graded periods, of the company graded last.

    Args:
        graded: periods with a grade, in their order.
    """
    if not graded:
        return 0
    company = graded[-1].company

    def is_bad(row: PropertyPeriodLine) -> bool:
        scale = pack.scales.get(row.scale or "")
        return row.company == company and scale is not None and scale.is_bad(row.grade or "")

    return sum(1 for _ in takewhile(is_bad, reversed(graded)))


def _line(
    estate: EstateLine,
    year: int,
    known: Sequence[PropertyPeriodLine],
    places: Mapping[str, PropertyRankingLine],
    pack: PolicyPack,
) -> LeagueLine:
    of_year = [row for row in known if row.first_day.year == year]
    scores = [row.score for row in of_year if row.score is not None]
    place = places.get(estate.estate)
    return LeagueLine(
        estate=estate.estate,
        body=estate.body,
        company=estate.company,
        year=year,
        periods=tuple(
            LeaguePeriod(
                row.period,
                row.company,
                row.grade,
                row.original_grade,
                row.finding is not None,
                row.posted_on,
                row.score,
            )
            for row in of_year
        ),
        streak=streak([row for row in known if row.grade is not None], pack),
        composite=_mean(scores) if place is None else place.composite,
        inspected=len(scores) if place is None else place.inspected,
        missed=None if place is None else place.missed,
        rank=None if place is None else place.rank,
        ranked=None if place is None else place.ranked,
        listed_on=None if place is None else place.listed_on,
        notice_posted_on=estate.notice_posted_on,
        notice_company=estate.notice_company,
        complete=not estate.missing,
    )


def _mean(scores: Sequence[Decimal]) -> Decimal | None:
    if not scores:
        return None
    return Decimal(one_decimal(Fraction(sum(scores, Decimal(0))) / len(scores)))
