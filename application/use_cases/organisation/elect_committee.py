"""Record the election of a committee (ORG-BZ-09, ORG-CY-06)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.elected_posts import TeamElection
from domain.vocabulary import PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class ElectCommittee(TeamElection):
    """Command: record the election of a committee of residents; its term follows from the pack.

    Attributes:
        members: all of them, pseudonymous ids.
        term_start: local day; None: today.
    """

    NAME: ClassVar[str] = "elect_committee"

    members: tuple[PersonRef, ...] = Field(min_length=1)
    term_start: date | None = None

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        elected = unit.elect_committee(
            act,
            members=self.members,
            seats=self.seats,
            elected=self.elected,
            mode=self.mode,
            term_start=day_or_today(self.term_start, act),
            exception_by=self.exception_by,
        )
        self.fill(act, ground, unit, elected)
        return unit
