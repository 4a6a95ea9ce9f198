"""The list of files of accountability: one row each, from the call to the notice (3.2, F)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain import gates
from domain.accountability import events
from domain.accountability.accountability import APPEAL, REVIEW
from domain.facts.governance import NoticeCirculated
from domain.rebinding import pack_ref


class FileState(StrEnum):
    """How far a file has come.

    An appeal that waits for an answer says so, and so does a call that waits for a person because
    what it rests on was corrected; ``TAKEN_BACK``: on appeal, ``WITHDRAWN``: because of that.
    """

    FOUND = "FOUND"
    CALLED = "CALLED"
    TALKED = "TALKED"
    OPENED = "OPENED"
    DECIDED = "DECIDED"
    CIRCULATED = "CIRCULATED"
    APPEALED = "APPEALED"
    UNDER_REVIEW = "UNDER_REVIEW"
    TAKEN_BACK = "TAKEN_BACK"
    WITHDRAWN = "WITHDRAWN"


@row
class FileLine:
    """One file. Instants are aware, UTC.

    Attributes:
        version: of its last event.
        subject: code of who is answerable, or the pseudonymous id of a member of staff.
        begun_with: catalogue name of its first event; ``begun_at``: when that was true.
        period: what the trigger is about.
        caller, caller_body: post that calls and the body it acts for; None: there is no talk.
        due_on: last local day for the talk; None: none is set.
        held_at, opened_at, decided_at, circulated_at: when each of the steps was.
        measure: what was decided; None: nothing, or it was taken back.
        evidence: the events it rests on, ``event:<aggregate id>/<version>``.
        pack: ``id@version`` that judges it.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    trigger_code: str
    subject: str
    body: str
    state: FileState
    begun_with: str
    begun_at: datetime
    period: str | None
    called: str | None
    caller: str | None
    caller_body: str | None
    due_on: date | None
    held_at: datetime | None
    minutes_ref: str | None
    opened_at: datetime | None
    measure: str | None
    decided_at: datetime | None
    notice_ref: str | None
    circulated_at: datetime | None
    appealed_at: datetime | None
    evidence: tuple[str, ...]
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFilter:
    """Which files a list shows; a field left alone admits all.

    Attributes:
        begun_from, begun_until: when it began, ``begun_until`` exclusive.
    """

    code: str | None = None
    trigger: str | None = None
    subject: str | None = None
    body: str | None = None
    state: FileState | None = None
    begun_from: datetime | None = None
    begun_until: datetime | None = None


def file_lines(story: AggregateStory) -> Sequence[FileLine]:
    """The one row of a file."""
    begun: Any = story.history[0]
    told: dict[str, Any] = dict.fromkeys(_UNTOLD) | {"state": FileState.FOUND}
    evidence: list[str] = []
    waiting: set[str] = set()
    for fact, topic in zip(story.history, story.topics, strict=True):
        event: Any = fact
        evidence += getattr(event, "evidence_event_ids", ())
        if topic in _TELLS:
            told |= _TELLS[topic](event)
        if topic == gates.GateRequested.TOPIC:
            waiting.add(event.gate_code)
            if event.gate_code == APPEAL:
                told["appealed_at"] = event.occurred_at
        elif topic in _ANSWERS:
            waiting.discard(event.gate_code)
    told["state"] = _state(told["state"], waiting)
    return [
        FileLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=begun.code,
            trigger_code=begun.trigger_code,
            subject=begun.subject,
            body=begun.body,
            begun_with=story.topics[0],
            begun_at=begun.occurred_at,
            evidence=tuple(dict.fromkeys(evidence)),
            pack=pack_ref(story.history),
            **told,
        )
    ]


def _state(reached: FileState, waiting: Collection[str]) -> FileState:
    """The state of a file with what waits to be answered."""
    if reached in {FileState.TAKEN_BACK, FileState.WITHDRAWN}:
        return reached
    if APPEAL in waiting:
        return FileState.APPEALED
    return FileState.UNDER_REVIEW if REVIEW in waiting else reached


def _called(event: events.InterviewTriggered) -> dict[str, Any]:
    return {
        "state": FileState.CALLED,
        "period": event.period,
        "called": event.called,
        "caller": event.caller,
        "caller_body": event.caller_body,
        "due_on": event.due_on,
    }


def _held(event: events.InterviewHeld) -> dict[str, Any]:
    return {
        "state": FileState.TALKED,
        "held_at": event.held_at,
        "minutes_ref": event.minutes_ref,
    }


def _opened(event: events.AccountabilityOpened) -> dict[str, Any]:
    return {"state": FileState.OPENED, "opened_at": event.occurred_at}


def _decided(event: events.AccountabilityDecided) -> dict[str, Any]:
    state = FileState.DECIDED
    if event.measure is None:
        state = FileState.TAKEN_BACK if event.on_appeal else FileState.WITHDRAWN
    return {"state": state, "measure": event.measure, "decided_at": event.occurred_at}


def _circulated(event: NoticeCirculated) -> dict[str, Any]:
    return {
        "state": FileState.CIRCULATED,
        "notice_ref": event.notice_ref,
        "circulated_at": event.occurred_at,
    }


_TELLS: Mapping[str, Callable[[Any], dict[str, Any]]] = MappingProxyType(
    {
        events.InterviewTriggered.TOPIC: _called,
        events.InterviewHeld.TOPIC: _held,
        events.AccountabilityOpened.TOPIC: _opened,
        events.AccountabilityDecided.TOPIC: _decided,
        events.PersonnelMeasureTaken.TOPIC: _decided,
        NoticeCirculated.TOPIC: _circulated,
    }
)
_ANSWERS = frozenset({gates.GatePassed.TOPIC, gates.GateBlocked.TOPIC})
_UNTOLD = (
    "period", "called", "caller", "caller_body", "due_on", "held_at", "minutes_ref", "opened_at",
    "measure", "decided_at", "notice_ref", "circulated_at", "appealed_at",
)  # fmt: skip

BEGINNINGS = frozenset(
    fact.TOPIC
    for fact in (
        events.InterviewTriggered,
        events.FindingRecorded,
        events.CriticismRecorded,
        events.AccountabilityOpened,
        events.ViolationRecorded,
        events.PenaltyReferred,
    )
)
"""What the histories begin with that the rows are folded from."""
