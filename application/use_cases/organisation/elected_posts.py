"""What an election of a team or committee fills, in the same change (ORG-BZ-08, ORG-BZ-09)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand, require_rank
from domain.accountability.evidence import event_ref
from domain.organisation.errors import PostSitsElsewhere
from domain.organisation.seating import Seating, take_seats
from domain.vocabulary import Code, Counts, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body
    from domain.organisation.org_unit import OrgUnit

Elected = Annotated[tuple[PersonRef, ...], Field(max_length=200)]
"""Pseudonymous ids of those who were elected into one seat."""


class TeamElection(OrganisationCommand):
    """The election of a team or committee as a whole. Its posts are filled with it, or nothing is.

    Whoever held one of them and was not elected leaves it on that day.

    Attributes:
        unit: code.
        seats: how many hold each seat, words of the pack, where nobody is named.
        elected: by seat who was elected, pseudonymous ids; needed where a seat fills a post.
        mode: who elected it, a word of the pack.
        party_member: it was seen that all who take a post are one; checked, not stored.
        exception_by: who approved an exception from what must be kept; needs a reason.
    """

    unit: Code
    seats: Counts = Field(default_factory=dict)
    elected: Mapping[Code, Elected] = Field(default_factory=dict, max_length=20)
    mode: Code | None = None
    party_member: bool = False
    exception_by: Code | None = None

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        """The body, and the one above it, whose posts it may fill."""
        above = _above(ground, self.unit)
        return (self.unit,) if above is None else (self.unit, above)

    def fill(self, act: Act, ground: Ground, unit: OrgUnit, elected: Seating) -> None:
        """Let those who were elected take their posts.

        Raises:
            OutsideRowScope: a post whose work is the whole jurisdiction is filled by others (C).
            PostSitsElsewhere: neither the body nor the one above it has the post.
            Forbidden, Conflict: somebody may not hold it; nothing is recorded then.
        """
        by_body: dict[str, dict[str, tuple[str, ...]]] = {}
        for post, people in elected.people.items():
            require_rank(act.actor, post, act.pack)
            by_body.setdefault(_seat(act, ground, unit, post), {})[post] = people
        election = event_ref(unit.id, unit.version)
        grounded = replace(act, evidence=(*act.evidence, election))
        for code, people_of in by_body.items():
            body: Body = unit if code == unit.code else ground.body(code)
            take_seats(
                grounded,
                body,
                replace(elected, people=people_of),
                party_member=self.party_member,
                held_elsewhere=lambda person, post, code=code: ground.directory.holds_elsewhere(  # type: ignore[misc]  # the loop's own
                    person, post, code, elected.from_on
                ),
            )
            if body is not unit:
                ground.also_leads(body)


def _seat(act: Act, ground: Ground, unit: OrgUnit, post: str) -> str:
    """The body in which a post is held: this one, or the one above it."""
    rule = act.pack.posts[post]
    if rule.sits_at(unit.level):
        return unit.code
    above = _above(ground, unit.code)
    found = None if above is None else ground.directory.body(above)
    if found is None or not rule.sits_at(found.level):
        raise PostSitsElsewhere(post, unit.level)
    return found.code


def _above(ground: Ground, code: str) -> str | None:
    found = ground.directory.body(code)
    return None if found is None else found.parent
