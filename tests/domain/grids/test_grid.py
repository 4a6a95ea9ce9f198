"""What a grid allows. One test, one rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.grids.area import Area
from domain.grids.errors import (
    BuildingNotInGrid,
    GridIsMerged,
    StaffIsNotOnGrid,
    StaffSourceUnknown,
)
from domain.grids.grid import Grid, StaffKind
from domain.organisation.body import OrgUnitFounded, Parent, Placement
from domain.organisation.errors import (
    DateInFuture,
    MergesIntoItself,
    PeriodIsEmpty,
    WrongParentLevel,
)
from tests.domain.organisation.samples import TODAY, TREE, J, act, grid, news

TOMORROW = TODAY + timedelta(days=1)
SQUARE = Area(ring=((0, 0), (1, 0), (1, 1), (0, 1)))


def test_a_grid_is_founded_in_a_community_with_its_ground() -> None:
    """1.1, CAS-KD-01: the same founding as any body, then its boundary."""
    found = Grid.found(
        act(),
        jurisdiction=J,
        code="g12",
        org_type="GRID",
        placement=Placement(TREE, "GRID", Parent("c1", "COMMUNITY")),
        founded_on=TODAY,
        area=SQUARE,
        places=("b2", "b1", "b2"),
    )

    founding, boundary = found.collect_events()
    assert isinstance(founding, OrgUnitFounded)
    assert (founding.originator_topic, founding.parent) == ("Grid", "c1")
    assert isinstance(boundary, Grid.BoundaryAdjusted)
    assert boundary.places == ("b1", "b2")
    again: object = founding.mutate(None)
    assert isinstance(again, Grid)
    assert boundary.mutate(again) is again
    assert (again.area, again.places) == (SQUARE, frozenset({"b1", "b2"}))


def test_a_grid_under_a_street_is_refused() -> None:
    """ORG-QY-02: a grid point attached to a street is refused."""
    with pytest.raises(WrongParentLevel):
        Grid.found(
            act(),
            jurisdiction=J,
            code="g12",
            org_type="GRID",
            placement=Placement(TREE, "GRID", Parent("street", "STREET")),
            founded_on=TODAY,
        )


def test_the_same_boundary_is_not_drawn_twice() -> None:
    """ENV-05: repeating a request is safe."""
    drawn = grid(area=SQUARE)

    drawn.adjust_boundary(act(), area=SQUARE)
    drawn.adjust_boundary(act(), area=None, places=("b1",))

    assert [(n["event"], n["area"]) for n in news(drawn)] == [("BoundaryAdjusted", None)]


@pytest.mark.parametrize("source", [1, 6, None])
def test_staff_come_from_one_of_six_sources(source: int | None) -> None:
    """ORG-KD-03: six teams, one per source."""
    served = grid()

    for _ in range(2):
        served.staff(act(), person_ref="gu", staff_kind=StaffKind.DEPT_GRID, from_on=TODAY,
                     source=source, home_unit="u1")  # fmt: skip

    (stated,) = news(served)
    assert (stated["event"], stated["grid_id"], stated["source"]) == ("GridStaffed", "g12", source)


@pytest.mark.parametrize("source", [0, 7])
def test_an_unknown_source_is_refused(source: int) -> None:
    """ORG-KD-03: unknown source refused."""
    with pytest.raises(StaffSourceUnknown):
        grid().staff(act(), person_ref="gu", staff_kind=StaffKind.PART_TIME, from_on=TODAY,
                     source=source)  # fmt: skip


def test_staff_leave_once_and_only_if_they_serve() -> None:
    """ORG-KD-04: who serves the grid is known to the day."""
    served = grid()
    with pytest.raises(PeriodIsEmpty):
        served.staff(act(), person_ref="gu", staff_kind=StaffKind.FULL_TIME, from_on=TODAY,
                     to_on=TODAY)  # fmt: skip
    served.staff(act(), person_ref="gu", staff_kind=StaffKind.FULL_TIME, from_on=TODAY)
    for person, on in (("gu", TODAY - timedelta(days=1)), ("else", TODAY)):
        with pytest.raises(StaffIsNotOnGrid):
            served.release(act(), person_ref=person, on=on)

    for _ in range(2):
        served.release(act(), person_ref="gu", on=TOMORROW)

    assert [n["to_on"] for n in news(served)] == [None, TOMORROW]
    with pytest.raises(StaffIsNotOnGrid):
        served.release(act(), person_ref="gu", on=TOMORROW + timedelta(days=1))


def test_a_merged_grid_says_where_it_went_and_takes_nothing_more() -> None:
    """ORG-SA-06: the former grid of a system goes into the all-purpose grid."""
    old, new = grid("old"), grid("new")

    for _ in range(2):
        old.merge_into(act(), new, from_system="health")

    assert news(old) == [
        {
            "event": "GridMerged",
            "from_system": "health",
            "from_grid_id": "old",
            "into_grid_id": "new",
        }
    ]
    with pytest.raises(GridIsMerged):
        old.staff(act(), person_ref="gu", staff_kind=StaffKind.FULL_TIME, from_on=TODAY)
    with pytest.raises(GridIsMerged):
        old.adjust_boundary(act(), area=SQUARE)
    with pytest.raises(GridIsMerged):
        new.merge_into(act(), old, from_system="health")
    with pytest.raises(GridIsMerged):
        old.appoint(act(), post="grid_head", person_ref="a", from_on=TODAY, basis="notice")


def test_a_grid_does_not_merge_into_itself() -> None:
    """ORG-SA-06: a merge has two sides."""
    alone = grid()

    with pytest.raises(MergesIntoItself):
        alone.merge_into(act(), alone, from_system="health")


def test_a_grid_has_one_head() -> None:
    """ORG-KD-02: posts belong to grids as to any body."""
    led = grid()

    led.appoint(act(), post="grid_head", person_ref="a", from_on=TODAY, basis="notice")

    assert led.holders("grid_head", TODAY) == ("a",)


def test_a_board_hangs_in_a_building_and_names_who_serves() -> None:
    """ORG-KD-04: a notice board per building, naming its grid administrators."""
    served = grid(buildings=("b1", "b2"))
    served.staff(act(), person_ref="gu", staff_kind=StaffKind.FULL_TIME, from_on=TODAY)
    served.collect_events()

    for _ in range(2):
        served.post_board(act(), building="b1", on=TODAY, administrators=("gu", "gu"))

    assert news(served) == [
        {
            "event": "GridBoardPosted",
            "building_id": "b1",
            "posted_on": TODAY,
            "administrators": ("gu",),
        }
    ]
    with pytest.raises(BuildingNotInGrid):
        served.post_board(act(), building="b3", on=TODAY, administrators=("gu",))
    with pytest.raises(StaffIsNotOnGrid):
        served.post_board(act(), building="b2", on=TODAY, administrators=("else",))
    with pytest.raises(DateInFuture):
        served.post_board(act(), building="b2", on=TOMORROW, administrators=("gu",))
    served.release(act(), person_ref="gu", on=TODAY)
    with pytest.raises(StaffIsNotOnGrid):
        served.post_board(act(), building="b2", on=TODAY, administrators=("gu",))


def test_kits_are_given_to_the_staff_of_a_grid() -> None:
    """ORG-KD-04, F11: sets are counted, whoever got them."""
    served = grid()
    served.staff(act(), person_ref="gu", staff_kind=StaffKind.FULL_TIME, from_on=TODAY)
    served.collect_events()

    served.issue_kit(act(), sets=1, on=TODAY, person_ref="gu")
    served.issue_kit(act(), sets=799, on=TODAY)

    assert sum(n["sets"] for n in news(served)) == 800
    with pytest.raises(StaffIsNotOnGrid):
        served.issue_kit(act(), sets=1, on=TODAY, person_ref="else")
    with pytest.raises(DateInFuture):
        served.issue_kit(act(), sets=1, on=TOMORROW)
