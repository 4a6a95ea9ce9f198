"""Everything that can be done to bodies and to what bodies do, one line each."""

from __future__ import annotations

from application.use_cases.organisation.adjust_boundary import AdjustBoundary
from application.use_cases.organisation.adjust_community import AdjustCommunity
from application.use_cases.organisation.appoint_branch import AppointBranch
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.assign_duty import AssignDuty
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.decide_founding import DecideFounding
from application.use_cases.organisation.decide_upgrade import DecideUpgrade
from application.use_cases.organisation.define_community import DefineCommunity
from application.use_cases.organisation.define_shared_community import DefineSharedCommunity
from application.use_cases.organisation.dissolve_org_unit import DissolveOrgUnit
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.hire_staff import HireStaff
from application.use_cases.organisation.inspect_plates import InspectPlates
from application.use_cases.organisation.link_leader import LinkLeader
from application.use_cases.organisation.merge_grid import MergeGrid
from application.use_cases.organisation.merge_org_unit import MergeOrgUnit
from application.use_cases.organisation.name_safe_site import NameSafeSite
from application.use_cases.organisation.oversight.catalogue import OVERSIGHT_COMMANDS
from application.use_cases.organisation.propose_branch import ProposeBranch
from application.use_cases.organisation.propose_upgrade import ProposeUpgrade
from application.use_cases.organisation.record_headcount import RecordHeadcount
from application.use_cases.organisation.record_housing_occupancy import RecordHousingOccupancy
from application.use_cases.organisation.record_member_activity import RecordMemberActivity
from application.use_cases.organisation.records.entering import RECORD_COMMANDS
from application.use_cases.organisation.release_from_grid import ReleaseFromGrid
from application.use_cases.organisation.report_member import ReportMember
from application.use_cases.organisation.set_estate_class import SetEstateClass
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.organisation.vet_branch import VetBranch

ORGANISATION_COMMANDS: dict[str, type[OrganisationCommand]] = {
    command.NAME: command
    for command in (
        AdjustBoundary,
        AdjustCommunity,
        AppointBranch,
        AppointPost,
        AssignDuty,
        DecideFounding,
        DecideUpgrade,
        DefineCommunity,
        DefineSharedCommunity,
        DissolveOrgUnit,
        FoundOrgUnit,
        HireStaff,
        InspectPlates,
        LinkLeader,
        MergeGrid,
        MergeOrgUnit,
        NameSafeSite,
        ProposeBranch,
        ProposeUpgrade,
        RecordHeadcount,
        RecordHousingOccupancy,
        RecordMemberActivity,
        ReleaseFromGrid,
        ReportMember,
        SetEstateClass,
        StaffGrid,
        VacatePost,
        VetBranch,
    )
} | {command.NAME: command for command in (*OVERSIGHT_COMMANDS, *RECORD_COMMANDS)}
"""By name."""
