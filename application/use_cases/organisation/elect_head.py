"""Elect the head of a small body (ORG-SA-03, ORG-BZ-06, ORG-BZ-07)."""

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


class ElectHead(OrganisationCommand):
    """Command: elect the head of a small body, who takes the post from that day.

    Attributes:
        unit: code.
        post: id or alias of a post of the pack.
        person_ref: pseudonymous id.
        category: what sort of candidate was chosen, a word of the pack.
        stood: categories of all who stood.
        elected_on: local day; None: today.
        party_member: the body has seen that the person is one; checked, not stored.
    """

    NAME: ClassVar[str] = "elect_head"

    unit: Code
    post: Code
    person_ref: PersonRef
    category: Code | None = None
    stood: tuple[Code, ...] = ()
    elected_on: date | None = None
    party_member: bool = False

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        post = act.pack.post_names.get(self.post, self.post)
        elected_on = day_or_today(self.elected_on, act)
        unit.elect_head(
            act,
            post=post,
            person_ref=self.person_ref,
            category=self.category,
            stood=self.stood,
            elected_on=elected_on,
            party_member=self.party_member,
            held_elsewhere=ground.directory.holds_elsewhere(
                self.person_ref, post, self.unit, elected_on
            ),
        )
        return unit
