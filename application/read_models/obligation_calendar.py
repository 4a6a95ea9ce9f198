"""The obligation calendar: what was owed, and what became of it; one row per obligation (F)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.calendar.periods import Period
from domain.numbers import percent_text, rate
from domain.obligations.obligation import ObligationState
from domain.obligations.reminders import next_due
from domain.vocabulary import Strength


class Standing(StrEnum):
    """How an obligation is shown: what a miss means depends on its strength (0.2).

    A missed MUST is MISSED, a missed SHOULD a DEVIATION, a missed MAY only NOT_DONE.
    """

    DUE = "DUE"
    MET = "MET"
    MISSED = "MISSED"
    DEVIATION = "DEVIATION"
    NOT_DONE = "NOT_DONE"
    NOT_DUE = "NOT_DUE"


_FULFILLED = frozenset({ObligationState.FULFILLED, ObligationState.FULFILLED_LATE})
_MISSED = {
    Strength.MUST: Standing.MISSED,
    Strength.SHOULD: Standing.DEVIATION,
    Strength.MAY: Standing.NOT_DONE,
}


@row
class ObligationLine:
    """One obligation. Instants are aware, UTC.

    Attributes:
        version: of its last event.
        code, subject, holder, body: who owes what, as ``Owed`` says.
        window_start, due_at: its window; ``due_at`` is exclusive.
        count: how much was done; of ``min_count``.
        measure: what is added up; None: deeds.
        standing: how it is shown.
        to_accountability: a miss of it goes to the accountability view.
        missed_at: the bound that passed without enough being done; stays when it is done late.
        fulfilled_at: when enough was recorded, in time or late.
        reminded: lead of the last reminder.
        next_reminder_at: when the next one goes out; None: none does.
        renews: period of the plan that goes on after it; None: it stands alone.
        pack: ``id@version`` that judges it.
        evidence: the events that count, as ``event:<id>/<version>``.
        base: of how many bodies ``count`` is a share; None: it is none, or not judged yet. Until
            then ``min_count`` of a share is what it came to at the last deed.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    subject: str
    holder: str
    body: str
    window_start: datetime
    due_at: datetime
    strength: Strength
    min_count: int
    count: int
    measure: str | None
    state: ObligationState
    standing: Standing
    to_accountability: bool
    escalates_to: str | None
    missed_at: datetime | None
    fulfilled_at: datetime | None
    reminded: int | None
    next_reminder_at: datetime | None
    renews: Period | None
    calendar_version: str
    pack: str
    evidence: tuple[str, ...]
    base: int | None = None

    @property
    def share(self) -> str | None:
        """What was reached of ``base`` (CAL-07); None: it is no share, or not judged yet."""
        reached = None if self.base is None else rate(self.count, self.base)
        return None if reached is None else percent_text(reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFilter:
    """Which obligations a list shows; a field left alone admits all.

    Attributes:
        body: in whose charge; ``under``: of this body or any below it.
        among: what ``under`` comes to, which takes the directory.
        due_from, due_until: bounds at or after, and before, these instants.
        to_accountability: missed, and of the sort that feeds the accountability view.
    """

    holder: str | None = None
    code: str | None = None
    subject: str | None = None
    body: str | None = None
    under: str | None = None
    among: frozenset[str] | None = None
    standing: frozenset[Standing] = frozenset()
    due_from: datetime | None = None
    due_until: datetime | None = None
    to_accountability: bool | None = None


@dataclass(frozen=True, slots=True)
class CalendarCursor:
    """Place in the calendar, which is in the order of the bounds."""

    due_at: datetime
    aggregate_id: UUID


def obligation_lines(story: AggregateStory) -> Sequence[ObligationLine]:
    """The one row of an obligation."""
    opened: Any = story.history[0]
    state, count, evidence = ObligationState.OPEN, 0, list[str]()
    reminded: int | None = None
    missed_at: datetime | None = None
    fulfilled_at: datetime | None = None
    min_count, base = opened.min_count, None
    for fact, topic in zip(story.history, story.topics, strict=True):
        event: Any = fact
        match topic:
            case "ObligationReminderSent":
                reminded = event.lead
            case "TargetCounted":
                count = event.count
                evidence += event.evidence
                if opened.share_of is not None:
                    min_count = event.wanted
                if state in _FULFILLED and count < min_count:  # a correction took it back
                    state = ObligationState.OPEN if missed_at is None else ObligationState.MISSED
                    fulfilled_at = None
            case "ObligationFulfilled" | "ObligationFulfilledLate":
                count, fulfilled_at = event.count, event.timestamp
                late = topic == "ObligationFulfilledLate"
                if not late and event.base is not None:  # it names all that was counted before
                    min_count, base = event.min_count, event.base
                else:
                    evidence += event.evidence
                state = ObligationState.FULFILLED_LATE if late else ObligationState.FULFILLED
            case "ObligationMissed":
                state, missed_at = ObligationState.MISSED, opened.due_at
                min_count, base = event.min_count, event.base
            case "DeadlineRecalculated":
                state = ObligationState.NOT_DUE
            case _:
                pass
    coming = next_due(opened.reminders, reminded) if state is ObligationState.OPEN else None
    standing = _standing(state, Strength(opened.strength))
    return (
        ObligationLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=opened.code,
            subject=opened.subject,
            holder=opened.holder,
            body=opened.body,
            window_start=opened.window_start,
            due_at=opened.due_at,
            strength=opened.strength,
            min_count=min_count,
            count=count,
            measure=opened.measure,
            state=state,
            standing=standing,
            to_accountability=(standing is Standing.MISSED and opened.on_miss == "ACCOUNTABILITY"),
            escalates_to=opened.escalates_to,
            missed_at=missed_at,
            fulfilled_at=fulfilled_at,
            reminded=reminded,
            next_reminder_at=coming.at if coming else None,
            renews=opened.renews,
            calendar_version=opened.calendar_version,
            pack=opened.pack,
            evidence=tuple(evidence),
            base=base,
        ),
    )


def _standing(state: ObligationState, strength: Strength) -> Standing:
    match state:
        case ObligationState.OPEN:
            return Standing.DUE
        case ObligationState.FULFILLED:
            return Standing.MET
        case ObligationState.NOT_DUE:
            return Standing.NOT_DUE
        case ObligationState.MISSED | ObligationState.FULFILLED_LATE:
            return _MISSED[strength]


@dataclass(frozen=True, slots=True)
class CalendarCount:
    """How many obligations of one holder and code stand how."""

    body: str
    holder: str
    code: str
    due: int
    met: int
    missed: int
    deviation: int
    not_done: int
    not_due: int
