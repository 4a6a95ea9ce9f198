"""The one way a question about surveys goes: permission, scope, then the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from application.queries.asking import Asked, QuestionDesk
from application.read_models.as_of import AsOf
from application.read_models.pages import Page, page_of
from application.read_models.surveys import Question, SurveyFilter, SurveyLine

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


class SurveyList(Protocol):
    """The read model, now or as it stood; ``bodies`` None: no row is hidden."""

    def page(  # what, seen by whom, and where to go on
        self,
        jurisdiction: str,
        which: SurveyFilter,
        bodies: frozenset[str] | None,
        *,
        after: SurveyCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[SurveyLine]:
        """The next rows by last day and code."""
        ...

    def events(  # which rate, seen by whom, and where to go on
        self,
        jurisdiction: str,
        code: str,
        question: Question,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RateEvent]:
        """The answers below the line of a rate, by position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDesk(QuestionDesk):
    """Takes every question about surveys. Safe for many threads.

    Who works for the whole jurisdiction sees all of it, anybody else what belongs to their bodies
    and all below. ``as_of`` asks for the list as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.
    """

    listed: SurveyList

    def lines(
        self,
        jurisdiction: str,
        caller: Caller,
        which: SurveyFilter,
        *,
        after: SurveyCursor | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[SurveyLine, SurveyCursor]:
        """Rows by last day and code."""
        asked = self._ask(jurisdiction, caller, "read_surveys", own=False)
        found = self.listed.page(
            jurisdiction, which, _bodies(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda line: SurveyCursor(line.until_on, line.code))

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        code: str,
        question: Question,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[RateEvent, int]:
        """The answers that a rate was counted from, on both sides of the line."""
        asked = self._ask(jurisdiction, caller, "read_surveys", own=False)
        found = self.listed.events(
            jurisdiction, code, question, _bodies(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda event: event.position)


def _bodies(asked: Asked) -> frozenset[str] | None:
    mine = asked.scope
    return None if mine.everything else mine.units | mine.grids | mine.communities
