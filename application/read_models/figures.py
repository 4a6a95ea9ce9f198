"""Figures: what each one counts, and how it is shown.

A figure is two sets of events of the log, numerator and denominator, so it can always be shown
which facts it was counted from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.numbers import one_decimal, percent_text, rate


class Measure(StrEnum):
    """The figures that are a share (rulebook F).

    CLOSURE: closed ÷ (uploaded − merged − withdrawn).
    ON_TIME_NAIVE: closed on time ÷ closed; not closing at all improves it, so never alone.
    ON_TIME_FAIR: closed on time ÷ (closed + open beyond the bound). Both count only cases with a
    bound.
    TIMELINESS: feedback in time ÷ all settled feedback obligations.
    MISROUTE: returns ÷ times a case was given out (CAS-KD-03).
    SATISFACTION: sum of the latest scores ÷ cases with one: a mean, not a share (CAS-KD-05).
    RATED: closed cases whose closing was rated ÷ closed.
    UNRATED: closed, not rated, and the pack's clock for it has ended ÷ closed.
    LOWEST_LEVEL: closed at the lowest levels ÷ closed (CAS-KD-07).
    KEPT_WITHIN_AIM: never went above the level of the aim ÷ cases given out (CAS-SA-01).
    HOPS: times cases were given out ÷ cases given out: a mean, not a share (INF-KD-01).
    """

    CLOSURE = "CLOSURE"
    ON_TIME_NAIVE = "ON_TIME_NAIVE"
    ON_TIME_FAIR = "ON_TIME_FAIR"
    TIMELINESS = "TIMELINESS"
    MISROUTE = "MISROUTE"
    SATISFACTION = "SATISFACTION"
    RATED = "RATED"
    UNRATED = "UNRATED"
    LOWEST_LEVEL = "LOWEST_LEVEL"
    KEPT_WITHIN_AIM = "KEPT_WITHIN_AIM"
    HOPS = "HOPS"


MEANS = frozenset({Measure.SATISFACTION, Measure.HOPS})
"""Figures that are a mean and no share of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Which cases or obligations a figure is about; a field left alone admits all.

    Attributes:
        since, until: uploaded in this span, ``until`` exclusive; of obligations: settled in it.
        unit: has or had the case; of obligations: owed it.
    """

    since: datetime | None = None
    until: datetime | None = None
    grid: str | None = None
    community: str | None = None
    unit: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A figure: exact, and as it is shown (CAL-06, CAL-07).

    Attributes:
        parts: every count that explains it, by name.
    """

    measure: Measure
    numerator: int
    denominator: int
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def exact(self) -> Fraction | None:
        """The figure without rounding; None where there is nothing to divide by."""
        return rate(self.numerator, self.denominator)

    @property
    def text(self) -> str | None:
        """The figure with one decimal: per cent, or the mean of scores."""
        exact = self.exact
        if exact is None:
            return None
        return one_decimal(exact) if self.measure in MEANS else percent_text(exact)


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """Feedback in time of one unit in one local month, ``YYYY-MM``."""

    unit: str
    month: str
    share: Share


class Moment(StrEnum):
    """The first moments (CAS-KD-06): spans between two steps of a case."""

    DISCOVER_TO_UPLOAD = "DISCOVER_TO_UPLOAD"
    UPLOAD_TO_HANDLING = "UPLOAD_TO_HANDLING"
    UPLOAD_TO_CLOSE = "UPLOAD_TO_CLOSE"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The events a figure counts, by position in the log; for a mean the ratings on both sides.

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
