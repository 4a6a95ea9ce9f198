"""An event of the log as others may see it: CloudEvents 1.0, JSON format.

The live feed and the webhooks send the same thing. Of one event::

    {
      "specversion": "1.0",
      "id": "4711",                                   # position in the log of the jurisdiction
      "source": "/jurisdictions/daguan",              # with id: unique, for ever
      "type": "closeout.CaseRouted",                  # name in the event catalogue, permanent
      "subject": "1f0c…",                             # the case (unit, grid) it happened to
      "time": "2021-09-10T01:00:00Z",                 # when it was recorded
      "sequence": "0000000000000004711",              # id, in an order that sorts as text
      "correlationid": "4bf9…", "causationid": "…",   # where known; RECORD only
      "dataschema": "urn:closeout:event:CaseRouted:1",
      "datacontenttype": "application/json",
      "data": {…}
    }

``data`` of a RECORD, for whoever may read histories: ``version`` of the case after the event (its
ETag), ``occurred_at``, ``late_recorded``, ``actor_post``, ``on_behalf_of_unit``,
``represented_by``, ``pack``, ``rule_ids``, ``reason``, ``evidence``, and ``facts``: the event's own
fields as far as ``published`` names them. ``data`` of a NOTICE, for whoever may only read cases:
``version`` alone; the case itself is read by ``subject``. Neither names a person, by pseudonym or
otherwise: the timeline does, to those who may ask.

``time`` is the recorded instant, not the occurred one: it rises with the position, and timeliness
is judged by it (ENV-04). ``correlationid`` is the trace id of the request that caused the event; a
``traceparent`` would need the id of a span, which no event holds.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_args

from application.live.published import (
    CORRECTED,
    PUBLISHED,
    SUBJECT,
    is_published,
    may_name_a_person,
)
from application.queries.audience import Detail
from domain.kernel import ENVELOPE, Event, EventCorrected
from domain.vocabulary import VaultRef

__all__ = ["TYPE_PREFIX", "Detail", "cloud_event"]

TYPE_PREFIX: Final = "closeout."
"""Stands before the catalogue name in ``type``; permanent."""

_ENVELOPE: Final = {
    "occurred_at", "late_recorded", "actor_post", "on_behalf_of_unit", "represented_by", "pack",
    "rule_ids", "reason", "evidence",
}  # fmt: skip
_NOTICE_SCHEMA: Final = "urn:closeout:notice:1"


def cloud_event(
    jurisdiction: str, position: int, event: Event, detail: Detail = Detail.RECORD
) -> dict[str, object]:
    """The event at a position of a jurisdiction's log, as JSON values."""
    name = event.event_type
    found: dict[str, object] = {
        "specversion": "1.0",
        "id": str(position),
        "source": f"/jurisdictions/{jurisdiction}",
        "type": TYPE_PREFIX + name,
        "subject": str(event.originator_id),
        "time": event.recorded_at.isoformat().replace("+00:00", "Z"),
        "sequence": f"{position:019d}",  # as long as the longest position
        "dataschema": _NOTICE_SCHEMA,
        "datacontenttype": "application/json",
        "data": {"version": event.originator_version},
    }
    if detail is Detail.RECORD:
        found["dataschema"] = f"urn:closeout:event:{name}:{event.class_version}"
        found["data"] = {
            "version": event.originator_version,
            **event.model_dump(mode="json", include=_ENVELOPE),
            "facts": _facts(event),
        }
        if event.correlation_id is not None:
            found["correlationid"] = event.correlation_id
        if event.causation_id is not None:
            found["causationid"] = event.causation_id
    return found


def _facts(event: Event) -> dict[str, object]:
    shown = _shown(type(event))
    if may_name_a_person(event):
        shown -= {SUBJECT}
    if isinstance(event, EventCorrected) and _may_show_correction(event):
        shown |= CORRECTED
    facts: dict[str, object] = event.model_dump(mode="json", include=set(shown))
    return facts


@cache
def _shown(event_type: type[Event]) -> frozenset[str]:
    """The published fields of an event that do not refer to the vault."""
    return frozenset(
        name
        for name, field in event_type.model_fields.items()
        if name in PUBLISHED and name not in ENVELOPE and not _refers_to_vault(field.annotation)
    )


def _refers_to_vault(annotation: Any) -> bool:
    return annotation is VaultRef or any(map(_refers_to_vault, get_args(annotation)))


def _may_show_correction(event: EventCorrected) -> bool:
    return is_published(event.target_event, event.field) and not any(
        isinstance(value, dict) and value.keys() == VaultRef.model_fields.keys()
        for value in (event.old, event.new)
    )
