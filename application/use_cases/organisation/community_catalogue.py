"""Commands to communities, branches and members, and about who is elected, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.adjust_community import AdjustCommunity
from application.use_cases.organisation.announce_staff_exit import AnnounceStaffExit
from application.use_cases.organisation.appoint_branch import AppointBranch
from application.use_cases.organisation.appoint_part_time_member import AppointPartTimeMember
from application.use_cases.organisation.assign_first_secretary import AssignFirstSecretary
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.decide_founding import DecideFounding
from application.use_cases.organisation.decide_upgrade import DecideUpgrade
from application.use_cases.organisation.define_community import DefineCommunity
from application.use_cases.organisation.define_shared_community import DefineSharedCommunity
from application.use_cases.organisation.elect_committee import ElectCommittee
from application.use_cases.organisation.elect_head import ElectHead
from application.use_cases.organisation.elect_team import ElectTeam
from application.use_cases.organisation.form_sub_committee import FormSubCommittee
from application.use_cases.organisation.hire_staff import HireStaff
from application.use_cases.organisation.inspect_plates import InspectPlates
from application.use_cases.organisation.insure_staff import InsureStaff
from application.use_cases.organisation.name_safe_site import NameSafeSite
from application.use_cases.organisation.propose_branch import ProposeBranch
from application.use_cases.organisation.propose_upgrade import ProposeUpgrade
from application.use_cases.organisation.record_branch_activity import RecordBranchActivity
from application.use_cases.organisation.record_headcount import RecordHeadcount
from application.use_cases.organisation.record_housing_occupancy import RecordHousingOccupancy
from application.use_cases.organisation.record_member_activity import RecordMemberActivity
from application.use_cases.organisation.record_member_points import RecordMemberPoints
from application.use_cases.organisation.register_talent import RegisterTalent
from application.use_cases.organisation.report_member import ReportMember
from application.use_cases.organisation.set_estate_class import SetEstateClass
from application.use_cases.organisation.take_on_housing import TakeOnHousing
from application.use_cases.organisation.vet_branch import VetBranch

COMMUNITY_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    AdjustCommunity,
    AnnounceStaffExit,
    InsureStaff,
    AppointBranch,
    AppointPartTimeMember,
    AssignFirstSecretary,
    DecideFounding,
    DecideUpgrade,
    DefineCommunity,
    DefineSharedCommunity,
    ElectCommittee,
    ElectHead,
    ElectTeam,
    FormSubCommittee,
    HireStaff,
    InspectPlates,
    NameSafeSite,
    ProposeBranch,
    ProposeUpgrade,
    RecordBranchActivity,
    RecordHeadcount,
    RecordHousingOccupancy,
    RecordMemberActivity,
    RecordMemberPoints,
    RegisterTalent,
    ReportMember,
    SetEstateClass,
    TakeOnHousing,
    VetBranch,
)
