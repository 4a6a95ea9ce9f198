"""What commands to disputes and their mediation have in common (7.1)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.mediation.errors import MediationNotFound
from domain.mediation.mediation import Mediation
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


def mediation_of(ground: Ground, code: str) -> Mediation:
    """The dispute of that code.

    Raises:
        MediationNotFound: there is none.
    """
    found = ground.aggregate(Mediation, Mediation.create_id(ground.jurisdiction, code))
    if found is None:
        raise MediationNotFound(code)
    return found


class MediationCommand(OrganisationCommand):
    """A command to one dispute.

    Attributes:
        code: code of the dispute.
    """

    FAMILY: ClassVar[str] = "mediations"
    PINNED: ClassVar[bool] = True

    code: Code

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Mediation.create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (mediation_of(ground, self.code).body,)
