"""Every plain fact that can be put on record, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.facts.culture import AwardNominated, TrainingAttended
from domain.facts.duties import (
    DutyCheckDone,
    DutyRostered,
    DutyTriggered,
    MenuItemAdded,
)
from domain.facts.entered import Entered
from domain.facts.governance import (
    AgreementSigned,
    DepartmentEvaluated,
    EmergencyPlanAdopted,
    EvaluationSuggested,
    NoticeCirculated,
    PetitionRecorded,
    PlanFiled,
    RentalGraded,
    TeamAnalysisDone,
)
from domain.facts.honours import (
    BenefitStarted,
    BenefitStopped,
    CommendationRecorded,
    HealthCheckDone,
    ModelSiteNamed,
    PayGradeRaised,
    StarGraded,
)
from domain.facts.people import ExpertAppointed, MemberStatusRecorded
from domain.facts.work import (
    ActivityHeld,
    CameraConnected,
    FacilityRegistered,
    LedgerEntryRecorded,
    PopulationDataUpdated,
    RhythmEntryRecorded,
    RosterFiled,
    VisitRecorded,
)

FACTS: Final[Mapping[str, type[Entered]]] = {
    fact.TOPIC: fact
    for fact in (
        ActivityHeld,
        AgreementSigned,
        AwardNominated,
        BenefitStarted,
        BenefitStopped,
        CameraConnected,
        CommendationRecorded,
        DepartmentEvaluated,
        DutyCheckDone,
        DutyRostered,
        DutyTriggered,
        EmergencyPlanAdopted,
        EvaluationSuggested,
        ExpertAppointed,
        FacilityRegistered,
        HealthCheckDone,
        MemberStatusRecorded,
        MenuItemAdded,
        ModelSiteNamed,
        NoticeCirculated,
        PetitionRecorded,
        PayGradeRaised,
        PlanFiled,
        PopulationDataUpdated,
        RentalGraded,
        LedgerEntryRecorded,
        RhythmEntryRecorded,
        RosterFiled,
        StarGraded,
        TeamAnalysisDone,
        TrainingAttended,
        VisitRecorded,
    )
}
"""By catalogue name."""
