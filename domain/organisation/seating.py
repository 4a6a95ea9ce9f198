"""Who takes which posts since an election, and who leaves them (1.5, ORG-BZ-08, ORG-BZ-09)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from domain.organisation.life_errors import (
    ElectedMiscounted,
    ElectedNotNamed,
    ElectedOutsideCommittee,
    RepresentedTwice,
)

if TYPE_CHECKING:
    from domain.act import Act
    from domain.organisation.body import Body
    from domain.policy.election_rules import Team

BASIS = "election"
"""What an appointment rests on that follows from an election."""


@dataclass(frozen=True, slots=True)
class Seating:
    """The posts of a team or committee since it was elected; it is elected as a whole.

    Attributes:
        people: by post all who hold it from then on; whoever held it and is not named leaves.
        from_on: first local day; ``to_on``: first day without it, None: no term is set.
    """

    people: Mapping[str, tuple[str, ...]]
    from_on: date
    to_on: date | None


def counted(seats: Mapping[str, int], elected: Mapping[str, Sequence[str]]) -> Mapping[str, int]:
    """How many hold each seat: those who are named, else as stated.

    Raises:
        ElectedMiscounted: both are given, and differ.
    """
    for seat, people in elected.items():
        if seats.get(seat, len(people)) != len(people):
            raise ElectedMiscounted(seat, seats[seat], len(people))
    return {**seats, **{seat: len(people) for seat, people in elected.items()}}


def seating(
    rule: Team,
    seats: Mapping[str, int],
    elected: Mapping[str, Sequence[str]],
    *,
    members: Sequence[str] | None,
    from_on: date,
    to_on: date | None,
) -> Seating:
    """What an election fills.

    Args:
        seats: how many hold each seat; elected: by seat who does.
        members: all of a committee; None: a team does not name all of its people.

    Raises:
        ElectedNotNamed: a seat fills a post, and nobody says who was elected.
        ElectedOutsideCommittee: somebody holds a seat of a committee without sitting on it.
        RepresentedTwice: somebody was elected into two seats.
    """
    named = [person for people in elected.values() for person in people]
    for person in named:
        if named.count(person) > 1:
            raise RepresentedTwice(person)
        if members is not None and person not in members:
            raise ElectedOutsideCommittee(person)
    found: dict[str, tuple[str, ...]] = {}
    for seat, post in rule.posts.items():
        people = tuple(elected.get(seat, ()))
        if len(people) != seats.get(seat, 0):
            raise ElectedNotNamed(seat, post)
        found[post] = (*found.get(post, ()), *people)
    if rule.member is not None and members is not None:
        found[rule.member] = tuple(person for person in members if person not in named)
    return Seating(found, from_on, to_on)


def take_seats(
    act: Act,
    body: Body,
    elected: Seating,
    *,
    party_member: bool,
    held_elsewhere: Callable[[str, str], str | None],
) -> None:
    """Let those who were elected take their posts of a body, after the others have left them.

    Who goes on without a term, or for the very same one, stays where they are. All of it is on the
    same day, so that there is neither a gap nor a day with two.

    Args:
        party_member: it was seen that all of them are members of the party; checked, not stored.
        held_elsewhere: by person and post another body where the person holds it.

    Raises:
        PostUnknown, PostSitsElsewhere, NotEligible, PartyMembershipRequired, PostIsHeldAlready,
        PostIsFull, PostIsExclusive, PostIsNotHeld: as for ``Body.appoint`` and ``Body.vacate``.
        UnitIsDissolved, UnitIsMerged, GridIsMerged: the body has ended.
    """
    from_on, to_on = elected.from_on, elected.to_on
    staying = {
        (tenure.post, tenure.person_ref)
        for tenure in body.tenures
        if tenure.person_ref in elected.people.get(tenure.post, ())
        and tenure.holds(from_on)
        and tenure.to_on == to_on
    }
    for post in elected.people:
        for person in body.holders(post, from_on):
            if (post, person) not in staying:
                body.vacate(act, post=post, person_ref=person, on=from_on)
    for post, people in elected.people.items():
        for person in people:
            if (post, person) not in staying:
                body.appoint(
                    act,
                    post=post,
                    person_ref=person,
                    from_on=from_on,
                    to_on=to_on,
                    basis=BASIS,
                    party_member=party_member,
                    held_elsewhere=held_elsewhere(person, post),
                    elected=True,
                )
