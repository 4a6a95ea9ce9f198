"""Merge a unit into another (section 1.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class MergeOrgUnit(OrganisationCommand):
    """Command: let a unit go into another, which takes over its duties and counterparts.

    Attributes:
        unit, into: codes.
        on: local day; None: today.
    """

    NAME: ClassVar[str] = "merge_org_unit"
    PERMISSION: ClassVar[str | None] = "found_org_unit"

    unit: Code
    into: Code
    on: date | None = None

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit, self.into)

    @property
    def also_reads(self) -> Sequence[str]:
        return (self.into,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.merge_into(act, ground.unit(self.into), on=day_or_today(self.on, act))
        return unit
