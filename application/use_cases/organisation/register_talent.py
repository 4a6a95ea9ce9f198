"""Register somebody who can lead others (ORG-SA-04)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class RegisterTalent(OrganisationCommand):
    """Command: register somebody who can lead others; found in two ways it is one record.

    Attributes:
        unit: code.
        person_ref: pseudonymous id.
        route: how the person was found, a word of the pack.
    """

    NAME: ClassVar[str] = "register_talent"

    unit: Code
    person_ref: PersonRef
    route: Code

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.register_talent(act, person_ref=self.person_ref, route=self.route)
        return unit
