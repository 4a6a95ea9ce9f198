"""What a pack says about points of units, and what a fact is worth by it (PTS-DG-02 to 05)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from domain.calendar.local_time import end_of, local_date, start_of
from domain.ledgers.unit_points import UnitPoints
from domain.policy.provenance import origin_of
from domain.policy.registers import UnitLedger
from domain.required import PolicySilent
from domain.vocabulary import RouteMode

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

_MOMENT = timedelta(microseconds=1)


class ClosedCase(Protocol):
    """What a closing says about whose credit it is."""

    @property
    def mode(self) -> RouteMode: ...
    @property
    def units(self) -> tuple[str, ...]: ...
    @property
    def lead(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Worth:
    """What a fact is worth to one unit."""

    unit_id: str
    rule_id: str
    amount: UnitPoints
    list_kind: str | None = None


@dataclass(frozen=True, slots=True)
class UnitPointsRules:
    """The points of units as one pack has them.

    Attributes:
        name: what the pack calls the ledger.
    """

    pack: PolicyPack
    name: str
    ledger: UnitLedger

    @property
    def base_rule(self) -> str:
        return self.rule("base")

    @property
    def settlement_rule(self) -> str:
        return self.rule("settle_on")

    @property
    def reward_rule(self) -> str:
        return self.rule("rewards")

    @property
    def assessment_rule(self) -> str:
        return self.rule("assessments")

    def rule(self, *path: str) -> str:
        """Id of the rule that a value below the ledger follows from."""
        origin = origin_of(self.pack.provenance, ("points", self.name, *path))
        assert origin is not None, "the loader refuses values without a rule"
        return origin.rule

    def closing(self, event: str, closed: ClosedCase) -> Iterator[Worth]:
        """What a closing earns each unit; co-handling units earn the full amount each."""
        for number, rule in enumerate(self.ledger.rules):
            if rule.event != event or rule.mode not in {None, closed.mode}:
                continue
            units = closed.units if rule.to == "EACH_UNIT" else ()
            if rule.to == "LEAD" and closed.lead is not None:
                units = (closed.lead,)
            for unit_id in units:
                yield Worth(
                    unit_id,
                    self.rule("rules", str(number)),
                    UnitPoints(rule.amount),
                    rule.list_kind,
                )

    def miss(self, unit_id: str, clock: str) -> Worth | None:
        """What a missed clock costs a unit; None: it is shown, not penalised."""
        rule = self.pack.cases.clocks.get(clock)
        if rule is None or rule.penalty is None:
            return None
        origin = origin_of(self.pack.provenance, ("cases", "clocks", clock, "penalty"))
        assert origin is not None, "the loader refuses values without a rule"
        return Worth(unit_id, origin.rule, UnitPoints(rule.penalty))

    def last_day(self, year: int) -> date:
        """The last local day of a year's account."""
        return date.fromisoformat(f"{year}-{self.ledger.settle_on}")

    def first(self, year: int) -> datetime:
        """The instant from which a year's account counts: its first, or that of the pack (UTC)."""
        return start_of(max(date(year, 1, 1), self.pack.meta.effective_from))

    def bound(self, year: int) -> datetime:
        """24:00 of that day, in UTC: the first instant after the account (CAL-02)."""
        return end_of(self.last_day(year))

    def within(self, total: UnitPoints) -> UnitPoints:
        """The total between floor and cap, where the pack has them."""
        low, high = self.ledger.floor, self.ledger.cap
        if low is not None and total < UnitPoints(low):
            return UnitPoints(low)
        if high is not None and UnitPoints(high) < total:
            return UnitPoints(high)
        return total


def unit_points_of(pack: PolicyPack) -> UnitPointsRules | None:
    """The points of units of a pack; None: it has none, and the feature is off."""
    for name, ledger in pack.points.items():
        if isinstance(ledger, UnitLedger):
            return UnitPointsRules(pack, name, ledger)
    return None


def unit_points(pack: PolicyPack) -> UnitPointsRules:
    """The same.

    Raises:
        PolicySilent: the pack has none; none is invented (B-45).
    """
    found = unit_points_of(pack)
    if found is None:
        raise PolicySilent("points of units")
    return found


def year_of_booking(at: datetime) -> int:
    """The calendar year of a closing: it is booked when it is recorded (B-37)."""
    return local_date(at).year


def year_of_bound(due_at: datetime) -> int:
    """The calendar year of a miss: that of the last day on which it was in time (B-37, G3)."""
    return local_date(due_at - _MOMENT).year


def event_id(aggregate_id: UUID, version: int) -> str:
    """How a booking names the event it follows from."""
    return f"{aggregate_id}/{version}"
