"""Which refusals the commands to gates, orders, inspections, targets and books can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound, EventNotFound
from domain import corrections
from domain.accountability import errors as file
from domain.assessments.errors import ScoreOffScale
from domain.facts.catalogue import FACTS
from domain.honours import errors as honours
from domain.kernel import DomainError
from domain.organisation.errors import DateInFuture
from domain.oversight import errors as oversight
from domain.party_branches.errors import MemberHasNotReported
from domain.property.errors import EstateNotFound
from domain.records import errors as record
from domain.required import PolicySilent
from domain.surveys import errors as survey

Refusals = tuple[type[DomainError], ...]

_BEGINS: Final[Refusals] = (BodyNotFound, oversight.CodeIsTaken)
_ORDER: Final[Refusals] = (oversight.RectificationNotFound, oversight.RectificationIsAccepted)
_RECORD: Final[Refusals] = (
    BodyNotFound,
    DateInFuture,
    oversight.GateIsBlocked,
    oversight.GateNotFound,
    MemberHasNotReported,
    record.FieldMissing,
    record.EnteredAlready,
    record.EnteredByAnother,
    record.RecordUndefined,
    record.TooFew,
    record.WordsUndefined,
    record.WordUnknown,
)
_CORRECTION: Final[Refusals] = (
    DateInFuture,
    record.FieldMissing,
    record.RecordUndefined,
    record.TooFew,
    record.WordsUndefined,
    record.WordUnknown,
)

_SEEN: Final[Refusals] = (
    ScoreOffScale,
    oversight.SurveyIsAnothers,
    survey.AnswersInsufficient,
    survey.SurveyNotClosed,
    survey.SurveyNotFound,
)

OF_OVERSIGHT: Final[Mapping[str, Refusals]] = {
    "request_gate": (*_BEGINS, oversight.GateUndefined, oversight.MatterNotGuarded),
    "give_opinion": (
        oversight.GateNotFound,
        oversight.GateIsAnswered,
        oversight.OpinionNotAsked,
    ),
    "order_rectification": (
        *_BEGINS,
        EstateNotFound,
        file.AppealWaits,
        file.FileIsClosed,
        file.FileNotFound,
        file.OwnPeople,
        file.StepNotInChain,
        file.TriggerUndefined,
        oversight.DefectsMissing,
        oversight.RectificationDateInPast,
    ),
    "submit_rectification": (*_ORDER, oversight.RectificationIsSubmitted),
    "accept_rectification": (*_ORDER, oversight.RectificationNotSubmitted),
    "refuse_rectification": (*_ORDER, oversight.RectificationNotSubmitted),
    "record_inspection": (
        *_BEGINS,
        oversight.ChainNotJudged,
        oversight.DefectsMissing,
        oversight.DefectUnknown,
        oversight.InspectionUndefined,
        oversight.InspectorsMissing,
        oversight.RectificationDateInPast,
        oversight.RectificationDateMissing,
        oversight.RatesMissing,
        oversight.SurveyIsAnothers,
        survey.AnswersInsufficient,
        survey.SurveyNotClosed,
        survey.SurveyNotFound,
    ),
    "record_supervision": (*_BEGINS, oversight.InspectionUndefined, *_SEEN),
    "complete_supervision": (
        oversight.SupervisionIsComplete,
        oversight.SupervisionNotFound,
        *_SEEN,
    ),
    "fix_defect": (oversight.InspectionNotFound, oversight.DefectUnknown),
    "set_target": (*_BEGINS, oversight.TargetIsJudged, oversight.TargetUndefined),
    "count_target": (
        oversight.TargetNotFound,
        oversight.TargetIsJudged,
    ),
    **{fact.NAME: _RECORD for fact in FACTS.values()},
    "correct_record": (
        *_CORRECTION,
        EventNotFound,
        corrections.CorrectionRefused,
        corrections.NothingToCorrect,
    ),
    "raise_pay_grade": (
        *_RECORD,
        PolicySilent,
        honours.RaiseAfterTerm,
        honours.RaiseNotEarned,
    ),
    "start_benefit": (
        *_RECORD,
        PolicySilent,
        file.EvidenceUnknown,
        honours.BasisMissing,
        honours.BenefitRuns,
    ),
    "stop_benefit": (*_RECORD, PolicySilent, honours.BenefitDoesNotRun),
}
"""By command."""
