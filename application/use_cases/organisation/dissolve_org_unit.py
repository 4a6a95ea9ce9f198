"""Dissolve a unit (section 1.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class DissolveOrgUnit(OrganisationCommand):
    """Command: end a unit that nobody takes the place of.

    Attributes:
        unit: code.
        on: local day; None: today.
    """

    NAME: ClassVar[str] = "dissolve_org_unit"
    PERMISSION: ClassVar[str | None] = "found_org_unit"

    unit: Code
    on: date | None = None

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.dissolve(
            act,
            on=day_or_today(self.on, act),
            dependants=ground.directory.dependants(self.unit),
        )
        return unit
