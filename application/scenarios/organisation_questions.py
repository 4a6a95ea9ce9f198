"""Questions about bodies, and about what bodies owe, decide and record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import AwareDatetime, model_validator

from application.queries.bodies_desk import Subject
from application.read_models.communities import CommunityFilter
from application.read_models.meeting_sessions import SessionFilter
from application.read_models.obligation_calendar import CalendarFilter, Standing
from application.read_models.oversight_list import Matter, OversightFilter
from application.read_models.record_list import RecordFilter
from application.scenarios.question import Asked, Question, every, facts_of, last_day
from domain.vocabulary import Code

if TYPE_CHECKING:
    pass


class ObligationCalendarQuestion(Question):
    """What is or was owed, by bound: code, subject, holder, body, ``due_on`` (last local day),
    strength, count, min_count, base, ``share``, state, ``standing``, missed_at, fulfilled_at …"""

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
        rows = every(asked, asked.service.obligations.rows, which)
        return [
            facts_of(row) | {"due_on": last_day(row.due_at), "share": row.share} for row in rows
        ]


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
        told = asked.service.bodies.history(
            asked.jurisdiction, asked.caller, of, code, as_of=asked.as_of
        )
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
        return {
            row.code: facts_of(row) for row in every(asked, asked.service.communities.rows, which)
        }


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
        rows = every(asked, asked.service.oversight.rows, which)
        return [facts_of(row) | {"due_on": last_day(row.due_at)} for row in rows]


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
        return [facts_of(row) for row in every(asked, asked.service.records.rows, which)]


class RecordGapsQuestion(Question):
    """What the pack expects on record and is not there: record, body, first_day, last_day."""

    NAME: ClassVar[str] = "record_gaps"

    from_on: date
    until_on: date
    record: Code | None = None

    def answer(self, asked: Asked) -> Any:
        return asked.service.records.gaps(
            asked.jurisdiction,
            asked.caller,
            from_on=self.from_on,
            until_on=self.until_on,
            record=self.record,
            as_of=asked.as_of,
        )


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
        rows = every(asked, asked.service.meetings.rows, which)
        return [
            facts_of(row) | {"publish_by": last_day(row.publish_due_at)}
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
        which = SessionFilter(**self.model_dump())
        return [
            facts_of(line)
            | facts_of(line.standing)
            | {
                "first_day": line.standing.window.first_day,
                "last_day": line.standing.window.last_day,
                "short_by": line.standing.short_by,
            }
            for line in every(asked, asked.service.meetings.compliance, which)
        ]


class OrgCoverageQuestion(Question):
    """The organisation on the day: ``bodies``, ``persons`` by level, ``staff`` by kind with its
    ``total``, ``sources``, ``kits``, ``cross_posts``, ``shares`` by level (``have``, ``should``,
    ``rate``), ``support``, ``teams`` (rates), ``standing_teams`` by kind, ``defects`` by kind, and
    ``missing``: each defect as its kind, body and what is missing."""

    NAME: ClassVar[str] = "org_coverage"

    under: Code | None = None

    def answer(self, asked: Asked) -> Any:
        found = asked.service.coverage.coverage(
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
            "standing_teams": found.standing_teams,
            "defects": found.defects_by_kind,
            "deviations": found.deviations,
            "missing": [
                " ".join(filter(None, (defect.kind, defect.body, defect.word)))
                for defect in found.defects
            ],
        }
