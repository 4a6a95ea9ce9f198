"""What a ledger of points can refuse. Codes are public and permanent."""

from __future__ import annotations

from datetime import date

from domain.kernel import Conflict, Invalid, NotFound, Unavailable


class SourceMissing(Invalid):
    """Points follow from recorded facts alone; nobody books by hand."""

    code = "booking-without-source"
    title = "Points are booked because of a recorded event"
    rule = "3.1"

    def __init__(self, source: str) -> None:
        super().__init__(f"{source!r} is no event of the log.")


class LedgerNotFound(NotFound):
    """A unit has a ledger for each calendar year in which it takes part."""

    code = "ledger-not-found"
    title = "No such ledger"
    rule = "3.1"

    def __init__(self, unit: str, year: int) -> None:
        super().__init__(f"{unit} has no ledger for {year}.")


class BaseIsWithheld(Conflict):
    """The base points of a year are withheld once."""

    code = "base-points-withheld"
    title = "The base points are withheld already"
    rule = "PTS-DG-01"

    def __init__(self, unit: str, year: int) -> None:
        super().__init__(f"{unit}, {year}")


class YearIsSettled(Conflict):
    """A snapshot stands for ever; what comes later is shown beside it."""

    code = "points-already-settled"
    title = "The points of this year are settled"
    rule = "PTS-DG-06"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} was settled; a snapshot is not taken twice.")


class YearNotSettled(Conflict):
    """Ranks and what follows from them come with the settlement."""

    code = "points-not-settled"
    title = "The points of this year are not settled yet"
    rule = "PTS-DG-06"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} is not settled.")


class YearNotOver(Conflict):
    """The account of a year is closed at 24:00 of its last day."""

    code = "points-year-not-over"
    title = "The year's account is not closed yet"
    rule = "PTS-DG-06"

    def __init__(self, year: int, last_day: date) -> None:
        super().__init__(f"{year} can be settled from 24:00 of {last_day.isoformat()} on.")


class NobodyToRank(Conflict):
    """No unit had a ledger in that year."""

    code = "no-ledgers"
    title = "There are no ledgers to settle"
    rule = "PTS-DG-06"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} has no ledgers.")


class PointsIncomplete(Unavailable):
    """What was due by the bound is evaluated before a snapshot is taken; ask again soon."""

    code = "points-incomplete"
    title = "Not everything due by then is booked yet"
    rule = "PTS-DG-06"

    def __init__(self, undecided: int, unread: int) -> None:
        super().__init__(
            f"{undecided} feedback obligations are not decided, {unread} events are not booked."
        )


class NoDecisionNeeded(Conflict):
    """Only what a rank leaves open is decided by a person."""

    code = "rank-needs-no-decision"
    title = "The rank leaves nothing to decide"
    rule = "RANK-01"

    def __init__(self, unit: str, rank: int, ranked: int) -> None:
        super().__init__(f"{unit} is {rank} of {ranked}.")


class RewardIsGranted(Conflict):
    """A rank is rewarded once."""

    code = "rank-already-rewarded"
    title = "The rank is rewarded already"
    rule = "PTS-DG-07"

    def __init__(self, unit: str, year: int) -> None:
        super().__init__(f"{unit}, {year}")
