"""Bodies of commands to files of accountability."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_EVENT: Final = "event:6a0f2c1e-0000-4000-8000-000000000001/4"
_BEGINS: Final = {"trigger": "LAGGING", "body": "u1", "evidence_event_ids": [_EVENT]}

ACCOUNTABILITY: Final[Mapping[str, Mapping[str, Any]]] = {
    "trigger_interview": {
        **_BEGINS,
        "trigger": "TWO_CONSECUTIVE_MISSES",
        "period": "2021",
        "obligation_ids": ["FB-2", "FB-3"],
    },
    "record_finding": {**_BEGINS, "finding": "Two of three projects stand still."},
    "record_criticism": {**_BEGINS, "criticism": "Little attention to the grid branches."},
    "record_violation": {**_BEGINS, "violation": "A bureau posted a score of the community."},
    "hold_to_account": {**_BEGINS, "ground": "PROCEDURE"},
    "ask_for_penalty": {**_BEGINS, "authority": "housing-bureau"},
    "open_accountability": {"reason": "The talk of June changed nothing."},
    "refer_penalty": {"authority": "housing-bureau"},
    "hold_interview": {
        "held_at": "2021-12-24T09:00:00+08:00",
        "minutes_ref": "minutes-2021-12-24",
    },
    "issue_admonition": {"admonition_ref": "letter-2021-7"},
    "propose_measure": {"measure": "CRITICISM"},
    "decide_measure": {"approved": True, "opinion": "In proportion to what was found."},
    "circulate_decision": {"notice_ref": "notice-2021-9"},
    "appeal": {"reason": "The feedback was given by telephone and entered late."},
    "answer_appeal": {"approved": False, "opinion": "Nothing shows that it was given."},
    "grant_reward": {
        "body": "u1",
        "year": 2021,
        "target": "honours",
        "basis_event_ids": [_EVENT],
        "despite": {"BELOW_60.u1.1": 3},
        "reason": "The review was about one site; what it asked for was done by June.",
    },
}
"""By command."""
