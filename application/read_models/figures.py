"""What figures are asked of, and what explains them: the events they were counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Which cases or obligations a figure is about; a field left alone admits all.

    Attributes:
        since, until: the span, ``until`` exclusive, in which the instant lies that the indicator
            goes by; of moments the upload, of serious events when they occurred.
        unit: has or had the case; of obligations: owed it.
    """

    since: datetime | None = None
    until: datetime | None = None
    grid: str | None = None
    community: str | None = None
    unit: str | None = None
    category: str | None = None


class Group(StrEnum):
    """What an indicator can be shown by: local months, or the members of a dimension."""

    MONTH = "MONTH"
    UNIT = "UNIT"
    GRID = "GRID"
    COMMUNITY = "COMMUNITY"
    CATEGORY = "CATEGORY"


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """An event that a fraction counts.

    Attributes:
        item: the feedback obligation it is counted for; empty: the case itself.
        above, below: on which sides of the line.
    """

    position: int
    case_id: UUID
    item: str
    event: str
    above: bool
    below: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Place among the cases and obligations that a fraction counts, by their ids."""

    case_id: UUID
    item: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A case that was taken out of all appraisal (剔除).

    Attributes:
        ground: a word of the pack; ``reason`` that of whoever asked, ``opinion`` the approver's.
        positions: of the request and of the approval.
    """

    case_id: UUID
    ground: str
    reason: str | None
    requested_by: str
    approved_by: str
    approved_at: datetime
    opinion: str
    positions: tuple[int, int]


class Moment(StrEnum):
    """The first moments (CAS-KD-06): spans between two steps of a case."""

    DISCOVER_TO_UPLOAD = "DISCOVER_TO_UPLOAD"
    UPLOAD_TO_HANDLING = "UPLOAD_TO_HANDLING"
    UPLOAD_TO_CLOSE = "UPLOAD_TO_CLOSE"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The events at the ends of spans, or counted alone, by position in the log.

    Attributes:
        next: position to ask for more after; None: this was all.
    """

    numerator: Sequence[int]
    denominator: Sequence[int]
    next: int | None


@dataclass(frozen=True, slots=True)
class Moments:
    """Spans of time of the cases that have both ends (CAS-KD-06); None: there are none."""

    count: int
    median: timedelta | None
    ninetieth: timedelta | None


@dataclass(frozen=True, slots=True)
class FigureRules:
    """What a pack says about figures, made ready for one instant.

    Attributes:
        unrated_before: a closing before this instant and without a rating is unrated; None: the
            pack does not ask for ratings.
        lowest_levels: levels at which a case counts as settled at the grassroots: up to the
            level whose pool takes reports.
    """

    unrated_before: datetime | None
    lowest_levels: tuple[str, ...]
