"""What indicators count: the facts of a case, and of each feedback obligation in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from application.read_models.feedback_obligations import ObligationRow, obligation_rows
from application.read_models.row import Bits, row
from application.read_models.story import CaseStory
from domain.cases import events
from domain.cases.appraisal import EXCLUSION
from domain.cases.record import ObligationStatus
from domain.gates import GatePassed
from domain.indicators.facts import Fact, bits_of
from domain.vocabulary import CLOSED, CaseState


@row
class IndicatorFacts:
    """The facts of one case, or of one feedback obligation of it. Instants are aware, UTC.

    Fields in ``_version`` and ``_versions`` name the events of the case that are counted.

    Attributes:
        item: the obligation; empty: the case itself.
        facts: bits of ``Fact``.
        is_open: the case is neither closed nor ended; of an obligation always false.
        units_ever: who may see the row; ``counted_units``: whose figures it is part of, of an
            obligation the one that owes it.
        bound_at: exclusive bound; while the clocks stand still the one before.
        settled_at: of an obligation: when the report was recorded, or the bound that passed.
        score: of the latest rating.
        excluded_version: by which it was taken out of all appraisal.
    """

    jurisdiction: str
    case_id: UUID
    item: str
    facts: Bits
    is_open: bool
    pack: str
    closing_level: str | None
    grid_id: str | None
    community_id: str | None
    category: str | None
    reporter_ref: str | None
    units_ever: tuple[str, ...]
    counted_units: tuple[str, ...]
    reported_at: datetime
    uploaded_at: datetime | None
    bound_at: datetime | None
    closed_at: datetime | None
    settled_at: datetime | None
    score: int | None
    upload_version: int | None
    acceptance_version: int | None
    bound_version: int | None
    claim_version: int | None
    closing_version: int | None
    rating_version: int | None
    settlement_version: int | None
    excluded_version: int | None
    route_versions: tuple[int, ...]
    return_versions: tuple[int, ...]
    rework_versions: tuple[int, ...]


class _Tally:
    """What is told by the events one after the other.

    Attributes:
        due_at: the bound as it was when the next event came; None: none, or it stands still.
    """

    __slots__ = (
        "acceptance",
        "accepted_in_time",
        "beyond_aim",
        "bound",
        "claim",
        "claimed_in_time",
        "closed_at",
        "closing",
        "closing_level",
        "due_at",
        "excluded",
        "on_time",
        "rating",
        "returns",
        "reworks",
        "routes",
        "score",
        "upload",
        "uploaded_at",
    )

    def __init__(self) -> None:
        self.upload: int | None = None
        self.uploaded_at: datetime | None = None
        self.routes: list[int] = []
        self.returns: list[int] = []
        self.reworks: list[int] = []
        self.acceptance: int | None = None
        self.accepted_in_time = self.beyond_aim = self.claimed_in_time = False
        self.due_at: datetime | None = None
        self.bound: int | None = None
        self.claim: int | None = None
        self.closing: int | None = None
        self.closing_level: str | None = None
        self.closed_at: datetime | None = None
        self.on_time: bool | None = None
        self.rating: int | None = None
        self.score: int | None = None
        self.excluded: int | None = None


def indicator_facts(story: CaseStory) -> Sequence[IndicatorFacts]:
    """The row of a case, then those of its feedback obligations."""
    tally = _Tally()
    for event, topic in zip(story.history, story.topics, strict=True):
        note = _NOTES.get(topic)
        if note is not None:
            note(tally, event)
    case = _case_row(story, tally)
    owed = [_obligation_row(case, one) for one in obligation_rows(story)]
    return [case, *owed]


def _case_row(story: CaseStory, tally: _Tally) -> IndicatorFacts:
    record, head = story.record, story.head
    bound = record.due
    if bound is None and record.is_stopped:
        bound = record.stopped_due
    marks = (
        (Fact.CASE, True),
        (Fact.UPLOADED, tally.upload is not None),
        (Fact.ROUTED, bool(tally.routes)),
        (Fact.ROUTED_AGAIN, len(tally.routes) > 1),
        (Fact.RETURNED, bool(tally.returns)),
        (Fact.ACCEPTED, tally.acceptance is not None),
        (Fact.ACCEPTED_IN_TIME, tally.accepted_in_time),
        (Fact.BEYOND_AIM, tally.beyond_aim),
        (Fact.BOUND, bound is not None),
        (Fact.DEFERRED, record.is_stopped),
        (Fact.DISPOSED, tally.claim is not None),
        (Fact.DISPOSED_IN_TIME, tally.claim is not None and tally.claimed_in_time),
        (Fact.REWORKED, bool(tally.reworks)),
        (Fact.OPEN, head.is_open),
        (Fact.CLOSED, record.state in CLOSED),
        (Fact.CLOSED_WITH_BOUND, tally.on_time is not None),
        (Fact.CLOSED_IN_TIME, tally.on_time is True),
        (Fact.CLOSING_RATED, tally.closing is not None and record.rated_closing == record.closings),
        (Fact.SCORED, tally.score is not None),
        (Fact.MERGED, record.state is CaseState.MERGED),
        (Fact.WITHDRAWN, record.state is CaseState.WITHDRAWN),
        (Fact.REJECTED, record.state is CaseState.REJECTED),
        (Fact.EXCLUDED, tally.excluded is not None),
    )
    return IndicatorFacts(
        jurisdiction=head.jurisdiction,
        case_id=head.case_id,
        item="",
        facts=Bits(bits_of([fact for fact, holds in marks if holds])),
        is_open=head.is_open,
        pack=record.pack,
        closing_level=tally.closing_level,
        grid_id=head.grid_id,
        community_id=head.community_id,
        category=head.category,
        reporter_ref=head.reporter_ref,
        units_ever=head.units_ever,
        counted_units=head.units_ever,
        reported_at=head.reported_at,
        uploaded_at=tally.uploaded_at,
        bound_at=bound.due_at if bound else None,
        closed_at=tally.closed_at,
        settled_at=None,
        score=tally.score,
        upload_version=tally.upload,
        acceptance_version=tally.acceptance,
        bound_version=tally.bound,
        claim_version=tally.claim,
        closing_version=tally.closing,
        rating_version=tally.rating,
        settlement_version=None,
        excluded_version=tally.excluded,
        route_versions=tuple(tally.routes),
        return_versions=tuple(tally.returns),
        rework_versions=tuple(tally.reworks),
    )


_STATUS: Mapping[ObligationStatus, frozenset[Fact]] = MappingProxyType(
    {
        ObligationStatus.OPEN: frozenset({Fact.OWED}),
        ObligationStatus.GIVEN: frozenset({Fact.SETTLED, Fact.GIVEN_IN_TIME}),
        ObligationStatus.MISSED: frozenset({Fact.SETTLED, Fact.MISSED}),
        ObligationStatus.GIVEN_LATE: frozenset({Fact.SETTLED, Fact.MISSED, Fact.GIVEN_LATE}),
        ObligationStatus.CANCELLED: frozenset({Fact.CANCELLED}),
    }
)
_OF_STATUS = {status: bits_of({Fact.FEEDBACK, *facts}) for status, facts in _STATUS.items()}


def _obligation_row(case: IndicatorFacts, owed: ObligationRow) -> IndicatorFacts:
    return replace(
        case,
        item=owed.obligation_id,
        facts=Bits(_OF_STATUS[owed.status] | (case.facts & Fact.EXCLUDED.bit)),
        is_open=False,
        closing_level=None,
        counted_units=(owed.unit_id,),
        uploaded_at=None,
        bound_at=None,
        closed_at=None,
        settled_at=owed.settled_at,
        score=None,
        upload_version=None,
        acceptance_version=None,
        bound_version=None,
        claim_version=None,
        closing_version=None,
        rating_version=None,
        settlement_version=owed.settled_version,
        route_versions=(),
        return_versions=(),
        rework_versions=(),
    )


# --- What each fact adds. ---


def _uploaded(tally: _Tally, event: events.Uploaded) -> None:
    tally.upload = event.originator_version
    tally.uploaded_at = event.occurred_at


def _routed(
    tally: _Tally, event: events.Routed | events.EscalatedToDistrict | events.EscalatedToCity
) -> None:
    tally.routes.append(event.originator_version)
    tally.due_at = event.due.due_at if event.due else None
    tally.bound = event.originator_version


def _accepted(tally: _Tally, event: events.Accepted) -> None:
    if tally.acceptance is None:
        tally.acceptance = event.originator_version
        tally.accepted_in_time = event.accept_due is not None and not event.late


def _returned(tally: _Tally, event: events.Returned) -> None:
    tally.returns.append(event.originator_version)


def _breached(tally: _Tally, _event: events.LevelBreached) -> None:
    tally.beyond_aim = True


def _recalculated(tally: _Tally, event: events.DeadlineRecalculated) -> None:
    if event.obligation_id is None:
        tally.due_at = event.deadline.due_at if event.deadline else None
        tally.bound = event.originator_version


def _overdue(tally: _Tally, event: events.Overdue) -> None:
    tally.bound = event.originator_version


def _claimed(tally: _Tally, event: events.ResolutionReported) -> None:
    tally.claim = event.originator_version
    # Judged by the clock of the server (ENV-04); at the bound itself it is late (CAL-02).
    tally.claimed_in_time = tally.due_at is None or event.timestamp < tally.due_at


def _refused(tally: _Tally, event: events.CloseOutRefused) -> None:
    tally.reworks.append(event.originator_version)
    tally.claim = None


def _closed(tally: _Tally, event: events.Closed) -> None:
    tally.closing = event.originator_version
    tally.closing_level = event.level
    tally.closed_at = event.occurred_at
    tally.on_time = event.on_time
    if tally.claim is None:
        tally.claim = event.originator_version
        tally.claimed_in_time = event.on_time is not False


def _reopened(tally: _Tally, event: events.Reopened) -> None:
    tally.reworks.append(event.originator_version)
    tally.claim = tally.closing = tally.closing_level = tally.closed_at = tally.on_time = None
    tally.due_at = event.due.due_at if event.due else None
    tally.bound = event.originator_version


def _rated(tally: _Tally, event: events.Rated) -> None:
    tally.score = event.score
    tally.rating = event.originator_version


def _passed(tally: _Tally, event: GatePassed) -> None:
    if event.gate_code == EXCLUSION:
        tally.excluded = event.originator_version


_NOTES: Mapping[str, Callable[[_Tally, Any], None]] = MappingProxyType(
    {
        events.Uploaded.TOPIC: _uploaded,
        events.Routed.TOPIC: _routed,
        events.EscalatedToDistrict.TOPIC: _routed,
        events.EscalatedToCity.TOPIC: _routed,
        events.Accepted.TOPIC: _accepted,
        events.Returned.TOPIC: _returned,
        events.LevelBreached.TOPIC: _breached,
        events.DeadlineRecalculated.TOPIC: _recalculated,
        events.Overdue.TOPIC: _overdue,
        events.ResolutionReported.TOPIC: _claimed,
        events.CloseOutRefused.TOPIC: _refused,
        events.Closed.TOPIC: _closed,
        events.Reopened.TOPIC: _reopened,
        events.Rated.TOPIC: _rated,
        GatePassed.TOPIC: _passed,
    }
)
