"""Let a member chair a body for a term (ORG-KD-06)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand
from domain.organisation.rotation import rotation_of
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AssignRotatingChair(OrganisationCommand):
    """Command: let a member chair a body for a term; a reason overrides the order.

    Attributes:
        body: code of the body that is chaired in turn.
        member: code of the member.
        term: such as 2021Q3; where the pack counts other periods 2021-09, 2021H2 or 2021.
    """

    NAME: ClassVar[str] = "assign_rotating_chair"

    body: Code
    member: Code
    term: Annotated[str, Field(min_length=4, max_length=7)]

    @property
    def subject(self) -> str:
        return self.body

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Body:
        body = ground.unit(self.body)
        members = ground.directory.members(self.body, rotation_of(act, body).members)
        body.assign_chair(act, unit=self.member, term=self.term, members=members)
        return body
