"""Add a duty to a unit's duty list (CAS-KD-03)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AssignDuty(OrganisationCommand):
    """Command: add a duty to a unit's duty list.

    Attributes:
        unit: code.
        duty: a word of the pack's competence table.
    """

    NAME: ClassVar[str] = "assign_duty"

    unit: Code
    duty: Code

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.assign_duty(act, duty=self.duty)
        return unit
