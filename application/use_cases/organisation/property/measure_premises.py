"""Measure the rooms of a property company (PRP-SA-02, ACC-SA-04)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.property.estate_command import EstateCommand, estate_of
from domain.oversight.errors import CodeIsTaken, RectificationDateMissing
from domain.oversight.rectification import Rectification
from domain.property.estate import Area, Estate
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class MeasurePremises(EstateCommand):
    """Command: measure the rooms of a property company.

    Where they are too small, the order to put it right is given in the same change.

    Attributes:
        gfa: total floor area of the estate in m².
        area: of the company's rooms in m².
        order: code of the order, where the rooms are too small.
        due_on: last local day to put it right; needed where there is an order (RCT-01).
    """

    NAME: ClassVar[str] = "measure_premises"

    gfa: Area
    area: Area
    order: Code | None = None
    due_on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Estate:
        estate = estate_of(ground, self.estate)
        wrong = estate.measure_premises(act, gfa=self.gfa, area=self.area, order=self.order)
        if wrong is not None:
            ground.also_changed(self._ordered(act, ground, estate, wrong))
        return estate

    def _ordered(self, act: Act, ground: Ground, estate: Estate, defect: str) -> Rectification:
        if self.order is None or self.due_on is None:
            raise RectificationDateMissing
        if ground.history(Rectification.create_id(ground.jurisdiction, self.order)):
            raise CodeIsTaken(self.order)
        return Rectification.order(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.order,
            body=estate.body,
            subject=estate.code,
            defects=(defect,),
            due_on=self.due_on,
        )
