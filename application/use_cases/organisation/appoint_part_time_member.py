"""Let the head of another body join a committee part time (ORG-BZ-12)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AppointPartTimeMember(OrganisationCommand):
    """Command: let the head of another body join the committee part time.

    Attributes:
        unit: code.
        person_ref: pseudonymous id.
        source: what sort of body it is, a word of the pack.
        heads: code of that body.
        party_member: the appointing body has seen that the person is one; checked, not stored.
    """

    NAME: ClassVar[str] = "appoint_part_time_member"

    unit: Code
    person_ref: PersonRef
    source: Code
    heads: Code
    party_member: bool = False

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.appoint_part_time_member(
            act,
            person_ref=self.person_ref,
            source=self.source,
            unit_id=self.heads,
            party_member=self.party_member,
        )
        return unit
