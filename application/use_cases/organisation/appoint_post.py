"""Give a post to a person (ORG-DG-04, ORG-DG-06)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import (
    OrganisationCommand,
    day_or_today,
    require_rank,
)
from application.use_cases.organisation.station_succession import require_holder
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AppointPost(OrganisationCommand):
    """Command: give a post of a body to a person.

    Attributes:
        body: code of the unit or grid.
        post: id or alias of a post of the pack.
        person_ref: pseudonymous id.
        from_on: first local day; None: today.
        to_on: first local day without it; None: no end is set.
        office: the office by which it is held, where each fills a seat of its own.
        basis: the decision it rests on.
        party_member: the appointing body has seen that the person is one; checked, not stored.
    """

    NAME: ClassVar[str] = "appoint_post"

    body: Code
    post: Code
    person_ref: Code
    basis: OfficialText
    from_on: date | None = None
    to_on: date | None = None
    office: Code | None = None
    party_member: bool = False

    @property
    def subject(self) -> str:
        return self.body

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Body:
        body = ground.body(self.body)
        post = act.pack.post_names.get(self.post, self.post)
        require_rank(act.actor, post, act.pack)
        from_on = day_or_today(self.from_on, act)
        require_holder(act, ground, body, post, self.person_ref)
        body.appoint(
            act,
            post=post,
            person_ref=self.person_ref,
            from_on=from_on,
            to_on=self.to_on,
            basis=self.basis,
            party_member=self.party_member,
            held_elsewhere=ground.directory.holds_elsewhere(
                self.person_ref, post, self.body, from_on
            ),
            office=self.office,
        )
        return body
