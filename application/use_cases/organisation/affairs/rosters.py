"""Fix who represents a community in an assembly (MTG-BZ-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.affairs.command import BeginningCommand
from domain.affairs.roster import RepresentativeRoster
from domain.vocabulary import AtLeastOne, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class FixRoster(BeginningCommand):
    """Command: fix the roster of a term.

    Attributes:
        type: the assembly, a word of the pack.
        resident_reps, unit_reps: how many represent residents, and units.
        households: of the community; None: not counted.
    """

    NAME: ClassVar[str] = "fix_roster"
    FAMILY: ClassVar[str] = "rosters"

    type: Code
    resident_reps: int = Field(ge=0, le=10_000)
    unit_reps: int = Field(ge=0, le=10_000)
    households: AtLeastOne | None = None

    def subject_id(self, jurisdiction: str) -> UUID:
        return RepresentativeRoster.create_id(jurisdiction, self.code)

    def decide(self, act: Act, ground: Ground) -> RepresentativeRoster:
        self.require_new(ground)
        return RepresentativeRoster.fix(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            type=self.type,
            resident_reps=self.resident_reps,
            unit_reps=self.unit_reps,
            households=self.households,
        )
