"""What a case remembers of itself: only what its commands need to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from domain.calendar.clocks import Deadline
from domain.cases.errors import (
    CaseIsClosed,
    CaseIsEnded,
    ClockIsStopped,
    OccurredInFuture,
    WrongState,
)
from domain.vocabulary import CLOSED, ENDED, CaseKind, CaseState, RouteMode

if TYPE_CHECKING:
    from domain.act import Act
    from domain.kernel import Event

T = TypeVar("T")


class ObligationStatus(StrEnum):
    """How a feedback obligation stands."""

    OPEN = "OPEN"
    GIVEN = "GIVEN"
    MISSED = "MISSED"
    GIVEN_LATE = "GIVEN_LATE"
    CANCELLED = "CANCELLED"


@dataclass(slots=True)
class FeedbackObligation:
    """One unit's duty to report progress by a bound (CAS-DG-08).

    Attributes:
        deadline: None while the clock is stopped.
    """

    obligation_id: str
    unit_id: str
    clock: str
    opened_at: datetime
    deadline: Deadline | None
    status: ObligationStatus = ObligationStatus.OPEN


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What routing needs to know of a unit; looked up in the directory by the caller.

    Attributes:
        duties: duty codes of its duty list.
        counterpart_of: units of the level above whose registered counterpart it is.
    """

    code: str
    level: str
    duties: frozenset[str]
    counterpart_of: frozenset[str] = frozenset()


@dataclass(slots=True)
class ConvenedMeeting:
    """A site meeting that this case is on the agenda of."""

    case_ids: tuple[UUID, ...]
    invited_units: tuple[str, ...]
    held: bool = False


class AccessStep(StrEnum):
    """Where an application for admission stands (CAS-BZ-03)."""

    NONE = "NONE"
    APPLIED = "APPLIED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    PUBLISHED = "PUBLISHED"


class CaseRecord:
    """State of a case and the guards that every chapter of its commands uses.

    The chapters (intake, routing, …) are mixins over this class; ``Case`` joins them. State is
    assigned by events only, in ``apply``, which cannot fail: history replays for ever.

    Attributes:
        steps: when the steps that a clock may count from were last recorded, by event name.
        stated_due: bound that the whistle, or before it the lists, stated since the last route.
        overdue_at: the bound that was last recorded as passed.
        claimed_by: unit of the latest claim that the case is resolved.
        stops: when the clocks stood still, by the time of recording; the last may be open.
        stopped_due: bound of the case when they were last stopped.
        units_ever: every unit that has or had it; what they may go on seeing.
        photos: ids of the photos that were added to it.
        followed_up_at: when it was last followed up, else first given out.
        tracked_at: what the reminder clock counts from: the last follow-up, urge or report to the
            head, else the first route; or the last day of the clock that reminded.
    """

    state: CaseState
    kind: CaseKind
    pack: str
    reporter_ref: str | None
    grid_id: str | None
    community_id: str | None
    category: str | None
    taken_in_by: str
    first_asked_by: str | None
    holder: str | None
    offered_to: str | None

    merged_into: UUID | None
    reported_at: datetime

    level: str | None
    mode: RouteMode | None
    units: tuple[str, ...]
    units_ever: tuple[str, ...]
    lead: str | None
    city_unit: str | None
    accepted_by: tuple[str, ...]
    routed_at: datetime | None

    steps: dict[str, datetime]
    due: Deadline | None
    due_clock: str | None
    due_started_at: datetime | None
    overdue_at: datetime | None

    lists_version: int
    stated_due: Deadline | None
    whistle_blown: bool
    special_meeting_held: bool
    meetings: dict[str, ConvenedMeeting]
    obligations: dict[str, FeedbackObligation]

    follow_ups: int
    followed_up_at: datetime | None
    tracked_at: datetime | None
    urges: int
    result_reported: bool
    reporter_informed: bool
    measures_reported: bool
    claims: int
    claimed_by: str | None
    refused_claims: int
    closings: int
    rated_closing: int

    photos: frozenset[UUID]

    stops: list[tuple[datetime, datetime | None]]
    stopped_due: Deadline | None
    stop_requested_by: str | None
    exclusion_requested_by: str | None
    is_excluded: bool
    access: AccessStep
    access_matter: str | None
    access_funds_fen: int

    if TYPE_CHECKING:

        @property
        def id(self) -> UUID: ...
        @property
        def version(self) -> int: ...
        def trigger_event(self, event_class: type[Event], **fields: Any) -> None: ...

    def __init__(self) -> None:
        self.state = CaseState.REPORTED
        self.offered_to = None
        self.merged_into = None
        self.level = None
        self.mode = None
        self.units = ()
        self.units_ever = ()
        self.lead = None
        self.city_unit = None
        self.accepted_by = ()
        self.routed_at = None
        self.steps = {}
        self.due = None
        self.due_clock = None
        self.due_started_at = None
        self.overdue_at = None
        self.lists_version = 0
        self.stated_due = None
        self.whistle_blown = False
        self.special_meeting_held = False
        self.meetings = {}
        self.obligations = {}
        self.follow_ups = 0
        self.followed_up_at = None
        self.tracked_at = None
        self.urges = 0
        self.result_reported = False
        self.reporter_informed = False
        self.measures_reported = False
        self.claims = 0
        self.claimed_by = None
        self.refused_claims = 0
        self.closings = 0
        self.rated_closing = 0
        self.photos = frozenset()
        self.stops = []
        self.stopped_due = None
        self.stop_requested_by = None
        self.exclusion_requested_by = None
        self.is_excluded = False
        self.access = AccessStep.NONE
        self.access_matter = None
        self.access_funds_fen = 0

    # --- Recording. ---

    def record(self, event: type[Event], act: Act, **fields: Any) -> None:
        """Record a fact that the actor established.

        Raises:
            OccurredInFuture: the act is said to have happened after it was recorded (ENV-04).
        """
        if act.occurred_at is not None and act.occurred_at > act.at:
            raise OccurredInFuture
        self.trigger_event(event, **act.envelope(_name(event)), **fields)

    def record_bound(self, event: type[Event], act: Act, bound: datetime, **fields: Any) -> None:
        """Record a fact that became true by itself at ``bound`` (ENV-06)."""
        self.trigger_event(event, **act.system_envelope(_name(event), bound), **fields)

    # --- Guards. ---

    def require(self, refusal: type[WrongState], *allowed: CaseState) -> None:
        """Refuse unless the case stands in one of ``allowed``.

        Raises:
            CaseIsEnded: it was withdrawn, merged or rejected.
        """
        self.require_living()
        if self.state not in allowed:
            raise refusal(self.state)

    def require_living(self) -> None:
        """Refuse once the case was withdrawn, merged or rejected."""
        if self.state in ENDED:
            raise CaseIsEnded(self.state)

    def require_open(self) -> None:
        """Refuse once the case is closed or ended."""
        self.require_living()
        if self.state in CLOSED:
            raise CaseIsClosed(self.state)

    def require_running(self) -> None:
        """Refuse while the clocks stand still: what sets or settles a bound waits for them."""
        if self.is_stopped:
            raise ClockIsStopped

    # --- Facts derived from the state. ---

    @property
    def is_stopped(self) -> bool:
        """Whether the clocks stand still."""
        return bool(self.stops) and self.stops[-1][1] is None

    def open_obligations(self) -> Sequence[FeedbackObligation]:
        """Feedback still owed and not yet missed, oldest first."""
        return [o for o in self.obligations.values() if o.status is ObligationStatus.OPEN]

    def next_bound(self) -> datetime | None:
        """The next instant at which something becomes overdue or missed by itself, or None."""
        if self.state in ENDED or self.state in CLOSED or self.is_stopped:
            return None
        bounds = [o.deadline.due_at for o in self.open_obligations() if o.deadline]
        if self.due and self.overdue_at != self.due.due_at:
            bounds.append(self.due.due_at)
        return min(bounds, default=None)


def _name(event: type[Event]) -> str:
    topic: str = event.TOPIC  # type: ignore[attr-defined]  # every stored event declares one
    return topic
