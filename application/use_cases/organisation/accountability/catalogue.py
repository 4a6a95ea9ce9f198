"""Every command to files of accountability, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.accountability.decisions import (
    AnswerAppeal,
    Appeal,
    DecideMeasure,
    ProposeMeasure,
)
from application.use_cases.organisation.accountability.findings import (
    AskForPenalty,
    HoldToAccount,
    OpenAccountability,
    RecordCriticism,
    RecordFinding,
    RecordViolation,
    ReferPenalty,
)
from application.use_cases.organisation.accountability.talks import (
    CirculateDecision,
    HoldInterview,
    IssueAdmonition,
)
from application.use_cases.organisation.accountability.trigger_interview import TriggerInterview
from application.use_cases.organisation.command import OrganisationCommand

ACCOUNTABILITY_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    AnswerAppeal,
    Appeal,
    AskForPenalty,
    CirculateDecision,
    DecideMeasure,
    HoldInterview,
    HoldToAccount,
    IssueAdmonition,
    OpenAccountability,
    ProposeMeasure,
    RecordCriticism,
    RecordFinding,
    RecordViolation,
    ReferPenalty,
    TriggerInterview,
)
