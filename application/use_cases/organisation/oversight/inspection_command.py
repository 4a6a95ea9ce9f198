"""What commands to inspections have in common (CAS-CY-02)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.oversight.errors import InspectionNotFound
from domain.oversight.inspection import Inspection
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


def inspection_of(ground: Ground, code: str) -> Inspection:
    """The inspection of that code.

    Raises:
        InspectionNotFound: there is none.
    """
    found = ground.aggregate(Inspection, Inspection.create_id(ground.jurisdiction, code))
    if found is None:
        raise InspectionNotFound(code)
    return found


class InspectionCommand(OrganisationCommand):
    """A command to one inspection.

    Attributes:
        code: code of the inspection.
    """

    FAMILY: ClassVar[str] = "inspections"
    PINNED: ClassVar[bool] = True

    code: Code

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Inspection.create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (inspection_of(ground, self.code).body,)
