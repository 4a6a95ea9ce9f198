"""Everything that can be done to a case, one line each."""

from __future__ import annotations

from application.use_cases.cases.accept_case import AcceptCase
from application.use_cases.cases.answer_hand_over import AnswerHandOver
from application.use_cases.cases.apply_access import ApplyAccess
from application.use_cases.cases.approve_access import ApproveAccess
from application.use_cases.cases.blow_whistle import BlowWhistle
from application.use_cases.cases.close_case import CloseCase
from application.use_cases.cases.convene_site_meeting import ConveneSiteMeeting
from application.use_cases.cases.correct_event import CorrectEvent
from application.use_cases.cases.decide_exclusion import DecideExclusion
from application.use_cases.cases.decide_stop_clock import DecideStopClock
from application.use_cases.cases.delegate_to_station import DelegateToStation
from application.use_cases.cases.draw_up_four_lists import DrawUpFourLists
from application.use_cases.cases.escalate_to_city import EscalateToCity
from application.use_cases.cases.escalate_to_district import EscalateToDistrict
from application.use_cases.cases.find_dispute import FindDispute
from application.use_cases.cases.give_feedback import GiveFeedback
from application.use_cases.cases.hand_over_case import HandOverCase
from application.use_cases.cases.hold_site_meeting import HoldSiteMeeting
from application.use_cases.cases.hold_special_meeting import HoldSpecialMeeting
from application.use_cases.cases.inform_reporter import InformReporter
from application.use_cases.cases.issue_urge import IssueUrge
from application.use_cases.cases.mark_due import MarkDue
from application.use_cases.cases.merge_case import MergeCase
from application.use_cases.cases.note_follow_up import NoteFollowUp
from application.use_cases.cases.publish_access import PublishAccess
from application.use_cases.cases.raise_early_warning import RaiseEarlyWarning
from application.use_cases.cases.rate_case import RateCase
from application.use_cases.cases.reassign_lead import ReassignLead
from application.use_cases.cases.rebind_pack import RebindPack
from application.use_cases.cases.recalculate_deadlines import RecalculateDeadlines
from application.use_cases.cases.record_serious_event import RecordSeriousEvent
from application.use_cases.cases.refuse_access import RefuseAccess
from application.use_cases.cases.refuse_close_out import RefuseCloseOut
from application.use_cases.cases.reject_case import RejectCase
from application.use_cases.cases.remind_follow_up import RemindFollowUp
from application.use_cases.cases.reopen_case import ReopenCase
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.cases.report_emergency import ReportEmergency
from application.use_cases.cases.report_resolution import ReportResolution
from application.use_cases.cases.report_result_to_head import ReportResultToHead
from application.use_cases.cases.request_exclusion import RequestExclusion
from application.use_cases.cases.request_stop_clock import RequestStopClock
from application.use_cases.cases.resume_clock import ResumeClock
from application.use_cases.cases.return_case import ReturnCase
from application.use_cases.cases.revise_four_lists import ReviseFourLists
from application.use_cases.cases.route_case import RouteCase
from application.use_cases.cases.table_case_at_dispatch import TableCaseAtDispatch
from application.use_cases.cases.triage_case import TriageCase
from application.use_cases.cases.upload_case import UploadCase
from application.use_cases.cases.withdraw_case import WithdrawCase
from application.use_cases.command import CaseCommand

CASE_COMMANDS: dict[str, type[CaseCommand]] = {
    command.NAME: command
    for command in (
        AcceptCase,
        AnswerHandOver,
        ApplyAccess,
        ApproveAccess,
        BlowWhistle,
        CloseCase,
        ConveneSiteMeeting,
        CorrectEvent,
        DecideExclusion,
        DecideStopClock,
        DelegateToStation,
        DrawUpFourLists,
        EscalateToCity,
        EscalateToDistrict,
        FindDispute,
        GiveFeedback,
        HandOverCase,
        HoldSiteMeeting,
        HoldSpecialMeeting,
        InformReporter,
        IssueUrge,
        MarkDue,
        MergeCase,
        NoteFollowUp,
        PublishAccess,
        RaiseEarlyWarning,
        RateCase,
        ReassignLead,
        RebindPack,
        RecalculateDeadlines,
        RecordSeriousEvent,
        RefuseAccess,
        RefuseCloseOut,
        RejectCase,
        RemindFollowUp,
        ReopenCase,
        ReportEmergency,
        ReportResolution,
        ReportResultToHead,
        RequestExclusion,
        RequestStopClock,
        ResumeClock,
        ReturnCase,
        ReviseFourLists,
        RouteCase,
        TableCaseAtDispatch,
        TriageCase,
        UploadCase,
        WithdrawCase,
    )
}
"""Commands to an existing case, by name; ``ReportCase`` starts one."""

__all__ = [
    "CASE_COMMANDS",
    "AcceptCase",
    "AnswerHandOver",
    "ApplyAccess",
    "ApproveAccess",
    "BlowWhistle",
    "CloseCase",
    "ConveneSiteMeeting",
    "CorrectEvent",
    "DecideExclusion",
    "DecideStopClock",
    "DelegateToStation",
    "DrawUpFourLists",
    "EscalateToCity",
    "EscalateToDistrict",
    "FindDispute",
    "GiveFeedback",
    "HandOverCase",
    "HoldSiteMeeting",
    "HoldSpecialMeeting",
    "InformReporter",
    "IssueUrge",
    "MarkDue",
    "MergeCase",
    "NoteFollowUp",
    "PublishAccess",
    "RaiseEarlyWarning",
    "RateCase",
    "ReassignLead",
    "RebindPack",
    "RecalculateDeadlines",
    "RecordSeriousEvent",
    "RefuseAccess",
    "RefuseCloseOut",
    "RejectCase",
    "RemindFollowUp",
    "ReopenCase",
    "ReportCase",
    "ReportEmergency",
    "ReportResolution",
    "ReportResultToHead",
    "RequestExclusion",
    "RequestStopClock",
    "ResumeClock",
    "ReturnCase",
    "ReviseFourLists",
    "RouteCase",
    "TableCaseAtDispatch",
    "TriageCase",
    "UploadCase",
    "WithdrawCase",
]
