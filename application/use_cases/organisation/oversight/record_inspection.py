"""Record an inspection on the spot (CAS-CY-02, SAT-DG-01)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.oversight.inspection_command import InspectionCommand
from application.use_cases.organisation.standing import require_living
from application.use_cases.organisation.surveys.survey_command import survey_of
from domain.oversight.errors import CodeIsTaken, RectificationDateMissing
from domain.oversight.inspection import Inspection, Measured
from domain.oversight.rectification import Rectification
from domain.vocabulary import AtLeastOne, Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RecordInspection(InspectionCommand):
    """Command: record what was found on the spot, and what was put right there and then.

    For what stays open an order of the inspection's own code is given in the same change.

    Attributes:
        code: code of the inspection; given by whoever records it, never used twice.
        kind: kind of inspection of the pack.
        body: code of the body under which it is.
        about: code of the estate or company; None: the body itself.
        inspectors: codes of the offices that were there.
        defects: what was found; they are numbered from 1 in this order.
        fixed: numbers of those put right on the spot.
        due_on: last local day for the others; needed where there are some.
        chain_ok: whether what residents ask for comes back to them, where the pack asks for it.
        survey: code of the closed survey that gives the rates, where the pack asks for them.
    """

    NAME: ClassVar[str] = "record_inspection"

    kind: Code
    body: Code
    about: Code | None = None
    inspectors: tuple[Code, ...] = Field(min_length=1)
    defects: tuple[OfficialText, ...] = ()
    fixed: tuple[AtLeastOne, ...] = ()
    due_on: date | None = None
    chain_ok: bool | None = None
    survey: Code | None = None

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def decide(self, act: Act, ground: Ground) -> Inspection:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.code)
        require_living(ground.directory, self.body)
        done = Inspection.record(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            kind=self.kind,
            body=self.body,
            subject=self.about or self.body,
            inspectors=self.inspectors,
            defects=self.defects,
            fixed=self.fixed,
            measured=Measured(
                chain_ok=self.chain_ok,
                survey=None if self.survey is None else survey_of(ground, self.survey),
            ),
        )
        if done.open_defects:
            ground.also_changed(self._order(act, ground, done.open_defects))
        return done

    def _order(self, act: Act, ground: Ground, defects: tuple[str, ...]) -> Rectification:
        if self.due_on is None:
            raise RectificationDateMissing
        if ground.history(Rectification.create_id(ground.jurisdiction, self.code)):
            raise CodeIsTaken(self.code)
        return Rectification.order(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            subject=self.about or self.body,
            defects=defects,
            due_on=self.due_on,
            inspection=self.code,
        )
