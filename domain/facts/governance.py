"""Facts of running a place: plans, agreements, evaluations (2.4, 7.10, ORG-DG-09)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from domain.calendar.periods import Period
from domain.exact_figures import Exactly
from domain.facts.entered import Entered
from domain.vocabulary import AtLeastOne, Code, OfficialText, PersonRef


class EvaluationSuggested(Entered):
    """Let a station suggest how a unit or company should be judged (ORG-DG-09).

    Attributes:
        subject: code of the unit or company.
        kind: occasion of the judgement.
        suggestion: in an official's words.
    """

    TOPIC: ClassVar[str] = "EvaluationSuggested"
    NAME: ClassVar[str] = "suggest_evaluation"

    subject: Code
    kind: Code
    suggestion: OfficialText


class EmergencyPlanAdopted(Entered):
    """Adopt the emergency plan of a community (CAS-BZ-04).

    Attributes:
        kinds: what it is for.
        plan_ref: where the document lies.
    """

    TOPIC: ClassVar[str] = "EmergencyPlanAdopted"
    NAME: ClassVar[str] = "adopt_emergency_plan"

    kinds: tuple[Code, ...]
    plan_ref: Code


class AgreementSigned(Entered):
    """Record an agreement of several parties (RES-BJ-02).

    Attributes:
        parties: codes of those who signed.
        agreement_ref: where the document lies.
    """

    TOPIC: ClassVar[str] = "AgreementSigned"
    NAME: ClassVar[str] = "sign_agreement"

    parties: tuple[Code, ...]
    agreement_ref: Code


class PetitionRecorded(Entered):
    """Record that residents petitioned; what caused it is found by a person (PET-SA-01).

    Attributes:
        estate: code of the estate whose residents did.
        group: whether they came as a group.
        destination: whom they went to; None: not known.
        petition_ref: where the document lies.
    """

    TOPIC: ClassVar[str] = "PetitionRecorded"
    NAME: ClassVar[str] = "record_petition"

    estate: Code | None = None
    group: bool = False
    destination: Code | None = None
    petition_ref: Code


class RentalGraded(Entered):
    """Grade a rented home by the pack's classes (HSE-BJ-01).

    Attributes:
        dwelling: code of the home.
        rental_class: class of the pack.
    """

    TOPIC: ClassVar[str] = "RentalGraded"
    NAME: ClassVar[str] = "grade_rental"

    dwelling: Code
    rental_class: Code


class DepartmentEvaluated(Entered):
    """Record how residents judged a department or a utility (SAT-BZ-01, SAT-BZ-09).

    Attributes:
        utility: which utility, a word of the pack; None: a department is judged.
        grade: what they said in a word.
        meeting: code of the meeting in which they said it.
        dept: code of the department; None: a utility is judged.
        half: which half of the year, 1 or 2.
        score: what they said as a figure.
        voters: how many of them said so.
    """

    TOPIC: ClassVar[str] = "DepartmentEvaluated"
    NAME: ClassVar[str] = "evaluate_department"

    utility: Code | None = None
    grade: Code | None = None
    meeting: Code | None = None
    dept: Code | None = None
    half: int | None = Field(default=None, ge=1, le=2)
    score: Annotated[Decimal, Exactly(whole=6, places=2)] | None = None
    voters: AtLeastOne | None = None


class PlanFiled(Entered):
    """File a plan; of visits to somebody it says how often (MEM-BZ-03, CAD-QY-01, RHY-BZ-02).

    Attributes:
        plan: what sort of plan.
        due_on: local day by which it is to be carried out.
        plan_ref: where the document lies.
        subject_ref: pseudonymous id of the person or household it is for.
        each: how often, for a plan that recurs; None: it is over, or does not recur.
        subject: code of what the plan is of, such as a new estate (PRP-CY-04).
        gate: code of the gate that was passed for it.
    """

    TOPIC: ClassVar[str] = "PlanFiled"
    NAME: ClassVar[str] = "file_plan"

    plan: Code
    due_on: date | None = None
    plan_ref: Code
    subject_ref: PersonRef | None = None
    each: Period | None = None
    subject: Code | None = None
    gate: Code | None = None


class NoticeCirculated(Entered):
    """Circulate the result of an inspection, or a warning (PUB-DG-01).

    Attributes:
        kind: what it is about, a word of the pack.
        inspected_on: local day of what it is about.
        notice_ref: where the document lies.
    """

    TOPIC: ClassVar[str] = "NoticeCirculated"
    NAME: ClassVar[str] = "circulate_notice"

    kind: Code
    inspected_on: date | None = None
    notice_ref: Code


class TeamAnalysisDone(Entered):
    """Record that the leading team of a body was looked at (ORG-QY-04).

    Attributes:
        analysis_ref: where the document lies.
    """

    TOPIC: ClassVar[str] = "TeamAnalysisDone"
    NAME: ClassVar[str] = "analyse_team"

    analysis_ref: Code
