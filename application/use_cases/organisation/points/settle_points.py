"""Settle the points of a year and rank the units (PTS-DG-06, RANK-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.directory import UnitEntry
from application.use_cases.organisation.points.command import PointsCommand
from domain.ledgers.errors import PointsIncomplete, YearIsSettled
from domain.ledgers.ledger import PointsLedger
from domain.ledgers.ranking import ranks
from domain.ledgers.rules import unit_points
from domain.ledgers.settlement import PointsSettlement

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class SettlePoints(PointsCommand):
    """Command: take the snapshot of a year's points, and rank all units by it.

    Judged by the pack that was in force on the last day of the year. Whatever was due by the bound
    is evaluated and booked first. The best ranks are rewarded, every result enters the assessment.
    A year is settled once.
    """

    NAME: ClassVar[str] = "settle_points"

    def subject_id(self, jurisdiction: str) -> UUID:
        return PointsSettlement.create_id(jurisdiction, self.year)

    def decide(self, act: Act, ground: Ground) -> PointsSettlement:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise YearIsSettled(self.year)
        act = replace(act, pack=ground.in_force(date(self.year, 12, 31)))
        rules = unit_points(act.pack)
        ledgers = self._ledgers(ground)
        bound = rules.bound(self.year)
        done = PointsSettlement.settle(
            act, jurisdiction=ground.jurisdiction, year=self.year, ledgers=ledgers
        )
        standing = ground.points_by(rules.first(self.year), bound)
        if standing.undecided or standing.unread:
            raise PointsIncomplete(standing.undecided, standing.unread)
        ranked = ranks(done.points)
        for ledger in ledgers:
            on_time, settled = standing.feedback.get(ledger.unit_id, (0, 0))
            ledger.settle(act, ranked[ledger.unit_id], on_time=on_time, settled=settled)
            ground.also_changed(ledger)
        return done

    def _ledgers(self, ground: Ground) -> list[PointsLedger]:
        ids = [
            PointsLedger.create_id(ground.jurisdiction, unit.code, self.year)
            for unit in ground.directory.bodies(ended=True)
            if isinstance(unit, UnitEntry)
        ]
        ground.read_all(ids)
        found = (ground.aggregate(PointsLedger, one) for one in ids)
        return [ledger for ledger in found if ledger is not None]
