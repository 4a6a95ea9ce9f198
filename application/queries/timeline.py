"""The whole history of a case, told so that an official and an auditor can read it (2.1, F)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from application.queries.sentences import sentence
from application.read_models.as_of import AsOf, Axis
from domain.calendar.clocks import Deadline
from domain.kernel import ENVELOPE, Event, EventCorrected, effective
from domain.policy.pack import Label, PolicyPack


@dataclass(frozen=True, slots=True)
class FieldCorrection:
    """A field that was stored wrong and corrected later (ENV-02); both values are shown.

    Attributes:
        position: of the correcting event.
    """

    position: int
    field: str
    old: Any
    new: Any
    recorded_at: datetime
    actor_id: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A bound that an event set, with the days that were counted for it.

    Attributes:
        field: the event's field that holds it.
        due_on: the last local day on which an act is in time; ``due_at`` the exclusive bound.
        counted_on: local days; empty for a date given by hand.
        rolled_from: the last counted day where the end was moved past it.
        n, kind, roll: the rule; None for a date given by hand.
    """

    field: str
    due_on: date
    due_at: datetime
    counted_on: tuple[date, ...]
    rolled_from: date | None
    n: int | None
    kind: str | None
    roll: str
    calendar_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One event of a case.

    Attributes:
        represented_by: the machine that carried it out for the actor; None: nobody did.
        facts: the event's own fields as JSON values, corrections applied; personal content as
            references to the vault.
        corrections: what was corrected in it later, oldest first.
        sentence: what happened, in both languages, with the pack's labels.
    """

    position: int
    version: int
    event: str
    occurred_at: datetime
    recorded_at: datetime
    late_recorded: bool
    actor_id: str
    actor_post: str | None
    on_behalf_of_unit: str | None
    represented_by: str | None
    pack: str
    rule_ids: tuple[str, ...]
    reason: str | None
    evidence: tuple[str, ...]
    facts: Mapping[str, Any]
    clocks: tuple[ClockShown, ...]
    corrections: tuple[FieldCorrection, ...]
    sentence: Label


def timeline(
    history: Sequence[tuple[int, Event]],
    pack: PolicyPack,
    *,
    names: Mapping[str, Label] | None = None,
    as_of: AsOf | None = None,
) -> Sequence[TimelineEntry]:
    """Every event of an aggregate, in the order of its history.

    Args:
        history: positions and stored events, version 1 first.
        pack: whose labels are used.
        names: of units, grids and communities by code; a code without one is shown itself.
        as_of: as it read then; None: now. On the axis OCCURRED a correction shows with the event
            it corrects, whenever it was made.
    """
    known = _known(history, as_of)
    position_of = {event.originator_version: position for position, event in known}
    corrections: dict[int, list[FieldCorrection]] = {}
    for position, event in known:
        if isinstance(event, EventCorrected):
            corrections.setdefault(event.target_version, []).append(
                FieldCorrection(
                    position,
                    event.field,
                    event.old,
                    event.new,
                    event.timestamp,
                    event.actor_id,
                    event.reason,
                )
            )
    shown = effective([event for _, event in known])
    if as_of is not None and as_of.axis is Axis.OCCURRED:
        shown = [event for event in shown if event.occurred_at <= as_of.instant]
    labels = {**pack.labels, **(names or {})}
    return [
        _entry(
            position_of[event.originator_version],
            event,
            tuple(corrections.get(event.originator_version, ())),
            labels,
        )
        for event in shown
    ]


def _known(history: Sequence[tuple[int, Event]], as_of: AsOf | None) -> Sequence[tuple[int, Event]]:
    if as_of is None or as_of.axis is Axis.OCCURRED:
        return history
    for place, (_, event) in enumerate(history):
        if event.timestamp > as_of.instant:
            return history[:place]
    return history


def _entry(
    position: int,
    event: Event,
    corrections: tuple[FieldCorrection, ...],
    labels: Mapping[str, Label],
) -> TimelineEntry:
    return TimelineEntry(
        position=position,
        version=event.originator_version,
        event=event.event_type,
        occurred_at=event.occurred_at,
        recorded_at=event.timestamp,
        late_recorded=event.late_recorded,
        actor_id=event.actor_id,
        actor_post=event.actor_post,
        on_behalf_of_unit=event.on_behalf_of_unit,
        represented_by=event.represented_by,
        pack=event.pack,
        rule_ids=event.rule_ids,
        reason=event.reason,
        evidence=event.evidence,
        facts=event.model_dump(mode="json", exclude=set(ENVELOPE)),
        clocks=_clocks(event),
        corrections=corrections,
        sentence=sentence(event, labels),
    )


def _clocks(event: Event) -> tuple[ClockShown, ...]:
    found = []
    for field in type(event).model_fields:
        value = getattr(event, field)
        if isinstance(value, Deadline):
            found.append(
                ClockShown(
                    field,
                    value.due_on,
                    value.due_at,
                    value.counted_on,
                    value.rolled_from,
                    value.n,
                    value.kind,
                    value.roll,
                    value.calendar_version,
                )
            )
    return tuple(found)
