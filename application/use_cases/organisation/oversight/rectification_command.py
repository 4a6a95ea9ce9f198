"""What commands to orders have in common (RCT-01)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.oversight.errors import RectificationNotFound
from domain.oversight.rectification import Rectification
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


def rectification_of(ground: Ground, code: str) -> Rectification:
    """The order of that code.

    Raises:
        RectificationNotFound: there is none.
    """
    order = ground.aggregate(Rectification, Rectification.create_id(ground.jurisdiction, code))
    if order is None:
        raise RectificationNotFound(code)
    return order


class RectificationCommand(OrganisationCommand):
    """A command to one order.

    Attributes:
        code: code of the order.
    """

    FAMILY: ClassVar[str] = "rectifications"
    PINNED: ClassVar[bool] = True

    code: Code

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Rectification.create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (rectification_of(ground, self.code).body,)
