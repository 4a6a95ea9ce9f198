"""Form a sub-committee (ORG-BZ-10)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class FormSubCommittee(OrganisationCommand):
    """Command: form a sub-committee of a committee.

    Attributes:
        unit: code.
        kind: one of the kinds of the pack.
        lead: pseudonymous id of the committee member who leads it.
        reps: pseudonymous ids of residents' representatives.
        formed_on: local day; None: today.
        exception_by: who approved an exception from what must be kept; needs a reason.
    """

    NAME: ClassVar[str] = "form_sub_committee"

    unit: Code
    kind: Code
    lead: PersonRef
    reps: tuple[PersonRef, ...]
    formed_on: date | None = None
    exception_by: Code | None = None

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.form_sub_committee(
            act,
            kind=self.kind,
            lead=self.lead,
            reps=self.reps,
            formed_on=day_or_today(self.formed_on, act),
            exception_by=self.exception_by,
        )
        return unit
