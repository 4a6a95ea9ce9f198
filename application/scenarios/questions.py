"""The queries of scenarios: what a story may ask of the service, now or as of an instant.

Each goes through the desk that serves lists, timelines and figures, asked by the story's founder
or by whom the story names; the answer shows what that person may see.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, model_validator

from application.queries.bodies_desk import Subject
from application.queries.figures import Cohort, Measure
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseFilter, Grouping
from application.read_models.close_out_register import RegisterFilter
from application.read_models.communities import CommunityFilter
from application.read_models.feedback_obligations import ObligationFilter
from application.read_models.meeting_sessions import SessionFilter
from application.read_models.obligation_calendar import CalendarFilter, Standing
from application.read_models.oversight_list import Matter, OversightFilter
from application.read_models.record_list import RecordFilter
from domain.calendar.local_time import local_date
from domain.cases.errors import CaseNotFound
from domain.kernel import Value
from domain.policy.pack import PackRef
from domain.vocabulary import CaseKind, CaseState, Code, RouteMode

if TYPE_CHECKING:
    from application.queries.bodies_desk import BodiesDesk
    from application.queries.coverage_desk import CoverageDesk
    from application.queries.desk import QueryDesk
    from application.queries.meeting_desk import MeetingDesk
    from application.queries.obligation_desk import ObligationDesk
    from application.queries.oversight_desk import OversightDesk
    from application.queries.record_desk import RecordDesk
    from application.queries.timeline import TimelineEntry
    from application.read_models.pages import Page
    from application.use_cases.request import Caller

Row = TypeVar("Row")

_PAGE = 200
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom a question is put to, by whom, and as of when.

    Attributes:
        coverage: what is there of the organisation.
        now: the instant of the story.
        as_of: None: as it stands now.
    """

    queries: QueryDesk
    obligations: ObligationDesk
    bodies: BodiesDesk
    meetings: MeetingDesk
    coverage: CoverageDesk
    oversight: OversightDesk
    records: RecordDesk
    jurisdiction: str
    caller: Caller
    now: datetime
    as_of: AsOf | None


class Question(Value):
    """A query with its filters. Its docstring says what the answer holds."""

    NAME: ClassVar[str]

    @abstractmethod
    def answer(self, asked: Asked) -> Any:
        """The answer: mappings, lists and single values."""


class CaseQuestion(Question):
    """One case: every field of the board, ``due_on`` (last local day) and ``contacts``; null
    before it was reported."""

    NAME: ClassVar[str] = "case"

    case: UUID

    def answer(self, asked: Asked) -> Any:
        desk = asked.queries
        try:
            row = desk.get_case(asked.jurisdiction, asked.caller, self.case, as_of=asked.as_of)
        except CaseNotFound:
            return None
        with desk.models.view(asked.jurisdiction, now=asked.now, as_of=asked.as_of) as view:
            contacts = view.contacts(self.case)
        return _facts(row) | {"due_on": _last_day(row.due_at), "contacts": contacts}


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
        counts = asked.queries.board(asked.jurisdiction, asked.caller, self.by, as_of=asked.as_of)
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
        rows = _all(
            asked, asked.queries.obligations, ObligationFilter(unit=self.unit, case_id=self.case)
        )
        return [_facts(row) | {"due_on": _last_day(row.due_at)} for row in rows]


class ObligationCalendarQuestion(Question):
    """What is or was owed, by bound: code, subject, holder, body, ``due_on`` (last local day),
    strength, count, min_count, state, ``standing``, missed_at, fulfilled_at, reminded …"""

    NAME: ClassVar[str] = "obligation_calendar"

    code: Code | None = None
    holder: Code | None = None
    subject: Code | None = None
    body: Code | None = None
    under: Code | None = None
    standing: Standing | None = None
    due_from: AwareDatetime | None = None
    due_until: AwareDatetime | None = None
    to_accountability: bool | None = None

    def answer(self, asked: Asked) -> Any:
        stated = self.model_dump(exclude={"standing"}, exclude_none=True)
        standing = frozenset() if self.standing is None else frozenset({self.standing})
        which = CalendarFilter(standing=standing, **stated)
        rows = _all(asked, asked.obligations.obligations, which)
        return [_facts(row) | {"due_on": _last_day(row.due_at)} for row in rows]


class HistoryQuestion(Question):
    """The events of one body, community, branch to be or member, as ``timeline`` gives them; with
    ``event`` those of that name."""

    NAME: ClassVar[str] = "history"

    body: Code | None = None
    community: Code | None = None
    branch: Code | None = None
    member: Code | None = None
    event: str | None = None

    def answer(self, asked: Asked) -> Any:
        named = {
            Subject.BODY: self.body,
            Subject.COMMUNITY: self.community,
            Subject.BRANCH: self.branch,
            Subject.MEMBER: self.member,
        }
        ((of, code),) = [(of, code) for of, code in named.items() if code is not None]
        told = asked.bodies.history(asked.jurisdiction, asked.caller, of, code, as_of=asked.as_of)
        return [entry for entry in told if self.event in {None, entry.event}]

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (
            sum(one is not None for one in (self.body, self.community, self.branch, self.member))
            != 1
        ):
            raise ValueError("exactly one of body, community, branch and member is needed")
        return self


class CommunitiesQuestion(Question):
    """Communities by code: households, kind, deviations, shared_unit, ``due`` (area and result),
    undecided, workers, counted_on, workers_deviations, musts_missed, safe_sites, plates …"""

    NAME: ClassVar[str] = "communities"

    code: Code | None = None
    kind: Code | None = None
    deviates: bool | None = None
    undecided: bool | None = None

    def answer(self, asked: Asked) -> Any:
        which = CommunityFilter(**self.model_dump())
        return {row.code: _facts(row) for row in _all(asked, asked.bodies.communities, which)}


class OversightQuestion(Question):
    """Gates, orders, inspections and targets by kind and code: name, about, bodies, ``state``,
    ``due_on`` (last local day), late_at, approved, count, wanted, open_defects …"""

    NAME: ClassVar[str] = "oversight"

    kind: Matter | None = None
    code: Code | None = None
    name: Code | None = None
    about: Code | None = None
    body: Code | None = None
    state: Code | None = None
    late: bool | None = None

    def answer(self, asked: Asked) -> Any:
        which = OversightFilter(**self.model_dump(exclude_none=True))
        rows = _all(asked, asked.oversight.lines, which)
        return [_facts(row) | {"due_on": _last_day(row.due_at)} for row in rows]


class RecordsQuestion(Question):
    """Entries of the books by day: no, record, event, body, ``held_on``, ``marks`` (each
    ``field=value``), recorded_at."""

    NAME: ClassVar[str] = "records"

    record: Code | None = None
    event: Code | None = None
    body: Code | None = None
    from_on: date | None = None
    until_on: date | None = None
    mark: str | None = None

    def answer(self, asked: Asked) -> Any:
        which = RecordFilter(**self.model_dump(exclude_none=True))
        return [_facts(row) for row in _all(asked, asked.records.lines, which)]


class RecordGapsQuestion(Question):
    """What the pack expects on record and is not there: record, body, first_day, last_day."""

    NAME: ClassVar[str] = "record_gaps"

    from_on: date
    until_on: date
    record: Code | None = None

    def answer(self, asked: Asked) -> Any:
        return asked.records.gaps(
            asked.jurisdiction,
            asked.caller,
            from_on=self.from_on,
            until_on=self.until_on,
            record=self.record,
            as_of=asked.as_of,
        )


class RegisterQuestion(Question):
    """The close-out register: each claim, its refusal or closing, reopening and rating."""

    NAME: ClassVar[str] = "close_out_register"

    case: UUID | None = None

    def answer(self, asked: Asked) -> Any:
        return _all(asked, asked.queries.register, RegisterFilter(case_id=self.case))


class MeetingsQuestion(Question):
    """Sessions in the order of their days, each in the record of one body: code, type, held_by,
    held_on, state, entitled, present, quorum_met, adopted, rejected, chair, host, fulfils,
    missing_sides, publish_due_at, ``publish_by`` (last local day), published_on, published_in_time.
    """

    NAME: ClassVar[str] = "meetings"

    code: Code | None = None
    body: Code | None = None
    type: Code | None = None
    since: date | None = None
    until: date | None = None

    def answer(self, asked: Asked) -> Any:
        which = SessionFilter(**self.model_dump(exclude={"code"}))
        rows = _all(asked, asked.meetings.sessions, which)
        return [
            _facts(row) | {"publish_by": _last_day(row.publish_due_at)}
            for row in rows
            if self.code in {None, row.code}
        ]


class MeetingComplianceQuestion(Question):
    """How often each body held each type, window by window: body, type, first_day, last_day,
    strength, required, held, late, void, short_by, verdict, sessions."""

    NAME: ClassVar[str] = "meeting_compliance"

    body: Code | None = None
    type: Code | None = None
    since: date | None = None
    until: date | None = None

    def answer(self, asked: Asked) -> Any:
        found: list[dict[str, Any]] = []
        after = None
        while True:
            page = asked.meetings.compliance(
                asked.jurisdiction,
                asked.caller,
                **self.model_dump(),
                after=after,
                limit=_PAGE,
                as_of=asked.as_of,
            )
            for line in page.items:
                window = {
                    "first_day": line.standing.window.first_day,
                    "last_day": line.standing.window.last_day,
                    "short_by": line.standing.short_by,
                }
                found.append(_facts(line) | _facts(line.standing) | window)
            if page.next is None:
                return found
            after = page.next


class ShareQuestion(Question):
    """A figure: ``rate`` (exact; state it as a fraction or in per cent), ``numerator``,
    ``denominator`` and the counts it is made of."""

    MEASURE: ClassVar[Measure]

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    grid: Code | None = None
    community: Code | None = None
    unit: Code | None = None
    category: Code | None = None

    def answer(self, asked: Asked) -> Any:
        share = asked.queries.share(
            asked.jurisdiction,
            asked.caller,
            self.MEASURE,
            cohort=Cohort(**self.model_dump()),
            as_of=asked.as_of,
        )
        return dict(share.parts) | {
            "rate": share.exact,
            "numerator": share.numerator,
            "denominator": share.denominator,
        }


class Closure(ShareQuestion):
    """Closed of uploaded, without merged and withdrawn ones."""

    NAME: ClassVar[str] = "closure"
    MEASURE: ClassVar[Measure] = Measure.CLOSURE


class OnTimeNaive(ShareQuestion):
    """Closed on time of closed."""

    NAME: ClassVar[str] = "on_time_naive"
    MEASURE: ClassVar[Measure] = Measure.ON_TIME_NAIVE


class OnTimeFair(ShareQuestion):
    """Closed on time of closed and of those open beyond their bound."""

    NAME: ClassVar[str] = "on_time_fair"
    MEASURE: ClassVar[Measure] = Measure.ON_TIME_FAIR


class Timeliness(ShareQuestion):
    """Feedback in time of all settled feedback obligations."""

    NAME: ClassVar[str] = "timeliness"
    MEASURE: ClassVar[Measure] = Measure.TIMELINESS


class Misroute(ShareQuestion):
    """Returns of times given out."""

    NAME: ClassVar[str] = "misroute"
    MEASURE: ClassVar[Measure] = Measure.MISROUTE


class Satisfaction(ShareQuestion):
    """The mean of the latest scores: ``rate`` is not a share."""

    NAME: ClassVar[str] = "satisfaction"
    MEASURE: ClassVar[Measure] = Measure.SATISFACTION


class Rated(ShareQuestion):
    """Closed and rated of closed."""

    NAME: ClassVar[str] = "rated"
    MEASURE: ClassVar[Measure] = Measure.RATED


class Unrated(ShareQuestion):
    """Closed and beyond the time to rate of closed."""

    NAME: ClassVar[str] = "unrated"
    MEASURE: ClassVar[Measure] = Measure.UNRATED


class LevelShare(ShareQuestion):
    """Closed at the lowest levels of closed."""

    NAME: ClassVar[str] = "level_share"
    MEASURE: ClassVar[Measure] = Measure.LOWEST_LEVEL


class KeptWithinAim(ShareQuestion):
    """Never given out above the level of the pack's aim, of those given out."""

    NAME: ClassVar[str] = "kept_within_aim"
    MEASURE: ClassVar[Measure] = Measure.KEPT_WITHIN_AIM


class FirstMoments(Question):
    """DISCOVER_TO_UPLOAD, UPLOAD_TO_HANDLING and UPLOAD_TO_CLOSE, each with ``count`` and, as ISO
    8601 durations, ``median`` and ``ninetieth``."""

    NAME: ClassVar[str] = "first_moments"

    grid: Code | None = None
    community: Code | None = None
    unit: Code | None = None
    category: Code | None = None

    def answer(self, asked: Asked) -> Any:
        return asked.queries.moments(
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
        counters = asked.queries.zero_counters(
            asked.jurisdiction,
            asked.caller,
            cohort=Cohort(**self.model_dump()),
            as_of=asked.as_of,
        )
        return {each.kind: each.count for each in counters}


class OrgCoverageQuestion(Question):
    """The organisation on the day: ``bodies``, ``persons`` by level, ``staff`` by kind with its
    ``total``, ``sources``, ``kits``, ``cross_posts``, ``shares`` by level (``have``, ``should``,
    ``rate``), ``support``, ``teams`` (rates), ``defects`` by kind, and ``missing``: each defect
    as its kind, body and what is missing."""

    NAME: ClassVar[str] = "org_coverage"

    under: Code | None = None

    def answer(self, asked: Asked) -> Any:
        found = asked.coverage.coverage(
            asked.jurisdiction, asked.caller, under=self.under, as_of=asked.as_of
        )
        return {
            "day": found.day,
            "bodies": found.bodies,
            "persons": found.persons,
            "staff": {**found.staff, "total": sum(found.staff.values())},
            "sources": found.sources,
            "kits": found.kits,
            "cross_posts": found.cross_posts,
            "shares": {
                level: {"have": share.have, "should": share.should, "rate": share.exact}
                for level, share in found.shares.items()
            },
            "support": found.support,
            "teams": found.teams,
            "defects": found.defects_by_kind,
            "deviations": found.deviations,
            "missing": [
                " ".join(filter(None, (defect.kind, defect.body, defect.word)))
                for defect in found.defects
            ],
        }


QUESTIONS: dict[str, type[Question]] = {
    question.NAME: question
    for question in (
        BoardQuestion,
        CaseQuestion,
        CasesQuestion,
        Closure,
        CommunitiesQuestion,
        EventsQuestion,
        FirstMoments,
        HistoryQuestion,
        KeptWithinAim,
        LevelShare,
        MeetingComplianceQuestion,
        MeetingsQuestion,
        Misroute,
        ObligationCalendarQuestion,
        ObligationsQuestion,
        OrgCoverageQuestion,
        OnTimeFair,
        OnTimeNaive,
        OversightQuestion,
        RecordGapsQuestion,
        RecordsQuestion,
        OverdueQuestion,
        Rated,
        RegisterQuestion,
        Satisfaction,
        Timeliness,
        TimelineQuestion,
        Unrated,
        ZeroCounters,
    )
}
"""Every query, by name."""


def _facts(row: Any) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(row)}


def _last_day(due_at: datetime | None) -> date | None:
    """The last local day on which an act is in time; the bound is exclusive."""
    return local_date(due_at - _MOMENT) if due_at is not None else None


def _entries(asked: Asked, case_id: UUID) -> Sequence[TimelineEntry]:
    return asked.queries.timeline(asked.jurisdiction, asked.caller, case_id, as_of=asked.as_of)


def _listed(asked: Asked, which: CaseFilter) -> dict[str, Any]:
    found = _all(asked, asked.queries.list_cases, which)
    return {"count": len(found), "cases": [row.case_id for row in found]}


def _all(asked: Asked, query: Callable[..., Page[Row, Any]], which: object) -> Sequence[Row]:
    """Every page of a list, one after the other."""
    found: list[Row] = []
    after = None
    while True:
        page = query(
            asked.jurisdiction, asked.caller, which, after=after, limit=_PAGE, as_of=asked.as_of
        )
        found += page.items
        if page.next is None:
            return found
        after = page.next


def _is_about(facts: Mapping[str, Any], unit: str) -> bool:
    return unit == facts.get("unit_id") or unit in facts.get("units", ())
