"""What a policy pack says about cases: one model per section of rulebook B.3.

A section that the sources leave out is None or empty, and the command that needs it is refused
(B-45): no default lives in code. Levels, categories, units and grades are words of the pack.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.calendar.clocks import ClockRule
from domain.kernel import Value
from domain.policy.reporting import AttributeCode, Keyword, ReportAttribute
from domain.vocabulary import CaseState, Code, Role, RouteMode


class PackClock(ClockRule):
    """A named clock.

    Attributes:
        start: the event that starts it; its local day is day 0 (CAL-02).
        replaces: clock whose running obligation this one takes over.
        penalty: points booked on a miss; None: the miss is shown, not penalised.
    """

    start: str
    replaces: str | None = None
    penalty: Decimal | None = None


class Category(Value):
    """One row of the competence table (权责): who answers for what, and how fast.

    Attributes:
        duty: duty code that a competent unit's duty list holds; None: nobody is named.
        clock: the case clock when no date is given by hand; None: the date is mandatory.
        follow_up_required: closing needs a follow-up note (CAS-BJ-02).
        group: code under which categories are shown together to whoever reports; None: none.
        keywords: words by which a reporter finds the category.
        attributes: what a report over Open311 is asked besides its text, in this order.
    """

    duty: Code | None = None
    clock: str | None = None
    follow_up_required: bool = False
    group: Code | None = None
    keywords: tuple[Keyword, ...] = ()
    attributes: dict[AttributeCode, ReportAttribute] = Field(default_factory=dict)


class Intake(Value):
    """How reports become cases.

    Attributes:
        duplicate_hours: two uploads of one place and category this close are likely one case.
        duplicate_metres, duplicate_similarity: further marks of a likely duplicate; similarity
            is the share of common character pairs, 0..1.
        unify_hours: same reporter, category and place within this span over any channel are
            one case with several contacts (CAS-BJ-01); None: off.
        reject_from: states in which a report may be rejected as no matter for this service.
        pool: the level whose pool takes a report that lies in no grid (CAS-KD-01).
        accept_and_decide_apart: who took a report in may not decide it (CAS-QY-01).
        ledger_fields_required: item, course, time and result before closing (CAS-CY-01).
        first_asked: whoever is asked first stays responsible until a taker accepts (CAS-BZ-01).
    """

    duplicate_hours: int = Field(gt=0)
    duplicate_metres: int = Field(gt=0)
    duplicate_similarity: float = Field(ge=0, le=1)
    unify_hours: int | None = Field(default=None, gt=0)
    reject_from: tuple[CaseState, ...]
    pool: Code
    accept_and_decide_apart: bool = False
    ledger_fields_required: bool = False
    first_asked: bool = False


class Route(Value):
    """One way of giving a case out.

    Attributes:
        levels: levels at which this mode may be used.
        units_min, units_max: how many units; max None: no upper bound.
        requires: what must be stated; names from ``REQUIREMENTS``.
        upward: goes above the body that triages: needs a whistle where the pack has whistles.
        result_report_required: closing needs ``ResultReportedToHead`` (CAS-DG-09).
    """

    levels: tuple[Code, ...] = Field(min_length=1)
    units_min: int = Field(default=1, ge=1)
    units_max: int | None = Field(default=None, ge=1)
    requires: frozenset[Literal["beyond_street_reason", "reason", "district_lead_unit"]] = (
        frozenset()
    )
    upward: bool = False
    result_report_required: bool = False

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.units_max is not None and self.units_min > self.units_max:
            raise ValueError("units_min is greater than units_max")
        return self


class Whistle(Value):
    """Who may call the departments, and with which grades.

    Attributes:
        grades: the allowed grades; None: the pack names none, any word is taken.
        due_on_rest_day: what to do with a due date that is no working day.
    """

    actors: frozenset[Role] = Field(min_length=1)
    grades: tuple[Code, ...] | None = None
    due_on_rest_day: Literal["FLAG", "REFUSE"]


class Feedback(Value):
    """Which clocks bind a unit to report progress (CAS-DG-08); ids of ``clocks``."""

    on_escalation: str
    on_site_meeting: str


class SiteMeeting(Value):
    """Coordination on the spot (CAS-DG-07).

    Attributes:
        chairs: roles that may chair.
        must_attend: levels whose body must be present.
    """

    chairs: frozenset[Role] = Field(min_length=1)
    must_attend: tuple[Code, ...] = ()


class SpecialMeeting(Value):
    """A meeting at any time on a sudden event (CAS-DG-11); the lists follow by a clock."""

    chairs: frozenset[Role] = Field(min_length=1)
    lists_follow: str


class Closing(Value):
    """Who ends a case, and on what (CAS-DG-10, CAS-KD-04).

    Attributes:
        authority: HANDLER: the handling unit or its community; SUPERVISOR: the station.
        own_case_closers: for a case that the supervisor's own body handles (mode SELF at one of
            ``own_case_levels``), the only roles that may close it (B-40); None: no such rule.
        refusals_listed_from: refused claims of one unit from which the case is listed for the
            year-end reverse appraisal; None: never.
    """

    authority: Literal["HANDLER", "SUPERVISOR"]
    verification_required: bool
    own_case_closers: frozenset[Role] | None = None
    own_case_levels: tuple[Code, ...] = ()
    refusals_listed_from: int | None = Field(default=None, ge=1)


class Rating(Value):
    """What residents say afterwards (CAS-KD-05).

    Attributes:
        scale: id of a scale of the pack; None: rating is off until the pack names one.
        required: unrated cases are reported as unrated.
        unrated_after: clock after which a closed case counts as unrated.
        reopen_at_most: a score at or below it reopens the case; None: never.
        reopen_rated: a rated case may be reopened by an official.
    """

    scale: str
    required: bool
    unrated_after: str
    reopen_at_most: int | None = None
    reopen_rated: bool


class StopClock(Value):
    """Putting a case on the books (挂账): its clocks stand still with reason and approval.

    Attributes:
        grounds: the accepted grounds.
        approvers: roles that may approve; never the one who asked.
        fixed_dates: how a due date given by hand moves on: by the stopped days of this kind.
    """

    grounds: tuple[Code, ...] = Field(min_length=1)
    approvers: frozenset[Role] = Field(min_length=1)
    fixed_dates: Literal["WORKING_DAY", "CALENDAR_DAY"]


class ExclusionRule(Value):
    """Taking a case out of all appraisal (剔除): it leaves both sides of every figure.

    Attributes:
        grounds: the accepted grounds.
        approvers: roles that may approve; never the one who asked.
    """

    grounds: tuple[Code, ...] = Field(min_length=1)
    approvers: frozenset[Role] = Field(min_length=1)


class Delegation(Value):
    """Limits of handing work down to the station (ORG-DG-07).

    Attributes:
        never_responsible: matters for which the station coordinates but never answers.
    """

    never_responsible: tuple[Code, ...] = Field(min_length=1)
    min_funds_fen: int = Field(ge=1)


class Access(Value):
    """Admission of departmental work into a community (准入, CAS-BZ-03).

    Attributes:
        own_duties, assisted_duties: the two lists of work that needs no admission.
        approved_at: level of the body that admits; None: any that has the right.
    """

    min_funds_fen: int = Field(ge=1)
    own_duties: tuple[Code, ...] = ()
    assisted_duties: tuple[Code, ...] = ()
    approved_at: Code | None = None

    @property
    def listed(self) -> frozenset[str]:
        """Work that is on one of the two lists."""
        return frozenset((*self.own_duties, *self.assisted_duties))


class Disputes(Value):
    """Joint work on disputes (排查调处化解稳控, CAS-BZ-05).

    Attributes:
        warning_levels: what an early warning may be of.
        notify: post of the community that is told of it.
    """

    warning_levels: tuple[Code, ...] = Field(min_length=1)
    notify: Code


class SeriousPetitions(Value):
    """Petitions that are grave events by where they went (PET-SA-01, CAS-SA-02).

    They are recorded as what they are, and the counter of their kind follows; it is counted by hand
    no more, so nothing counts twice.

    Attributes:
        kind: one of the kinds of the zero counters.
        destinations: words for where such a petition went.
    """

    kind: Code
    destinations: tuple[Code, ...] = Field(min_length=1)


class CaseRules(Value):
    """Everything a pack says about cases.

    Attributes:
        levels: case levels, lowest first.
        routes: the modes in use; a mode that is missing is refused.
        categories: the competence table.
        unlisted_category: ANY_UNIT: a category outside the table goes to any unit;
            OVERRIDE: it needs ``override_reason`` like a unit that is not competent.
        lists_required: entries that must be complete before a whistle; empty: none.
        clocks: by id.
        acceptance: clock within which a unit should accept; lateness is shown only.
        tracking: clock of the follow-up reminder while a case is open.
        kept_within: going above this level is a breach of aim (CAS-SA-01); None: no aim.
        serious_kinds: kinds of the zero counters (CAS-SA-02).
        serious_petitions: which petitions one of them counts; None: it counts what is recorded of
            cases alone.
        emergency_kinds: what emergency plans are for (CAS-BZ-04).
    """

    levels: tuple[Code, ...] = Field(min_length=1)
    intake: Intake
    routes: dict[RouteMode, Route] = Field(min_length=1)
    categories: dict[Code, Category]
    unlisted_category: Literal["ANY_UNIT", "OVERRIDE"]
    clocks: dict[Code, PackClock]
    lists_required: tuple[Literal["problem", "task", "responsibility", "standard"], ...] = ()
    whistle: Whistle | None = None
    feedback: Feedback | None = None
    acceptance: str | None = None
    tracking: str | None = None
    site_meeting: SiteMeeting | None = None
    special_meeting: SpecialMeeting | None = None
    closing: Closing
    rating: Rating | None = None
    stop_clock: StopClock | None = None
    exclusion: ExclusionRule | None = None
    delegation: Delegation | None = None
    access: Access | None = None
    kept_within: Code | None = None
    serious_kinds: tuple[Code, ...] = ()
    serious_petitions: SeriousPetitions | None = None
    emergency_kinds: tuple[Code, ...] = ()
    disputes: Disputes | None = None

    @model_validator(mode="after")
    def _every_named_clock_and_level_exists(self) -> Self:
        for clock in self._clocks_named():
            if clock not in self.clocks:
                raise ValueError(f"clock {clock} is named but not defined")
        named = [level for route in self.routes.values() for level in route.levels]
        named += self.site_meeting.must_attend if self.site_meeting else ()
        named += [self.kept_within] if self.kept_within else []
        named += [self.access.approved_at] if self.access and self.access.approved_at else []
        named.append(self.intake.pool)
        for level in named:
            if level not in self.levels:
                raise ValueError(f"level {level} is named but not one of the case levels")
        return self

    @model_validator(mode="after")
    def _petitions_have_a_counter(self) -> Self:
        counted = self.serious_petitions
        if counted is not None and counted.kind not in self.serious_kinds:
            raise ValueError(f"serious_petitions: {counted.kind} is none of serious_kinds")
        return self

    def _clocks_named(self) -> list[str]:
        named = [c.clock for c in self.categories.values() if c.clock]
        named += [c.replaces for c in self.clocks.values() if c.replaces]
        named += (
            [self.feedback.on_escalation, self.feedback.on_site_meeting] if self.feedback else []
        )
        named += [self.special_meeting.lists_follow] if self.special_meeting else []
        named += [self.rating.unrated_after] if self.rating else []
        named += [clock for clock in (self.acceptance, self.tracking) if clock]
        return named

    def is_above(self, level: str, other: str) -> bool:
        """Whether ``level`` lies above ``other``. Both are case levels of this pack."""
        return self.levels.index(level) > self.levels.index(other)
