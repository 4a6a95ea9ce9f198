"""Bodies of the commands of one whole story, as a console would send them (rulebook W-1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi.openapi.models import Example

from interfaces.api.examples_accountability import ACCOUNTABILITY
from interfaces.api.examples_oversight import OVERSIGHT, RECORDS
from interfaces.api.examples_points import POINTS
from interfaces.api.examples_property import PROPERTY
from interfaces.api.examples_services import SERVICES
from interfaces.api.examples_surveys import ASSESSMENTS, SURVEYS
from interfaces.api.meeting_examples import AFFAIRS, MEETINGS

STORY: Final[Mapping[str, Mapping[str, Any]]] = {
    "report_case": {
        "kind": "WHISTLE",
        "grid": "g12",
        "category": "drainage",
        "source": "VISIT",
        "text": "The drain in front of building 3 floods the entrance after every rain.",
    },
    "upload_case": {"platform_no": "2021-0910-017"},
    "triage_case": {"category": "drainage", "severity": "SERIOUS", "competent_level": "DISTRICT"},
    "draw_up_four_lists": {
        "problem": "A blocked drain floods the entrance of building 3.",
        "task": "Clear the drain and repair the broken section.",
        "standard": "No standing water an hour after rain.",
        "responsible_person": "uma",
        "responsible_unit": "u1",
        "due_on": "2021-10-20",
        "meeting_id": "dispatch-2021-09",
    },
    "blow_whistle": {"grade": "COMMON", "responsible_person": "uma", "due_on": "2021-10-20"},
    "escalate_to_district": {
        "mode": "MULTI",
        "units": ["u1", "u2"],
        "beyond_street_reason": "The main drain belongs to the district's network.",
    },
    "accept_case": {"unit": "u1"},
    "give_feedback": {"content": "The drain was inspected; the pipe is broken in two places."},
    "convene_site_meeting": {
        "meeting_id": "site-2021-09-30",
        "place": "Building 3",
        "at": "2021-09-30T09:00:00+08:00",
    },
    "hold_site_meeting": {
        "meeting_id": "site-2021-09-30",
        "attended_units": ["street", "c1", "u1", "u2"],
        "ways": "Both units dig on the same day.",
        "methods": "Replace the pipe by a wider one.",
        "guarantees": "The street keeps the lane closed.",
        "minutes_ref": "minutes-2021-09-30",
    },
    "report_resolution": {"measures": "The pipe was replaced and tested under load."},
    "refuse_close_out": {"reasons": ["Water still stands at the second entrance."]},
    "report_result_to_head": {"result": "Both entrances stay dry; the residents are content."},
    "close_case": {"verification": "Inspected after heavy rain; no standing water."},
    "rate_case": {"score": 5, "comment": "Quick and tidy."},
}
"""By command."""


FURTHER: Final[Mapping[str, Mapping[str, Any]]] = {
    "answer_hand_over": {"taken": True},
    "apply_access": {"dept": "u1", "matter": "survey", "funds_fen": 500_000, "staff": 2},
    "approve_access": {"reason": "The work and its funds belong together."},
    "correct_event": {"version": 3, "field": "category", "new": "street_light"},
    "decide_exclusion": {"approved": True, "opinion": "The demand has no ground in law."},
    "decide_stop_clock": {"approved": True, "opinion": "The material is on its way."},
    "delegate_to_station": {
        "from_unit": "u1",
        "station": "c1",
        "responsible_unit": "u1",
        "matter": "drain-inspection",
        "funds_fen": 200_000,
    },
    "escalate_to_city": {
        "city_unit": "city-water",
        "district_lead_unit": "u1",
        "reason": "The main belongs to the city.",
    },
    "find_dispute": {"reason": "Found on the round of the third quarter."},
    "hand_over_case": {"to": "vic"},
    "hold_special_meeting": {
        "matter": "The wall leans over the lane.",
        "plan": "Prop it and close the lane today.",
    },
    "inform_reporter": {"result": "The pipe was replaced.", "channel": "PHONE"},
    "issue_urge": {"unit": "u2"},
    "merge_case": {"into": "0f6f3e52-7a51-5d0e-9a55-3a1f0c2b84d1"},
    "note_follow_up": {"note": "The digger is on site."},
    "publish_access": {"published_on": "2021-10-08"},
    "rebind_pack": {
        "pack": "daguan@2021.1",
        "reason": "The leading group adopted the revised plan for what is under way.",
    },
    "raise_early_warning": {"level": "COLLECTIVE_PETITION"},
    "reassign_lead": {"new_lead": "u2"},
    "report_emergency": {"kind": "ACCIDENT"},
    "record_serious_event": {"kind": "MASS_INCIDENT"},
    "refuse_access": {"reason": "The funds are not secured."},
    "reject_case": {"reason": "Neither place nor matter can be made out."},
    "reopen_case": {"reason": "Water stands again.", "due_on": "2021-11-05"},
    "request_exclusion": {"ground": "UNREASONABLE", "reason": "It asks for a neighbour's land."},
    "request_stop_clock": {"ground": "MATERIAL", "reason": "Pipes are not in stock."},
    "resume_clock": {"reason": "The pipes have arrived."},
    "return_case": {"unit": "u2", "reason": "The pipe is not on its duty list."},
    "revise_four_lists": {"due_on": "2021-10-27", "reason": "A second break was found."},
    "route_case": {"mode": "SELF", "level": "STREET", "units": ["street"], "due_on": "2021-10-20"},
    "table_case_at_dispatch": {"meeting_id": "dispatch-2021-09"},
    "withdraw_case": {"reason": "Reported by mistake."},
}
"""By command: those to a case that the story does not need."""

ORGANISATION: Final[Mapping[str, Mapping[str, Any]]] = {
    "found_org_unit": {
        "code": "g13",
        "level": "GRID",
        "tree": "organisation",
        "parent": "c1",
        "is_grid": True,
        "places": ["BUILDING-3"],
        "buildings": ["BUILDING-3"],
    },
    "adjust_boundary": {
        "area": {"ring": [[117.0, 30.5], [117.1, 30.5], [117.1, 30.6]]},
        "places": ["BUILDING-3"],
        "buildings": ["BUILDING-3"],
    },
    "appoint_post": {
        "post": "station_deputy",
        "person_ref": "bo",
        "from_on": "2021-09-01",
        "basis": "notice 2021-17",
    },
    "add_station_member": {
        "person_ref": "mei",
        "category": "NON_PUBLIC",
        "from_on": "2021-09-01",
        "basis": "notice 2021-18",
    },
    "appoint_cross_post": {"from_org": "pc1", "person_ref": "wei", "from_on": "2021-09-01"},
    "assign_rotating_chair": {"member": "m7", "term": "2021Q3"},
    "assign_work_item": {"no": 1, "lead": ["party_office"], "participants": ["c1"]},
    "form_joint_team": {
        "team": "joint_patrol",
        "on": "2021-09-01",
        "parts": ["COMMUNITY_POLICE_OFFICER", "GRID_MEMBER"],
    },
    "form_team": {"team": "CULTURAL_CLUB", "code": "club-1", "estate": "e1", "on": "2021-05-08"},
    "form_leading_group": {"code": "lg", "works_for": "top", "formed_on": "2021-02-01"},
    "form_sub_team": {"team": "drains", "members": ["mei"], "formed_on": "2021-09-01"},
    "found_station": {
        "code": "s1",
        "community": "c1",
        "founded_on": "2020-04-28",
        "basis": "notice 2020-4",
        "party_member": True,
    },
    "issue_kit": {"sets": 2, "issued_on": "2021-09-01"},
    "post_grid_board": {
        "building": "BUILDING-3",
        "posted_on": "2021-09-01",
        "administrators": ["gu"],
    },
    "report_milestone": {"no": 1, "by_unit": "party_office", "progress": "Two branches formed."},
    "send_support": {"kind": 2, "by_unit": "party_office", "sent_on": "2021-09-01"},
    "assign_duty": {"duty": "city_management"},
    "dissolve_org_unit": {"on": "2021-12-31"},
    "link_leader": {"leader_ref": "lea", "from_on": "2021-09-01"},
    "merge_grid": {"into": "g12", "from_system": "public_security"},
    "merge_org_unit": {"into": "u2", "on": "2021-12-31"},
    "release_from_grid": {"person_ref": "gu", "on": "2021-12-31"},
    "staff_grid": {"person_ref": "gu", "staff_kind": "FULL_TIME", "from_on": "2021-09-01"},
    "appoint_part_time_member": {
        "person_ref": "fang",
        "source": "SCHOOL",
        "heads": "school-3",
        "party_member": True,
    },
    "assign_first_secretary": {"person_ref": "gao", "from_unit": "county", "year": 2021},
    "elect_committee": {
        "members": ["an", "bai", "cao", "dai", "er"],
        "elected": {"director": ["an"], "deputy": ["bai"]},
        "mode": "RESIDENTS",
        "term_start": "2021-03-10",
    },
    "elect_head": {
        "post": "building_head",
        "person_ref": "vera",
        "category": "party_member",
        "stood": ["party_member", "volunteer"],
        "elected_on": "2021-04-01",
    },
    "elect_team": {
        "size": 6,
        "elected": {"secretary": ["sun"], "deputy": ["li", "wu"]},
        "party_member": True,
        "elected_on": "2021-03-10",
    },
    "form_sub_committee": {"kind": "culture", "lead": "an", "reps": ["fu", "ge", "he"]},
    "record_branch_activity": {"activity": "A round with the police.", "joint_kind": "handle"},
    "register_talent": {"person_ref": "kong", "route": "RECOMMENDED"},
    "adjust_community": {"households": 2600, "reason": "A new estate was finished."},
    "appoint_branch": {"secretary_ref": "li", "basis": "notice 2021-4", "party_member": True},
    "decide_founding": {
        "estate": "e1",
        "result": "GROUP",
        "decided_by": "street",
        "reason": "One home short of the number.",
    },
    "take_on_housing": {"estate": "e4", "neighbour": "rc1"},
    "decide_upgrade": {"approved": True, "opinion": "The members are there."},
    "define_community": {"community": "c1", "households": 2400},
    "define_shared_community": {"city_unit": 3},
    "hire_staff": {
        "person_ref": "wei",
        "kind": "party_affairs",
        "route": "OPEN_RECRUITMENT",
        "hired_on": "2021-09-01",
    },
    "insure_staff": {"person_ref": "wei", "kind": "ACCIDENT"},
    "announce_staff_exit": {"person_ref": "wei", "due_on": "2021-10-01"},
    "inspect_plates": {"count": 3},
    "name_safe_site": {"site": "market-2", "kind": "MARKET", "inspection_ref": "i-17"},
    "propose_branch": {"branch": "b1", "estate": "e1", "parent": "general-branch"},
    "propose_upgrade": {
        "to": "GENERAL_BRANCH",
        "counts": {"party_members": 51, "other_branches": 0},
    },
    "record_headcount": {"workers": {"party_affairs": 1, "community_affairs": 6}},
    "record_housing_occupancy": {"estate": "e1", "counts": {"total": 3000, "moved_in": 1500}},
    "record_member_points": {"branch": "b1", "counts": {"voluntary_hours": "2.5"}},
    "record_member_activity": {"branch": "b1", "activity": "Swept the yard on Saturday."},
    "report_member": {"branch": "b1", "home_unit": "u1"},
    "set_estate_class": {"estate": "e1", "estate_class": "OPEN", "from_on": "2021-06-01"},
    "vet_branch": {"passed": True},
    "vacate_post": {"post": "station_deputy", "person_ref": "bo", "on": "2021-12-31"},
    **ACCOUNTABILITY,
    **AFFAIRS,
    **MEETINGS,
    **OVERSIGHT,
    **RECORDS,
    **PROPERTY,
    **ASSESSMENTS,
    **SURVEYS,
    **POINTS,
    **SERVICES,
}
"""By command to a body, and to what bodies do."""

LIKELY_DUPLICATES: Final[Mapping[str, Any]] = {
    "grid": "g12",
    "category": "drainage",
    "text": "Water in front of building 3.",
}
LOCATE: Final[Mapping[str, Any]] = {"lon": 117.05, "lat": 30.55}
PUBLIC_REPORT: Final[Mapping[str, Any]] = {
    "category": "street_light",
    "text": "门口路灯不亮",
    "address": "黄河西路 12 号院门口",
    "contact": "13800000000",
}
PHOTO: Final[Mapping[str, Any]] = {"photo": "(content of a JPEG, PNG or WebP file)"}

_CASES: Final = (
    "0f6f3e52-7a51-5d0e-9a55-3a1f0c2b84d1",
    "6b0d1f6e-6c55-5f0f-9a53-7f3a1f0c2b84",
)


def examples_for(command: str) -> dict[str, Example]:
    """Examples for the documentation of a command."""
    if command in STORY:
        return {"w-1": Example(summary="Drainage complaint", value=STORY[command])}
    return shown({**FURTHER, **ORGANISATION}[command])


def bulk_examples_for(command: str) -> dict[str, Example]:
    """The same for several cases at once."""
    body = STORY[command] if command in STORY else FURTHER[command]
    return shown({"items": [{"case_id": case, "version": 4, "body": body} for case in _CASES]})


def shown(body: Mapping[str, Any]) -> dict[str, Example]:
    """One example of a body."""
    return {"example": Example(summary="Example", value=body)}
