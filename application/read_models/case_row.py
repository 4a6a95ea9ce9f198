"""One line of the case board: how a case stands, folded from its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from application.read_models.case_head import is_unfinished, running_calendars
from domain.cases import events
from domain.cases.closing import Closing
from domain.cases.record import CaseRecord
from domain.kernel import Event
from domain.vocabulary import CaseKind, CaseState, RouteMode


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """How a case stands, with what lists and figures need of its past.

    Instants are aware and UTC. An instant named after a step is when the step occurred; whether it
    was in time was judged by when it was recorded (ENV-04) and is a field of its own. Fields in
    ``_version`` and ``_versions`` name the events of the case that a figure counts.

    Attributes:
        version: of the last event that is in this row.
        changed_at, latest_occurred_at: the latest ``recorded_at`` and ``occurred_at`` in it.
        is_open: neither closed nor ended; overdue cases are open.
        text_item, text_sha256, place_item, place_sha256: where the report's content lies in the
            vault and what it must hash to.
        units_ever: every unit that has or had it; ``units`` those that have it now.
        first_handled_at: the first time it was in handling.
        resolved_at: of the latest claim. ``closed_at`` and what follows: of the closing that
            stands, None once reopened.
        due_at: exclusive bound; None: none, or its clocks stand still.
        next_bound: the next instant at which something is missed or overdue by itself.
        calendar_versions: calendars that decided the clocks that still run.
        overdue_since: the bound that passed, None while there is another one or none passed.
        last_followed_up_at: the last follow-up note, else the first route: what the reminder
            clock counts from.
        score, rated_at: the latest rating; ``rated_closing`` says of which closing.
        hops: times it was given out. ``misroutes``: times it was given back.
        serious_kinds, serious_at, serious_versions: serious events, one place each.
    """

    jurisdiction: str
    case_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    state: CaseState
    is_open: bool
    kind: CaseKind
    pack: str
    grid_id: str | None
    community_id: str | None
    category: str | None
    severity: str | None
    competent_level: str | None
    reporter_ref: str | None
    taken_in_by: str
    holder: str | None
    platform_no: str | None
    channel: str | None
    source: str | None
    source_ref: str | None
    priority: bool
    urgent: bool
    text_item: UUID | None
    text_sha256: str | None
    place_item: UUID | None
    place_sha256: str | None
    mode: RouteMode | None
    level: str | None
    units: tuple[str, ...]
    units_ever: tuple[str, ...]
    lead: str | None
    city_unit: str | None
    accepted_by: tuple[str, ...]
    discovered_at: datetime
    reported_at: datetime
    uploaded_at: datetime | None
    triaged_at: datetime | None
    first_routed_at: datetime | None
    first_accepted_at: datetime | None
    first_handled_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    next_bound: datetime | None
    is_stopped: bool
    calendar_versions: tuple[str, ...]
    overdue_since: datetime | None
    last_followed_up_at: datetime | None
    closing_no: int
    closed_by: str | None
    closing_level: str | None
    closed_on_time: bool | None
    score: int | None
    rated_at: datetime | None
    rated_closing: int
    reopenings: int
    hops: int
    misroutes: int
    misses: int
    urges: int
    claims: int
    refused_claims: int
    merged_into: UUID | None
    uploaded_version: int | None
    first_handled_version: int | None
    due_version: int | None
    overdue_version: int | None
    closed_version: int | None
    rated_version: int | None
    ended_version: int | None
    routed_versions: tuple[int, ...]
    returned_versions: tuple[int, ...]
    breach_versions: tuple[int, ...]
    serious_kinds: tuple[str, ...]
    serious_at: tuple[datetime, ...]
    serious_versions: tuple[int, ...]


@dataclass(slots=True)
class _Tally:
    """What the board shows beyond what the case itself remembers."""

    facts: dict[str, Any] = field(default_factory=dict)
    routed: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    breaches: list[int] = field(default_factory=list)
    serious: list[tuple[str, datetime, int]] = field(default_factory=list)
    misses: int = 0
    reopenings: int = 0
    refused_claims: int = 0

    def first(self, name: str, value: object) -> None:
        self.facts.setdefault(name, value)

    def put(self, **facts: object) -> None:
        self.facts.update(facts)


def case_row(history: Sequence[Event], jurisdiction: str) -> CaseRow | None:
    """The row of a case.

    Args:
        history: its events with corrections applied, as ``read_as_of`` gives them.

    Returns:
        None if this is no case's history, or an empty one.
    """
    if not history or not isinstance(history[0], events.Reported):
        return None
    record = Closing()
    tally = _Tally()
    changed_at = latest_occurred_at = history[0].timestamp
    for event in history:
        event.apply(record)
        note = _NOTES.get(type(event))
        if note is not None:
            note(tally, event)
        if record.state is CaseState.IN_HANDLING and "first_handled_at" not in tally.facts:
            tally.put(
                first_handled_at=event.occurred_at, first_handled_version=event.originator_version
            )
        changed_at = max(changed_at, event.timestamp)
        latest_occurred_at = max(latest_occurred_at, event.occurred_at)
    return _row(history, jurisdiction, record, tally, changed_at, latest_occurred_at)


def replayed(history: Sequence[Event]) -> CaseRecord:
    """What a case remembers after this history, versions of which may be missing."""
    record = Closing()
    for event in history:
        event.apply(record)
    return record


def _row(  # the parts of one fold, joined once
    history: Sequence[Event],
    jurisdiction: str,
    record: CaseRecord,
    tally: _Tally,
    changed_at: datetime,
    latest_occurred_at: datetime,
) -> CaseRow:
    is_open = is_unfinished(record)
    facts = {**_DEFAULTS, **tally.facts}
    is_overdue = record.due is not None and record.overdue_at == record.due.due_at
    return CaseRow(
        jurisdiction=jurisdiction,
        case_id=history[0].originator_id,
        version=history[-1].originator_version,
        changed_at=changed_at,
        latest_occurred_at=latest_occurred_at,
        state=record.state,
        is_open=is_open,
        kind=record.kind,
        pack=record.pack,
        grid_id=record.grid_id,
        community_id=record.community_id,
        category=record.category,
        reporter_ref=record.reporter_ref,
        taken_in_by=record.taken_in_by,
        holder=record.holder,
        mode=record.mode,
        level=record.level,
        units=record.units,
        units_ever=record.units_ever,
        reported_at=record.reported_at,
        last_followed_up_at=record.followed_up_at,
        merged_into=record.merged_into,
        lead=record.lead,
        city_unit=record.city_unit,
        accepted_by=record.accepted_by,
        due_at=record.due.due_at if record.due else None,
        next_bound=record.next_bound(),
        is_stopped=record.is_stopped,
        calendar_versions=running_calendars(record) if is_open else (),
        overdue_since=record.overdue_at if is_overdue else None,
        closing_no=record.closings,
        rated_closing=record.rated_closing,
        reopenings=tally.reopenings,
        hops=len(tally.routed),
        misroutes=len(tally.returned),
        misses=tally.misses,
        urges=record.urges,
        claims=record.claims,
        refused_claims=tally.refused_claims,
        routed_versions=tuple(tally.routed),
        returned_versions=tuple(tally.returned),
        breach_versions=tuple(tally.breaches),
        serious_kinds=tuple(kind for kind, _, _ in tally.serious),
        serious_at=tuple(at for _, at, _ in tally.serious),
        serious_versions=tuple(version for _, _, version in tally.serious),
        **facts,
    )


# --- What each fact adds. ---


def _reported(tally: _Tally, event: events.Reported) -> None:
    tally.put(
        channel=event.channel,
        source=event.source,
        source_ref=event.source_ref,
        priority=event.priority,
        urgent=event.urgent,
        discovered_at=event.discovered_at,
        text_item=event.text.item_id if event.text else None,
        text_sha256=event.text.sha256 if event.text else None,
        place_item=event.place.item_id if event.place else None,
        place_sha256=event.place.sha256 if event.place else None,
    )


def _uploaded(tally: _Tally, event: events.Uploaded) -> None:
    tally.put(
        platform_no=event.platform_no,
        uploaded_at=event.occurred_at,
        uploaded_version=event.originator_version,
    )


def _triaged(tally: _Tally, event: events.Triaged) -> None:
    tally.first("triaged_at", event.occurred_at)
    tally.put(severity=event.severity, competent_level=event.competent_level)


def _routed(
    tally: _Tally, event: events.Routed | events.EscalatedToDistrict | events.EscalatedToCity
) -> None:
    tally.first("first_routed_at", event.occurred_at)
    tally.routed.append(event.originator_version)
    tally.put(due_version=event.originator_version)


def _accepted(tally: _Tally, event: events.Accepted) -> None:
    tally.first("first_accepted_at", event.occurred_at)


def _returned(tally: _Tally, event: events.Returned) -> None:
    tally.returned.append(event.originator_version)


def _breached(tally: _Tally, event: events.LevelBreached) -> None:
    tally.breaches.append(event.originator_version)


def _missed(tally: _Tally, _event: events.FeedbackMissed) -> None:
    tally.misses += 1


def _recalculated(tally: _Tally, event: events.DeadlineRecalculated) -> None:
    if event.obligation_id is None:
        tally.put(due_version=event.originator_version)


def _overdue(tally: _Tally, event: events.Overdue) -> None:
    tally.put(overdue_version=event.originator_version)


def _claimed(tally: _Tally, event: events.ResolutionReported) -> None:
    tally.put(resolved_at=event.occurred_at)


def _refused(tally: _Tally, _event: events.CloseOutRefused) -> None:
    tally.refused_claims += 1


def _closed(tally: _Tally, event: events.Closed) -> None:
    tally.put(
        closed_at=event.occurred_at,
        closed_by=event.closed_by,
        closing_level=event.level,
        closed_on_time=event.on_time,
        closed_version=event.originator_version,
    )


def _reopened(tally: _Tally, event: events.Reopened) -> None:
    tally.reopenings += 1
    tally.put(
        closed_at=None,
        closed_by=None,
        closing_level=None,
        closed_on_time=None,
        closed_version=None,
        due_version=event.originator_version,
    )


def _rated(tally: _Tally, event: events.Rated) -> None:
    tally.put(score=event.score, rated_at=event.occurred_at, rated_version=event.originator_version)


def _ended(tally: _Tally, event: events.Withdrawn | events.Rejected | events.Merged) -> None:
    tally.put(ended_at=event.occurred_at, ended_version=event.originator_version)


def _serious(tally: _Tally, event: events.SeriousEventRecorded) -> None:
    tally.serious.append((event.kind, event.occurred_at, event.originator_version))


_NOTES: Mapping[type[Event], Callable[[_Tally, Any], None]] = MappingProxyType(
    {
        events.Reported: _reported,
        events.Uploaded: _uploaded,
        events.Triaged: _triaged,
        events.Routed: _routed,
        events.EscalatedToDistrict: _routed,
        events.EscalatedToCity: _routed,
        events.Accepted: _accepted,
        events.Returned: _returned,
        events.LevelBreached: _breached,
        events.FeedbackMissed: _missed,
        events.DeadlineRecalculated: _recalculated,
        events.Overdue: _overdue,
        events.ResolutionReported: _claimed,
        events.CloseOutRefused: _refused,
        events.Closed: _closed,
        events.Reopened: _reopened,
        events.Rated: _rated,
        events.Withdrawn: _ended,
        events.Rejected: _ended,
        events.Merged: _ended,
        events.SeriousEventRecorded: _serious,
    }
)
_DEFAULTS: Mapping[str, Any] = MappingProxyType(
    dict.fromkeys(
        (
            "severity",
            "competent_level",
            "platform_no",
            "uploaded_at",
            "triaged_at",
            "first_routed_at",
            "first_accepted_at",
            "first_handled_at",
            "resolved_at",
            "closed_at",
            "ended_at",
            "closed_by",
            "closing_level",
            "closed_on_time",
            "score",
            "rated_at",
            "uploaded_version",
            "first_handled_version",
            "due_version",
            "overdue_version",
            "closed_version",
            "rated_version",
            "ended_version",
        )
    )
)
