"""Bodies of the commands of one whole story, as a console would send them (rulebook W-1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi.openapi.models import Example

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


def examples_for(command: str) -> dict[str, Example] | None:
    """Examples for the documentation of a command; None: none is shown."""
    body = STORY.get(command)
    return None if body is None else {"w-1": Example(summary="Drainage complaint", value=body)}
