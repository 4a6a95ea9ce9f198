from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar.clocks import (
    ClockRule,
    DayKind,
    Deadline,
    Roll,
    deadline,
    elapsed_days,
    fixed_deadline,
    is_late,
    recalculated,
)
from domain.calendar.errors import CalendarMissing
from domain.calendar.local_time import end_of, local_date, start_of
from tests.domain.calendar.notices import (
    CHINA,
    THREE_CALENDAR,
    THREE_ROLLED,
    THREE_WORKING,
    day,
    days,
    due,
    local,
    notice,
)


def test_exactly_at_the_bound_is_late() -> None:
    """CAL-02"""
    found = due(THREE_WORKING, local("2021-09-30 09:00"))

    assert found.due_at == local("2021-10-12 00:00")
    assert not is_late(local("2021-10-11 23:59:59.999999"), found)
    assert is_late(local("2021-10-12 00:00"), found)
    assert is_late(local("2021-10-12 08:00"), found)


def test_a_bound_is_kept_in_utc() -> None:
    """CAL-02"""
    found = due(THREE_WORKING, local("2021-09-30 09:00"))

    assert found.due_at.tzinfo is UTC
    assert found.due_at.isoformat() == "2021-10-11T16:00:00+00:00"
    assert Deadline.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("at", "on"),
    [
        ("2021-09-15T15:59:59.999999+00:00", "2021-09-15"),
        ("2021-09-15T16:00:00+00:00", "2021-09-16"),
        ("1988-07-01T15:30:00+00:00", "1988-07-01"),  # a summer of the zone file's daylight time
    ],
)
def test_a_local_day_begins_at_sixteen_hours_utc_all_year(at: str, on: str) -> None:
    """CAL-01"""
    assert local_date(datetime.fromisoformat(at)) == day(on)
    assert start_of(day(on)) <= datetime.fromisoformat(at) < end_of(day(on))


def test_an_instant_without_a_zone_has_no_local_day() -> None:
    """CAL-01"""
    with pytest.raises(ValueError, match="no time zone"):
        local_date(datetime(2021, 9, 16, 9))  # noqa: DTZ001 - the naive instant is the point


def test_a_clock_that_would_end_past_the_tables_is_refused() -> None:
    """CAL-03, section 0.4 G"""
    started_at = local("2026-12-30 09:00")

    with pytest.raises(CalendarMissing, match="no working-day table for 2027") as refused:
        deadline(THREE_WORKING, started_at, CHINA)

    assert refused.value.facts() == {
        "year": 2027,
        "date": "2027-01-01",
        "calendar_version": "cn-1.11.0",
    }


def test_a_roll_past_the_tables_is_refused() -> None:
    """CAL-03, CAL-04"""
    started_at = local("2026-12-30 09:00")

    with pytest.raises(CalendarMissing):
        deadline(THREE_ROLLED, started_at, CHINA)


def test_the_last_day_of_the_tables_can_be_a_last_day() -> None:
    """CAL-03"""
    found = due(THREE_WORKING, local("2026-12-28 09:00"))

    assert found.due_on == day("2026-12-31")
    assert found.due_at == local("2027-01-01 00:00")


def test_calendar_days_without_a_roll_need_no_table() -> None:
    """CAL-04"""
    found = due(THREE_CALENDAR, local("2026-12-30 09:00"))

    assert found.due_on == day("2027-01-02")
    assert found.is_working is None


@pytest.mark.parametrize("n", [0, -1, 3661])
def test_a_clock_has_between_one_day_and_ten_years(n: int) -> None:
    """CAL-04"""
    with pytest.raises(ValidationError):
        ClockRule(n=n, kind=DayKind.CALENDAR_DAY)


def test_a_fixed_date_on_a_holiday_is_kept_and_flagged() -> None:
    """CAS-DG-02 G2"""
    found = fixed_deadline(day("2021-05-03"), CHINA)

    assert found.due_on == day("2021-05-03")
    assert found.due_at == local("2021-05-04 00:00")
    assert found.is_working is False
    assert (found.kind, found.n, found.counted_on) == (None, None, ())


@pytest.mark.parametrize(
    ("on", "is_working"), [("2021-05-20", True), ("2021-05-08", True), ("2027-03-01", None)]
)
def test_a_fixed_date_says_whether_it_is_worked_where_a_table_says_so(
    on: str, *, is_working: bool | None
) -> None:
    """CAL-03"""
    assert fixed_deadline(day(on), CHINA).is_working is is_working


def test_a_day_is_skipped_when_the_clock_stands_still_at_its_end() -> None:
    """CAL-02, stop-clock"""
    # 17 ends while stopped; 18 ends after the resumption.
    pause = (local("2021-09-17 10:00"), local("2021-09-18 10:00"))

    found = due(THREE_WORKING, local("2021-09-16 09:00"), stopped=(pause,))

    assert found.counted_on == days("2021-09-18", "2021-09-22", "2021-09-23")


def test_a_pause_within_one_day_costs_nothing() -> None:
    """CAL-02, stop-clock"""
    pause = (local("2021-09-17 10:00"), local("2021-09-17 18:00"))

    found = due(THREE_WORKING, local("2021-09-16 09:00"), stopped=(pause,))

    assert found == due(THREE_WORKING, local("2021-09-16 09:00"))


@pytest.mark.parametrize(
    ("since", "until", "counted"),
    [
        # Stopped at the 24:00 of the 17th itself: that day had run to its end.
        ("2021-09-18 00:00", "2021-09-18 10:00", ("2021-09-17", "2021-09-18", "2021-09-22")),
        # Resumed at the 24:00 of the 17th itself: it had stood still to its end.
        ("2021-09-17 10:00", "2021-09-18 00:00", ("2021-09-18", "2021-09-22", "2021-09-23")),
        ("2021-09-17 23:59", "2021-09-18 00:01", ("2021-09-18", "2021-09-22", "2021-09-23")),
    ],
)
def test_at_exactly_midnight_the_day_that_ends_is_judged_by_how_it_ended(
    since: str, until: str, counted: tuple[str, ...]
) -> None:
    """CAL-02, stop-clock"""
    pause = (local(since), local(until))

    found = due(THREE_WORKING, local("2021-09-16 09:00"), stopped=(pause,))

    assert found.counted_on == days(*counted)


def test_a_clock_that_has_not_resumed_has_no_deadline() -> None:
    """CAL-02, stop-clock"""
    pause = (local("2026-12-30 10:00"), None)

    # The stop goes before the missing table: nothing is asked of 2027.
    assert deadline(THREE_WORKING, local("2026-12-29 09:00"), CHINA, stopped=(pause,)) is None


@pytest.mark.parametrize("until", [None, "2021-09-30 00:00"])
def test_a_stop_at_or_after_the_bound_saves_nobody(until: str | None) -> None:
    """CAL-02, stop-clock"""
    pause = (local("2021-09-23 00:00"), local(until) if until else None)

    found = due(THREE_WORKING, local("2021-09-16 09:00"), stopped=(pause,))

    assert found.due_on == day("2021-09-22")


def test_a_rolled_end_waits_for_the_clock_to_run() -> None:
    """CAL-04, stop-clock"""
    # Counted 17, 18, 19; Wed 22 would be the end, but ends while stopped.
    pause = (local("2021-09-20 09:00"), local("2021-09-23 09:00"))

    found = due(THREE_ROLLED, local("2021-09-16 09:00"), stopped=(pause,))

    assert found.due_on == day("2021-09-23")
    assert found.rolled_from == day("2021-09-19")


def test_pauses_that_overlap_are_one_pause() -> None:
    """CAL-02, stop-clock"""
    first = (local("2021-09-17 10:00"), local("2021-09-18 10:00"))
    second = (local("2021-09-17 09:00"), local("2021-09-17 20:00"))

    found = due(THREE_WORKING, local("2021-09-16 09:00"), stopped=(first, second))

    assert found == due(THREE_WORKING, local("2021-09-16 09:00"), stopped=(first,))


def test_a_stop_that_ends_before_it_begins_is_no_history() -> None:
    """CAL-02, stop-clock"""
    pause = (local("2021-09-18 10:00"), local("2021-09-17 10:00"))

    with pytest.raises(ValueError, match="before it begins"):
        deadline(THREE_WORKING, local("2021-09-16 09:00"), CHINA, stopped=(pause,))


@pytest.mark.parametrize(
    ("at", "elapsed"),
    [
        ("2021-09-16 23:59", 0),
        ("2021-09-17 23:59", 0),
        ("2021-09-18 00:00", 1),
        ("2021-09-19 00:00", 2),
        ("2021-09-22 23:59", 2),
        ("2021-09-23 00:00", 3),
        ("2021-09-24 00:00", 4),  # overdue by one
    ],
)
def test_a_day_has_elapsed_once_it_is_over(at: str, elapsed: int) -> None:
    """CAL-02"""
    started_at = local("2021-09-16 09:00")

    assert elapsed_days(THREE_WORKING, started_at, local(at), CHINA) == elapsed


def test_elapsed_days_are_read_from_the_history_of_stops() -> None:
    """CAL-02, stop-clock"""
    started_at = local("2021-09-16 09:00")
    closed = (local("2021-09-17 10:00"), local("2021-09-18 10:00"))
    open_ended = (local("2021-09-23 10:00"), None)
    stops = (closed, open_ended)

    at_the_stop, long_after = (
        elapsed_days(THREE_WORKING, started_at, local(at), CHINA, stopped=stops)
        for at in ("2021-09-23 10:00", "2021-12-01 00:00")
    )

    # The 18th and the 22nd ran; from the 23rd on nothing does.
    assert (at_the_stop, long_after) == (2, 2)


# The notice of 2019-11-21 had 31 January 2020 worked, and Saturday 1 February too.
BEFORE_THE_EXTENSION = CHINA.amended(notice(worked=days("2020-01-31", "2020-02-01")))


def test_an_open_clock_moves_when_the_calendar_is_amended() -> None:
    """CAL-08, section 0.4 G2"""
    started_at = local("2020-01-21 09:00")
    old = due(THREE_WORKING, started_at, BEFORE_THE_EXTENSION)
    assert old.counted_on == days("2020-01-22", "2020-01-23", "2020-01-31")

    new = recalculated(old, THREE_WORKING, started_at, CHINA)

    assert new is not None
    assert new.counted_on == days("2020-01-22", "2020-01-23", "2020-02-03")
    assert new.due_at == local("2020-02-04 00:00")
    assert old.calendar_version != new.calendar_version
    assert new.calendar_version == "cn-1.11.0"


def test_a_clock_that_ends_before_the_amended_day_stays() -> None:
    """CAL-08"""
    started_at = local("2020-01-20 09:00")
    old = due(THREE_WORKING, started_at, BEFORE_THE_EXTENSION)
    assert old.due_on == day("2020-01-23")

    assert recalculated(old, THREE_WORKING, started_at, CHINA) is None


def test_a_clock_that_stands_still_has_no_end_to_move() -> None:
    """CAL-08, stop-clock"""
    started_at = local("2020-01-21 09:00")
    old = due(THREE_WORKING, started_at, BEFORE_THE_EXTENSION)
    pause = (local("2020-01-22 09:00"), None)

    assert recalculated(old, THREE_WORKING, started_at, CHINA, stopped=(pause,)) is None


# Far enough from both ends of the tables that no combination below leaves them.
STARTS = st.datetimes(
    min_value=datetime(2005, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2021, 12, 31),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)
RULES = st.builds(
    ClockRule,
    n=st.integers(1, 60),
    kind=st.sampled_from(DayKind),
    roll=st.sampled_from(Roll),
)
PAUSES = st.lists(
    st.tuples(st.integers(0, 24 * 60), st.integers(0, 24 * 60)), max_size=4
)  # hours after the start, hours of length


@settings(deadline=None)  # a busy machine is no failure
@given(started_at=STARTS, rule=RULES)
def test_day_zero_and_days_that_do_not_count_are_never_counted(
    started_at: datetime, rule: ClockRule
) -> None:
    """CAL-02, CAL-03"""
    found = due(rule, started_at)

    assert len(found.counted_on) == rule.n
    assert found.counted_on[0] > local_date(started_at)
    assert list(found.counted_on) == sorted(set(found.counted_on))
    assert found.counted_on[-1] <= found.due_on
    assert rule.kind is DayKind.CALENDAR_DAY or all(map(CHINA.is_working_day, found.counted_on))
    assert rule.roll is Roll.NONE or CHINA.is_working_day(found.due_on)
    assert found.due_at == end_of(found.due_on)


@settings(deadline=None)  # a busy machine is no failure
@given(started_at=STARTS, later=st.timedeltas(timedelta(0), timedelta(days=400)), rule=RULES)
def test_a_later_start_never_ends_earlier(
    started_at: datetime, later: timedelta, rule: ClockRule
) -> None:
    """CAL-02"""
    longer = rule.model_copy(update={"n": rule.n + 1})

    assert due(rule, started_at).due_at <= due(rule, started_at + later).due_at
    assert due(rule, started_at).due_at <= due(longer, started_at).due_at


@settings(deadline=None)  # a busy machine is no failure
@given(started_at=STARTS, rule=RULES, pauses=PAUSES)
def test_stops_only_postpone(
    started_at: datetime, rule: ClockRule, pauses: list[tuple[int, int]]
) -> None:
    """CAL-02, stop-clock"""
    stops = tuple(
        (started_at + timedelta(hours=after), started_at + timedelta(hours=after + length))
        for after, length in pauses
    )

    found = due(rule, started_at, stopped=stops)

    assert found.due_at >= due(rule, started_at).due_at
    assert len(found.counted_on) == rule.n
    assert not any(since < found.due_at <= until for since, until in stops)


@settings(deadline=None)  # a busy machine is no failure
@given(started_at=STARTS, rule=RULES, pauses=PAUSES)
def test_as_many_days_have_elapsed_at_the_last_counted_bound_as_the_rule_has(
    started_at: datetime, rule: ClockRule, pauses: list[tuple[int, int]]
) -> None:
    """CAL-02, stop-clock"""
    stops = tuple(
        (started_at + timedelta(hours=after), started_at + timedelta(hours=after + length))
        for after, length in pauses
    )
    last = due(rule, started_at, stopped=stops).counted_on[-1]

    at_bound = elapsed_days(rule, started_at, end_of(last), CHINA, stopped=stops)
    just_before = elapsed_days(
        rule, started_at, end_of(last) - timedelta(microseconds=1), CHINA, stopped=stops
    )

    assert (just_before, at_bound) == (rule.n - 1, rule.n)
