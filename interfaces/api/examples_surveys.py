"""Bodies of commands to surveys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

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
"""By command."""
