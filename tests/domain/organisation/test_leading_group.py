"""What a leading group allows. One test, one rule."""

from __future__ import annotations

from datetime import date

import pytest

from domain.organisation.body import Parent, Placement
from domain.organisation.errors import ParentIsFull, PostIsFull
from domain.organisation.leading_group import LeadingGroup
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station_errors import (
    LeadDiffers,
    LeadingGroupIsOff,
    OfficeDoesNotHold,
    OfficeMissing,
    SeatIsTaken,
    UnitNotListed,
    WorkItemNotAssigned,
    WorkItemUnknown,
)
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from tests.domain.organisation.packed import DAY, J, acting
from tests.domain.organisation.samples import news

DIRECTORS = ("organisation_deputy", "political_legal_deputy", "civil_affairs_head")
DEPUTIES = (
    "organisation_minister",
    "publicity_minister",
    "executive_vice_head",
    "political_legal_secretary",
)


def formed(pack: PolicyPack, top: str, *, siblings: int = 0) -> LeadingGroup:
    group = LeadingGroup.form(
        acting(pack),
        jurisdiction=J,
        code="lg",
        works_for=Parent("top", top),
        siblings=siblings,
        formed_on=date(2021, 2, 1),
    )
    group.collect_events()
    return group


def office(pack: PolicyPack) -> OrgUnit:
    found = OrgUnit.found(
        acting(pack),
        jurisdiction=J,
        code="office",
        org_type="LEADING_GROUP_OFFICE",
        placement=Placement("leading_group", "LEADING_GROUP_OFFICE", Parent("lg", "LEADING_GROUP")),
        founded_on=date(2021, 2, 8),
    )
    found.collect_events()
    return found


def seat(body: OrgUnit, pack: PolicyPack, post: str, person: str, by: str | None) -> None:
    body.appoint(acting(pack), post=post, person_ref=person, from_on=DAY, basis="b", office=by)


def test_a_leading_group_is_a_body_of_its_own_kind(shelf: PackShelf) -> None:
    """ORG-DG-06, ORG-SA-08: one under the body it works for."""
    pack = shelf.get("daguan")
    group = LeadingGroup.form(
        acting(pack), jurisdiction=J, code="lg", works_for=Parent("top", "DISTRICT"),
        siblings=0, formed_on=date(2021, 2, 1),
    )  # fmt: skip

    assert [f["event"] for f in news(group)] == ["OrgUnitFounded", "LeadingGroupFormed"]
    with pytest.raises(ParentIsFull):
        formed(pack, "DISTRICT", siblings=1)
    with pytest.raises(LeadingGroupIsOff):
        formed(shelf.get("kundulun"), "STREET")


def test_one_head_and_four_deputies_lead_in_daguan(shelf: PackShelf) -> None:
    """ORG-DG-06, F32: each by an office of its own."""
    pack = shelf.get("daguan")
    group = formed(pack, "DISTRICT")

    seat(group, pack, "leading_group_head", "h", "district_deputy_secretary")
    for number, by in enumerate(DEPUTIES):
        seat(group, pack, "leading_group_deputy", f"d{number}", by)

    posts = pack.posts
    assert (posts["leading_group_head"].at_least, posts["leading_group_deputy"].at_least) == (1, 4)
    assert len(group.holders("leading_group_deputy", DAY)) == 4
    with pytest.raises(OfficeDoesNotHold):
        seat(formed(pack, "DISTRICT"), pack, "leading_group_head", "x", "publicity_minister")


def test_a_fourth_office_director_is_refused_and_one_leaves_alone(shelf: PackShelf) -> None:
    """ORG-DG-06 G: three share the post; when one leaves, only that seat is vacant."""
    pack = shelf.get("daguan")
    body = office(pack)
    for number, by in enumerate(DIRECTORS):
        seat(body, pack, "office_director", f"p{number}", by)

    with pytest.raises(PostIsFull):
        seat(body, pack, "office_director", "x", "civil_affairs_head")

    body.vacate(acting(pack), post="office_director", person_ref="p1", on=DAY)
    assert body.holders("office_director", DAY) == ("p0", "p2")
    with pytest.raises(SeatIsTaken):
        seat(body, pack, "office_director", "x", "organisation_deputy")
    seat(body, pack, "office_director", "x", "political_legal_deputy")


def test_buji_has_two_heads_by_office(shelf: PackShelf) -> None:
    """ORG-BJ-03: street secretary and street director jointly; one only is incomplete
    (test_coverage)."""
    pack = shelf.get("longling")
    group = formed(pack, "STREET")

    seat(group, pack, "leading_group_head", "a", "street_secretary")
    with pytest.raises(SeatIsTaken):
        seat(group, pack, "leading_group_head", "b", "street_secretary")
    with pytest.raises(OfficeMissing):
        seat(group, pack, "leading_group_head", "b", None)
    seat(group, pack, "leading_group_head", "b", "street_director")

    assert pack.posts["leading_group_head"].at_least == 2
    assert (pack.posts["office_director"].max, pack.posts["office_deputy_director"].max) == (1, 2)


def test_the_street_secretary_heads_in_chengyang(shelf: PackShelf) -> None:
    """ORG-CY-11: the street director does not."""
    pack = shelf.get("chengyang")
    group = formed(pack, "STREET")

    with pytest.raises(OfficeDoesNotHold):
        seat(group, pack, "leading_group_head", "x", "street_director")
    seat(group, pack, "leading_group_head", "x", "street_secretary")
    seat(group, pack, "leading_group_deputy", "y", None)


def test_a_deputy_secretary_of_the_city_heads_in_bijie(shelf: PackShelf) -> None:
    """ORG-BZ-18: and the city office stands below the group."""
    pack = shelf.get("bijie")
    group = formed(pack, "CITY")

    seat(group, pack, "leading_group_head", "x", "city_deputy_secretary")

    assert pack.allowed_parents("leading_group", "LEADING_GROUP_OFFICE") == ("LEADING_GROUP",)


def test_nineteen_work_items_each_with_its_lead(shelf: PackShelf) -> None:
    """ORG-BJ-04, F40, table 1.7: item 7 has three leads."""
    items = shelf.get("longling").structure.work_items

    assert len(items) == 19
    assert [no for no, item in enumerate(items, 1) if len(item.lead) > 1] == [7]
    leads = [item.lead[0] for item in items]
    by_lead = {
        sort: [no for no, lead in enumerate(leads, 1) if lead == sort] for sort in set(leads)
    }
    assert by_lead == {
        "PARTY_BUILDING_OFFICE": [1, 2, 3, 4, 10, 11, 14],
        "GRID_CENTRE": [5],
        "PUBLIC_SERVICE_OFFICE": [6, 7, 18],
        "GOVERNANCE_OFFICE": [8, 12, 13, 15, 16, 17, 19],
        "PARTY_GOVERNMENT_OFFICE": [9],
    }
    assert items[6].lead == ("PUBLIC_SERVICE_OFFICE", "DISTRICT_HOSPITAL_2", "GOVERNANCE_OFFICE")


def test_a_work_item_goes_to_the_units_that_the_table_names(shelf: PackShelf) -> None:
    """ORG-BJ-04"""
    pack = shelf.get("longling")
    group, act = formed(pack, "STREET"), acting(pack)
    three = {
        "governance": "GOVERNANCE_OFFICE",
        "service": "PUBLIC_SERVICE_OFFICE",
        "hospital": "DISTRICT_HOSPITAL_2",
    }

    for _ in range(2):
        group.assign_work_item(act, no=7, lead=three, participants={"c1": "COMMUNITY"})

    assert news(group) == [
        {
            "event": "WorkItemAssigned",
            "duty": "item_07",
            "no": 7,
            "lead": ("service", "hospital", "governance"),
            "participants": ("c1",),
        }
    ]
    assert group.duties == frozenset()
    with pytest.raises(LeadDiffers):
        group.assign_work_item(act, no=5, lead={"service": "PUBLIC_SERVICE_OFFICE"},
                               participants={})  # fmt: skip
    for no in (0, 20):
        with pytest.raises(WorkItemUnknown):
            group.assign_work_item(act, no=no, lead=three, participants={})


def test_progress_from_a_unit_that_is_not_listed_is_refused(shelf: PackShelf) -> None:
    """ORG-BJ-04: lead and participants report, nobody else."""
    pack = shelf.get("longling")
    group, act = formed(pack, "STREET"), acting(pack)
    with pytest.raises(WorkItemNotAssigned):
        group.report_milestone(act, no=5, unit="grids", progress="rentals graded")
    group.assign_work_item(
        act, no=5, lead={"grids": "GRID_CENTRE"}, participants={"c1": "COMMUNITY"}
    )

    for unit in ("grids", "c1"):
        group.report_milestone(act, no=5, unit=unit, progress="rentals graded")
    with pytest.raises(UnitNotListed):
        group.report_milestone(act, no=5, unit="party", progress="rentals graded")

    assert [(f["event"], f.get("unit")) for f in news(group)] == [
        ("WorkItemAssigned", None),
        ("MilestoneReported", "grids"),
        ("MilestoneReported", "c1"),
    ]
