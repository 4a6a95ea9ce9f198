"""The list of surveys, and the answers behind their rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from application.queries.listing import PagedDesk, Sight
from application.read_models.as_of import AsOf
from application.read_models.pages import Page, page_of
from application.read_models.surveys import RateFilter, SurveyFilter, SurveyLine

if TYPE_CHECKING:
    from application.use_cases.request import Caller


@dataclass(frozen=True, slots=True)
class SurveyCursor:
    """Place in the list, which is in the order of the last days."""

    until_on: date
    code: str


@dataclass(frozen=True, slots=True)
class RateEvent:
    """An answer below the line of a rate.

    Attributes:
        position: place of its event in the log.
        numerator: whether it stands above the line, too.
    """

    position: int
    numerator: bool


class SurveyRates(Protocol):
    """The answers behind rates, now or as they stood; ``sight`` None: no survey is hidden."""

    def answers(
        self,
        jurisdiction: str,
        which: RateFilter,
        sight: Sight | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RateEvent]:
        """The answers below the line of a rate, by position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDesk(PagedDesk[SurveyFilter, SurveyLine, SurveyCursor]):
    """Takes every question about surveys. Safe for many threads."""

    QUERY: ClassVar[str] = "read_surveys"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = SurveyCursor

    rates: SurveyRates

    def answers(
        self,
        jurisdiction: str,
        caller: Caller,
        which: RateFilter,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[RateEvent, int]:
        """The answers that a rate was counted from, on both sides of the line."""
        asked = self._asked(jurisdiction, caller)
        found = self.rates.answers(
            jurisdiction, which, self._sight(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda event: event.position)
