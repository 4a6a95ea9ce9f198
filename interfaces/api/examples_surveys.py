"""Bodies of commands to surveys and assessments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_STAFF: Final = {"kind": "STAFF_YEAR", "body": "c1", "year": 2018}

SURVEYS: Final[Mapping[str, Mapping[str, Any]]] = {
    "open_survey": {
        "survey": "chain-2021-06",
        "kind": "FEEDBACK_CHAIN",
        "body": "c1",
        "about": "station-1",
        "population": 4000,
        "sample_size": 250,
        "until_on": "2021-06-29",
    },
    "record_answer": {"respondent_ref": "r-0815", "aware": True, "satisfied": "SATISFIED"},
    "close_survey": {"reason": "The last day is over."},
}
"""By command to a survey."""

ASSESSMENTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "open_appraisal": {"body": "c1", "year": 2021},
    "fix_assessment_method": {
        "body": "c1",
        "year": 2019,
        "weights": {"civil_affairs": "0.6", "urban_management": "0.4"},
        "method_ref": "method-2019",
    },
    "appraise_unit": {
        "kind": "REVERSE_APPRAISAL",
        "body": "c1",
        "year": 2021,
        "station": "c1",
        "score": "84",
        "case_ids": ["6a0f2c1e-0000-4000-8000-000000000001"],
    },
    "publish_pledge": {
        **_STAFF,
        "kind": "SECRETARY_YEAR",
        "pledge": "Each grid has a branch of its own by October.",
    },
    "score_dimension": {**_STAFF, "dim": "DILIGENCE", "grade": "COMPETENT"},
    "score_post": {
        **_STAFF,
        "kind": "TWO_POSTS_YEAR",
        "seat": "FIRST_POST",
        "post": "community_secretary",
        "score": "90",
    },
    "assess_service": {
        "kind": "PURCHASED_SERVICE",
        "body": "c1",
        "party": "USERS",
        "score": "70.5",
    },
    "add_assessment_input": {
        "kind": "YEAR_REVIEW",
        "body": "c1",
        "year": 2021,
        "input": "POINTS",
        "value": "74.0",
    },
    "conclude_assessment": {**_STAFF, "grade": "COMPETENT"},
}
"""By command to an assessment."""
