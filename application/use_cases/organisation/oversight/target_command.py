"""What commands to targets have in common (7.9, 7.10)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.oversight.errors import TargetNotFound
from domain.oversight.target import Target
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


def target_of(ground: Ground, code: str) -> Target:
    """The target of that code.

    Raises:
        TargetNotFound: there is none.
    """
    found = ground.aggregate(Target, Target.create_id(ground.jurisdiction, code))
    if found is None:
        raise TargetNotFound(code)
    return found


class TargetCommand(OrganisationCommand):
    """A command to one target.

    Attributes:
        code: code of the target as this body has it.
    """

    FAMILY: ClassVar[str] = "targets"
    PINNED: ClassVar[bool] = True

    code: Code

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Target.create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (target_of(ground, self.code).body,)
