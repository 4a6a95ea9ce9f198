"""Bodies of commands to services around a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SERVICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "sign_doctor_contract": {
        "holder": "household-12",
        "body": "c1",
        "residents": 3,
        "face_to_face": True,
        "place": "studio",
    },
    "do_health_item": {"item": 3, "on": "2021-04-12"},
    "report_dispute": {"body": "c1", "found_on": "2021-03-02"},
    "warn_of_dispute": {"level": "GROUP_EVENT", "gathered": 12},
    "apply_mediation": {
        "code": "dispute-2021-7",
        "body": "c1",
        "parties": ["household-12", "household-15"],
        "channel": "OFFLINE",
    },
    "choose_mediator": {"mediator": "mei", "by": ["household-12", "household-15"]},
    "accept_mediation": {"reason": "Knows both families."},
    "hold_mediation_session": {"mode": "OFFLINE", "team": ["rong"], "on": "2021-03-05"},
    "succeed_mediation": {"agreement": "agreement-2021-7"},
    "fail_mediation": {"reason": "Neither side moved."},
    "lead_to_litigation": {"court": "district-court"},
    "register_volunteer": {
        "account": "household-12",
        "kind": "HOUSEHOLD",
        "body": "c1",
        "members": ["lin", "mo"],
    },
    "train_volunteer": {"training": "First aid.", "on": "2021-04-12"},
    "record_service": {
        "service_field": "SAFETY",
        "activity": "patrol",
        "hours": "2.5",
        "on": "2021-04-12",
    },
    "redeem_volunteer_points": {"goods": "soap", "points": "25"},
    "reverse_volunteer_points": {"service": 3, "reason": "Nobody was there."},
}
"""By command."""
