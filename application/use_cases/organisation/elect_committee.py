"""Record the election of a committee (ORG-BZ-09, ORG-CY-06)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code, Counts, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class ElectCommittee(OrganisationCommand):
    """Command: record the election of a committee of residents; its term follows from the pack.

    Attributes:
        unit: code.
        members: pseudonymous ids.
        seats: how many hold each seat, words of the pack.
        mode: who elected it, a word of the pack.
        term_start: local day; None: today.
        exception_by: who approved an exception from what must be kept; needs a reason.
    """

    NAME: ClassVar[str] = "elect_committee"

    unit: Code
    members: tuple[PersonRef, ...] = Field(min_length=1)
    seats: Counts
    mode: Code | None = None
    term_start: date | None = None
    exception_by: Code | None = None

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.elect_committee(
            act,
            members=self.members,
            seats=self.seats,
            mode=self.mode,
            term_start=day_or_today(self.term_start, act),
            exception_by=self.exception_by,
        )
        return unit
