"""What a community allows. One test, one rule."""

from __future__ import annotations

from typing import Any

import pytest

from domain.act import Act, Actor
from domain.communities.community import Community
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role
from tests.samples import act, on, pack
from tests.spec import fact, given, refused, then

BIJIE, CHENGYANG, LONGLING = pack("bijie"), pack("chengyang"), pack("longling")
CLERK = Actor(id="clerk", roles=frozenset({Role.STR}))
SILENT = BIJIE.model_copy(update={"communities": None, "staffing": None})


def today(under: PolicyPack = BIJIE, **further: Any) -> Act:
    return act(CLERK, "2018-06-01 09:00", under, **further)


def define(under: PolicyPack = BIJIE, *, level: str = "COMMUNITY", **fields: Any) -> Community:
    reason = fields.pop("reason", None)
    facts: dict[str, Any] = {"households": 2000} | fields
    return Community.define(
        today(under, reason=reason), jurisdiction="j", code="c1", level=level, **facts
    )


def community(**changes: Any) -> Community:
    """As defined, with 3,000 households."""
    facts: dict[str, Any] = {"code": "c1", "households": 3000, "deviations": ()} | changes
    return given(Community, fact(Community.CommunityDefined, **facts))


@pytest.mark.parametrize(
    ("households", "deviations"),
    [
        (1499, ("community_households",)),
        (1500, ()),
        (3000, ()),
        (3001, ("community_households",)),
    ],
)
def test_a_community_of_unusual_size_is_defined_and_shown(
    households: int, deviations: tuple[str, ...]
) -> None:
    """ORG-BZ-04: the size is a SHOULD"""
    then(
        define(households=households),
        fact(Community.CommunityDefined, code="c1", households=households, deviations=deviations),
    )


def test_a_body_of_another_level_is_no_community() -> None:
    """1.5"""
    with refused("not-a-community", "1.5"):
        define(level="STREET")


def test_a_pack_that_says_nothing_of_communities_defines_none() -> None:
    """B-45"""
    with refused("policy-silent", "B-45"):
        define(SILENT)


def test_where_communities_are_of_kinds_each_has_one() -> None:
    """ORG-BJ-07: an eighteenth community without a kind is refused like the first"""
    for under in (LONGLING, CHENGYANG):
        with refused("community-kind-missing", "ORG-BJ-07"):
            define(under)
    [rc_type] = then(
        define(LONGLING, kind="RC_TYPE"),
        fact(Community.CommunityDefined, code="c1", households=2000, kind="RC_TYPE"),
    )
    assert rc_type.rule_ids == ("ORG-BJ-07",)
    with refused("kind-unknown", "B.3"):
        define(CHENGYANG, kind="VILLAGE_OF_ARTISTS")

    [defined] = then(
        define(CHENGYANG, kind="CITY_NEW"),
        fact(Community.CommunityDefined, code="c1", households=2000, kind="CITY_NEW"),
    )
    assert defined.rule_ids == ("ORG-CY-04",)


def test_a_new_boundary_needs_a_reason_and_changes_the_size() -> None:
    """ORG-CY-03: existing boundaries are adapted as households change"""
    grown = community()

    with refused("reason-missing", "2.5"):
        grown.redraw(today(), households=3200)
    grown.redraw(today(reason="a new estate"), households=3200)

    then(
        grown,
        fact(Community.BoundaryAdjusted, households=3200, deviations=("community_households",)),
    )
    assert grown.households == 3200
    grown.redraw(today(), households=3200)
    then(grown)


@pytest.mark.parametrize(
    ("total", "moved_in", "outcome"),
    [
        (3000, 1500, "RC"),
        (3000, 1499, "GROUP"),
        (3000, 300, "GROUP"),
        (3000, 299, "ATTACH"),
    ],
)
def test_what_housing_calls_for_is_due_with_the_count(
    total: int, moved_in: int, outcome: str
) -> None:
    """ORG-BZ-05"""
    of = community()
    counts = {"total": total, "moved_in": moved_in}

    of.record_occupancy(today(), estate="e1", counts=counts)

    then(
        of,
        fact(Community.HousingOccupancyRecorded, estate_id="e1", counts=counts, outcome=outcome),
        fact(Community.FoundingDue, estate_id="e1", result=outcome),
    )


def test_what_no_clause_covers_waits_for_a_decision_by_hand() -> None:
    """ORG-BZ-05: 2,999 homes of which 2,000 are lived in"""
    of = community()
    counts = {"total": 2999, "moved_in": 2000}

    of.record_occupancy(today(), estate="e1", counts=counts)

    then(
        of,
        fact(
            Community.HousingOccupancyRecorded, estate_id="e1", counts=counts, outcome="UNDEFINED"
        ),
    )
    with refused("reason-missing", "2.5"):
        of.decide_founding(today(), estate="e1", result="GROUP", decided_by="street")
    with refused("kind-unknown", "B.3"):
        of.decide_founding(today(reason="x"), estate="e1", result="TEMPLE", decided_by="street")
    of.decide_founding(today(reason="one short"), estate="e1", result="GROUP", decided_by="street")
    then(of, fact(Community.FoundingDue, estate_id="e1", result="GROUP", decided_by="street"))
    of.decide_founding(today(), estate="e1", result="GROUP", decided_by="street")
    then(of)


def test_nobody_decides_by_hand_what_a_clause_decides() -> None:
    """ORG-BZ-05, B-18"""
    of = community()
    of.record_occupancy(today(), estate="e1", counts={"total": 3000, "moved_in": 1500})

    for estate in ("e1", "e2"):
        with refused("founding-not-undecided", "ORG-BZ-05"):
            of.decide_founding(
                today(reason="x"), estate=estate, result="ATTACH", decided_by="street"
            )


def test_what_is_due_is_due_once_until_the_count_calls_for_something_else() -> None:
    """ORG-BZ-05"""
    of = community()
    for moved_in in (299, 250, 300):
        of.record_occupancy(today(), estate="e1", counts={"total": 3000, "moved_in": moved_in})

    results = [
        event.result for event in of.collect_events() if isinstance(event, Community.FoundingDue)
    ]
    assert results == ["ATTACH", "GROUP"]


@pytest.mark.parametrize(
    ("moved_in", "result", "level"),
    [(1500, "RC", "RESIDENTS_COMMITTEE"), (300, "GROUP", "RESIDENTS_GROUP")],
)
def test_a_founding_settles_what_was_due(moved_in: int, result: str, level: str) -> None:
    """ORG-BZ-05: a committee for 1,500 of 3,000, a group for 300 of them"""
    of = community()
    counts = {"total": 3000, "moved_in": moved_in}
    of.record_occupancy(today(), estate="e1", counts=counts)
    of.collect_events()

    of.settle_founding(today(), estate="e1", level=level, founded="b1")
    then(of, fact(Community.FoundingDue, estate_id="e1", result=result, founded="b1"))
    with refused("founding-not-due", "ORG-BZ-05"):
        of.settle_founding(today(), estate="e1", level=level, founded="b2")

    of.record_occupancy(today(), estate="e1", counts=counts)
    again = fact(Community.HousingOccupancyRecorded, estate_id="e1", counts=counts, outcome=result)
    then(of, again)


def test_a_neighbour_takes_on_who_is_too_few() -> None:
    """ORG-BZ-05: below 300 moved in, managed directly by the neighbouring committee"""
    of = community()
    counts = {"total": 3000, "moved_in": 299}
    of.record_occupancy(today(), estate="e1", counts=counts)
    of.collect_events()

    with refused("founding-not-due", "ORG-BZ-05"):
        of.take_on(today(), estate="e1", neighbour="g1", level="RESIDENTS_GROUP")
    with refused("founding-not-due", "ORG-BZ-05"):
        of.settle_founding(today(), estate="e1", level="RESIDENTS_COMMITTEE", founded="rc1")
    of.take_on(today(), estate="e1", neighbour="rc1", level="RESIDENTS_COMMITTEE")
    then(of, fact(Community.FoundingDue, estate_id="e1", result="ATTACH", managed_by="rc1"))
    with refused("founding-not-due", "ORG-BZ-05"):
        of.take_on(today(), estate="e1", neighbour="rc1", level="RESIDENTS_COMMITTEE")

    # Once more of them have moved in, a group is due, and the neighbour no longer settles it.
    of.record_occupancy(today(), estate="e1", counts=counts | {"moved_in": 300})
    due = [event for event in of.collect_events() if isinstance(event, Community.FoundingDue)]
    assert [event.result for event in due] == ["GROUP"]
    with refused("founding-not-due", "ORG-BZ-05"):
        of.take_on(today(), estate="e1", neighbour="rc1", level="RESIDENTS_COMMITTEE")


def test_what_housing_calls_for_after_a_founding_is_due_anew() -> None:
    """ORG-BZ-05: a group of 300 grows to the 1,500 that call for a committee"""
    of = community()
    of.record_occupancy(today(), estate="e1", counts={"total": 3000, "moved_in": 300})
    of.settle_founding(today(), estate="e1", level="RESIDENTS_GROUP", founded="g1")

    of.record_occupancy(today(), estate="e1", counts={"total": 3000, "moved_in": 1500})
    of.settle_founding(today(), estate="e1", level="RESIDENTS_COMMITTEE", founded="r1")

    stated = [
        (e.result, e.founded) for e in of.collect_events() if isinstance(e, Community.FoundingDue)
    ]
    assert stated == [("GROUP", None), ("GROUP", "g1"), ("RC", None), ("RC", "r1")]


@pytest.mark.parametrize(
    ("estate", "level"),
    [
        ("e1", "RESIDENTS_GROUP"),  # a committee is due there
        ("e2", "RESIDENTS_COMMITTEE"),  # never counted
        ("e3", "RESIDENTS_COMMITTEE"),  # its neighbours take care of it: nothing is founded
    ],
)
def test_a_founding_settles_nothing_else(estate: str, level: str) -> None:
    """ORG-BZ-05"""
    of = community()
    of.record_occupancy(today(), estate="e1", counts={"total": 3000, "moved_in": 1500})
    of.record_occupancy(today(), estate="e3", counts={"total": 3000, "moved_in": 299})

    with refused("founding-not-due", "ORG-BZ-05"):
        of.settle_founding(today(), estate=estate, level=level, founded="b1")


@pytest.mark.parametrize(
    ("counts", "code", "rule"),
    [
        ({"total": 3000}, "count-missing", "B-04"),
        ({"total": 3000, "moved_in": 3001}, "more-moved-in-than-built", "ORG-BZ-05"),
    ],
)
def test_a_count_that_cannot_be_is_refused(counts: dict[str, int], code: str, rule: str) -> None:
    """ORG-BZ-05"""
    with refused(code, rule):
        community().record_occupancy(today(), estate="e1", counts=counts)


def test_a_city_community_is_due_by_the_day_of_the_plan() -> None:
    """ORG-CY-03: 1,500 of 3,000 are due, 1,499 are not"""
    of = community(kind="CITY_OLD")
    at = act(CLERK, "2019-06-01 09:00", CHENGYANG)

    of.record_occupancy(at, estate="e1", counts={"design_households": 3000, "moved_in": 1500})
    of.record_occupancy(at, estate="e2", counts={"design_households": 3000, "moved_in": 1499})

    due = [e for e in of.collect_events() if isinstance(e, Community.FoundingDue)]
    assert [(e.estate_id, e.result, e.due_on) for e in due] == [
        ("e1", "COMMUNITY", on("2019-12-31"))
    ]


def test_a_shared_community_lies_in_one_of_eighteen_city_units() -> None:
    """ORG-CY-09"""
    of = community()

    of.define_shared(today(CHENGYANG), unit=18)
    then(of, fact(Community.SharedCommunityDefined, unit=18, radius_minutes=8))
    of.define_shared(today(CHENGYANG), unit=18)
    then(of)
    with refused("shared-units-full", "ORG-CY-09"):
        of.define_shared(today(CHENGYANG), unit=19)


@pytest.mark.parametrize(("count", "right"), [(3, True), (4, False), (2, False)])
def test_exactly_three_plates_stand_outside(count: int, right: bool) -> None:  # noqa: FBT001 - a row
    """ORG-BZ-20"""
    of = community()

    assert (of.inspect_plates(today(), count=count) is None) is right
    then(of, fact(Community.PlateInspectionDone, count=count, wanted=3))


def test_who_patrols_an_estate_follows_from_its_class_from_that_day() -> None:
    """SAF-BZ-02"""
    of = community()

    of.set_estate_class(today(), estate="e1", estate_class="OPEN", from_on=on("2018-06-01"))

    then(
        of,
        fact(
            Community.EstateClassSet,
            estate_id="e1",
            estate_class="OPEN",
            patrolled_by=("police_room", "residents"),
            from_on=on("2018-06-01"),
        ),
    )
    with refused("kind-unknown", "B.3"):
        of.set_estate_class(today(), estate="e1", estate_class="AJAR", from_on=on("2018-06-01"))


def test_a_site_is_named_safe_after_an_inspection() -> None:
    """SAF-BZ-01"""
    of = community()

    with refused("kind-unknown", "B.3"):
        of.name_safe_site(today(), site="m1", kind="CASINO", inspection_ref="i1")
    with refused("inspection-missing", "SAF-BZ-01"):
        of.name_safe_site(today(), site="m1", kind="MARKET", inspection_ref=None)
    of.name_safe_site(today(), site="m1", kind="MARKET", inspection_ref="i1")
    then(of, fact(Community.SafeSiteNamed, site="m1", kind="MARKET", inspection_ref="i1"))
    of.name_safe_site(today(), site="m1", kind="MARKET", inspection_ref="i2")
    then(of)


def test_eight_kinds_of_sites_are_named_safe() -> None:
    """SAF-BZ-01"""
    rules = BIJIE.communities
    assert rules is not None
    assert len(rules.safe_kinds) == 8
