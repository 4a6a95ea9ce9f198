"""One line of the case board: how a case stands, folded from its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from application.read_models.row import row
from application.read_models.story import CaseStory
from domain.cases import events
from domain.vocabulary import CaseKind, CaseState, RouteMode


@row
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
        responsible_person: whom the four lists or the whistle name, whichever spoke last.
        units_ever: every unit that has or had it; ``units`` those that have it now.
        first_handled_at: the first time it was in handling.
        resolved_at: of the latest claim. ``closed_at`` and what follows: of the closing that
            stands, None once reopened.
        due_at: exclusive bound; None: none, or its clocks stand still.
        next_bound: the next instant at which something is missed or overdue by itself.
        calendar_versions: calendars that decided the clocks that still run.
        overdue_since: the bound that passed, None while there is another one or none passed.
        last_followed_up_at: the last follow-up note, else the first route.
        tracked_at: what the reminder clock counts from (CAS-DG-09).
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
    responsible_person: str | None
    tracked_at: datetime | None


class _Tally:
    """What the board shows beyond what the case itself remembers.

    Attributes:
        facts: fields of the row by name.
    """

    __slots__ = (
        "breaches",
        "facts",
        "misses",
        "refused",
        "reopenings",
        "returned",
        "routed",
        "serious",
    )

    def __init__(self) -> None:
        self.facts: dict[str, Any] = _NOTHING_YET.copy()
        self.routed: list[int] = []
        self.returned: list[int] = []
        self.breaches: list[int] = []
        self.serious: list[tuple[str, datetime, int]] = []
        self.misses = self.reopenings = self.refused = 0

    def first(self, name: str, value: object) -> None:
        if self.facts[name] is None:
            self.facts[name] = value


def case_row(story: CaseStory) -> CaseRow:
    """The row of a case."""
    history, record, head = story.history, story.record, story.head
    tally = _Tally()
    for event, topic in zip(history, story.topics, strict=True):
        note = _NOTES.get(topic)
        if note is not None:
            note(tally, event)
    handled = story.first_handled
    is_overdue = record.due is not None and record.overdue_at == record.due.due_at
    serious = tally.serious
    return CaseRow(
        jurisdiction=head.jurisdiction,
        case_id=head.case_id,
        version=head.version,
        changed_at=max([event.timestamp for event in history]),
        latest_occurred_at=max([event.occurred_at for event in history] + [history[0].timestamp]),
        state=head.state,
        is_open=head.is_open,
        kind=head.kind,
        pack=record.pack,
        grid_id=head.grid_id,
        community_id=head.community_id,
        category=head.category,
        reporter_ref=head.reporter_ref,
        taken_in_by=record.taken_in_by,
        holder=record.holder,
        mode=head.mode,
        level=head.level,
        units=head.units,
        units_ever=head.units_ever,
        reported_at=head.reported_at,
        last_followed_up_at=head.last_followed_up_at,
        tracked_at=record.tracked_at,
        merged_into=head.merged_into,
        lead=record.lead,
        city_unit=record.city_unit,
        accepted_by=record.accepted_by,
        due_at=head.due_at,
        next_bound=head.next_bound,
        is_stopped=record.is_stopped,
        calendar_versions=head.calendar_versions,
        overdue_since=record.overdue_at if is_overdue else None,
        first_handled_at=handled.occurred_at if handled else None,
        first_handled_version=handled.originator_version if handled else None,
        closing_no=record.closings,
        rated_closing=record.rated_closing,
        reopenings=tally.reopenings,
        hops=len(tally.routed),
        misroutes=len(tally.returned),
        misses=tally.misses,
        urges=record.urges,
        claims=record.claims,
        refused_claims=tally.refused,
        routed_versions=tuple(tally.routed),
        returned_versions=tuple(tally.returned),
        breach_versions=tuple(tally.breaches),
        serious_kinds=tuple([kind for kind, _, _ in serious]),
        serious_at=tuple([at for _, at, _ in serious]),
        serious_versions=tuple([version for _, _, version in serious]),
        **tally.facts,
    )


# --- What each fact adds. ---


def _reported(tally: _Tally, event: events.Reported) -> None:
    facts = tally.facts
    facts["channel"] = event.channel
    facts["source"] = event.source
    facts["source_ref"] = event.source_ref
    facts["priority"] = event.priority
    facts["urgent"] = event.urgent
    facts["discovered_at"] = event.discovered_at
    facts["text_item"] = event.text.item_id if event.text else None
    facts["text_sha256"] = event.text.sha256 if event.text else None
    facts["place_item"] = event.place.item_id if event.place else None
    facts["place_sha256"] = event.place.sha256 if event.place else None


def _uploaded(tally: _Tally, event: events.Uploaded) -> None:
    facts = tally.facts
    facts["platform_no"] = event.platform_no
    facts["uploaded_at"] = event.occurred_at
    facts["uploaded_version"] = event.originator_version


def _triaged(tally: _Tally, event: events.Triaged) -> None:
    tally.first("triaged_at", event.occurred_at)
    facts = tally.facts
    facts["severity"] = event.severity
    facts["competent_level"] = event.competent_level


def _made_responsible(tally: _Tally, event: events.FourListsDrawnUp | events.WhistleBlown) -> None:
    tally.facts["responsible_person"] = event.responsible_person


def _routed(
    tally: _Tally, event: events.Routed | events.EscalatedToDistrict | events.EscalatedToCity
) -> None:
    tally.first("first_routed_at", event.occurred_at)
    tally.routed.append(event.originator_version)
    tally.facts["due_version"] = event.originator_version


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
        tally.facts["due_version"] = event.originator_version


def _overdue(tally: _Tally, event: events.Overdue) -> None:
    tally.facts["overdue_version"] = event.originator_version


def _claimed(tally: _Tally, event: events.ResolutionReported) -> None:
    tally.facts["resolved_at"] = event.occurred_at


def _refused(tally: _Tally, _event: events.CloseOutRefused) -> None:
    tally.refused += 1


def _closed(tally: _Tally, event: events.Closed) -> None:
    facts = tally.facts
    facts["closed_at"] = event.occurred_at
    facts["closed_by"] = event.closed_by
    facts["closing_level"] = event.level
    facts["closed_on_time"] = event.on_time
    facts["closed_version"] = event.originator_version


def _reopened(tally: _Tally, event: events.Reopened) -> None:
    tally.reopenings += 1
    facts = tally.facts
    facts["closed_at"] = None
    facts["closed_by"] = None
    facts["closing_level"] = None
    facts["closed_on_time"] = None
    facts["closed_version"] = None
    facts["due_version"] = event.originator_version


def _rated(tally: _Tally, event: events.Rated) -> None:
    facts = tally.facts
    facts["score"] = event.score
    facts["rated_at"] = event.occurred_at
    facts["rated_version"] = event.originator_version


def _ended(tally: _Tally, event: events.Withdrawn | events.Rejected | events.Merged) -> None:
    facts = tally.facts
    facts["ended_at"] = event.occurred_at
    facts["ended_version"] = event.originator_version


def _serious(tally: _Tally, event: events.SeriousEventRecorded) -> None:
    tally.serious.append((event.kind, event.occurred_at, event.originator_version))


_NOTES: Mapping[str, Callable[[_Tally, Any], None]] = MappingProxyType(
    {
        events.Reported.TOPIC: _reported,
        events.Uploaded.TOPIC: _uploaded,
        events.Triaged.TOPIC: _triaged,
        events.FourListsDrawnUp.TOPIC: _made_responsible,
        events.FourListsRevised.TOPIC: _made_responsible,
        events.WhistleBlown.TOPIC: _made_responsible,
        events.Routed.TOPIC: _routed,
        events.EscalatedToDistrict.TOPIC: _routed,
        events.EscalatedToCity.TOPIC: _routed,
        events.Accepted.TOPIC: _accepted,
        events.Returned.TOPIC: _returned,
        events.LevelBreached.TOPIC: _breached,
        events.FeedbackMissed.TOPIC: _missed,
        events.DeadlineRecalculated.TOPIC: _recalculated,
        events.Overdue.TOPIC: _overdue,
        events.ResolutionReported.TOPIC: _claimed,
        events.CloseOutRefused.TOPIC: _refused,
        events.Closed.TOPIC: _closed,
        events.Reopened.TOPIC: _reopened,
        events.Rated.TOPIC: _rated,
        events.Withdrawn.TOPIC: _ended,
        events.Rejected.TOPIC: _ended,
        events.Merged.TOPIC: _ended,
        events.SeriousEventRecorded.TOPIC: _serious,
    }
)
_NOTHING_YET: MappingProxyType[str, Any] = MappingProxyType(
    dict.fromkeys(
        (
            "responsible_person",
            "severity",
            "competent_level",
            "platform_no",
            "uploaded_at",
            "triaged_at",
            "first_routed_at",
            "first_accepted_at",
            "resolved_at",
            "closed_at",
            "ended_at",
            "closed_by",
            "closing_level",
            "closed_on_time",
            "score",
            "rated_at",
            "uploaded_version",
            "due_version",
            "overdue_version",
            "closed_version",
            "rated_version",
            "ended_version",
        )
    )
)
