"""What commands to estates have in common (7.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.property.errors import EstateNotFound
from domain.property.estate import Estate, EstateCode

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


def estate_of(ground: Ground, code: str) -> Estate:
    """The estate of that code.

    Raises:
        EstateNotFound: nobody filed it.
    """
    found = ground.aggregate(Estate, Estate.create_id(ground.jurisdiction, code))
    if found is None:
        raise EstateNotFound(code)
    return found


class EstateCommand(OrganisationCommand):
    """A command to one estate.

    Attributes:
        estate: code of the estate.
    """

    FAMILY: ClassVar[str] = "estates"

    estate: EstateCode

    @property
    def subject(self) -> str:
        return self.estate

    def subject_id(self, jurisdiction: str) -> UUID:
        return Estate.create_id(jurisdiction, self.estate)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (estate_of(ground, self.estate).body,)
