"""How an estate did in one period: the grade, the veto over it, its posting, the score (7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.calendar.local_time import local_date
from domain.calendar.period_names import name_of, named
from domain.calendar.periods import Period, Window, window
from domain.exact_figures import Exactly
from domain.kernel import Aggregate, EventCorrected, OpeningEvent
from domain.meetings.events import OutcomePublished
from domain.property.errors import (
    CauseIsNoVeto,
    CompanyUnknown,
    EstateInspectedAlready,
    EstateInspectorsMissing,
    GradeUnknown,
    NotRated,
    PeriodNotBegun,
    PostedAlready,
    RatedAlready,
    ScoreOffScale,
    VetoedAlready,
)
from domain.property.estate import Estate, property_rules
from domain.required import provided
from domain.ruled import ruled
from domain.vocabulary import Code

_NAMESPACE = UUID("5d5a1d0c-7f5b-4a53-8a3a-1f0f3d9b6c42")

POSTED: Final = "PROPERTY_RATING"
"""What is published with a grade, in ``OutcomePublished.kind``."""

Score = Annotated[Decimal, Exactly(whole=6, places=2)]
"""A score of an inspection, exact."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What a person found to be the cause of something.

    Attributes:
        finding: code of the file in which it stands.
        ground: word of the pack; None: the finding names none.
        evidence: references to the events that hold it.
    """

    finding: str
    ground: str | None
    evidence: tuple[str, ...]


class _OfAPeriod(OpeningEvent):
    """What every fact of a period says.

    Attributes:
        code: of the estate's period: estate and period in one word.
        company: code of the company that managed the estate.
        period: its name, such as 2021Q1: names sort as periods follow each other.
        window: its first local day.
    """

    code: Code
    estate_id: Code
    body: Code
    period: Code
    window: date


class EstatePeriod(Aggregate):
    """One estate in one period. It is graded once, scored once, and a veto outlasts any grade.

    Rules: SAT-SA-01, ACC-SA-02, PET-SA-01, PRP-SA-04, PRP-CY-01.
    """

    TOPIC = "EstatePeriod"
    Event = kernel.Event
    EventCorrected = EventCorrected

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class PropertyRated(_OfAPeriod):
        """The company's service at the estate was graded.

        Attributes:
            grade: the grade that holds from here on.
            original_grade: the grade that was given, where a veto stood already; else None.
        """

        TOPIC: ClassVar[str] = "PropertyRated"

        company: Code
        scale: Code
        grade: Code
        original_grade: Code | None = None

        def apply(self, aggregate: Any) -> None:
            period: EstatePeriod = aggregate
            period.grade = self.grade

    class VetoApplied(_OfAPeriod):
        """The grade is overridden: a person found that the service caused a petition.

        Attributes:
            grade: the grade that holds from here on.
            original_grade: the grade that was given before; None: there was none.
            cause: word of the pack; ``finding``: code of the file in which it was found.
        """

        TOPIC: ClassVar[str] = "VetoApplied"

        company: Code
        scale: Code
        grade: Code
        original_grade: Code | None = None
        cause: Code
        finding: Code

        def apply(self, aggregate: Any) -> None:
            period: EstatePeriod = aggregate
            period.vetoed = self.grade

    class PropertyInspected(_OfAPeriod):
        """The estate was looked at and scored.

        Attributes:
            company: None: nobody managed it.
            inspectors: who was there.
        """

        TOPIC: ClassVar[str] = "PropertyInspected"

        company: Code | None = None
        scale: Code
        score: Score
        inspectors: tuple[Code, ...] = ()

        def apply(self, aggregate: Any) -> None:
            period: EstatePeriod = aggregate
            period.score = self.score
            period.scored_at = self.timestamp
            period.scored_version = self.originator_version
            period.company = self.company

    OutcomePublished = OutcomePublished

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, estate_id: str, body: str, period: str, window: date) -> None:
        self.code = code
        self.estate_id = estate_id
        self.body = body
        self.period = period
        self.window = window
        self.company: str | None = None
        self.grade: str | None = None
        self.vetoed: str | None = None
        self.score: Decimal | None = None
        self.scored_at: datetime | None = None
        self.scored_version = 0
        self.published_on: date | None = None

    @staticmethod
    def create_id(jurisdiction: str, estate: str, period: str) -> UUID:
        """One estate and period, one history."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{estate}/{period}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def rate(
        cls, act: Act, known: Self | None, estate: Estate, *, jurisdiction: str, grade: str,
        period: str | None,
    ) -> Self:  # fmt: skip
        """Grade the service at an estate in a period (SAT-SA-01).

        Args:
            known: the period, if anything happened in it yet.
            period: its name; None: the one that runs.

        Raises:
            PolicySilent: the pack grades no service (B-45).
            GradeUnknown, CompanyUnknown, RatedAlready: SAT-SA-01.
            PeriodUnknown, PeriodNotBegun: CAL-05.
        """
        rule = provided(property_rules(act).rating, "property.rating")
        span = span_of(act, rule.period, period)
        scale = act.pack.scales[rule.scale]
        if not scale.accepts(grade):
            raise GradeUnknown(grade, rule.scale, getattr(scale, "values", ()))
        if estate.company is None:
            raise CompanyUnknown(estate.code)
        if known is not None and known.grade is not None:
            raise RatedAlready(estate.code, known.period)
        vetoed = known.vetoed if known is not None else None
        return cls._recorded(
            ruled(act, "property", "rating"),
            known,
            estate,
            span,
            jurisdiction,
            cls.PropertyRated,
            company=estate.company,
            scale=rule.scale,
            grade=vetoed or grade,
            original_grade=grade if vetoed else None,
        )

    def post(self, act: Act) -> None:
        """Post the grade in public (SAT-SA-01).

        Raises:
            NotRated, PostedAlready: SAT-SA-01.
        """
        if self.grade is None:
            raise NotRated(self.estate_id, self.period)
        if self.published_on is not None:
            raise PostedAlready(self.estate_id, self.period)
        self.trigger_event(
            OutcomePublished,
            code=self.code,
            kind=POSTED,
            body=self.body,
            published_on=local_date(act.occurred_at or act.at),
            by=act.actor.id,
            window=self.window,
            **ruled(act, "property", "rating").envelope(OutcomePublished.TOPIC),
        )

    @classmethod
    def veto(
        cls, act: Act, known: Self | None, estate: Estate, *, jurisdiction: str, cause: Cause,
        period: str | None,
    ) -> Self:  # fmt: skip
        """Override the grade of a period, given or to come (ACC-SA-02, PET-SA-01).

        Raises:
            PolicySilent: the pack knows no veto (B-45).
            CauseIsNoVeto: the finding names another cause.
            CompanyUnknown, VetoedAlready: ACC-SA-02.
            PeriodUnknown, PeriodNotBegun: CAL-05.
        """
        rules = property_rules(act)
        rule = provided(rules.veto, "property.veto")
        rating = provided(rules.rating, "property.rating")
        span = span_of(act, rating.period, period)
        if cause.ground != rule.ground:
            raise CauseIsNoVeto(cause.ground, rule.ground)
        if estate.company is None:
            raise CompanyUnknown(estate.code)
        if known is not None and known.vetoed is not None:
            raise VetoedAlready(estate.code, known.period)
        return cls._recorded(
            ruled(act, "property", "veto"),
            known,
            estate,
            span,
            jurisdiction,
            cls.VetoApplied,
            company=estate.company,
            scale=rating.scale,
            grade=rule.grade,
            original_grade=known.grade if known is not None else None,
            cause=rule.ground,
            finding=cause.finding,
            evidence=cause.evidence,
        )

    @classmethod
    def inspect(
        cls, act: Act, known: Self | None, estate: Estate, *, jurisdiction: str, score: Decimal,
        inspectors: Sequence[str], period: str | None,
    ) -> Self:  # fmt: skip
        """Score an estate in a period (PRP-CY-01).

        Raises:
            PolicySilent: the pack scores no estates (B-45).
            ScoreOffScale, EstateInspectorsMissing, EstateInspectedAlready: PRP-CY-01.
            PeriodUnknown, PeriodNotBegun: CAL-05.
        """
        rule = provided(property_rules(act).inspection, "property.inspection")
        span = span_of(act, rule.period, period)
        if not act.pack.scales[rule.scale].accepts(score):
            raise ScoreOffScale(score, rule.scale)
        if missing := [one for one in rule.inspectors if one not in inspectors]:
            raise EstateInspectorsMissing(missing)
        if known is not None and known.score is not None:
            raise EstateInspectedAlready(estate.code, known.period)
        return cls._recorded(
            ruled(act, "property", "inspection"),
            known,
            estate,
            span,
            jurisdiction,
            cls.PropertyInspected,
            company=estate.company,
            scale=rule.scale,
            score=score,
            inspectors=tuple(inspectors),
        )

    @classmethod
    def _recorded(
        cls, act: Act, known: Self | None, estate: Estate, span: Window, jurisdiction: str,
        fact: type[_OfAPeriod], *, evidence: tuple[str, ...] = (), **fields: Any,
    ) -> Self:  # fmt: skip
        name = name_of(span)
        told = {
            "code": f"{estate.code}.{name}",
            "estate_id": estate.code,
            "body": estate.body,
            "period": name,
            "window": span.first_day,
            **fields,
            **act.envelope(str(vars(fact)["TOPIC"])),
        }
        if evidence:
            told["evidence"] = (*act.evidence, *evidence)
        if known is None:
            return cls._create(fact, id=cls.create_id(jurisdiction, estate.code, name), **told)
        known.trigger_event(fact, **told)
        return known


def span_of(act: Act, period: Period, name: str | None) -> Window:
    """The window of that name, or the one that runs.

    Raises:
        PeriodUnknown, PeriodNotBegun: CAL-05.
    """
    if name is None:
        return window(period, local_date(act.at))
    span = named(name, period)
    if span.starts_at > act.at:
        raise PeriodNotBegun(name)
    return span
