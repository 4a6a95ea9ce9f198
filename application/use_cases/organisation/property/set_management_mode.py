"""Decide how an estate is managed (PRP-SA-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.property.estate_command import EstateCommand, estate_of
from domain.property.estate import Estate
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class SetManagementMode(EstateCommand):
    """Command: decide how an estate is managed.

    A way that is not meant for an estate in its condition takes a reason.

    Attributes:
        mode: a word of the pack.
    """

    NAME: ClassVar[str] = "set_management_mode"

    mode: Code

    def decide(self, act: Act, ground: Ground) -> Estate:
        estate = estate_of(ground, self.estate)
        estate.set_mode(act, mode=self.mode)
        return estate
