"""Views of the past, on both axes (ENV-06)."""

from __future__ import annotations

import pytest

from application.read_models.as_of import AsOf, Axis
from application.read_models.case_board import CaseFilter
from application.read_models.close_out_register import RegisterFilter
from application.read_models.feedback_obligations import ObligationFilter
from domain.cases.record import ObligationStatus
from domain.vocabulary import CaseState
from tests.infrastructure.projections.world import (
    EVERYTHING,
    World,
    drain_over_national_day,
    figure_in,
)
from tests.samples import DAGUAN, DI, KUNDULUN, act, at

NOW = "2021-11-01 09:00"


def test_a_closed_case_shows_closed_and_unrated_before_its_late_rating(world: World) -> None:
    """ENV-06"""
    case = world.routed("2021-10-11 09:00")
    world.close_case(case, "2021-10-11 17:00")
    world.rate(case, 5, "2021-10-20 09:00")
    world.save(case)

    with world.view(NOW, AsOf(at("2021-10-12 00:00"))) as then:
        row = then.get_case(case.id, EVERYTHING)
        closure = figure_in(then, "closure", NOW)
        satisfaction = figure_in(then, "satisfaction", NOW)
    with world.view(NOW) as today:
        current = today.get_case(case.id, EVERYTHING)

    assert row is not None
    assert (row.state, row.score) == (CaseState.CLOSED, None)
    assert (closure.numerator, closure.denominator) == (1, 1)
    assert satisfaction.text is None
    assert current is not None
    assert (current.state, current.score) == (CaseState.RATED, 5)


def test_a_correction_changes_the_view_after_it_and_not_the_one_before(world: World) -> None:
    """ENV-02, ENV-06"""
    case = world.routed("2021-10-11 09:00")
    world.save(case)
    route = world.saved[case.id][-1]
    case.correct(route, "units", ["u9"], act(DI, "2021-10-15 09:00", KUNDULUN))
    world.save(case)

    def units(as_of: AsOf | None) -> tuple[str, ...]:
        with world.view(NOW, as_of) as view:
            row = view.get_case(case.id, EVERYTHING)
        assert row is not None
        return row.units

    assert units(None) == ("u9",)
    assert units(AsOf(at("2021-10-12 00:00"))) == ("u1",)
    assert units(AsOf(at("2021-10-15 09:00"))) == ("u9",)
    assert units(AsOf(at("2021-10-12 00:00"), Axis.OCCURRED)) == ("u9",)


@pytest.mark.parametrize("projected", [True, False])
def test_a_view_of_the_past_does_not_depend_on_how_far_the_projector_is(
    world: World,
    projected: bool,  # noqa: FBT001  # one parameter of the rule
) -> None:
    """ENV-06, W-1"""
    for _ in drain_over_national_day(world):
        pass
    if projected:
        world.project()

    def at_instant(local: str) -> tuple[int, list[str], str | None]:
        with world.view(NOW, AsOf(at(local))) as view:
            (row,) = view.list_cases(EVERYTHING, CaseFilter()).items
            owed = view.obligations(EVERYTHING, ObligationFilter()).items
            timely = figure_in(view, "timeliness", NOW)
        missed = [o.unit_id for o in owed if o.status is ObligationStatus.MISSED]
        return row.misses, missed, timely.text

    # u1 in time 09-18; u2 missed 09-23 00:00; u1 in time 10-09; u2 missed 10-12 00:00
    assert at_instant("2021-10-11 23:59") == (1, ["u2"], "66.7 %")
    assert at_instant("2021-10-12 00:10") == (2, ["u2", "u2"], "50.0 %")


def test_a_miss_is_true_since_its_bound_though_it_was_recorded_later(world: World) -> None:
    """ENV-06"""
    steps = drain_over_national_day(world)
    for _ in range(4):
        case = next(steps)

    def misses(as_of: AsOf) -> int:
        row = world.read_models.case_as_of(world.jurisdiction, case.id, EVERYTHING, as_of)
        assert row is not None
        return row.misses

    assert misses(AsOf(at("2021-10-12 00:00"), Axis.RECORDED)) == 1
    assert misses(AsOf(at("2021-10-12 00:00"), Axis.OCCURRED)) == 2
    assert misses(AsOf(at("2021-10-11 23:59"), Axis.OCCURRED)) == 1


def test_a_case_does_not_exist_before_it_was_reported(world: World) -> None:
    """ENV-06"""
    case = world.uploaded("2021-10-11 09:00")
    world.save(case)

    with world.view(NOW, AsOf(at("2021-10-11 08:59"))) as before:
        page = before.list_cases(EVERYTHING, CaseFilter())
    found = world.read_models.case_as_of(
        world.jurisdiction, case.id, EVERYTHING, AsOf(at("2021-10-11 08:59"))
    )

    assert page.items == []
    assert found is None


def test_what_was_overdue_is_judged_at_the_instant_of_the_view(world: World) -> None:
    """ENV-06, CAS-KD-04"""
    case = world.routed("2021-09-16 09:00")  # three working days: due 2021-09-22 24:00
    world.save(case)

    def overdue(local: str) -> int:
        with world.view(NOW, AsOf(at(local))) as view:
            return len(view.list_cases(EVERYTHING, CaseFilter(overdue=True)).items)

    assert overdue("2021-09-22 23:59:59") == 0
    assert overdue("2021-09-23 00:00") == 1


def test_the_register_shows_both_claims_and_only_the_first_before_the_second(
    world: World,
) -> None:
    """CAS-DG-10, F close_out_register"""
    for _ in drain_over_national_day(world):
        pass
    world.project()

    with world.view(NOW) as today:
        first, second = today.register(EVERYTHING, RegisterFilter()).items
    with world.view(NOW, AsOf(at("2021-10-16 00:00"))) as then:
        (earlier,) = then.register(EVERYTHING, RegisterFilter()).items

    assert first.refusal_reasons == ("water still stands",)
    assert first.closed_at is None
    assert (second.closed_by, second.closing_no, second.verified_by) == ("anna", 1, "anna")
    assert second.on_time is True  # due 2021-10-20 24:00, closed 10-19
    assert earlier == first.__class__(
        **{name: getattr(first, name) for name in first.__dataclass_fields__}
        | {"version": earlier.version}
    )


def test_a_past_view_leaves_the_present_one_as_it_is(world: World) -> None:
    """ENV-06"""
    case = world.routed("2021-10-11 09:00", under=KUNDULUN)
    world.save(case)

    with world.view(NOW, AsOf(at("2021-10-01 00:00"))) as then:
        before = then.list_cases(EVERYTHING, CaseFilter()).items
    with world.view(NOW) as today:
        now = today.list_cases(EVERYTHING, CaseFilter()).items

    assert (len(before), len(now)) == (0, 1)
    assert DAGUAN.ref != now[0].pack == KUNDULUN.ref
