"""Send a first secretary for a year (ORG-BZ-19)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.community_command import living_unit
from domain.vocabulary import CalendarYear, Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AssignFirstSecretary(OrganisationCommand):
    """Command: let an official of a higher organ lead the work of a party body for a year.

    Attributes:
        unit: code.
        person_ref: pseudonymous id.
        from_unit: code of the body that sends the official.
        year: calendar year.
    """

    NAME: ClassVar[str] = "assign_first_secretary"

    unit: Code
    person_ref: PersonRef
    from_unit: Code
    year: CalendarYear

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.assign_first_secretary(
            act,
            person_ref=self.person_ref,
            from_unit=self.from_unit,
            from_level=living_unit(ground, self.from_unit).level,
            year=self.year,
        )
        return unit
