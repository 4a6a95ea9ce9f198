"""Every plain fact that can be put on record, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.facts.culture import ActivityHeld, AwardNominated, TrainingAttended
from domain.facts.duties import (
    DutyCheckDone,
    DutyRostered,
    DutyTriggered,
    MenuItemAdded,
    VisitRecorded,
)
from domain.facts.governance import (
    AgreementSigned,
    CameraConnected,
    DepartmentEvaluated,
    EmergencyPlanAdopted,
    EvaluationSuggested,
    NoticeCirculated,
    PlanFiled,
    PopulationDataUpdated,
    RentalGraded,
)
from domain.facts.people import ExpertAppointed, MemberStatusRecorded
from domain.facts.recorded import Recorded

FACTS: Final[Mapping[str, type[Recorded]]] = {
    fact.TOPIC: fact
    for fact in (
        ActivityHeld,
        AgreementSigned,
        AwardNominated,
        CameraConnected,
        DepartmentEvaluated,
        DutyCheckDone,
        DutyRostered,
        DutyTriggered,
        EmergencyPlanAdopted,
        EvaluationSuggested,
        ExpertAppointed,
        MemberStatusRecorded,
        MenuItemAdded,
        NoticeCirculated,
        PlanFiled,
        PopulationDataUpdated,
        RentalGraded,
        TrainingAttended,
        VisitRecorded,
    )
}
"""By catalogue name."""
