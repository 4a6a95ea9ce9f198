"""Bodies of commands to meetings: the hearing of rulebook W-4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MEETINGS: Final[Mapping[str, Mapping[str, Any]]] = {
    "request_meeting": {
        "code": "request-2021-09",
        "body": "c1",
        "type": "hearing",
        "basis": "HOUSEHOLDS",
        "supporters": 600,
        "base": 3000,
        "matter": "FUMES_STALLS",
    },
    "convene_meeting": {
        "code": "hearing-2021-09",
        "body": "c1",
        "type": "hearing",
        "at": "2021-09-30T09:00:00+08:00",
        "agenda": [{"matter": "Stalls in front of the gate"}],
        "entitled": 80,
        "request": "request-2021-09",
        "matter": "FUMES_STALLS",
    },
    "solicit_opinions": {"opinions_ref": "opinions-2021-09"},
    "record_survey": {"survey_ref": "survey-2021-09"},
    "check_quorum": {"present": 41},
    "take_vote": {"motion": "Move the stalls to the market.", "in_favour": 21, "against": 20},
    "file_minutes": {"minutes_ref": "minutes-2021-09-30"},
    "rebind_meeting": {
        "pack": "daguan@2021.1",
        "reason": "The revised rules were adopted before the session.",
    },
    "hold_meeting": {"chair": "dong"},
    "publish_outcome": {"published_on": "2021-10-03"},
    "hand_over_decision": {"motion": "Move the stalls to the market.", "to": "c1"},
    "refer_to_assembly": {
        "motion": "Move the stalls to the market.",
        "assembly": "residents_assembly",
    },
    "evaluate_committee": {"grade": "COMPETENT", "reported_to_street": True},
    "copy_result": {"dept": "u1", "letter_ref": "letter-2021-17"},
    "deliver_report": {"by_body": "b1", "report_ref": "report-2021-h2"},
}
"""By command."""

AFFAIRS: Final[Mapping[str, Mapping[str, Any]]] = {
    "draft_publication": {
        "code": "finances-2021-09",
        "body": "c1",
        "kind": "FINANCES",
        "content_ref": "sheet-2021-09",
    },
    "sign_publication": {"approved": True, "opinion": "Complete, the sums are right."},
    "publish_affairs": {"published_on": "2021-09-30"},
    "request_seal_use": {
        "code": "seal-2021-17",
        "body": "c1",
        "kind": "FINANCE_SEAL",
        "purpose": "Loan for the new roof.",
        "decision": "assembly-2021",
    },
    "approve_seal_use": {"reason": "The assembly adopted it."},
    "take_out_seal": {"taken_by": "ren"},
    "register_asset": {
        "code": "cash-1",
        "body": "c1",
        "kind": "MONEY",
        "label": "Cash box of the office",
        "kept_by": "chu",
        "booked_in": "ledger-1",
    },
    "hand_over_asset": {"kept_by": "qian"},
    "reconcile_asset": {"difference_fen": 0},
    "file_archive": {
        "code": "file-2021-4",
        "body": "c1",
        "archive_class": 4,
        "label": "Minutes of 2021",
        "kept_by": "dang",
    },
    "propose_decision": {
        "code": "square-2021",
        "body": "c1",
        "procedure": "four_meetings_two_publications",
        "step_by": "PARTY_BRANCH",
        "about": "A new square in front of building 3",
        "record_ref": "minutes-2021-5",
    },
    "complete_step": {"step": 2, "step_by": "TWO_COMMITTEES", "record_ref": "minutes-2021-6"},
    "fix_roster": {
        "code": "roster-2021",
        "body": "c1",
        "type": "representatives_assembly",
        "resident_reps": 40,
        "unit_reps": 20,
        "households": 1600,
    },
}
"""By command to what a residents' committee keeps and publishes."""
