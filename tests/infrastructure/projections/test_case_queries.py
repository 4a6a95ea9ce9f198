"""Lists of the case board: filters, pages, row scope, and what sweeps ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from application.directory import Scope
from application.read_models.case_board import BoardCount, CaseCursor, CaseFilter, Grouping
from application.read_models.case_row import CaseRow
from domain.cases.case import Case
from domain.vocabulary import CaseKind, CaseState, RouteMode
from tests.database import Database
from tests.infrastructure.projections.world import EVERYTHING, World, drain_over_national_day
from tests.samples import CHINA, DI, KUNDULUN, RITA, UMA, VIC, act, at

NOW = "2021-09-23 09:00"


@pytest.fixture(scope="module")
def board(module_database: Database) -> Iterator[tuple[World, dict[str, Case]]]:
    """Six cases on 2021-09-23: u1 is overdue with one, the others are at earlier steps."""
    world = World(module_database, "board")
    cases = {
        "reported": world.report("2021-09-16 09:00", grid_id=None, community_id="c2"),
        "uploaded": world.uploaded("2021-09-16 09:00", grid_id="g2", reporter_ref="otto"),
        "overdue": world.routed("2021-09-16 09:00"),  # due 2021-09-22 24:00
        "running": world.routed("2021-09-22 09:00", grid_id="g2", category="noise"),
        "closed": world.routed("2021-09-16 09:00"),
        "returned": world.routed("2021-09-17 09:00"),  # due 2021-09-23 24:00
    }
    world.close_case(cases["closed"], "2021-09-17 09:00")
    cases["returned"].give_back("u1", act(UMA, "2021-09-18 09:00", KUNDULUN, reason="not ours"))
    world.save(*cases.values())
    yield world, cases
    world.close()


Board = tuple[World, dict[str, Case]]


def names(board: Board, which: CaseFilter, scope: Scope = EVERYTHING) -> list[str]:
    world, cases = board
    by_id = {case.id: name for name, case in cases.items()}
    with world.view(NOW) as view:
        return sorted(by_id[row.case_id] for row in view.list_cases(scope, which).items)


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (CaseFilter(states=frozenset({CaseState.UPLOADED})), ["uploaded"]),
        (CaseFilter(is_open=False), ["closed"]),
        (
            CaseFilter(is_open=True),
            ["overdue", "reported", "returned", "running", "uploaded"],
        ),
        (CaseFilter(overdue=True), ["overdue"]),
        (
            CaseFilter(overdue=False, is_open=True),
            ["reported", "returned", "running", "uploaded"],
        ),
        (CaseFilter(due_by=at("2021-09-24 00:00")), ["overdue", "returned"]),
        (CaseFilter(grid="g2"), ["running", "uploaded"]),
        (CaseFilter(community="c2"), ["reported"]),
        (CaseFilter(unit="u1"), ["closed", "overdue", "returned", "running"]),
        (CaseFilter(handled_by="u1"), ["closed", "overdue", "running"]),
        (CaseFilter(unassigned=True), ["reported", "returned", "uploaded"]),
        (CaseFilter(kind=CaseKind.PETITION), []),
        (CaseFilter(mode=RouteMode.SINGLE, level="STREET", is_open=False), ["closed"]),
        (CaseFilter(reporter="otto"), ["uploaded"]),
        (CaseFilter(case_ids=frozenset()), []),
        (CaseFilter(followed_up_before=at("2021-09-17 00:00")), ["overdue"]),
    ],
    ids=str,
)
def test_a_list_shows_what_its_filter_asks_for(
    board: Board, which: CaseFilter, expected: list[str]
) -> None:
    """F case_board, field notes 2.17"""
    assert names(board, which) == expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope("uma", units=frozenset({"u1"})), ["closed", "overdue", "returned", "running"]),
        (Scope("gu", grids=frozenset({"g2"})), ["running", "uploaded"]),
        (Scope("su", communities=frozenset({"c2"})), ["reported"]),
        (Scope("otto"), ["uploaded"]),
        (Scope("vic", units=frozenset({"u2"})), []),
    ],
    ids=str,
)
def test_everybody_sees_the_own_rows_only(board: Board, scope: Scope, expected: list[str]) -> None:
    """C"""
    world, cases = board

    with world.view(NOW) as view:
        opened = [name for name, case in cases.items() if view.get_case(case.id, scope)]

    assert names(board, CaseFilter(), scope) == sorted(opened) == expected


def test_pages_follow_the_bounds_and_lose_nothing(board: Board) -> None:
    """architecture 7: keyset cursors"""
    world, _ = board
    found: list[CaseRow] = []
    after: CaseCursor | None = None

    with world.view(NOW) as view:
        while True:
            page = view.list_cases(EVERYTHING, CaseFilter(), after=after, limit=2)
            found += page.items
            after = page.next
            if after is None:
                break
        whole = view.list_cases(EVERYTHING, CaseFilter()).items

    assert found == list(whole)
    bounds = [row.due_at for row in found if row.due_at is not None]
    assert bounds == sorted(bounds)
    assert [row.due_at for row in found[-2:]] == [None, None]


def test_the_board_counts_open_overdue_and_soon_due_cases_by_group(board: Board) -> None:
    """F case_board"""
    world, _ = board
    soon = at("2021-09-25 00:00")

    with world.view(NOW) as view:
        by_grid = view.board(EVERYTHING, Grouping.GRID, due_by=soon)
        by_unit = view.board(EVERYTHING, Grouping.UNIT, due_by=soon)

    assert by_grid == [
        BoardCount("g12", open=2, overdue=1, due_soon=1),
        BoardCount("g2", open=2, overdue=0, due_soon=0),
        BoardCount(None, open=1, overdue=0, due_soon=0),
    ]
    assert by_unit == [
        BoardCount("u1", open=2, overdue=1, due_soon=0),
        BoardCount(None, open=3, overdue=0, due_soon=1),
    ]


def test_a_sweep_finds_each_case_whose_bound_has_come_the_oldest_first(world: World) -> None:
    """CAL-02, CAS-KD-04"""
    first, second = world.routed("2021-09-16 09:00"), world.routed("2021-09-17 09:00")
    third = world.routed("2021-09-22 09:00")
    world.save(third, second, first)

    def due(local: str) -> list[object]:
        with world.view(local) as view:
            return [found.case_id for found in view.due_cases(10)]

    assert due("2021-09-22 23:59:59") == []
    assert due("2021-09-23 00:00") == [first.id]
    assert due("2021-09-24 00:00") == [first.id, second.id]


def test_a_swept_case_is_not_found_again(world: World) -> None:
    """Read models: two schedulers do no harm"""
    steps = drain_over_national_day(world)
    next(steps)
    with world.view("2021-09-23 00:05") as view:
        before = view.due_cases(10)

    next(steps)  # settles the bound

    with world.view("2021-09-23 00:05") as view:
        after = view.due_cases(10)
    assert [found.bound for found in before] == [at("2021-09-23 00:00")]
    assert after == []


def test_only_running_clocks_of_another_calendar_are_found(world: World) -> None:
    """CAL-08"""
    running, closed = world.routed("2021-09-22 09:00"), world.routed("2021-09-22 09:00")
    world.close_case(closed, "2021-09-22 17:00")
    unrouted = world.uploaded("2021-09-22 09:00")
    world.save(running, closed, unrouted)

    with world.view(NOW) as view:
        amended = view.open_cases_with_other_calendar("cn-amended")
        same = view.open_cases_with_other_calendar(CHINA.version)

    assert amended == [running.id]
    assert same == []


def test_one_matter_told_over_three_channels_is_found_again(world: World) -> None:
    """CAS-BJ-01"""
    told = world.uploaded("2021-09-22 09:00", channel="PHONE")
    withdrawn = world.uploaded("2021-09-22 09:00")
    withdrawn.withdraw(act(RITA, "2021-09-22 10:00", KUNDULUN))
    world.save(told, withdrawn)

    def found(grid: str, since: str) -> list[object]:
        with world.view(NOW) as view:
            rows = view.find_same_matter(
                reporter="rita", category="drainage", grid=grid, since=at(since)
            )
        return [row.case_id for row in rows]

    assert found("g12", "2021-09-22 00:00") == [told.id]
    assert found("g12", "2021-09-23 00:00") == []
    assert found("g13", "2021-09-22 00:00") == []


def test_likely_duplicates_are_near_in_time_and_may_be_closed(world: World) -> None:
    """CAS-KD-02, field notes 2.7"""
    near = world.routed("2021-09-22 09:00")
    world.close_case(near, "2021-09-22 12:00")
    nearer = world.uploaded("2021-09-22 20:00")
    far = world.uploaded("2021-09-20 09:00")
    other = world.uploaded("2021-09-22 20:00", category="noise")
    merged = world.uploaded("2021-09-22 20:00")
    merged.merge_into(nearer.id, act(DI, "2021-09-22 21:00", KUNDULUN))
    world.save(near, nearer, far, other, merged)

    with world.view(NOW) as view:
        rows = view.duplicate_candidates(
            grid="g12", category="drainage", around=at("2021-09-22 21:00"), hours=24
        )

    assert [row.case_id for row in rows] == [nearer.id, near.id]


def test_a_merged_case_that_was_merged_into_counts_with_all_its_contacts(world: World) -> None:
    """CAS-BJ-01, field notes 2.26"""
    first, second, third = (world.uploaded("2021-09-22 09:00") for _ in range(3))
    third.merge_into(second.id, act(DI, "2021-09-22 10:00", KUNDULUN))
    second.merge_into(first.id, act(DI, "2021-09-22 10:00", KUNDULUN))
    world.save(first, second, third)

    with world.view(NOW) as view:
        contacts = [view.contacts(case.id) for case in (first, second, third)]

    assert contacts == [3, 2, 1]


def test_jurisdictions_see_nothing_of_each_other(world: World, board: Board) -> None:
    """architecture 3"""
    _, cases = board

    with world.view(NOW) as view:
        page = view.list_cases(EVERYTHING, CaseFilter())
        found = view.get_case(cases["overdue"].id, EVERYTHING)

    assert (page.items, found) == ([], None)


def test_a_unit_that_gave_the_case_back_still_sees_it(world: World) -> None:
    """C: a unit sees what it handles or handled"""
    case = world.routed("2021-09-16 09:00")
    case.give_back("u1", act(UMA, "2021-09-16 10:00", KUNDULUN, reason="not ours"))
    world.save(case)

    with world.view(NOW) as view:
        mine = view.get_case(case.id, Scope(UMA.id, units=frozenset({"u1"})))
        theirs = view.get_case(case.id, Scope(VIC.id, units=frozenset({"u2"})))

    assert mine is not None
    assert mine.misroutes == 1
    assert mine.first_routed_at is not None
    assert mine.first_routed_at - mine.reported_at == timedelta(0)
    assert theirs is None
