"""Everything that can be done to bodies and to what bodies do, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.use_cases.organisation.accountability.catalogue import ACCOUNTABILITY_COMMANDS
from application.use_cases.organisation.add_station_member import AddStationMember
from application.use_cases.organisation.adjust_boundary import AdjustBoundary
from application.use_cases.organisation.affairs.catalogue import AFFAIRS_COMMANDS
from application.use_cases.organisation.appoint_cross_post import AppointCrossPost
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.assessments.catalogue import ASSESSMENT_COMMANDS
from application.use_cases.organisation.assign_duty import AssignDuty
from application.use_cases.organisation.assign_rotating_chair import AssignRotatingChair
from application.use_cases.organisation.assign_work_item import AssignWorkItem
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.community_catalogue import COMMUNITY_COMMANDS
from application.use_cases.organisation.dissolve_org_unit import DissolveOrgUnit
from application.use_cases.organisation.form_joint_team import FormJointTeam
from application.use_cases.organisation.form_leading_group import FormLeadingGroup
from application.use_cases.organisation.form_sub_team import FormSubTeam
from application.use_cases.organisation.form_team import FormTeam
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.found_station import FoundStation
from application.use_cases.organisation.health.contracts import HEALTH_COMMANDS
from application.use_cases.organisation.issue_kit import IssueKit
from application.use_cases.organisation.link_leader import LinkLeader
from application.use_cases.organisation.mediation.catalogue import MEDIATION_COMMANDS
from application.use_cases.organisation.meetings.catalogue import MEETING_COMMANDS
from application.use_cases.organisation.merge_grid import MergeGrid
from application.use_cases.organisation.merge_org_unit import MergeOrgUnit
from application.use_cases.organisation.oversight.catalogue import OVERSIGHT_COMMANDS
from application.use_cases.organisation.points.catalogue import POINTS_COMMANDS
from application.use_cases.organisation.post_grid_board import PostGridBoard
from application.use_cases.organisation.property.catalogue import PROPERTY_COMMANDS
from application.use_cases.organisation.rebind import REBINDING_COMMANDS
from application.use_cases.organisation.records.entering import RECORD_COMMANDS
from application.use_cases.organisation.release_from_grid import ReleaseFromGrid
from application.use_cases.organisation.report_milestone import ReportMilestone
from application.use_cases.organisation.rewards.catalogue import REWARD_COMMANDS
from application.use_cases.organisation.send_support import SendSupport
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.organisation.surveys.catalogue import SURVEY_COMMANDS
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.organisation.volunteers.catalogue import VOLUNTEER_COMMANDS

_BODIES: Final[tuple[type[OrganisationCommand], ...]] = (
    AddStationMember,
    AdjustBoundary,
    AppointCrossPost,
    AppointPost,
    AssignDuty,
    AssignRotatingChair,
    AssignWorkItem,
    DissolveOrgUnit,
    FormJointTeam,
    FormTeam,
    FormLeadingGroup,
    FormSubTeam,
    FoundOrgUnit,
    FoundStation,
    IssueKit,
    LinkLeader,
    MergeGrid,
    MergeOrgUnit,
    PostGridBoard,
    ReleaseFromGrid,
    ReportMilestone,
    SendSupport,
    StaffGrid,
    VacatePost,
)
_ALL: Final[tuple[type[OrganisationCommand], ...]] = (
    *_BODIES,
    *ACCOUNTABILITY_COMMANDS,
    *AFFAIRS_COMMANDS,
    *ASSESSMENT_COMMANDS,
    *COMMUNITY_COMMANDS,
    *HEALTH_COMMANDS,
    *MEDIATION_COMMANDS,
    *MEETING_COMMANDS,
    *OVERSIGHT_COMMANDS,
    *POINTS_COMMANDS,
    *PROPERTY_COMMANDS,
    *REBINDING_COMMANDS,
    *RECORD_COMMANDS,
    *REWARD_COMMANDS,
    *SURVEY_COMMANDS,
    *VOLUNTEER_COMMANDS,
)

ORGANISATION_COMMANDS: Final[Mapping[str, type[OrganisationCommand]]] = {
    command.NAME: command for command in _ALL
}
"""Commands to all that is no case, by name."""
