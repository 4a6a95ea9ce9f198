"""Indicators, moments and counters over a real log, each with its events (rulebook F, 2.2, 8.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction

import pytest

from application.directory import Scope
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseView
from application.read_models.figures import (
    Cohort,
    CountedEvent,
    Group,
    Moment,
    Moments,
    Place,
)
from application.read_models.pages import Page
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.indicators.catalogue import Kind
from domain.indicators.evaluation import Figure
from domain.indicators.facts import Basis
from domain.numbers import Exact
from domain.policy.case_rules import ExclusionRule
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role, RouteMode
from tests.database import Database
from tests.domain.indicators.published import CATALOGUE
from tests.infrastructure.projections.world import (
    EVERYTHING,
    World,
    drain_over_national_day,
    figure_in,
    figures_in,
    rules,
)
from tests.samples import (
    ANNA,
    BO,
    DI,
    GU,
    KUNDULUN,
    OLGA,
    PAUSING,
    RITA,
    SU,
    SYS,
    U1,
    UMA,
    act,
    at,
    changed,
)

NOW = "2021-11-01 09:00"
ALL = Cohort()

COUNTING = changed(
    KUNDULUN, kept_within="COMMUNITY", serious_kinds=("MASS_INCIDENT", "EXTREME_CASE")
)
"""Kundulun, if it had the aim and the zero counters of the county street (CAS-SA-01, -02)."""


@pytest.fixture(scope="module")
def street(module_database: Database) -> Iterator[World]:
    """F01 and F02: 438 uploaded, 400 closed; 150 of these rated, with five points."""
    made = World(module_database, "street")
    cases = []
    for n in range(438):
        case = made.routed(f"2021-03-01 {9 + n % 8:02}:00", grid_id=f"g{n % 4}")
        if n < 400:
            made.close_case(case, f"2021-03-0{2 + n % 3} 17:00")  # due 03-04 24:00
        if n < 150:
            made.rate(case, 5, "2021-03-10 09:00")
        cases.append(case)
    made.save(*cases)
    yield made
    made.close()


def share(world: World, code: str, now: str = NOW, cohort: Cohort = ALL) -> Figure:
    world.project()
    with world.view(now) as view:
        return figure_in(view, code, now, cohort)


def evidence(  # of what, and which page
    view: CaseView, code: str, after: Place | None = None, limit: int = 10_000
) -> Page[CountedEvent, Place]:
    ((basis, names),) = CATALOGUE.needed(code).items()
    return view.set_evidence(
        {name: CATALOGUE.sets[name] for name in names},
        CATALOGUE.sides(code),
        basis,
        EVERYTHING,
        ALL,
        rules(NOW),
        after=after,
        limit=limit,
    )


def _topics(world: World, positions: Sequence[int]) -> list[str]:
    rows = world.log.events_after(world.jurisdiction, 0, 10_000)
    return [row.topic for row in rows if row.position in positions]


def test_the_fixture_gives_438_uploaded_400_closed_and_91_3_per_cent(street: World) -> None:
    """F01, F02"""
    closure = share(street, "closure")

    assert closure.text == "91.3 %"
    assert closure.exact == Fraction(400, 438)
    assert closure.counts == {
        "uploaded": 438,
        "closed": 400,
        "uploaded_open": 38,
        "merged": 0,
        "withdrawn": 0,
        "rejected": 0,
        "counted": 438,
    }


@pytest.mark.parametrize(
    "code",
    [
        code
        for code, indicator in CATALOGUE.indicators.items()
        if indicator.kind in {Kind.SHARE, Kind.COUNT} and not CATALOGUE.missing_in(code)
    ],
)
def test_a_figure_is_as_large_as_its_evidence(street: World, code: str) -> None:
    """F, architecture 7"""
    figure = share(street, code)
    with street.view(NOW) as view:
        events = evidence(view, code).items

    counted = (sum(one.above for one in events), sum(one.below for one in events))
    assert counted == (figure.numerator, figure.denominator or 0)


def test_evidence_names_the_uploads_and_the_closings(street: World) -> None:
    """F closure"""
    with street.view(NOW) as view:
        page = evidence(view, "closure")

    assert {(one.event, one.above, one.below) for one in page.items} == {
        ("CaseUploaded", False, True),
        ("CaseClosed", True, False),
    }
    assert page.next is None


def test_evidence_comes_in_pages_of_cases_that_add_up(street: World) -> None:
    """F, architecture 7"""
    found: list[int] = []
    after: Place | None = None
    sizes = []
    with street.view(NOW) as view:
        while True:
            page = evidence(view, "closure", after, limit=100)
            sizes.append(len({one.case_id for one in page.items}))
            found += [one.position for one in page.items]
            after = page.next
            if after is None:
                break

    assert sizes == [100, 100, 100, 100, 38]
    assert len(found) == len(set(found)) == 838


def test_not_closing_does_not_improve_the_fair_rate_of_closing_on_time(street: World) -> None:
    """field notes 2.5, CAS-KD-04"""
    naive = share(street, "on_time_of_closed")
    fair = share(street, "on_time_of_due")

    assert naive.text == "100.0 %"
    assert (fair.numerator, fair.denominator) == (400, 438)
    assert (fair.counts["uploaded_open"], fair.counts["overdue_open"]) == (38, 38)


@pytest.mark.parametrize(
    ("now", "unrated", "waiting"),
    [
        # The last were closed on 03-04; seven calendar days end at 03-11 24:00.
        # Of the unrated cases 150 … 399 those were 152, 155 … 398: 83.
        ("2021-03-11 23:59:59", 167, 83),
        ("2021-03-12 00:00", 250, 0),
    ],
)
def test_a_closed_case_is_unrated_only_after_the_clock_for_it(
    street: World, now: str, unrated: int, waiting: int
) -> None:
    """CAS-KD-05"""
    figure = share(street, "unrated", now)

    assert (figure.numerator, figure.denominator) == (unrated, 400)
    assert figure.counts["closings_awaiting"] == waiting


def test_the_mean_is_of_rated_cases_only_and_unrated_ones_are_not_praised(street: World) -> None:
    """CAS-KD-05"""
    mean = share(street, "satisfaction")
    rated = share(street, "rated")

    assert (mean.numerator, mean.denominator, mean.text) == (750, 150, "5.0")
    assert rated.text == "37.5 %"


def test_400_closed_and_320_rated_are_80_per_cent(module_database: Database) -> None:
    """SAT-KD-01: 400 closed, 320 rated → rated share 80.0 %"""
    february = World(module_database, "february")
    cases = []
    for n in range(400):
        case = february.routed("2026-02-24 09:00", grid_id=f"g{n % 4}")
        february.close_case(case, "2026-02-25 17:00")
        if n < 320:
            february.rate(case, 5 if n % 2 else 4, "2026-02-26 09:00")
        cases.append(case)
    february.save(*cases)

    of_february = Cohort(since=at("2026-02-01 00:00"), until=at("2026-03-01 00:00"))
    rated = share(february, "rated", "2026-03-20 09:00", of_february)
    mean = share(february, "satisfaction", "2026-03-20 09:00", of_february)

    assert (rated.numerator, rated.denominator, rated.text) == (320, 400, "80.0 %")
    assert (mean.numerator, mean.denominator, mean.text) == (1_440, 320, "4.5")
    february.close()


def test_a_cohort_is_what_was_uploaded_in_its_span_and_grid(street: World) -> None:
    """F closure"""
    in_grid = share(street, "closure", cohort=Cohort(grid="g0"))
    before = share(street, "closure", cohort=Cohort(until=at("2021-03-01 00:00")))

    assert in_grid.denominator == 110  # 0, 4, … 436
    assert (before.denominator, before.text) == (0, None)


def test_closing_is_counted_as_it_stood(street: World) -> None:
    """F, ENV-06"""
    as_of = AsOf(at("2021-03-02 23:00"))
    with street.view(NOW, as_of) as then:
        closure = figure_in(then, "closure", NOW)
        events = evidence(then, "closure").items

    # closed on 03-02: 0, 3, … 399
    counts = (closure.numerator, closure.denominator, closure.counts["uploaded_open"])
    assert counts == (134, 438, 304)
    assert sum(one.above for one in events) == 134


def test_merged_and_withdrawn_uploads_are_shown_apart_and_not_divided_by(world: World) -> None:
    """CAS-KD-02"""
    kept = world.routed("2021-03-01 09:00")
    world.close_case(kept, "2021-03-02 09:00")
    merged = [world.uploaded("2021-03-01 10:00") for _ in range(3)]
    for case in merged:
        case.merge_into(kept.id, act(DI, "2021-03-01 11:00", KUNDULUN))
    withdrawn = world.uploaded("2021-03-01 10:00")
    withdrawn.withdraw(act(RITA, "2021-03-01 11:00", KUNDULUN))
    rejected = world.uploaded("2021-03-01 10:00")
    rejected.reject(act(DI, "2021-03-01 11:00", KUNDULUN, reason="the county's matter"))
    never_uploaded = world.report("2021-03-01 10:00")
    world.save(kept, *merged, withdrawn, rejected, never_uploaded)

    closure = share(world, "closure")
    world.project()
    with world.view(NOW) as view:
        contacts = view.contacts(kept.id)

    assert (closure.numerator, closure.denominator) == (1, 2)
    assert closure.counts == {
        "uploaded": 6,
        "closed": 1,
        "uploaded_open": 0,
        "merged": 3,
        "withdrawn": 1,
        "rejected": 1,
        "counted": 2,
    }
    assert contacts == 4


def test_an_excluded_case_leaves_both_sides_and_is_listed_with_its_approver(world: World) -> None:
    """GAT-01, field notes 3.1: 剔除"""
    allowed = changed(
        KUNDULUN,
        exclusion=ExclusionRule(grounds=("UNREASONABLE",), approvers=frozenset({Role.ORG})),
    )
    closed, excluded = world.routed("2021-03-01 09:00"), world.routed("2021-03-01 09:00")
    world.close_case(closed, "2021-03-02 09:00")
    world.save(closed, excluded)
    before = share(world, "closure")
    excluded.request_exclusion(
        "UNREASONABLE", act(UMA, "2021-03-03 09:00", allowed, reason="another's land")
    )
    excluded.decide_exclusion(
        approved=True, opinion="no ground in law", act=act(OLGA, "2021-03-04 09:00", allowed)
    )
    world.save(excluded)
    world.project()
    with world.view(NOW) as view:
        (listed,) = view.exclusions(Basis.REPORTED, EVERYTHING, ALL).items
        unseen = view.exclusions(Basis.REPORTED, Scope(person_ref="x"), ALL).items
    with world.view(NOW, AsOf(at("2021-03-03 10:00"))) as then:
        still = figure_in(then, "closure", NOW)
        nobody = then.exclusions(Basis.REPORTED, EVERYTHING, ALL).items

    after = share(world, "closure")
    assert (before.numerator, before.denominator) == (1, 2)
    assert (after.numerator, after.denominator, after.text) == (1, 1, "100.0 %")
    assert share(world, "closing_rate").denominator == 1
    assert (listed.case_id, listed.ground, listed.reason) == (
        excluded.id,
        "UNREASONABLE",
        "another's land",
    )
    assert (listed.requested_by, listed.approved_by, listed.opinion) == (
        "uma",
        "olga",
        "no ground in law",
    )
    assert list(listed.positions) == world.positions(excluded, "GateRequested", "GatePassed")
    assert (still.denominator, nobody, unseen) == (2, [], [])


def test_deferred_and_not_yet_due_cases_are_told_apart(world: World) -> None:
    """Field notes 3.2: 应结案 had to be closed; 缓办 leaves it where the formula says so."""
    pausing = changed(KUNDULUN, stop_clock=PAUSING.cases.stop_clock)
    in_time, late, overdue, stopped = (world.routed("2021-03-01 09:00") for _ in range(4))
    world.close_case(in_time, "2021-03-04 23:00")  # due 03-04 24:00
    late.settle_bounds(act(SYS, "2021-03-05 00:05", KUNDULUN))
    world.close_case(late, "2021-03-05 09:00")
    stopped.request_stop_clock("FUNDS", act(BO, "2021-03-02 09:00", pausing, reason="no budget"))
    stopped.decide_stop_clock(
        approved=True, opinion="wait", act=act(ANNA, "2021-03-02 10:00", pausing)
    )
    running = world.routed("2021-03-04 09:00")  # due 03-09 24:00
    world.save(in_time, late, overdue, stopped, running)

    def counted(code: str, now: str) -> tuple[Exact | None, Exact | None]:
        figure = share(world, code, now)
        return figure.numerator, figure.denominator

    assert counted("closing_rate", "2021-03-09 23:59") == (2, 4)
    assert counted("closing_rate", "2021-03-10 00:00") == (2, 5)
    assert counted("closing_rate_deferred", "2021-03-10 00:00") == (2, 4)
    assert counted("closing_in_time_rate", "2021-03-10 00:00") == (1, 5)
    assert counted("closing_late_rate", "2021-03-10 00:00") == (1, 5)
    assert counted("overdue_disposal_rate", "2021-03-10 00:00") == (2, 5)


def test_work_that_was_sent_back_is_rework_until_it_is_right(world: World) -> None:
    """Field notes 3.2: 返工率, 一次完成率, 处置率."""
    first, again = world.routed("2021-03-01 09:00"), world.routed("2021-03-01 09:00")
    world.close_case(first, "2021-03-02 09:00")
    world.close_case(again, "2021-03-02 09:00")
    world.rate(again, 1, "2021-03-02 10:00")  # two or less takes it up again
    world.save(first, again)
    open_again = share(world, "disposal_rate", "2021-04-01 00:00")
    again.report_resolution("u1", "again", act(UMA, "2021-03-03 09:00", KUNDULUN))
    world.save(again)

    def text(code: str) -> str | None:
        return share(world, code, "2021-04-01 00:00").text

    assert (open_again.numerator, open_again.denominator) == (1, 2)
    assert text("disposal_rate") == "100.00 %"
    assert text("rework_rate") == "50.00 %"
    assert text("first_time_rate") == "50.00 %"


def test_each_return_counts_as_a_misroute(world: World) -> None:
    """CAS-KD-03"""
    case = world.routed("2021-03-01 09:00")
    for hour in (10, 11):
        case.give_back("u1", act(UMA, f"2021-03-01 {hour}:00", KUNDULUN, reason="not ours"))
        world.route(case, f"2021-03-01 {hour}:20")
    straight = world.routed("2021-03-01 09:00")
    world.save(case, straight)

    misroute = share(world, "misroute")
    world.project()
    with world.view(NOW) as view:
        events = evidence(view, "misroute").items

    assert (misroute.numerator, misroute.denominator) == (2, 4)
    assert misroute.counts == {
        "returns": 2,
        "routes": 4,
        "routed": 2,
        "returned": 1,
        "routed_again": 1,
    }
    assert [one.position for one in events if one.above] == world.positions(case, "CaseReturned")


def test_the_latest_rating_counts_after_a_case_was_closed_again(world: World) -> None:
    """CAS-KD-05"""
    case = world.routed("2021-03-01 09:00")
    world.close_case(case, "2021-03-02 09:00")
    world.rate(case, 1, "2021-03-02 10:00")  # two or less takes it up again
    case.report_resolution("u1", "again", act(UMA, "2021-03-03 09:00", KUNDULUN))
    case.close(ClosingStatement(), act(UMA, "2021-03-03 10:00", KUNDULUN))
    world.save(case)
    before = share(world, "rated")
    world.rate(case, 4, "2021-03-04 09:00")
    world.save(case)

    mean = share(world, "satisfaction")
    after = share(world, "rated")

    assert (before.numerator, before.denominator) == (0, 1)
    assert (mean.numerator, mean.denominator) == (4, 1)
    assert (after.numerator, after.denominator) == (1, 1)


def test_the_three_first_moments_are_10_minutes_30_minutes_and_24_hours(world: World) -> None:
    """CAS-KD-06"""
    case = world.report("2021-03-01 09:00")
    case.upload(None, act(GU, "2021-03-01 09:10", KUNDULUN))
    case.triage(
        category="drainage",
        severity=None,
        competent_level=None,
        act=act(DI, "2021-03-01 09:20", KUNDULUN),
    )
    world.route(case, "2021-03-01 09:30")
    case.accept("u1", act(UMA, "2021-03-01 09:40", KUNDULUN))
    case.report_resolution("u1", "done", act(UMA, "2021-03-02 09:00", KUNDULUN))
    case.close(ClosingStatement(), act(UMA, "2021-03-02 09:10", KUNDULUN))
    world.save(case)

    world.project()
    with world.view(NOW) as view:
        ends = {
            moment: view.moment_evidence(moment, EVERYTHING, ALL)
            for moment in (Moment.DISCOVER_TO_UPLOAD, Moment.UPLOAD_TO_CLOSE)
        }
        first = view.moment_evidence(Moment.UPLOAD_TO_CLOSE, EVERYTHING, ALL, limit=1)
        moments = view.moments(EVERYTHING, ALL)
        none = view.moments(EVERYTHING, Cohort(grid="elsewhere"))

    ten, thirty, day = timedelta(minutes=10), timedelta(minutes=30), timedelta(days=1)
    assert moments == {
        "DISCOVER_TO_UPLOAD": Moments(1, ten, ten),
        "UPLOAD_TO_HANDLING": Moments(1, thirty, thirty),
        "UPLOAD_TO_CLOSE": Moments(1, day, day),
    }
    assert none[Moment.UPLOAD_TO_CLOSE] == Moments(0, None, None)
    assert _topics(world, ends[Moment.DISCOVER_TO_UPLOAD].denominator) == ["CaseReported"]
    assert _topics(world, ends[Moment.DISCOVER_TO_UPLOAD].numerator) == ["CaseUploaded"]
    assert _topics(world, ends[Moment.UPLOAD_TO_CLOSE].numerator) == ["CaseClosed"]
    assert (first.denominator, first.numerator) == (ends[Moment.UPLOAD_TO_CLOSE].denominator, [])
    assert first.next == first.denominator[0]


def test_cases_closed_up_to_the_level_of_the_pool_are_settled_at_the_grassroots(
    world: World,
) -> None:
    """CAS-KD-07"""
    cases = []
    for level in ("GRID", "COMMUNITY", "STREET"):
        case = world.uploaded("2021-03-01 09:00")
        case.triage(
            category="drainage",
            severity=None,
            competent_level=None,
            act=act(DI, "2021-03-01 09:20", KUNDULUN),
        )
        world.route(case, "2021-03-01 09:30", level)
        world.close_case(case, "2021-03-02 09:00")
        cases.append(case)
    world.save(*cases)

    lowest = share(world, "lowest_level")

    assert (lowest.numerator, lowest.denominator, lowest.text) == (2, 3, "66.7 %")


def counting_case(world: World, level: str, under: PolicyPack = COUNTING) -> Case:
    """A case given to unit u1 at that level."""
    case = world.uploaded("2021-03-01 09:00")
    case.triage(
        category="drainage",
        severity=None,
        competent_level=None,
        act=act(DI, "2021-03-01 09:20", under),
    )
    case.route(
        mode=RouteMode.SINGLE,
        level=level,
        units=[U1],
        lead=None,
        due_on=None,
        override_reason=None,
        act=act(DI, "2021-03-01 09:30", under),
    )
    return case


def test_a_case_above_the_level_of_the_aim_is_not_kept_within_it(world: World) -> None:
    """CAS-SA-01"""
    world.save(counting_case(world, "COMMUNITY"), counting_case(world, "STREET"))

    kept = share(world, "kept_within_aim")

    assert (kept.numerator, kept.denominator, kept.counts["beyond_aim"]) == (1, 2, 1)


def test_the_first_serious_event_of_a_kind_sets_its_counter_to_one(world: World) -> None:
    """CAS-SA-02"""
    case = counting_case(world, "COMMUNITY")
    case.record_serious_event("MASS_INCIDENT", act(SU, "2021-03-02 09:00", COUNTING))
    world.save(case)

    def counters(cohort: Cohort) -> list[tuple[str, int]]:
        world.project()
        with world.view(NOW) as view:
            found = view.zero_counters(EVERYTHING, cohort, COUNTING.cases.serious_kinds)
        return [(counter.kind, counter.count) for counter in found]

    assert counters(ALL) == [("MASS_INCIDENT", 1), ("EXTREME_CASE", 0)]
    assert counters(Cohort(since=at("2022-01-01 00:00")))[0] == ("MASS_INCIDENT", 0)
    with world.view(NOW) as view:
        events = view.zero_evidence("MASS_INCIDENT", EVERYTHING, ALL)
        none = view.zero_evidence("EXTREME_CASE", EVERYTHING, ALL)
    assert _topics(world, events.numerator) == ["SeriousEventRecorded"]
    assert (events.denominator, none.numerator) == ([], [])


def test_timeliness_is_by_unit_and_by_the_month_an_obligation_was_settled(world: World) -> None:
    """F timeliness, CAS-DG-08"""
    for _ in drain_over_national_day(world):
        pass
    world.project()

    with world.view(NOW) as view:
        by_month = {
            unit: figures_in(view, "timeliness", NOW, Cohort(unit=unit), group=Group.MONTH)
            for unit in ("u1", "u2")
        }
        by_unit = figures_in(view, "timeliness", NOW, group=Group.UNIT)
        total = figure_in(view, "timeliness", NOW)
        own = Scope(person_ref="uma", units=frozenset({"u9"}))
        unseen = figure_in(view, "timeliness", NOW, scope=own)

    assert {
        (unit, month): (figure.numerator, figure.denominator)
        for unit, months in by_month.items()
        for month, figure in months.items()
    } == {
        ("u1", "2021-09"): (1, 1),
        ("u1", "2021-10"): (1, 1),
        ("u2", "2021-09"): (0, 1),
        ("u2", "2021-10"): (0, 1),
    }
    assert {unit: figure.text for unit, figure in by_unit.items()} == {
        "u1": "100.0 %",
        "u2": "0.0 %",
    }
    assert (total.text, total.counts["feedback_missed"]) == ("50.0 %", 2)
    assert unseen.denominator == 0


def test_a_case_given_out_three_times_has_three_hops(world: World) -> None:
    """INF-KD-01: the mean of three hops and of one is two; a case that went nowhere has none"""
    case = world.routed("2021-03-01 09:00")
    for hour in (10, 11):
        case.give_back("u1", act(UMA, f"2021-03-01 {hour}:00", KUNDULUN, reason="not ours"))
        world.route(case, f"2021-03-01 {hour}:20")
    world.save(case, world.routed("2021-03-01 09:00"), world.uploaded("2021-03-01 09:00"))

    hops = share(world, "hops")

    assert (hops.numerator, hops.denominator, hops.text) == (4, 2, "2.0")
    assert hops.counts["routed_again"] == 1
