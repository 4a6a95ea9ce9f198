"""Give a body a target of the pack (CUL-QY-01, SAF-QY-01, INF-CY-01)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.oversight.target_command import TargetCommand
from application.use_cases.organisation.standing import require_living
from domain.oversight.errors import CodeIsTaken
from domain.oversight.target import Target
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class SetTarget(TargetCommand):
    """Command: give a body a target of the pack.

    Attributes:
        code: code of the target as this body has it; never used twice.
        target: target of the pack; it says the figure and the day.
        body: code of the body that is to reach it.
    """

    NAME: ClassVar[str] = "set_target"

    target: Code
    body: Code

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def decide(self, act: Act, ground: Ground) -> Target:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.code)
        require_living(ground.directory, self.body)
        return Target.set(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            target=self.target,
            body=self.body,
        )
