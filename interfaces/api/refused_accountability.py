"""Which refusals the commands to files of accountability can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain.accountability import errors as file
from domain.honours import errors as honours
from domain.kernel import DomainError
from domain.organisation.errors import DateInFuture
from domain.oversight import errors as oversight
from domain.oversight.errors import CodeIsTaken
from domain.required import PolicySilent, ReasonMissing

Refusals = tuple[type[DomainError], ...]

_CAUSE: Final[Refusals] = (
    BodyNotFound,
    CodeIsTaken,
    file.EvidenceMissing,
    file.EvidenceLeftOut,
    file.EvidenceUnknown,
    file.StepNotInChain,
    file.StepTooEarly,
    file.TriggerUndefined,
)
_BEGINS: Final[Refusals] = (*_CAUSE, file.OwnPeople, file.StepIsAnothers)
_APART: Final[Refusals] = (
    file.AppealWaits,
    file.FileIsClosed,
    file.FileNotFound,
    file.OwnPeople,
    file.StepIsAnothers,
    file.TriggerUndefined,
)
_STEP: Final[Refusals] = (
    *_APART,
    file.StepIsTaken,
    file.StepNotInChain,
    file.StepTooEarly,
)

OF_ACCOUNTABILITY: Final[Mapping[str, Refusals]] = {
    "trigger_interview": _CAUSE,
    "record_finding": (*_BEGINS, file.GroundUnknown),
    "record_criticism": _BEGINS,
    "record_violation": _BEGINS,
    "hold_to_account": (*_BEGINS, file.GroundUnknown),
    "ask_for_penalty": _BEGINS,
    "open_accountability": (*_STEP, file.EvidenceLeftOut, file.EvidenceUnknown, file.GroundUnknown),
    "refer_penalty": (*_STEP, file.EvidenceLeftOut, file.EvidenceUnknown),
    "hold_interview": (*_STEP, file.MinutesMissing, file.TalkOutOfTime),
    "issue_admonition": _STEP,
    "propose_measure": (*_STEP, PolicySilent, file.MeasureUnknown, file.ProposalWaits),
    "decide_measure": (
        *_APART,
        PolicySilent,
        file.FinderDecides,
        file.NothingProposed,
        file.SamePersonTwice,
    ),
    "circulate_decision": (*_STEP, DateInFuture),
    "appeal": (
        PolicySilent,
        ReasonMissing,
        file.AppealWaits,
        file.FileIsClosed,
        file.FileNotFound,
        file.NothingToAppeal,
        file.NotTheirs,
        file.TriggerUndefined,
    ),
    "grant_reward": (
        BodyNotFound,
        ReasonMissing,
        file.EvidenceLeftOut,
        file.EvidenceUnknown,
        file.FinderDecides,
        file.SamePersonTwice,
        oversight.GateIsBlocked,
        oversight.GateNotFound,
        honours.BasisMissing,
        honours.ConflictsChanged,
        honours.FilesUnread,
        honours.OpinionIsOlder,
        honours.RewardInConflict,
        honours.RewardIsGranted,
        honours.RewardUndefined,
        honours.TargetNotOfReward,
    ),
    "answer_appeal": (
        file.FileNotFound,
        file.FinderDecides,
        file.NothingToAppeal,
        file.OwnPeople,
        file.StepIsAnothers,
        file.TriggerUndefined,
    ),
}
"""By command."""
