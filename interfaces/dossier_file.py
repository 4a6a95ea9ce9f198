"""A dossier as a file: CSV for a spreadsheet, which must not take a cell for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from application.dossier.desk import Dossier
from application.dossier.told import ToldEvent
from domain.calendar.local_time import ZONE
from interfaces.exports.sheets import guarded

_COLUMNS: Final = (
    "section", "file", "trigger", "event", "occurred_at", "recorded_at", "post", "unit", "ref",
    "evidence_event_ids", "case_id", "due_at", "state", "details",
)  # fmt: skip
_BOM: Final = "\ufeff"  # spreadsheets read UTF-8 only with it


def dossier_csv(found: Dossier) -> bytes:
    """One line for each event, duty, feedback and closing; instants are local, with offset."""
    out = io.StringIO(newline="")
    out.write(_BOM)
    lines = csv.writer(out)
    lines.writerow(_COLUMNS)
    for line in _lines(found):
        lines.writerow([_cell(line.get(column)) for column in _COLUMNS])
    return out.getvalue().encode()


def _lines(found: Dossier) -> Iterator[Mapping[str, Any]]:
    for chain in found.chains:
        file = {"file": chain.line.code, "trigger": chain.line.trigger_code}
        yield from _told("CHAIN", chain.steps, file)
        yield from _told("EXCLUSION", chain.exclusions, file)
        for order in chain.orders:
            yield from _told("ORDER", order.steps, file | {"state": order.line.state})
    for order in found.orders:
        yield from _told("ORDER", order.steps, {"state": order.line.state})
    for line in found.missed:
        yield {
            "section": "MISSED_DUTY",
            "event": line.code,
            "occurred_at": line.missed_at,
            "unit": line.body,
            "due_at": line.due_at,
            "state": line.standing,
            "details": line.subject,
        }
    for row in found.feedback.items:
        yield {
            "section": "FEEDBACK",
            "event": row.clock,
            "occurred_at": row.settled_at,
            "unit": row.unit_id,
            "case_id": row.case_id,
            "due_at": row.due_at,
            "state": row.status,
            "details": row.obligation_id,
        }
    for claim in found.closings.items:
        yield {
            "section": "CLOSING",
            "occurred_at": claim.closed_at or claim.claimed_at,
            "unit": claim.claimed_by,
            "case_id": claim.case_id,
            "state": "CLOSED" if claim.closed_at else "REFUSED" if claim.refused_at else "CLAIMED",
            "details": {None: "", True: "on time", False: "late"}[claim.on_time],
        }


def _told(
    section: str, steps: Sequence[ToldEvent], further: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    for step in steps:
        yield _event(section, step, further)
        for ground in step.because:
            for told in ground.all():
                yield _event("EVIDENCE", told, further)


def _event(section: str, told: ToldEvent, further: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        **further,
        "section": section,
        "event": told.event,
        "occurred_at": told.occurred_at,
        "recorded_at": told.recorded_at,
        "post": told.actor_post,
        "unit": told.on_behalf_of_unit,
        "ref": told.ref,
        "evidence_event_ids": " ".join(told.evidence_event_ids),
        "details": "; ".join(f"{name}={value}" for name, value in sorted(told.facts.items())),
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(ZONE).isoformat()
    return guarded(str(value))
