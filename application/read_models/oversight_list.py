"""The oversight list: prior opinions, orders, inspections and targets, one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.oversight.gate import Gate, GateState
from domain.oversight.inspection import Inspection
from domain.oversight.rectification import Rectification, RectificationState
from domain.oversight.supervision import Supervision
from domain.oversight.target import Target
from domain.rebinding import pack_ref


class Matter(StrEnum):
    """What a row is about."""

    GATE = "GATE"
    RECTIFICATION = "RECTIFICATION"
    INSPECTION = "INSPECTION"
    TARGET = "TARGET"
    SUPERVISION = "SUPERVISION"


class TargetState(StrEnum):
    """Where a target stands."""

    RUNNING = "RUNNING"
    MET = "MET"
    MISSED = "MISSED"


class SupervisionState(StrEnum):
    """Where a round of supervision stands (SAT-BJ-01)."""

    INCOMPLETE = "INCOMPLETE"
    COMPLETE = "COMPLETE"


DONE = "DONE"
"""An inspection is over once it is recorded."""


@row
class OversightLine:
    """One gate, order, inspection, round of supervision or target. Instants are aware, UTC.

    Attributes:
        version: of its last event.
        code: its own; ``name``: word of the pack for its kind, None for an order.
        about: code of the file, estate, company or body.
        bodies: codes of the bodies it belongs to; of a gate those asked.
        state: a word of ``GateState``, ``RectificationState``, ``TargetState`` or
            ``SupervisionState``, or DONE.
        due_at: exclusive bound; None: there is none.
        late_at: the bound that passed without what was due; stays when it comes late.
        settles_at: when the sweep has to look at it again; None: never.
        approved: what a gate was answered.
        count, wanted: how far a target has come.
        open_defects: of an inspection or an order that is not accepted; of a round how many of
            its yardsticks are missing.
        pack: ``id@version`` that judges it.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    kind: Matter
    code: str
    name: str | None
    about: str
    bodies: tuple[str, ...]
    state: str
    due_at: datetime | None
    late_at: datetime | None
    settles_at: datetime | None
    approved: bool | None
    count: int | None
    wanted: int | None
    open_defects: int | None
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightFilter:
    """Which rows a list shows; a field left alone admits all.

    Attributes:
        body: one of its bodies.
        late: whether a bound passed without what was due.
    """

    kind: Matter | None = None
    code: str | None = None
    name: str | None = None
    about: str | None = None
    body: str | None = None
    state: str | None = None
    late: bool | None = None


def oversight_lines(story: AggregateStory) -> Sequence[OversightLine]:
    """The one row of a gate, order, inspection, round of supervision or target."""
    begun: Any = story.history[0]
    fields = _FOLDS[story.topics[0]](story)
    return [
        OversightLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=begun.code,
            pack=pack_ref(story.history),
            **_NOTHING | fields,
        )
    ]


_NOTHING: dict[str, Any] = dict.fromkeys(
    (
        "name",
        "due_at",
        "late_at",
        "settles_at",
        "approved",
        "count",
        "wanted",
        "open_defects",
    )
)


def _gate(story: AggregateStory) -> dict[str, Any]:
    asked: Any = story.history[0]
    due_at = asked.due.due_at if asked.due is not None else None
    state, approved, late_at = GateState.REQUESTED, None, None
    for topic, event in _told(story):
        if topic == "GateOpinionGiven":
            approved = event.approved
        elif topic == "GatePassed":
            state = GateState.PASSED
        elif topic == "DeadlineRecalculated":
            due_at = event.new_due
        elif topic == "GateBlocked":
            state = GateState.BLOCKED
            late_at = due_at if approved is None else late_at
    return {
        "kind": Matter.GATE,
        "name": asked.gate_code,
        "about": asked.subject,
        "bodies": tuple(asked.requested_from),
        "state": state,
        "due_at": due_at,
        "late_at": late_at,
        "settles_at": due_at if state is GateState.REQUESTED else None,
        "approved": approved,
    }


def _rectification(story: AggregateStory) -> dict[str, Any]:
    ordered: Any = story.history[0]
    state, late_at = RectificationState.ORDERED, None
    states = {
        "RectificationSubmitted": RectificationState.SUBMITTED,
        "RectificationAccepted": RectificationState.ACCEPTED,
        "RectificationRefused": RectificationState.ORDERED,
    }
    for topic, event in _told(story):
        state = states.get(topic, state)
        late_at = event.due_at if topic == "RectificationOverdue" else late_at
    is_open = state is not RectificationState.ACCEPTED
    return {
        "kind": Matter.RECTIFICATION,
        "about": ordered.subject,
        "bodies": (ordered.body,),
        "state": state,
        "due_at": ordered.due.due_at,
        "late_at": late_at,
        "settles_at": ordered.due.due_at if is_open and late_at is None else None,
        "open_defects": len(ordered.defects) if is_open else 0,
    }


def _inspection(story: AggregateStory) -> dict[str, Any]:
    done: Any = story.history[0]
    fixed = {event.defect for topic, event in _told(story) if topic == "DefectFixed"}
    return {
        "kind": Matter.INSPECTION,
        "name": done.inspection,
        "about": done.subject,
        "bodies": (done.body,),
        "state": DONE,
        "open_defects": len(done.defects) - len(fixed),
    }


def _target(story: AggregateStory) -> dict[str, Any]:
    given: Any = story.history[0]
    state, count = TargetState.RUNNING, 0
    for topic, event in _told(story):
        if topic == "TargetCounted":
            count = event.count
        elif topic in {"TargetMet", "TargetMissed"}:
            state = TargetState.MET if topic == "TargetMet" else TargetState.MISSED
    due_at = given.due.due_at
    return {
        "kind": Matter.TARGET,
        "name": given.target,
        "about": given.body,
        "bodies": (given.body,),
        "state": state,
        "due_at": due_at,
        "late_at": due_at if state is TargetState.MISSED else None,
        "settles_at": due_at if state is TargetState.RUNNING else None,
        "count": count,
        "wanted": given.value,
    }


def _supervision(story: AggregateStory) -> dict[str, Any]:
    latest: Any = story.history[-1]
    state = SupervisionState.INCOMPLETE if latest.missing else SupervisionState.COMPLETE
    return {
        "kind": Matter.SUPERVISION,
        "name": latest.supervision,
        "about": latest.subject,
        "bodies": (latest.body,),
        "state": state,
        "open_defects": len(latest.missing),
    }


def _told(story: AggregateStory) -> Sequence[tuple[str, Any]]:
    return list(zip(story.topics, story.history, strict=True))[1:]


_FOLDS: Mapping[str, Callable[[AggregateStory], dict[str, Any]]] = {
    Gate.GateRequested.TOPIC: _gate,
    Rectification.RectificationOrdered.TOPIC: _rectification,
    Inspection.InspectionDone.TOPIC: _inspection,
    Target.TargetSet.TOPIC: _target,
    Supervision.SupervisionDone.TOPIC: _supervision,
}

BEGINNINGS = frozenset(_FOLDS)
"""What the histories begin with that the rows are folded from."""
