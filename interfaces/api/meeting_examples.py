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
