"""Everything that can be done to meetings, one line each."""

from __future__ import annotations

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.meetings.check_quorum import CheckQuorum
from application.use_cases.organisation.meetings.convene_meeting import ConveneMeeting
from application.use_cases.organisation.meetings.copy_result import CopyResult
from application.use_cases.organisation.meetings.deliver_report import DeliverReport
from application.use_cases.organisation.meetings.evaluate_committee import EvaluateCommittee
from application.use_cases.organisation.meetings.file_minutes import FileMinutes
from application.use_cases.organisation.meetings.hand_over_decision import HandOverDecision
from application.use_cases.organisation.meetings.hold_meeting import HoldMeeting
from application.use_cases.organisation.meetings.publish_outcome import PublishOutcome
from application.use_cases.organisation.meetings.record_survey import RecordSurvey
from application.use_cases.organisation.meetings.refer_to_assembly import ReferToAssembly
from application.use_cases.organisation.meetings.request_meeting import RequestMeeting
from application.use_cases.organisation.meetings.solicit_opinions import SolicitOpinions
from application.use_cases.organisation.meetings.take_vote import TakeVote

MEETING_COMMANDS: tuple[type[OrganisationCommand], ...] = (
    CheckQuorum,
    ConveneMeeting,
    CopyResult,
    DeliverReport,
    EvaluateCommittee,
    FileMinutes,
    HandOverDecision,
    HoldMeeting,
    PublishOutcome,
    RecordSurvey,
    ReferToAssembly,
    RequestMeeting,
    SolicitOpinions,
    TakeVote,
)
"""Commands to meetings."""
