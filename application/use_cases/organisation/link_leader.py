"""Link a leader to a body (ORG-DG-05, ORG-BZ-17)."""

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
    """Command: link a leader to a unit; stated again with its end, the link ends.

    Attributes:
        unit: code.
        leader_ref: pseudonymous id.
        from_on: first local day; None: today.
        to_on: first local day without the link; None: no end is known.
        replaces: the leader linked so far.
    """

    NAME: ClassVar[str] = "link_leader"

    unit: Code
    leader_ref: Code
    from_on: date | None = None
    to_on: date | None = None
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
            to_on=self.to_on,
            replaces=self.replaces,
            linked_elsewhere=ground.directory.linked_body(self.leader_ref),
            above=ground.directory.sorts_above(self.unit),
        )
        return unit
