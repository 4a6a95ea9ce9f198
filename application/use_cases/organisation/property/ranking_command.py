"""Draw up the ranking of a year, and list the last by a person's decision (ACC-CY-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.property.estate_command import EstateCommand
from domain.calendar.local_time import local_date
from domain.calendar.period_names import name_of
from domain.calendar.periods import Period, Window, window
from domain.property.errors import RankingNotFound
from domain.property.estate import EstateCode, property_rules
from domain.property.period import EstatePeriod
from domain.property.ranking import PropertyRanking, Standing
from domain.required import provided
from domain.vocabulary import CalendarYear, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ListForReplacement(EstateCommand):
    """Command: list the last of a ranking for replacement by decision, with its reason.

    Where there are enough estates the ranking itself lists them; with fewer the last is among the
    first, too, and a person decides (RANK-01).

    Attributes:
        estate: code of the estate on the last place.
        among: code of the body whose estates are ranked together.
        year: year of the ranking.
    """

    NAME: ClassVar[str] = "list_for_replacement"
    PINNED: ClassVar[bool] = True

    among: Code
    year: CalendarYear

    def subject_id(self, jurisdiction: str) -> UUID:
        return _ranking_id(jurisdiction, self.among, self.year)

    def decide(self, act: Act, ground: Ground) -> PropertyRanking:
        ranking = ground.aggregate(PropertyRanking, self.subject_id(ground.jurisdiction))
        if ranking is None:
            raise RankingNotFound(self.among, self.year)
        ranking.list_for_replacement(act, estate=self.estate, listed_on=local_date(act.at))
        return ranking


class DrawUpRanking(OrganisationCommand):
    """Command of the system: rank a body's estates for a year that is over; again is a no-op.

    What was recorded before the year ended counts, however late the sweep comes (ENV-06). The pack
    that was in force on the last day of the year judges it.

    Attributes:
        body: code of the body whose estates are ranked together.
        estates: their codes.
    """

    NAME: ClassVar[str] = "draw_up_ranking"
    PERMISSION: ClassVar[str | None] = "mark_due"

    body: Code
    year: CalendarYear
    estates: tuple[EstateCode, ...] = Field(min_length=1)

    @property
    def subject(self) -> str:
        return self.body

    def subject_id(self, jurisdiction: str) -> UUID:
        return _ranking_id(jurisdiction, self.body, self.year)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> PropertyRanking:
        known = ground.aggregate(PropertyRanking, self.subject_id(ground.jurisdiction))
        if known is not None:
            return known
        year = window(Period.YEAR, date(self.year, 1, 1))
        judged = replace(act, pack=ground.in_force(year.last_day))
        rule = provided(property_rules(judged).inspection, "property.inspection")
        names = [name_of(span) for span in _windows(rule.period, year)]
        return PropertyRanking.draw_up(
            judged,
            jurisdiction=ground.jurisdiction,
            body=self.body,
            year=self.year,
            standings=[_standing(ground, estate, names, year) for estate in self.estates],
        )


def _ranking_id(jurisdiction: str, body: str, year: int) -> UUID:
    return PropertyRanking.create_id(jurisdiction, PropertyRanking.code_of(body, year))


def _windows(period: Period, year: Window) -> Iterator[Window]:
    current = window(period, year.first_day)
    while current.first_day <= year.last_day:
        yield current
        current = current.following()


def _standing(ground: Ground, estate: str, names: list[str], year: Window) -> Standing:
    scored: list[EstatePeriod] = []
    for name in names:
        period_id = EstatePeriod.create_id(ground.jurisdiction, estate, name)
        period = ground.aggregate(EstatePeriod, period_id)
        if period is not None and period.scored_at and period.scored_at < year.ends_at:
            scored.append(period)
    return Standing(
        estate=estate,
        company=scored[-1].company if scored else None,
        scores=tuple(period.score for period in scored if period.score is not None),
        due=len(names),
        evidence=tuple(f"event:{period.id}/{period.scored_version}" for period in scored),
    )
