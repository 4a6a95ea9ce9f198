"""Who is elected into a body: teams, committees, sub-committees, heads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from domain.act import Act, Actor
from domain.organisation.body import OrgUnitFounded, Parent, Placement
from domain.organisation.org_unit import OrgUnit
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role
from tests.samples import act, on, pack
from tests.spec import fact, given, news, refused, then

BIJIE, CHENGYANG, STREET_A = pack("bijie"), pack("chengyang"), pack("street-a")
CLERK = Actor(id="clerk", roles=frozenset({Role.STR}))
DAY = on("2018-03-10")
SEVEN = ("a", "b", "c", "d", "e", "f", "g")


def by(under: PolicyPack = BIJIE, day: str = "2018-06-01", **further: Any) -> Act:
    return act(CLERK, f"{day} 10:00", under, **further)


def body(level: str, tree: str = "community_bodies") -> OrgUnit:
    return given(
        OrgUnit,
        fact(
            OrgUnitFounded,
            code="b1",
            org_type=level,
            tree=tree,
            level=level,
            parent="c1",
            founded_on=date(2018, 1, 1),
        ),
    )


def elect_team(size: int, under: PolicyPack = BIJIE, **seats: int) -> OrgUnit:
    level = "COMMUNITY_PARTY" if under is BIJIE else "COMMUNITY_COMMITTEE"
    party = body(level)
    party.elect_team(
        by(under, "2019-06-01"), size=size, seats={}, elected=named(seats), elected_on=DAY
    )
    return party


def named(seats: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """As many people for each seat."""
    return {seat: tuple(f"{seat}-{n}" for n in range(count)) for seat, count in seats.items()}


@pytest.mark.parametrize(
    ("size", "deviations"), [(4, ("party_team",)), (5, ()), (7, ()), (8, ("party_team",))]
)
def test_a_party_team_has_five_to_seven_people(size: int, deviations: tuple[str, ...]) -> None:
    """ORG-BZ-08: the size is a SHOULD"""
    then(
        elect_team(size, secretary=1, deputy=2),
        fact(
            OrgUnit.TeamElected,
            size=size,
            seats={"secretary": 1, "deputy": 2},
            elected_on=DAY,
            deviations=deviations,
        ),
    )


@pytest.mark.parametrize(("secretary", "deputy"), [(2, 1), (0, 1), (1, 3), (1, 0)])
def test_a_party_team_has_one_secretary_and_one_or_two_deputies(
    secretary: int, deputy: int
) -> None:
    """ORG-BZ-08: the seats are a MUST; 3 deputies or 2 secretaries are refused"""
    with refused("range-broken", "1.5"):
        elect_team(6, secretary=secretary, deputy=deputy)


def test_an_exception_from_a_must_has_an_approver_and_a_reason() -> None:
    """1.5"""
    party = body("COMMUNITY_PARTY")

    with refused("exception-unexplained", "1.5"):
        party.elect_team(
            by(), size=6, seats={}, elected=named({"secretary": 1, "deputy": 3}), elected_on=DAY,
            exception_by="county",
        )  # fmt: skip
    party.elect_team(
        by(reason="two communities merge"), size=6, seats={},
        elected=named({"secretary": 1, "deputy": 3}), elected_on=DAY, exception_by="county",
    )  # fmt: skip

    [elected] = news(party)
    assert isinstance(elected, OrgUnit.TeamElected)
    assert (elected.deviations, elected.exception_by) == (("party_deputies",), "county")


@pytest.mark.parametrize("size", [2, 4])
def test_a_city_community_has_a_party_team_of_three(size: int) -> None:
    """ORG-CY-06: 3 people, 1 secretary"""
    elect_team(3, CHENGYANG, secretary=1)

    with refused("range-broken", "1.5"):
        elect_team(size, CHENGYANG, secretary=1)
    with refused("range-broken", "1.5"):
        elect_team(3, CHENGYANG, secretary=2)


def elect_committee(members: tuple[str, ...], under: PolicyPack = BIJIE, **further: Any) -> OrgUnit:
    rc = body("RESIDENTS_COMMITTEE")
    rc.elect_committee(
        by(under, "2019-06-01"), members=members, seats={},
        elected={"director": members[:1]}, term_start=DAY, **further,
    )  # fmt: skip
    return rc


def test_a_residents_committee_is_elected_for_three_years() -> None:
    """ORG-BZ-09: elected 2018-03-10, the term ends 2021-03-10"""
    then(
        elect_committee(SEVEN, mode="RESIDENTS"),
        fact(
            OrgUnit.CommitteeElected,
            members=SEVEN,
            size=7,
            seats={"director": 1},
            mode="RESIDENTS",
            term_start=DAY,
            term_end=on("2021-03-10"),
        ),
    )


def test_a_term_that_began_on_a_leap_day_ends_on_the_last_of_february() -> None:
    """ORG-BZ-09"""
    rc = body("RESIDENTS_COMMITTEE")

    rc.elect_committee(
        by(day="2020-03-01"), members=SEVEN, seats={}, elected={"director": ("a",)},
        term_start=on("2020-02-29"),
    )  # fmt: skip

    [elected] = news(rc)
    assert isinstance(elected, OrgUnit.CommitteeElected)
    assert elected.term_end == on("2023-02-28")


def test_a_committee_of_six_is_legal_in_one_pack_and_refused_in_another() -> None:
    """ORG-CY-06, ORG-BZ-09"""
    six = SEVEN[:6]

    [elected] = news(elect_committee(six))
    assert isinstance(elected, OrgUnit.CommitteeElected)
    assert elected.deviations == ()
    with refused("range-broken", "1.5"):
        elect_committee(six, CHENGYANG)
    [three] = news(elect_committee(SEVEN[:3], CHENGYANG))
    assert isinstance(three, OrgUnit.CommitteeElected)
    assert (three.deviations, three.term_end) == ((), None)


@pytest.mark.parametrize(
    ("size", "deviations"),
    [(4, ("residents_committee_size",)), (5, ()), (9, ()), (10, ("residents_committee_size",))],
)
def test_a_residents_committee_has_five_to_nine_members(
    size: int, deviations: tuple[str, ...]
) -> None:
    """ORG-BZ-09: the size is a SHOULD"""
    [elected] = news(elect_committee(tuple(f"p{n}" for n in range(size))))

    assert isinstance(elected, OrgUnit.CommitteeElected)
    assert elected.deviations == deviations


@pytest.mark.parametrize(
    ("changes", "code", "rule"),
    [
        ({"mode": "BY_LOT"}, "election-mode-unknown", "ORG-BZ-09"),
        ({"members": ("a", "a", "b", "c", "d")}, "person-named-twice", "ORG-BZ-10"),
        ({"seats": {"director": 1, "king": 1}}, "seat-unknown", "B.3"),
        ({"term_start": on("2019-06-02")}, "date-in-future", "ENV-04"),
    ],
)
def test_an_election_that_cannot_be_is_refused(
    changes: dict[str, Any], code: str, rule: str
) -> None:
    """ORG-BZ-09"""
    facts: dict[str, Any] = {"members": SEVEN, "seats": {"director": 1}, "term_start": DAY}

    with refused(code, rule):
        body("RESIDENTS_COMMITTEE").elect_committee(by(day="2019-06-01"), **facts | changes)


def test_who_was_elected_is_named_once_and_as_often_as_it_is_counted() -> None:
    """1.5, ORG-BZ-08, ORG-BZ-09: posts are filled by persons"""
    party, seats = body("COMMUNITY_PARTY"), {"secretary": 1, "deputy": 1}
    with refused("elected-not-named", "1.5"):
        party.elect_team(by(), size=5, seats=seats, elected_on=DAY)
    with refused("elected-not-named", "1.5"):
        party.elect_team(by(), size=5, seats=seats, elected={"secretary": ("sun",)}, elected_on=DAY)
    with refused("elected-miscounted", "1.5"):
        party.elect_team(
            by(), size=5, seats=seats, elected={"deputy": ("li", "wu")}, elected_on=DAY
        )
    with refused("person-named-twice", "ORG-BZ-10"):
        party.elect_team(
            by(), size=5, seats={}, elected={"secretary": ("sun",), "deputy": ("sun",)},
            elected_on=DAY,
        )  # fmt: skip
    with refused("elected-outside-committee", "ORG-BZ-09"):
        body("RESIDENTS_COMMITTEE").elect_committee(
            by(), members=SEVEN, seats={}, elected={"director": ("z",)}, term_start=DAY
        )
    assert news(party) == []


def test_a_team_without_posts_in_its_pack_needs_no_names() -> None:
    """ORG-CY-06: the director of a residents' committee has no post there"""
    filled = body("RESIDENTS_COMMITTEE").elect_committee(
        by(CHENGYANG, "2019-06-01"), members=SEVEN[:3], seats={"director": 1}, term_start=DAY
    )
    assert filled.people == {}


def test_each_body_elects_what_its_pack_says() -> None:
    """B-45"""
    with refused("team-unknown", "B-45"):
        body("COMMUNITY_PARTY").elect_committee(
            by(), members=SEVEN, seats={"director": 1}, term_start=DAY
        )
    with refused("team-unknown", "B-45"):
        body("SERVICE_STATION").elect_team(by(), size=5, seats={}, elected_on=DAY)
    with refused("policy-silent", "B-45"):
        body("COMMUNITY_PARTY").elect_team(
            by(pack("daguan"), "2021-01-01"), size=5, seats={}, elected_on=DAY
        )


@pytest.mark.parametrize(("reps", "is_formed"), [(2, False), (3, True), (5, True), (6, False)])
def test_a_sub_committee_has_a_lead_and_three_to_five_representatives(
    reps: int,
    is_formed: bool,  # noqa: FBT001 - a row
) -> None:
    """ORG-BZ-10: lead and 2 are refused, lead and 5 are formed"""
    rc = elect_committee(SEVEN)
    news(rc)
    people = tuple(f"r{n}" for n in range(reps))

    def form() -> None:
        rc.form_sub_committee(by(), kind="culture", lead="a", reps=people, formed_on=DAY)

    if not is_formed:
        with refused("range-broken", "1.5"):
            form()
        return
    form()
    form()
    then(
        rc,
        fact(OrgUnit.SubCommitteeFormed, kind="culture", lead="a", reps=people, formed_on=DAY),
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lead": "stranger"}, "lead-outside-committee"),
        ({"kind": "astronomy"}, "sub-committee-unknown"),
        ({"reps": ("r1", "r1", "r2")}, "person-named-twice"),
    ],
)
def test_a_sub_committee_is_led_by_a_member_of_the_committee(
    changes: dict[str, Any], code: str
) -> None:
    """ORG-BZ-10"""
    facts: dict[str, Any] = {"kind": "culture", "lead": "a", "reps": ("r1", "r2", "r3")}

    with refused(code, "ORG-BZ-10"):
        elect_committee(SEVEN).form_sub_committee(by(), formed_on=DAY, **facts | changes)


def test_there_are_five_sub_committees() -> None:
    """ORG-BZ-10, B-16"""
    assert BIJIE.elections is not None
    assert BIJIE.elections.sub_committees is not None
    assert len(BIJIE.elections.sub_committees.kinds) == 5


# --- Heads ---


def elect_head(group: OrgUnit, person: str, category: str, *stood: str, **how: Any) -> None:
    group.elect_head(
        by(STREET_A, "2021-04-01", **how),
        post="building_head",
        person_ref=person,
        category=category,
        stood=stood,
        elected_on=on("2021-04-01"),
    )


def test_a_volunteer_chosen_over_a_party_member_takes_a_reason() -> None:
    """ORG-SA-03"""
    group = body("BUILDING_GROUP", "organisation")

    with refused("priority-passed-over", "ORG-SA-03"):
        elect_head(group, "vera", "volunteer", "party_member")
    elect_head(group, "vera", "volunteer", "party_member", reason="the member moves away")

    then(
        group,
        fact(
            OrgUnit.HeadElected,
            post="building_head",
            person_ref="vera",
            category="volunteer",
            priority=2,
            passed_over=("party_member",),
            elected_on=on("2021-04-01"),
        ),
        fact(
            OrgUnit.PostAppointed,
            post="building_head",
            person_ref="vera",
            from_on=on("2021-04-01"),
            basis="election",
        ),
    )


def test_among_equals_nobody_is_passed_over() -> None:
    """ORG-SA-03"""
    for category, stood in (
        ("party_member", ("volunteer", "retired_cadre")),
        ("volunteer", ("active_owner",)),
    ):
        group = body("BUILDING_GROUP", "organisation")
        elect_head(group, "vera", category, *stood)
        assert group.holders("building_head", on("2021-04-01")) == ("vera",)


def test_a_new_head_takes_the_post_and_the_old_one_leaves_it_the_same_day() -> None:
    """ORG-SA-03, ORG-DG-04: neither a gap nor a day with two"""
    group = body("BUILDING_GROUP", "organisation")
    elect_head(group, "vera", "volunteer")
    news(group)

    elect_head(group, "lin", "party_member")
    elect_head(group, "lin", "party_member")

    assert [event.event_type for event in news(group)] == [
        "HeadElected", "PostVacated", "PostAppointed",
    ]  # fmt: skip
    assert group.holders("building_head", on("2021-04-01")) == ("lin",)


def test_a_head_is_of_a_category_that_the_pack_knows() -> None:
    """ORG-SA-03"""
    group = body("BUILDING_GROUP", "organisation")

    with refused("candidate-unknown", "ORG-SA-03"):
        elect_head(group, "vera", "poet")
    with refused("policy-silent", "B-45"):
        group.elect_head(
            by(STREET_A, "2021-04-01"), post="branch_secretary", person_ref="v", elected_on=DAY
        )


def test_many_building_heads_may_serve_one_group() -> None:
    """ORG-BZ-07: 1 for 20 to 30 households"""
    group = body("RESIDENTS_GROUP", "self_government")

    for person in ("a", "b"):
        group.elect_head(by(), post="building_head", person_ref=person, elected_on=DAY)

    assert group.holders("building_head", DAY) == ("a", "b")


@pytest.mark.parametrize(
    ("households", "deviations"),
    [(100, ()), (200, ()), (201, ("group_households",)), (99, ("group_households",)), (None, ())],
)
def test_a_residents_group_has_a_hundred_to_two_hundred_households(
    households: int | None, deviations: tuple[str, ...]
) -> None:
    """ORG-BZ-06: 201 are founded and shown"""
    group = OrgUnit.found(
        by(),
        jurisdiction="j",
        code="g1",
        org_type="RESIDENTS_GROUP",
        placement=Placement(
            "self_government", "RESIDENTS_GROUP", Parent("rc", "RESIDENTS_COMMITTEE")
        ),
        founded_on=DAY,
        household_count=households,
    )

    [founded] = news(group)
    assert isinstance(founded, OrgUnitFounded)
    assert founded.deviations == deviations


# --- Posts that go to the holders of others ---


def appoint(community: OrgUnit, post: str, person: str) -> None:
    community.appoint(by(), post=post, person_ref=person, from_on=DAY, basis="b", party_member=True)


def test_the_station_is_directed_by_the_secretary_or_the_director() -> None:
    """ORG-BZ-15: another person is refused; ORG-BZ-14: one person may hold both posts"""
    community = body("COMMUNITY", "delivery")
    appoint(community, "community_secretary", "one")
    appoint(community, "residents_committee_director", "one")

    with refused("not-eligible", "ORG-BZ-15"):
        appoint(community, "station_director", "other")
    appoint(community, "station_director", "one")

    assert community.holders("station_director", DAY) == ("one",)


def test_the_safety_centre_is_directed_by_a_deputy_not_by_the_secretary() -> None:
    """ORG-BZ-16"""
    community = body("COMMUNITY", "delivery")
    appoint(community, "community_secretary", "sec")
    appoint(community, "deputy_secretary", "dep")
    appoint(community, "residents_committee_deputy", "vice")

    with refused("not-eligible", "ORG-BZ-15"):
        appoint(community, "safety_centre_director", "sec")
    appoint(community, "safety_centre_director", "dep")

    with refused("not-eligible", "ORG-BZ-15"):
        appoint(community, "public_security_head", "sec")
    appoint(community, "public_security_head", "dep")
    assert community.holders("public_security_head", DAY) == ("dep",)


def test_a_new_resident_takes_a_seat_by_election_alone() -> None:
    """PAT-CY-01"""
    community = body("COMMUNITY", "owners")
    at = by(CHENGYANG, "2019-06-01")

    with refused("election-required", "PAT-CY-01"):
        community.appoint(
            at, post="new_residents_member", person_ref="xin", from_on=DAY, basis="notice"
        )
    community.elect_head(at, post="new_residents_member", person_ref="xin", elected_on=DAY)

    assert [event.event_type for event in news(community)] == ["HeadElected", "PostAppointed"]
    assert community.holders("new_residents_member", DAY) == ("xin",)
