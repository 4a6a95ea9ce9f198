"""The queries of scenarios: what a story may ask of the service, now or as of an instant.

Each goes through the desk that serves lists, timelines and figures, asked by the story's founder
or by whom the story names; the answer shows what that person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from application.queries.figures import Cohort
from application.read_models.case_board import CaseFilter, Grouping
from application.read_models.close_out_register import RegisterFilter
from application.read_models.feedback_obligations import ObligationFilter
from application.scenarios.accountability_questions import (
    AccountabilityQuestion,
    DossierQuestion,
)
from application.scenarios.organisation_questions import (
    CommunitiesQuestion,
    HistoryQuestion,
    MeetingComplianceQuestion,
    MeetingsQuestion,
    ObligationCalendarQuestion,
    OrgCoverageQuestion,
    OversightQuestion,
    RecordGapsQuestion,
    RecordsQuestion,
)
from application.scenarios.points_questions import (
    PointsLeagueQuestion,
    UnitPointLinesQuestion,
    UnitPointsQuestion,
)
from application.scenarios.property_questions import EstatesQuestion, PropertyLeagueQuestion
from application.scenarios.question import Asked, Question, every, facts_of, last_day
from application.scenarios.service_questions import (
    DoctorContractsQuestion,
    MediationQuestion,
    MediationsQuestion,
    ResidentSharesQuestion,
    SensitiveRegisterQuestion,
    SensitiveViewsQuestion,
    VolunteerLedgerQuestion,
    VolunteersQuestion,
    VolunteerTargetsQuestion,
)
from application.scenarios.survey_questions import (
    AssessmentsQuestion,
    SurveyEvidenceQuestion,
    SurveysQuestion,
)
from application.scenarios.trigger_questions import ConsecutiveMissQuestion
from domain.cases.errors import CaseNotFound
from domain.policy.pack import PackRef
from domain.vocabulary import CaseKind, CaseState, Code, RouteMode

if TYPE_CHECKING:
    from application.queries.timeline import TimelineEntry


class CaseQuestion(Question):
    """One case: every field of the board, ``due_on`` (last local day) and ``contacts``; null
    before it was reported."""

    NAME: ClassVar[str] = "case"

    case: UUID

    def answer(self, asked: Asked) -> Any:
        desk = asked.service.queries
        try:
            row = desk.get_case(asked.jurisdiction, asked.caller, self.case, as_of=asked.as_of)
        except CaseNotFound:
            return None
        with desk.models.view(asked.jurisdiction, now=asked.now, as_of=asked.as_of) as view:
            contacts = view.contacts(self.case)
        return facts_of(row) | {"due_on": last_day(row.due_at), "contacts": contacts}


class EventsQuestion(Question):
    """Catalogue names of the events of one case in their order; with ``unit`` those about it."""

    NAME: ClassVar[str] = "events"

    case: UUID
    unit: Code | None = None

    def answer(self, asked: Asked) -> Any:
        return [
            entry.event
            for entry in _entries(asked, self.case)
            if self.unit is None or _is_about(entry.facts, self.unit)
        ]


class TimelineQuestion(Question):
    """The events of one case, each with its envelope, its own fields under ``facts`` and the days
    its clocks counted under ``clocks``; with ``event`` or ``unit`` those of that name, about it."""

    NAME: ClassVar[str] = "timeline"

    case: UUID
    event: str | None = None
    unit: Code | None = None

    def answer(self, asked: Asked) -> Any:
        return [
            entry
            for entry in _entries(asked, self.case)
            if (self.event is None or entry.event == self.event)
            and (self.unit is None or _is_about(entry.facts, self.unit))
        ]


class CasesQuestion(Question):
    """Cases by their names, ordered by bound, with their ``count``; the list or the number alone
    may be stated."""

    NAME: ClassVar[str] = "cases"

    state: CaseState | None = None
    is_open: bool | None = None
    overdue: bool | None = None
    grid: Code | None = None
    community: Code | None = None
    unit: Code | None = None
    handled_by: Code | None = None
    category: Code | None = None
    kind: CaseKind | None = None
    mode: RouteMode | None = None
    level: Code | None = None
    reporter: Code | None = None
    pack: PackRef | None = None

    def answer(self, asked: Asked) -> Any:
        stated = self.model_dump(exclude={"state"}, exclude_none=True)
        states = frozenset() if self.state is None else frozenset({self.state})
        return _listed(asked, CaseFilter(states=states, **stated))


class OverdueQuestion(Question):
    """Open cases whose bound has passed, like ``cases``."""

    NAME: ClassVar[str] = "overdue"

    unit: Code | None = None

    def answer(self, asked: Asked) -> Any:
        return _listed(asked, CaseFilter(overdue=True, unit=self.unit))


class BoardQuestion(Question):
    """By group of the board: ``open``, ``overdue`` and ``due_soon`` (within three working days)."""

    NAME: ClassVar[str] = "board"

    by: Grouping

    def answer(self, asked: Asked) -> Any:
        counts = asked.service.queries.board(
            asked.jurisdiction, asked.caller, self.by, as_of=asked.as_of
        )
        return {
            str(each.group): {
                "open": each.open,
                "overdue": each.overdue,
                "due_soon": each.due_soon,
            }
            for each in counts
        }


class ObligationsQuestion(Question):
    """Feedback that units owe or owed, oldest first: unit_id, clock, opened_at, due_at, ``due_on``
    (last local day), status, settled_at, given_late_at."""

    NAME: ClassVar[str] = "obligations"

    case: UUID | None = None
    unit: Code | None = None

    def answer(self, asked: Asked) -> Any:
        rows = every(
            asked,
            asked.service.queries.obligations,
            ObligationFilter(unit=self.unit, case_id=self.case),
        )
        return [facts_of(row) | {"due_on": last_day(row.due_at)} for row in rows]


class RegisterQuestion(Question):
    """The close-out register: each claim, its refusal or closing, reopening and rating."""

    NAME: ClassVar[str] = "close_out_register"

    case: UUID | None = None

    def answer(self, asked: Asked) -> Any:
        return every(asked, asked.service.queries.register, RegisterFilter(case_id=self.case))


class OfRows(Question):
    """Which rows a figure is of; a field left alone admits all."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    grid: Code | None = None
    community: Code | None = None
    unit: Code | None = None
    category: Code | None = None

    def of_indicator(self, asked: Asked, indicator: str) -> Mapping[str, Any]:
        """The answer for one indicator of the catalogue."""
        fields = {name: getattr(self, name) for name in OfRows.model_fields}
        figure = asked.service.queries.indicator(
            asked.jurisdiction,
            asked.caller,
            indicator,
            cohort=Cohort(**fields),
            as_of=asked.as_of,
        ).figure
        return {name: int(count) for name, count in figure.counts.items()} | {
            "rate": figure.exact,
            "text": figure.text,
            "numerator": None if figure.numerator is None else int(figure.numerator),
            "denominator": None if figure.denominator is None else int(figure.denominator),
        }


class IndicatorQuestion(OfRows):
    """Any indicator of the catalogue: ``rate`` (exact; state it as a fraction or in per cent),
    ``text`` as it is shown, ``numerator``, ``denominator`` and the counts it is made of."""

    NAME: ClassVar[str] = "indicator"

    indicator: Code

    def answer(self, asked: Asked) -> Any:
        return self.of_indicator(asked, self.indicator)


class NamedIndicator(OfRows):
    """An indicator with a query of its own; the answer is that of ``indicator``."""

    INDICATOR: ClassVar[str]

    def answer(self, asked: Asked) -> Any:
        return self.of_indicator(asked, self.INDICATOR)


class ExclusionsQuestion(Question):
    """Cases that left both sides of every fraction: ``case_id``, ``ground``, ``reason``,
    ``requested_by``, ``approved_by`` and ``opinion``."""

    NAME: ClassVar[str] = "exclusions"

    def answer(self, asked: Asked) -> Any:
        def read(jurisdiction: str, caller: Any, _which: object, **page: Any) -> Any:
            return asked.service.queries.exclusions(jurisdiction, caller, **page)

        return [facts_of(one) for one in every(asked, read, None)]


class Closure(NamedIndicator):
    """Closed of uploaded, without merged and withdrawn ones."""

    NAME: ClassVar[str] = "closure"
    INDICATOR: ClassVar[str] = "closure"


class OnTimeNaive(NamedIndicator):
    """Closed on time of closed."""

    NAME: ClassVar[str] = "on_time_naive"
    INDICATOR: ClassVar[str] = "on_time_of_closed"


class OnTimeFair(NamedIndicator):
    """Closed on time of closed and of those open beyond their bound."""

    NAME: ClassVar[str] = "on_time_fair"
    INDICATOR: ClassVar[str] = "on_time_of_due"


class Timeliness(NamedIndicator):
    """Feedback in time of all settled feedback obligations."""

    NAME: ClassVar[str] = "timeliness"
    INDICATOR: ClassVar[str] = "timeliness"


class Misroute(NamedIndicator):
    """Returns of times given out."""

    NAME: ClassVar[str] = "misroute"
    INDICATOR: ClassVar[str] = "misroute"


class Satisfaction(NamedIndicator):
    """The mean of the latest scores: ``rate`` is not a share."""

    NAME: ClassVar[str] = "satisfaction"
    INDICATOR: ClassVar[str] = "satisfaction"


class Rated(NamedIndicator):
    """Closed and rated of closed."""

    NAME: ClassVar[str] = "rated"
    INDICATOR: ClassVar[str] = "rated"


class Unrated(NamedIndicator):
    """Closed and beyond the time to rate of closed."""

    NAME: ClassVar[str] = "unrated"
    INDICATOR: ClassVar[str] = "unrated"


class LevelShare(NamedIndicator):
    """Closed at the lowest levels of closed."""

    NAME: ClassVar[str] = "level_share"
    INDICATOR: ClassVar[str] = "lowest_level"


class KeptWithinAim(NamedIndicator):
    """Never given out above the level of the pack's aim, of those given out."""

    NAME: ClassVar[str] = "kept_within_aim"
    INDICATOR: ClassVar[str] = "kept_within_aim"


class Hops(NamedIndicator):
    """How often a case is given out, as a mean over those that were: ``rate`` is not a share."""

    NAME: ClassVar[str] = "hops"
    INDICATOR: ClassVar[str] = "hops"


class FirstMoments(Question):
    """DISCOVER_TO_UPLOAD, UPLOAD_TO_HANDLING and UPLOAD_TO_CLOSE, each with ``count`` and, as ISO
    8601 durations, ``median`` and ``ninetieth``."""

    NAME: ClassVar[str] = "first_moments"

    grid: Code | None = None
    community: Code | None = None
    unit: Code | None = None
    category: Code | None = None

    def answer(self, asked: Asked) -> Any:
        return asked.service.queries.moments(
            asked.jurisdiction,
            asked.caller,
            cohort=Cohort(**self.model_dump()),
            as_of=asked.as_of,
        )


class ZeroCounters(Question):
    """The counter of each kind of serious event that the pack names, those at zero included."""

    NAME: ClassVar[str] = "zero_counters"

    grid: Code | None = None
    community: Code | None = None

    def answer(self, asked: Asked) -> Any:
        counters = asked.service.queries.zero_counters(
            asked.jurisdiction,
            asked.caller,
            cohort=Cohort(**self.model_dump()),
            as_of=asked.as_of,
        )
        return {each.kind: each.count for each in counters}


QUESTIONS: dict[str, type[Question]] = {
    question.NAME: question
    for question in (
        AssessmentsQuestion,
        BoardQuestion,
        CaseQuestion,
        CasesQuestion,
        Closure,
        CommunitiesQuestion,
        EstatesQuestion,
        DoctorContractsQuestion,
        EventsQuestion,
        ExclusionsQuestion,
        FirstMoments,
        HistoryQuestion,
        IndicatorQuestion,
        KeptWithinAim,
        Hops,
        LevelShare,
        MeetingComplianceQuestion,
        MediationQuestion,
        MediationsQuestion,
        MeetingsQuestion,
        Misroute,
        ObligationCalendarQuestion,
        ObligationsQuestion,
        OrgCoverageQuestion,
        OnTimeFair,
        OnTimeNaive,
        AccountabilityQuestion,
        DossierQuestion,
        ConsecutiveMissQuestion,
        OversightQuestion,
        RecordGapsQuestion,
        RecordsQuestion,
        OverdueQuestion,
        PropertyLeagueQuestion,
        Rated,
        RegisterQuestion,
        ResidentSharesQuestion,
        Satisfaction,
        SensitiveRegisterQuestion,
        SensitiveViewsQuestion,
        SurveyEvidenceQuestion,
        SurveysQuestion,
        Timeliness,
        TimelineQuestion,
        PointsLeagueQuestion,
        UnitPointLinesQuestion,
        UnitPointsQuestion,
        Unrated,
        VolunteerLedgerQuestion,
        VolunteerTargetsQuestion,
        VolunteersQuestion,
        ZeroCounters,
    )
}
"""Every query, by name."""


def _entries(asked: Asked, case_id: UUID) -> Sequence[TimelineEntry]:
    return asked.service.queries.timeline(
        asked.jurisdiction, asked.caller, case_id, as_of=asked.as_of
    )


def _listed(asked: Asked, which: CaseFilter) -> dict[str, Any]:
    found = every(asked, asked.service.queries.list_cases, which)
    return {"count": len(found), "cases": [row.case_id for row in found]}


def _is_about(facts: Mapping[str, Any], unit: str) -> bool:
    return unit == facts.get("unit_id") or unit in facts.get("units", ())
