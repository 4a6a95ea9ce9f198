"""Who takes a post by an election, and who leaves it, on the same day (ORG-BZ-08, ORG-BZ-09)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.act import Act, Actor
from domain.organisation.body import OrgUnitFounded, PostAppointed, PostVacated
from domain.organisation.org_unit import OrgUnit
from domain.organisation.seating import Seating, take_seats
from domain.vocabulary import Role
from tests.samples import act, on, pack
from tests.spec import Fact, fact, given, news, refused, then

BIJIE = pack("bijie")
CLERK = Actor(id="clerk", roles=frozenset({Role.STR}))
FIRST, SECOND, END = on("2018-03-10"), on("2021-03-09"), on("2024-03-09")
SECRETARY, DEPUTY = "community_secretary", "deputy_secretary"
DIRECTOR, MEMBER = "residents_committee_director", "residents_committee_member"


def by(day: str = "2021-03-09") -> Act:
    return act(CLERK, f"{day} 10:00", BIJIE)


def community(*tenures: Fact) -> OrgUnit:
    founded = fact(
        OrgUnitFounded, code="c1", org_type="COMMUNITY", tree="community_bodies",
        level="COMMUNITY", parent="street", founded_on=date(2018, 1, 1),
    )  # fmt: skip
    return given(OrgUnit, founded, *tenures)


def holds(post: str, person: str, since: date = FIRST, until: date | None = None) -> Fact:
    return fact(
        PostAppointed, post=post, person_ref=person, from_on=since, to_on=until, basis="election"
    )


def left(post: str, person: str, day: date = SECOND) -> Fact:
    return fact(PostVacated, post=post, person_ref=person, on=day)


def take(
    body: OrgUnit,
    people: Mapping[str, tuple[str, ...]],
    *,
    since: date = SECOND,
    until: date | None = None,
    **further: Any,
) -> None:
    said: dict[str, Any] = {"party_member": True, "held_elsewhere": lambda _person, _post: None}
    take_seats(by(), body, Seating(people, since, until), **said | further)


def test_a_team_takes_its_posts_and_the_old_one_leaves_on_that_day() -> None:
    """ORG-BZ-08: no gap and no day with two; who goes on, goes on"""
    body = community(holds(SECRETARY, "sun"), holds(DEPUTY, "li"), holds(DEPUTY, "wu"))

    take(body, {SECRETARY: ("he",), DEPUTY: ("wu", "sun")})

    then(
        body,
        left(SECRETARY, "sun"),
        left(DEPUTY, "li"),
        holds(SECRETARY, "he", SECOND),
        holds(DEPUTY, "sun", SECOND),
    )
    assert body.holders(DEPUTY, SECOND) == ("wu", "sun")


def test_a_vacancy_is_filled() -> None:
    """ORG-BZ-08"""
    body = community()
    take(body, {SECRETARY: ("he",), DEPUTY: ("wu",)})
    then(body, holds(SECRETARY, "he", SECOND), holds(DEPUTY, "wu", SECOND))


def test_a_term_ends_the_one_before_it_for_those_who_are_elected_again_as_well() -> None:
    """ORG-BZ-09: elected 2018-03-10 until 2021-03-10, elected anew the day before"""
    body = community(
        holds(DIRECTOR, "a", FIRST, on("2021-03-10")), holds(MEMBER, "b", FIRST, on("2021-03-10"))
    )

    take(body, {DIRECTOR: ("a",), MEMBER: ("c",)}, until=END)

    then(
        body,
        left(DIRECTOR, "a"),
        left(MEMBER, "b"),
        holds(DIRECTOR, "a", SECOND, END),
        holds(MEMBER, "c", SECOND, END),
    )
    assert body.holders(DIRECTOR, on("2024-03-08")) == ("a",)
    assert body.holders(DIRECTOR, END) == ()


def test_the_same_election_again_changes_nothing() -> None:
    """ENV-05: idempotent"""
    body = community(holds(DIRECTOR, "a", SECOND, END))
    take(body, {DIRECTOR: ("a",)}, until=END)
    assert news(body) == []


def test_who_may_not_hold_a_post_refuses_the_whole_election() -> None:
    """ORG-BZ-08, ORG-DG-05: nothing is recorded"""
    with refused("party-member-required", "ORG-DG-04"):
        take(community(), {SECRETARY: ("he",)}, party_member=False)
    later = holds(SECRETARY, "sun", on("2021-04-01"))
    with refused("post-is-full", "ORG-DG-04"):
        take(community(later), {SECRETARY: ("he",)})
