"""Questions about estates and the companies that manage them."""

from __future__ import annotations

from typing import Any, ClassVar

from application.queries.property_desk import LeagueFilter
from application.read_models.property_league import EstateFilter, PremisesState
from application.scenarios.question import Asked, Question, every, facts_of
from domain.vocabulary import CalendarYear, Code


class EstatesQuestion(Question):
    """Estates by code: body, company, ``missing`` of the file, condition, mode, gfa, area, needed,
    premises, rooms, ``proposals`` (each ``room=proposal``), notices, notice_posted_on …"""

    NAME: ClassVar[str] = "estates"

    estate: Code | None = None
    body: Code | None = None
    company: Code | None = None
    condition: Code | None = None
    mode: Code | None = None
    premises: PremisesState | None = None
    complete: bool | None = None
    unwelcome: bool | None = None

    def answer(self, asked: Asked) -> Any:
        which = EstateFilter(**self.model_dump(exclude_none=True))
        rows = every(asked, asked.service.estates.rows, which)
        return {row.estate: facts_of(row) for row in rows}


class PropertyLeagueQuestion(Question):
    """By estate how it stands in a year: ``periods`` by name (company, grade,
    original_grade, vetoed, posted_on, score), ``streak`` of bad grades, composite, inspected,
    missed, rank, ranked, listed_on, notice_posted_on, notice_company, complete."""

    NAME: ClassVar[str] = "property_league"

    year: CalendarYear
    estate: Code | None = None
    body: Code | None = None
    company: Code | None = None
    listed: bool | None = None
    unwelcome: bool | None = None

    def answer(self, asked: Asked) -> Any:
        which = LeagueFilter(**self.model_dump(exclude_none=True))
        rows = every(asked, asked.service.estates.league, which)
        return {
            row.estate: facts_of(row)
            | {"periods": {one.period: facts_of(one) for one in row.periods}}
            for row in rows
        }
