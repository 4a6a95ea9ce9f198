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
from application.use_cases.organisation.oversight.gate_command import gate_of, require_gates
from application.use_cases.organisation.station_succession import require_holder
from domain.oversight.errors import ApprovedElsewhere
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
        gate: code of the gate that was passed for this person, where the pack asks for one.
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
    gate: Code | None = None

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
        self._require_approval(act, ground, post)
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

    def _require_approval(self, act: Act, ground: Ground, post: str) -> None:
        """Refuse the post unless the body in charge of it was asked first, where the pack says so.

        Raises:
            GateIsBlocked, GateNotFound: nobody was asked, not about this person, or it was refused
                (GAT-01).
            ApprovedElsewhere: those asked have no charge of this body (ORG-BJ-05).
        """
        rule = act.pack.posts.get(post)
        if rule is None or rule.matter is None:
            return
        require_gates(act, ground, matter=rule.matter, subject=self.person_ref, gate=self.gate)
        assert self.gate is not None, "a matter of a post is guarded by a gate of the pack"
        asked = gate_of(ground, self.gate).requested_from
        if self.body not in ground.directory.below(asked):
            raise ApprovedElsewhere(self.body, asked)
