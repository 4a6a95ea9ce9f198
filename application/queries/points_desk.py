"""Questions about points of units: accounts, bookings, and the league table (3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from application.errors import BodyNotFound
from application.queries.asking import names_of
from application.queries.listing import ListDesk, Listing, ListPlace, sight_of
from application.read_models.as_of import AsOf
from application.read_models.unit_points import (
    AccountFilter,
    BookingFilter,
    UnitPointLine,
    UnitPointsRow,
)
from domain.ledgers.ranking import Rank, ranks
from domain.ledgers.rules import unit_points
from domain.ledgers.unit_points import UnitPoints

if TYPE_CHECKING:
    from application.use_cases.request import Caller
    from domain.ledgers.rules import UnitPointsRules
    from domain.policy.pack import PolicyPack

MISSED: Final = "missed "
"""What stands before the clocks in a formula."""

MOST_LINES: Final = 400
"""Bookings of one unit that its story tells; the list of bookings has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit in the league table.

    Attributes:
        now: its rank by what is booked now, or was booked at the instant asked for.
        total: by which it is ranked now; ``settled_points``: of the snapshot, None: not settled.
        since_settlement: what was booked after the snapshot was taken.
        is_open: whether the caller may read its bookings.
    """

    unit: str
    is_open: bool
    now: Rank
    total: Decimal
    account: UnitPointsRow
    settled_points: Decimal | None
    since_settlement: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class League:
    """All units of a year, the best first.

    Attributes:
        formula: how a total comes about, with the pack's figures.
        settled_at: when the snapshot was taken; None: the year is not settled.
        excluded: bookings that were taken back because somebody left the case out.
        pack: that judges it, with the labels.
    """

    year: int
    formula: str
    pack: PolicyPack
    settled_at: datetime | None
    places: Sequence[Place]
    excluded: Sequence[UnitPointLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStory:
    """Why a unit stands where it stands: its bookings, and those above and below it.

    Attributes:
        place: its own; ``league``: of all units, its formula and what was left out.
        lines: its bookings in their order, the base points first; ``more``: there are further ones.
        names: of units, by code, where they have one beside it.
        asked_at: when it was asked for.
    """

    place: Place
    league: League
    lines: Sequence[UnitPointLine]
    more: bool
    names: Mapping[str, str]
    asked_at: datetime


class PointsLeague(Protocol):
    """The read models, now or as they stood."""

    def accounts(
        self, jurisdiction: str, year: int, *, as_of: AsOf | None
    ) -> Sequence[UnitPointsRow]:
        """Every account of a year."""
        ...

    def excluded(
        self, jurisdiction: str, year: int, *, as_of: AsOf | None
    ) -> Sequence[UnitPointLine]:
        """Every booking of a year that was taken back because a case was left out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPointsDesk(ListDesk[AccountFilter, UnitPointsRow]):
    """Takes questions about accounts, and for the league table. Safe for many threads.

    The table is for everybody who may read figures; an account for those of the unit and those
    above it.
    """

    QUERY: ClassVar[str] = "read_unit_points"

    league_of: PointsLeague
    bookings: Listing[BookingFilter, UnitPointLine, ListPlace]

    def story(
        self, jurisdiction: str, caller: Caller, year: int, unit: str, *, as_of: AsOf | None = None
    ) -> UnitStory:
        """Why a unit stands where it stands in a year: its bookings one by one.

        Raises:
            BodyNotFound: it has no account of that year, or is out of sight (C).
            PolicySilent: the pack has no points of units (B-45).
        """
        asked = self._ask(jurisdiction, caller, self.QUERY)
        lines = self.bookings.page(
            jurisdiction,
            BookingFilter(year=year, unit=unit),
            sight_of(asked),
            after=None,
            limit=MOST_LINES + 1,
            as_of=as_of,
        )
        if not lines:
            raise BodyNotFound(unit)
        league = self.league(jurisdiction, caller, year, as_of=as_of)
        [place] = [place for place in league.places if place.unit == unit]
        return UnitStory(
            place=place,
            league=league,
            lines=lines[:MOST_LINES],
            more=len(lines) > MOST_LINES,
            names=names_of(asked.directory),
            asked_at=asked.now,
        )

    def league(
        self, jurisdiction: str, caller: Caller, year: int, *, as_of: AsOf | None = None
    ) -> League:
        """The league table of a year, with its formula and what was left out.

        Raises:
            PolicySilent: the pack has no points of units (B-45).
        """
        asked = self._ask(jurisdiction, caller, "read_points_league", own=False)
        rules = unit_points(asked.pack)
        accounts = self.league_of.accounts(jurisdiction, year, as_of=as_of)
        if accounts:
            rules = unit_points(self.packs.pinned(accounts[0].pack))
        totals = {row.code: rules.within(UnitPoints(row.total)).shown for row in accounts}
        now = ranks(totals)
        sight = sight_of(asked)
        places = [
            Place(
                unit=row.code,
                is_open=sight is None or row.code in sight.bodies,
                now=now[row.code],
                total=totals[row.code],
                account=row,
                settled_points=row.settled_points,
                since_settlement=(
                    None if row.settled_points is None else totals[row.code] - row.settled_points
                ),
            )
            for row in sorted(accounts, key=lambda row: (-totals[row.code], row.code))
        ]
        return League(
            year=year,
            formula=formula(rules),
            pack=rules.pack,
            settled_at=max((r.settled_at for r in accounts if r.settled_at), default=None),
            places=places,
            excluded=self.league_of.excluded(jurisdiction, year, as_of=as_of),
        )


class UnitPointLinesDesk(ListDesk[BookingFilter, UnitPointLine]):
    """Takes questions about bookings."""

    QUERY: ClassVar[str] = "read_unit_points"


def formula(rules: UnitPointsRules) -> str:
    """How a total comes about, in the pack's own figures: ``60 + 1 × HANDLING + …``."""
    parts = [f"{rules.ledger.base:f}"]
    parts += [f"{rule.amount:f} × {rule.list_kind}" for rule in rules.ledger.rules]
    penalties: Mapping[str, Decimal] = {
        name: clock.penalty
        for name, clock in rules.pack.cases.clocks.items()
        if clock.penalty is not None
    }
    by_amount: dict[Decimal, list[str]] = {}
    for name, penalty in penalties.items():
        by_amount.setdefault(penalty, []).append(name)
    parts += [f"({amount:f}) × {MISSED}{'/'.join(names)}" for amount, names in by_amount.items()]
    return " + ".join(parts)
