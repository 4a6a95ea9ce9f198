"""Link a leader to a body (ORG-DG-05)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class LinkLeader(OrganisationCommand):
    """Command: link a leader to a unit; nobody is linked to two.

    Attributes:
        unit: code.
        leader_ref: pseudonymous id.
        from_on: first local day; None: today.
        replaces: the leader linked so far.
    """

    NAME: ClassVar[str] = "link_leader"

    unit: Code
    leader_ref: Code
    from_on: date | None = None
    replaces: Code | None = None

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.link_leader(
            act,
            leader_ref=self.leader_ref,
            from_on=day_or_today(self.from_on, act),
            replaces=self.replaces,
            linked_elsewhere=ground.directory.linked_body(self.leader_ref),
        )
        return unit
