"""What a unit allows. One test, one rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.kernel import DomainError
from domain.organisation.body import OrgUnitFounded, Parent, Placement
from domain.organisation.errors import (
    BodyHasLeader,
    DateInFuture,
    LeaderIsLinkedElsewhere,
    LevelsDiffer,
    LevelUnknown,
    MergesIntoItself,
    ParentIsFull,
    ParentMissing,
    PartyMembershipRequired,
    PeriodIsEmpty,
    PostIsExclusive,
    PostIsFull,
    PostIsHeldAlready,
    PostIsNotHeld,
    PostSitsElsewhere,
    PostUnknown,
    TreeUnknown,
    UnitHasDependants,
    UnitIsDissolved,
    UnitIsMerged,
    WrongParentLevel,
)
from domain.organisation.org_unit import OrgUnit
from tests.domain.organisation.samples import (
    TODAY,
    TREE,
    J,
    act,
    community,
    department,
    founded,
    news,
)

STREET = Parent("street", "STREET")
BASIS = "notice 12 of 2021"
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_a_founding_is_one_fact_that_leads_to_the_same_unit_again() -> None:
    """1.1: a body is founded under the level that its hierarchy names."""
    unit = OrgUnit.found(
        act(),
        jurisdiction=J,
        code="c1",
        org_type="RC_TYPE",
        placement=Placement(TREE, "COMMUNITY", STREET),
        founded_on=TODAY,
        approver="street",
        duties=("garbage",),
    )

    (event,) = unit.collect_events()
    assert isinstance(event, OrgUnitFounded)
    assert (event.code, event.level, event.parent) == ("c1", "COMMUNITY", "street")
    assert event.originator_id == OrgUnit.create_id(J, "c1")
    again: object = event.mutate(None)
    assert isinstance(again, OrgUnit)
    assert again.duties == {"garbage"}


@pytest.mark.parametrize(
    ("placement", "refusal"),
    [
        (Placement(TREE, "COMMUNITY"), ParentMissing),
        (Placement(TREE, "COMMUNITY", Parent("d", "DISTRICT")), WrongParentLevel),
        (Placement(TREE, "DISTRICT", STREET), WrongParentLevel),
        (Placement(TREE, "HAMLET", STREET), LevelUnknown),
        (Placement("church", "COMMUNITY", STREET), TreeUnknown),
        (Placement("party", "ESTATE_BRANCH", Parent("s", "STREET_COMMITTEE")), WrongParentLevel),
        (Placement(None, "HAMLET"), LevelUnknown),
        (Placement(None, "STREET", Parent("c1", "COMMUNITY")), WrongParentLevel),
        (Placement(None, "COMMUNITY", Parent("d", "DISTRICT")), WrongParentLevel),
        (
            Placement("party", "BUSINESS_DISTRICT_BODY", Parent("c", "COMMUNITY_COMMITTEE"), 1),
            ParentIsFull,
        ),
    ],
)
def test_an_orphan_or_a_body_at_the_wrong_level_is_refused(
    placement: Placement, refusal: type[DomainError]
) -> None:
    """1.1: no orphans, no level skipped."""
    with pytest.raises(refusal):
        founded("x", placement.level, placement=placement)


@pytest.mark.parametrize(
    "placement",
    [
        Placement(TREE, "DISTRICT"),
        Placement("party", "ESTATE_BRANCH", Parent("c", "COMMUNITY_COMMITTEE"), 7),
        Placement("party", "BUSINESS_DISTRICT_BODY", Parent("c", "COMMUNITY_COMMITTEE")),
        Placement(None, "DISTRICT"),
        Placement(None, "DISTRICT", Parent("bureau", "DISTRICT")),
        Placement(None, "STREET", Parent("bureau", "DISTRICT")),
    ],
)
def test_a_body_at_its_place_is_founded(placement: Placement) -> None:
    """ORG-BJ-01: siblings of one level are both accepted; 1.1 otherwise."""
    unit = founded("x", placement.level, placement=placement)

    assert unit.level == placement.level


def test_a_body_is_not_founded_in_advance() -> None:
    """ENV-04: what has happened is recorded."""
    with pytest.raises(DateInFuture):
        OrgUnit.found(
            act(),
            jurisdiction=J,
            code="d",
            org_type="D",
            placement=Placement(TREE, "DISTRICT"),
            founded_on=TOMORROW,
        )


def test_a_secretary_takes_the_posts_that_go_with_it_and_leaves_them_on_one_day() -> None:
    """ORG-DG-04: when the secretary changes, the deputy changes with the same date."""
    unit = community()
    unit.appoint(
        act(), post="community_secretary", person_ref="a", from_on=date(2020, 5, 1), basis=BASIS
    )
    unit.collect_events()

    unit.vacate(act(), post="community_secretary", person_ref="a", on=TODAY)
    unit.appoint(act(), post="community_secretary", person_ref="b", from_on=TODAY, basis=BASIS)

    assert [(n["event"], n["post"], n["person_ref"], n.get("on", n.get("from_on")))
            for n in news(unit)] == [
        ("PostVacated", "community_secretary", "a", TODAY),
        ("PostVacated", "station_deputy", "a", TODAY),
        ("PostAppointed", "community_secretary", "b", TODAY),
        ("PostAppointed", "station_deputy", "b", TODAY),
    ]  # fmt: skip
    assert unit.holders("station_deputy", YESTERDAY) == ("a",)
    assert unit.holders("station_deputy", TODAY) == ("b",)


def test_a_second_head_is_refused_while_the_first_holds_the_post() -> None:
    """ORG-DG-04: exactly one head."""
    unit = community()
    unit.appoint(act(), post="station_head", person_ref="anna", from_on=TODAY, basis=BASIS,
                 party_member=True)  # fmt: skip

    with pytest.raises(PostIsFull) as refused:
        unit.appoint(act(), post="station_head", person_ref="bo", from_on=TOMORROW, basis=BASIS,
                     party_member=True)  # fmt: skip

    assert refused.value.code == "post-is-full"
    assert unit.holders("station_head", TOMORROW) == ("anna",)


def test_a_post_of_three_is_full_with_three_and_free_when_one_leaves() -> None:
    """ORG-DG-06: a fourth office director is refused; only the seat of one who leaves is free."""
    unit = department("office")
    for person in ("a", "b", "c"):
        unit.appoint(act(), post="office_director", person_ref=person, from_on=TODAY, basis=BASIS)
    with pytest.raises(PostIsFull):
        unit.appoint(act(), post="office_director", person_ref="d", from_on=TODAY, basis=BASIS)

    unit.vacate(act(), post="office_director", person_ref="b", on=TOMORROW)
    unit.appoint(act(), post="office_director", person_ref="d", from_on=TOMORROW, basis=BASIS)

    assert unit.holders("office_director", TOMORROW) == ("a", "c", "d")


def test_an_appointment_without_an_end_runs_into_one_that_is_still_to_begin() -> None:
    """ORG-DG-04: the seat must be free on every day of the tenure, not on the first only."""
    unit = department("u1")
    unit.appoint(act(), post="unit_principal", person_ref="a", from_on=TOMORROW, basis=BASIS)

    with pytest.raises(PostIsFull):
        unit.appoint(act(), post="unit_principal", person_ref="b", from_on=TODAY, basis=BASIS)


def test_a_seat_is_free_between_two_tenures_that_do_not_meet() -> None:
    """ORG-DG-04: one holder on each single day, not one in all time."""
    unit = department("u1")
    unit.appoint(act(), post="unit_principal", person_ref="a", from_on=date(2021, 6, 1),
                 basis=BASIS)  # fmt: skip

    unit.appoint(act(), post="unit_principal", person_ref="b", from_on=date(2021, 4, 1),
                 to_on=date(2021, 6, 1), basis=BASIS)  # fmt: skip

    assert unit.holders("unit_principal", date(2021, 5, 31)) == ("b",)
    assert unit.holders("unit_principal", date(2021, 6, 1)) == ("a",)


@pytest.mark.parametrize(
    ("post", "facts", "refusal"),
    [
        ("king", {}, PostUnknown),
        ("grid_head", {}, PostSitsElsewhere),
        ("station_head", {}, PartyMembershipRequired),
        ("station_head", {"party_member": True, "held_elsewhere": "c2"}, PostIsExclusive),
        ("dispatcher", {"to_on": TODAY}, PeriodIsEmpty),
        ("dispatcher", {"from_on": YESTERDAY}, PostIsHeldAlready),
    ],
)
def test_an_appointment_against_the_pack_is_refused(
    post: str, facts: dict[str, object], refusal: type[DomainError]
) -> None:
    """ORG-DG-04 and B.3: posts are what the pack says."""
    unit = community()
    unit.appoint(act(), post="dispatcher", person_ref="a", from_on=TODAY, basis=BASIS)
    unit.collect_events()

    with pytest.raises(refusal):
        unit.appoint(act(), post=post, person_ref="a", basis=BASIS, **{"from_on": TODAY, **facts})  # type: ignore[arg-type]  # the table mixes fields of several types

    assert news(unit) == []


def test_the_same_appointment_and_the_same_leaving_change_nothing() -> None:
    """ENV-05: repeating a request is safe."""
    unit = community()
    for _ in range(2):
        unit.appoint(act(), post="community_secretary", person_ref="a", from_on=TODAY,
                     basis=BASIS)  # fmt: skip
    for _ in range(2):
        unit.vacate(act(), post="community_secretary", person_ref="a", on=TOMORROW)

    assert [n["event"] for n in news(unit)] == ["PostAppointed"] * 2 + ["PostVacated"] * 2


def test_who_does_not_hold_a_post_cannot_leave_it() -> None:
    """ORG-DG-04: a post is vacated by its holder."""
    unit = community()
    unit.appoint(act(), post="dispatcher", person_ref="a", from_on=TODAY, basis=BASIS)

    for person, on in (("b", TODAY), ("a", YESTERDAY)):
        with pytest.raises(PostIsNotHeld):
            unit.vacate(act(), post="dispatcher", person_ref=person, on=on)


def test_an_appointment_that_never_began_is_called_off_on_its_first_day() -> None:
    """ORG-DG-04: the seat is then free for another from that day."""
    unit = department("u1")
    unit.appoint(act(), post="unit_principal", person_ref="a", from_on=TOMORROW, basis=BASIS)

    unit.vacate(act(), post="unit_principal", person_ref="a", on=TOMORROW)
    unit.appoint(act(), post="unit_principal", person_ref="b", from_on=TOMORROW, basis=BASIS)

    assert unit.holders("unit_principal", TOMORROW) == ("b",)


def test_a_second_leader_replaces_the_first_or_is_refused() -> None:
    """ORG-DG-05: one leader per community, nobody holds two; a replacement leaves no gap."""
    unit = community()
    unit.link_leader(act(), leader_ref="x", from_on=date(2020, 4, 20))
    unit.link_leader(act(), leader_ref="x", from_on=TODAY)
    with pytest.raises(BodyHasLeader):
        unit.link_leader(act(), leader_ref="y", from_on=TODAY)
    with pytest.raises(LeaderIsLinkedElsewhere):
        unit.link_leader(act(), leader_ref="y", from_on=TODAY, replaces="x", linked_elsewhere="c2")

    unit.link_leader(act(), leader_ref="y", from_on=TODAY, replaces="x")

    assert [(n["leader_ref"], n["replaces"]) for n in news(unit)] == [("x", None), ("y", "x")]


def test_a_duty_is_assigned_once() -> None:
    """CAS-KD-03: a unit's duty list."""
    unit = department("u1", duties=("street_light",))

    for duty in ("street_light", "drainage", "drainage"):
        unit.assign_duty(act(), duty=duty)

    assert [(n["event"], n["duty"], n["no"]) for n in news(unit)] == [
        ("WorkItemAssigned", "drainage", None)
    ]


def test_a_merged_unit_takes_nothing_more() -> None:
    """1.1: a merged unit lives on in its successor only."""
    old, heir = department("old"), department("heir")

    for _ in range(2):
        old.merge_into(act(), heir, on=TODAY)

    assert [n["event"] for n in news(old)] == ["OrgUnitMerged"]
    with pytest.raises(UnitIsMerged):
        old.assign_duty(act(), duty="drainage")
    with pytest.raises(UnitIsMerged):
        heir.merge_into(act(), old, on=TODAY)


def test_units_merge_with_their_like_only() -> None:
    """1.1: or those below would stand under the wrong level."""
    unit = department("u1")

    with pytest.raises(MergesIntoItself):
        unit.merge_into(act(), unit, on=TODAY)
    with pytest.raises(LevelsDiffer):
        unit.merge_into(act(), community(), on=TODAY)
    with pytest.raises(DateInFuture):
        unit.merge_into(act(), department("u2"), on=TOMORROW)


def test_a_unit_is_dissolved_when_nothing_hangs_from_it() -> None:
    """1.1: no orphans; a dissolved unit takes no posts."""
    unit = community()
    with pytest.raises(UnitHasDependants):
        unit.dissolve(act(), on=TODAY, dependants={"g1"})

    for _ in range(2):
        unit.dissolve(act(), on=TODAY, dependants=())

    assert news(unit) == [{"event": "OrgUnitDissolved", "dissolved_on": TODAY}]
    with pytest.raises(UnitIsDissolved):
        unit.appoint(act(), post="dispatcher", person_ref="a", from_on=TODAY, basis=BASIS)
    with pytest.raises(UnitIsDissolved):
        unit.vacate(act(), post="dispatcher", person_ref="a", on=TODAY)


def test_every_fact_carries_who_did_it_and_under_which_pack() -> None:
    """ENV-01, ENV-03: the envelope."""
    unit = community()

    unit.appoint(act(), post="dispatcher", person_ref="a", from_on=TODAY, basis=BASIS)

    (event,) = unit.collect_events()
    assert (event.actor_id, event.pack, event.rule_ids) == (  # type: ignore[attr-defined]  # ours
        "clerk",
        "sample@2021.1",
        ("ORG-DG-04",),
    )
