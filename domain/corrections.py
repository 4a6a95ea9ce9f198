"""What a correction of an earlier event may say (ENV-02). Shared by all aggregates."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from domain.kernel import ENVELOPE, Aggregate, Event, EventCorrected, Invalid


class CorrectionRefused(Invalid):
    """A correction leaves a history that still reads: a fitting value, in a field of its own."""

    code, title, rule = "correction-refused", "The event cannot be corrected so", "ENV-02"

    def __init__(self, why: str) -> None:
        super().__init__(why)


class NothingToCorrect(Invalid):
    """The correction names no event or field, or the value already stands."""

    code, title, rule = "nothing-to-correct", "There is nothing to correct", "ENV-02"

    def __init__(self, why: str) -> None:
        super().__init__(why)


def correction(target: Event, field: str, new: object, *, of: Aggregate) -> dict[str, Any]:
    """The fields of the ``EventCorrected`` that puts a field of an earlier event right.

    Args:
        target: the event as it reads today, earlier corrections of it included.
        new: a value as JSON has it.
        of: whose history it lies in.

    Raises:
        NothingToCorrect: the event is not in this history, the field is not the event's own, or
            has this value already.
        CorrectionRefused: the value does not fit the field, the field ties the event to others,
            or the event is itself a correction.
    """
    name = target.event_type
    if target.originator_id != of.id or target.originator_version > of.version:
        raise NothingToCorrect(f"{name} is not in this history.")
    if isinstance(target, EventCorrected):
        raise CorrectionRefused("A correction stays; correct the event itself again.")
    if field in ENVELOPE or field not in type(target).model_fields:
        raise NothingToCorrect(f"{name} has no field {field} to correct.")
    if field in getattr(target, "LINKS", ()):
        raise CorrectionRefused(f"{field} of {name} ties it to other events of this history.")
    old = target.model_dump(mode="json")[field]
    right = _value_as_stored(target, field, new)
    if old == right:
        raise NothingToCorrect(f"{field} of {name} has this value already.")
    return {
        "target_version": target.originator_version,
        "target_event": name,
        "field": field,
        "old": old,
        "new": right,
    }


def _value_as_stored(target: Event, field: str, new: object) -> object:
    """The value after the event's own validation, so that the corrected event always loads."""
    try:
        corrected = type(target).model_validate(target.model_dump(mode="json") | {field: new})
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise CorrectionRefused(f"{field} of {target.event_type}: {why}") from error
    return corrected.model_dump(mode="json")[field]
