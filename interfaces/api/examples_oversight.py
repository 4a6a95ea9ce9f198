"""Bodies of commands to gates, orders, inspections, targets and books of records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_HERE: Final = {"body": "c1", "on": "2021-04-12"}

OVERSIGHT: Final[Mapping[str, Mapping[str, Any]]] = {
    "request_gate": {
        "code": "opinion-2021-7",
        "gate": "PRIOR_OPINION",
        "matter": "honour",
        "about": "file-7",
        "unit": "u1",
        "requested_from": ["c1"],
    },
    "give_opinion": {"approved": False, "opinion": "Rarely seen at the station this year."},
    "rebind_gate": {
        "pack": "daguan@2021.1",
        "reason": "The revised plan names who is heard.",
    },
    "order_rectification": {
        "code": "order-2021-3",
        "body": "c1",
        "defects": ["No minutes of the dispatch meetings."],
        "due_on": "2021-10-20",
    },
    "submit_rectification": {"measures": "The minutes were written up and filed."},
    "accept_rectification": {"reason": "Complete."},
    "refuse_rectification": {"reasons": ["September is missing."]},
    "record_inspection": {
        "code": "inspection-2021-5",
        "kind": "ON_SITE",
        "body": "c1",
        "about": "estate-3",
        "inspectors": ["management_office", "supervision_office"],
        "defects": ["Litter in the yard.", "The lift of building 2 stands still."],
        "fixed": [1],
        "due_on": "2021-10-20",
    },
    "fix_defect": {"defect": 2},
    "record_supervision": {
        "code": "round-2021-4",
        "kind": "STAGE_FOUR",
        "body": "c1",
        "visible_effect": "92",
        "photos": ["photo-17"],
    },
    "complete_supervision": {"survey": "survey-2021-9"},
    "set_target": {"code": "centres-2018", "target": "CULTURE_CENTRES", "body": "c1"},
    "count_target": {"count": 30},
}
"""By command to a gate, an order, an inspection or a target."""

RECORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "nominate_award": {**_HERE, "nominee_ref": "lin", "estate": "e1", "stair_id": "2-1"},
    "analyse_team": {**_HERE, "analysis_ref": "analysis-2018"},
    "register_facility": {**_HERE, "facility": "baiyunshan", "kind": "demonstration_centre"},
    "correct_record": {**_HERE, "no": 3, "field": "minutes", "new": 40, "reason": "Misread."},
    "record_training": {**_HERE, "person_ref": "gu", "training": "mediation"},
    "roster_duty": {**_HERE, "post": "A", "person_ref": "gu", "window": "labour"},
    "trigger_duty": {**_HERE, "code": "family_dispute", "subject_ref": "household-12"},
    "record_visit": {
        **_HERE,
        "code": "lonely_elder",
        "subject_ref": "household-12",
        "by": "gu",
    },
    "record_rhythm_entry": {
        **_HERE,
        "rhythm": "DAY",
        "minutes": 40,
        "by": "gu",
        "findings": "Two lamps are out; the early round finds more.",
    },
    "enter_in_ledger": {**_HERE, "ledger": "ATTENDANCE_SHEET", "window": "2021-09-01"},
    "file_roster": {**_HERE, "year": 2021, "staff_count": 63},
    "record_activity": {**_HERE, "code": "dance_contest", "attendance": 40},
    "connect_camera": {**_HERE, "camera": "cam-12-3"},
    "update_population_data": {**_HERE, "as_of": "2021-04-12", "complete": True},
    "check_duty": {**_HERE, "list": "must_visit", "item": "lonely_elder", "grid_id": "g12"},
    "add_menu_item": {**_HERE, "item": "A meal brought at noon.", "from_code": "lonely_elder"},
    "suggest_evaluation": {
        **_HERE,
        "about": "u1",
        "kind": "YEARLY_REVIEW",
        "suggestion": "Answers late; look at it before passing the review.",
    },
    "adopt_emergency_plan": {
        **_HERE,
        "kinds": ["NATURAL_DISASTER", "ACCIDENT", "PUBLIC_HEALTH", "SOCIAL_SAFETY"],
        "plan_ref": "plan-2021",
    },
    "sign_agreement": {**_HERE, "parties": ["street", "u1"], "agreement_ref": "agreement-4"},
    "record_petition": {
        **_HERE,
        "estate": "e1",
        "group": True,
        "destination": "street",
        "petition_ref": "petition-2021-6",
    },
    "grade_rental": {**_HERE, "dwelling": "2-1-301", "rental_class": "A"},
    "evaluate_department": {**_HERE, "utility": "WATER", "grade": "GOOD", "meeting": "m-2021-11"},
    "file_plan": {**_HERE, "plan": "party_building", "due_on": "2021-12-31", "plan_ref": "plan-1"},
    "circulate_notice": {
        **_HERE,
        "kind": "RESULT",
        "inspected_on": "2021-04-09",
        "notice_ref": "notice-4",
    },
    "appoint_expert": {**_HERE, "expert_ref": "wei", "batch": 1},
    "record_commendation": {**_HERE, "person_ref": "wei", "level": "COUNTY", "year": 2020},
    "raise_pay_grade": {
        **_HERE,
        "person_ref": "wei",
        "from_on": "2021-01-01",
        "standard": "deputy_section_head",
    },
    "start_benefit": {
        **_HERE,
        "person_ref": "wei",
        "benefit": "old_age_insurance",
        "basis_event": "event:6a0f2c1e-0000-4000-8000-000000000001/4",
    },
    "stop_benefit": {**_HERE, "person_ref": "wei", "benefit": "old_age_insurance"},
    "record_health_check": {**_HERE, "person_ref": "wei"},
    "name_model_site": {**_HERE, "year": 2021},
    "grade_stars": {**_HERE, "estate": "e1", "criterion": "smart_property", "stars": 3},
    "record_member_status": {**_HERE, "member_ref": "wei", "status": "PRESENT"},
}
"""By command that puts a fact on record."""
