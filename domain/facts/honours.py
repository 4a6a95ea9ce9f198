"""Facts of what is done for those who work: commendations, benefits, care, stars (3.3)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.facts.entered import Entered
from domain.vocabulary import CalendarYear, Code, PersonRef


class CommendationRecorded(Entered):
    """Record that somebody was commended (RWD-BZ-01).

    Attributes:
        person_ref: pseudonymous id.
        level: by whom, a word of the pack.
        year: the year it is for.
    """

    TOPIC: ClassVar[str] = "CommendationRecorded"
    NAME: ClassVar[str] = "record_commendation"

    person_ref: PersonRef
    level: Code
    year: CalendarYear


class PayGradeRaised(Entered):
    """Record that somebody is paid at a higher standard for what was commended (RWD-BZ-01).

    Attributes:
        person_ref: pseudonymous id.
        from_on: first local day.
        standard: whose standard, a word of the pack.
    """

    TOPIC: ClassVar[str] = "PayGradeRaised"
    NAME: ClassVar[str] = "raise_pay_grade"

    person_ref: PersonRef
    from_on: date
    standard: Code


class BenefitStarted(Entered):
    """Record that finance pays somebody's insurance while in office (RWD-BZ-02).

    Attributes:
        person_ref: pseudonymous id.
        benefit: what is paid, a word of the pack.
        basis_event: the assessment it rests on, ``event:<aggregate id>/<version>``.
    """

    TOPIC: ClassVar[str] = "BenefitStarted"
    NAME: ClassVar[str] = "start_benefit"

    person_ref: PersonRef
    benefit: Code
    basis_event: str = Field(pattern=r"^event:[0-9a-f-]{36}/[1-9][0-9]*$")


class BenefitStopped(Entered):
    """Record that it is paid no more; leaving office stops it that day (RWD-BZ-02).

    Attributes:
        person_ref: pseudonymous id.
        benefit: what was paid, a word of the pack.
    """

    TOPIC: ClassVar[str] = "BenefitStopped"
    NAME: ClassVar[str] = "stop_benefit"

    person_ref: PersonRef
    benefit: Code


class HealthCheckDone(Entered):
    """Record that somebody had the yearly health check; of its result nothing (RWD-BZ-03).

    Attributes:
        person_ref: pseudonymous id.
    """

    TOPIC: ClassVar[str] = "HealthCheckDone"
    NAME: ClassVar[str] = "record_health_check"

    person_ref: PersonRef


class ModelSiteNamed(Entered):
    """Name a community a model of the year (RWD-BZ-04).

    Attributes:
        year: the year.
    """

    TOPIC: ClassVar[str] = "ModelSiteNamed"
    NAME: ClassVar[str] = "name_model_site"

    year: CalendarYear


class StarGraded(Entered):
    """Give stars by criteria of the pack; without criteria none are given (RWD-BZ-05, RWD-SA-01).

    Attributes:
        estate: code of the estate; member_ref: pseudonymous id of the member.
        criterion: by which of the pack's criteria.
        stars: how many.
    """

    TOPIC: ClassVar[str] = "StarGraded"
    NAME: ClassVar[str] = "grade_stars"

    estate: Code | None = None
    member_ref: PersonRef | None = None
    criterion: Code
    stars: int = Field(ge=0, le=10)
