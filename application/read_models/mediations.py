"""Disputes and their mediation, one row each, and what they add up to (F22 to F24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.calendar.local_time import local_date
from domain.mediation.mediation import Mediation, MediationState
from domain.numbers import rate
from domain.rebinding import pack_ref

BEGINNINGS: Final = frozenset({Mediation.DisputeFound.TOPIC, Mediation.MediationApplied.TOPIC})
"""What the histories of disputes begin with; in a case, ``DisputeFound`` begins nothing."""


class Counted(StrEnum):
    """What a mediation counts as. ``OTHER`` is mediated and neither a success nor a lawsuit."""

    APPLIED = "APPLIED"
    MEDIATED = "MEDIATED"
    SUCCEEDED = "SUCCEEDED"
    LITIGATION = "LITIGATION"
    OTHER = "OTHER"
    BROKEN = "BROKEN"  # a success that was sued: in both, and flagged


@row
class MediationRow:
    """One dispute. Instants are aware, UTC.

    Attributes:
        no: always 0.
        people: pseudonymous ids of parties and mediator.
        counted: what it counts as, words of ``Counted``, in their order.
        found_on, applied_on, first_session_on: local days; None: not yet, or never.
        report_lag: days from the finding to the report of it.
        days_to_session: from the finding, else the application, to the first session.
        session_due_at: exclusive bound of the first session; None: no time is set.
        session_late: the first session was held at the bound or later.
        warnings: early warnings raised.
        pack: ``id@version`` that judges it.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    no: int
    body: str
    people: tuple[str, ...]
    state: MediationState
    counted: tuple[str, ...]
    channel: str | None
    parties: int
    sessions: int
    found_on: date | None
    applied_on: date | None
    first_session_on: date | None
    report_lag: int | None
    days_to_session: int | None
    session_due_at: datetime | None
    session_late: bool
    warnings: int
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationFilter:
    """Which disputes a list shows; a field left alone admits all.

    Attributes:
        counted: what it counts as.
        unheard_at: the bound of the first session passed by this instant without one: a defect.
        from_on, until_on: local days of the application.
    """

    code: str | None = None
    body: str | None = None
    state: MediationState | None = None
    counted: Counted | None = None
    unheard_at: datetime | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class MediationFigures:
    """How many of each, and the shares of all that were mediated (MED-KD-01).

    The three shares need not add up to one: a broken agreement is a success and a lawsuit.
    """

    counts: dict[Counted, int]

    @property
    def success(self) -> Fraction | None:
        """Succeeded of mediated; None: nothing was mediated."""
        return self._share(Counted.SUCCEEDED)

    @property
    def litigation(self) -> Fraction | None:
        """Sued of mediated."""
        return self._share(Counted.LITIGATION)

    @property
    def other(self) -> Fraction | None:
        """Neither of mediated."""
        return self._share(Counted.OTHER)

    def _share(self, counted: Counted) -> Fraction | None:
        return rate(self.counts[counted], self.counts[Counted.MEDIATED])


def mediation_rows(story: AggregateStory) -> Sequence[MediationRow]:
    """The one row of a dispute."""
    told = _Told()
    for topic, event in zip(story.topics, story.history, strict=True):
        told.hear(topic, event)
    begun: Any = story.history[0]
    first = told.found_on or told.applied_on
    held = told.first_session_on
    return [
        MediationRow(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=begun.code,
            no=0,
            body=begun.body,
            people=tuple(dict.fromkeys((*told.parties, *told.mediators))),
            state=told.state,
            counted=told.counted,
            channel=told.channel,
            parties=len(told.parties),
            sessions=told.sessions,
            found_on=told.found_on,
            applied_on=told.applied_on,
            first_session_on=held,
            report_lag=told.report_lag,
            days_to_session=(held - first).days if held is not None and first is not None else None,
            session_due_at=told.due_at,
            session_late=told.session_late,
            warnings=told.warnings,
            pack=pack_ref(story.history),
        )
    ]


class _Told:
    """What a history has said so far."""

    def __init__(self) -> None:
        self.state = MediationState.FOUND
        self.parties: tuple[str, ...] = ()
        self.mediators: tuple[str, ...] = ()
        self.channel: str | None = None
        self.found_on: date | None = None
        self.applied_on: date | None = None
        self.first_session_on: date | None = None
        self.report_lag: int | None = None
        self.due_at: datetime | None = None
        self.session_late = False
        self.sessions = 0
        self.warnings = 0
        self.succeeded = self.sued = False

    def hear(self, topic: str, event: Any) -> None:  # one branch per event
        """Take in the next event."""
        match topic:
            case "DisputeFound":
                self.found_on = event.found_on
                self.report_lag = (local_date(event.timestamp) - event.found_on).days
                self._due(event)
            case "EarlyWarningRaised":
                self.warnings += 1
            case "MediationApplied":
                self.state, self.parties = MediationState.APPLIED, event.parties
                self.channel = event.channel
                self.applied_on = local_date(event.occurred_at)
                self._due(event)
            case "MediatorChosen":
                self.state, self.mediators = MediationState.CHOSEN, (event.mediator,)
            case "MediatorAccepted":
                self.state = MediationState.ACCEPTED
            case "MediationSessionHeld":
                self._session(event)
            case "MediationSucceeded":
                self.state, self.succeeded = MediationState.SUCCEEDED, True
            case "MediationFailed":
                self.state = MediationState.FAILED
            case "LedToLitigation":
                self.state, self.sued = MediationState.SUED, True

    def _due(self, event: Any) -> None:
        if event.due is not None:
            self.due_at = event.due.due_at

    def _session(self, event: Any) -> None:
        self.sessions += 1
        self.mediators = tuple(dict.fromkeys((*self.mediators, *event.team)))
        if self.first_session_on is None:
            self.first_session_on = event.on
            self.session_late = self.due_at is not None and event.on >= local_date(self.due_at)

    @property
    def counted(self) -> tuple[str, ...]:
        """What it counts as so far."""
        mediated = self.sessions > 0
        holds = {
            Counted.APPLIED: self.applied_on is not None,
            Counted.MEDIATED: mediated,
            Counted.SUCCEEDED: self.succeeded,
            Counted.LITIGATION: self.sued,
            Counted.OTHER: mediated and not self.succeeded and not self.sued,
            Counted.BROKEN: self.succeeded and self.sued,
        }
        return tuple(counted.value for counted, is_so in holds.items() if is_so)
