"""What indicators may count: facts of one case or one feedback obligation, a closed vocabulary.

A fact holds of a row or not, and is folded from the row's history. A condition cannot be folded,
because it depends on the instant of the question or on the pack that judges the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Fact(StrEnum):
    """What is true of a case, or of a feedback obligation, after its last event.

    The order is that of the bits in the read model: a new fact goes to the end, and the read model
    is rebuilt.

    BOUND: it has a bound, or had one when its clocks were stopped. DEFERRED: they stand still
    (缓办, 挂账). DISPOSED: a claim that it is resolved stands, or it is closed; DISPOSED_IN_TIME:
    recorded before the bound of then. REWORKED: a claim was refused, or a closing taken up again.
    CLOSED and what follows: of the closing that stands. ACCEPTED_IN_TIME: the first unit accepted
    within the clock for it. EXCLUDED: taken out of all appraisal (剔除).
    """

    CASE = "CASE"
    FEEDBACK = "FEEDBACK"
    UPLOADED = "UPLOADED"
    ROUTED = "ROUTED"
    ROUTED_AGAIN = "ROUTED_AGAIN"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"
    ACCEPTED_IN_TIME = "ACCEPTED_IN_TIME"
    BEYOND_AIM = "BEYOND_AIM"
    BOUND = "BOUND"
    DEFERRED = "DEFERRED"
    DISPOSED = "DISPOSED"
    DISPOSED_IN_TIME = "DISPOSED_IN_TIME"
    REWORKED = "REWORKED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CLOSED_WITH_BOUND = "CLOSED_WITH_BOUND"
    CLOSED_IN_TIME = "CLOSED_IN_TIME"
    CLOSING_RATED = "CLOSING_RATED"
    SCORED = "SCORED"
    MERGED = "MERGED"
    WITHDRAWN = "WITHDRAWN"
    REJECTED = "REJECTED"
    EXCLUDED = "EXCLUDED"
    OWED = "OWED"
    SETTLED = "SETTLED"
    GIVEN_IN_TIME = "GIVEN_IN_TIME"
    MISSED = "MISSED"
    GIVEN_LATE = "GIVEN_LATE"
    CANCELLED = "CANCELLED"

    @property
    def bit(self) -> int:
        """Its bit in the read model."""
        return _BITS[self]


_BITS = {fact: 1 << place for place, fact in enumerate(Fact)}

ONE_OF = (
    frozenset({Fact.OPEN, Fact.CLOSED, Fact.MERGED, Fact.WITHDRAWN, Fact.REJECTED}),
    frozenset({Fact.CASE, Fact.FEEDBACK}),
    frozenset({Fact.OWED, Fact.SETTLED, Fact.CANCELLED}),
)
"""Facts of which one holds at most."""


def bits_of(facts: Iterable[Fact]) -> int:
    """Facts as the read model stores them."""
    bits = 0
    for fact in facts:
        bits |= _BITS[fact]
    return bits


class Condition(StrEnum):
    """What holds of a row only at an instant or under its pack.

    OVERDUE: the bound has passed. NOT_YET_DUE: it has not. RATING_AWAITED: the clock within which
    a closing should be rated still runs, or the pack has none. LOWEST_LEVEL: closed up to the
    level whose pool takes reports.
    """

    OVERDUE = "OVERDUE"
    NOT_YET_DUE = "NOT_YET_DUE"
    RATING_AWAITED = "RATING_AWAITED"
    LOWEST_LEVEL = "LOWEST_LEVEL"


class Counted(StrEnum):
    """Which events of a row are counted, and are the evidence.

    Every one but ROUTES, RETURNS and REWORKS is one event at most. BOUND is the event that set the
    bound, or the later one that recorded its passing. SCORE is the rating, counted by its score.
    """

    REPORT = "REPORT"
    UPLOAD = "UPLOAD"
    FIRST_ROUTE = "FIRST_ROUTE"
    ROUTES = "ROUTES"
    RETURNS = "RETURNS"
    ACCEPTANCE = "ACCEPTANCE"
    CLAIM = "CLAIM"
    FIRST_REWORK = "FIRST_REWORK"
    REWORKS = "REWORKS"
    BOUND = "BOUND"
    CLOSING = "CLOSING"
    RATING = "RATING"
    SCORE = "SCORE"
    SETTLEMENT = "SETTLEMENT"

    @property
    def is_one_each(self) -> bool:
        """Whether a row has one such event at most, counted as one."""
        return self not in {Counted.ROUTES, Counted.RETURNS, Counted.REWORKS, Counted.SCORE}


class Basis(StrEnum):
    """Which instant of a row decides the period it belongs to."""

    REPORTED = "REPORTED"
    UPLOADED = "UPLOADED"
    DUE = "DUE"
    SETTLED = "SETTLED"


class Need(StrEnum):
    """A rule without which the pack leaves no trace of a fact, so that counting none would lie."""

    ACCEPTANCE = "ACCEPTANCE"
    RATING = "RATING"
    FEEDBACK = "FEEDBACK"
