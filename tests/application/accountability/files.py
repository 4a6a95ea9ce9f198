"""A town in which somebody is called to account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from application.ports import Receipt
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.request import SYSTEM_CALLER, Caller
from domain.accountability.evidence import event_ref
from tests.application.town import Town

FIRST = "TWO_CONSECUTIVE_MISSES.lights.1"
"""The first file of its series: calls of one trigger and subject are numbered."""


def give(town: Town, by: str | Caller, command: str, **fields: Any) -> Receipt:
    built = ORGANISATION_COMMANDS[command](**fields)
    caller = by if isinstance(by, Caller) else Caller(by)
    return town.service.organisation.execute(town.name, caller, built, key=None)


def trigger(town: Town, code: str, **fields: Any) -> Receipt:
    """The system calls the head of ``lights`` to a talk."""
    said = {"trigger": "TWO_CONSECUTIVE_MISSES", "body": "lights"}
    return give(town, SYSTEM_CALLER, "trigger_interview", code=code, **said | fields)


def staffed(town: Town) -> None:
    """Two discipline officers, and two people of the leading group's office beside the founder."""
    for name in ("dora", "dan"):
        town.appoint(name, "discipline_officer", town.name)
    for name in ("lea", "leo"):
        town.appoint(name, "leading_group_office", town.name)


def ref(town: Town, aggregate_id: UUID, event: str, nth: int = 0) -> str:
    """The reference to the nth event of that name in a history."""
    history = [one for _, one in town.service.log.history(town.name, aggregate_id)]
    versions = [one.originator_version for one in history if one.event_type == event]
    return event_ref(aggregate_id, versions[nth])
