"""The three-day vectors of the rulebook, section 0.4, column by column."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.calendar.notices import (
    THREE_CALENDAR,
    THREE_ROLLED,
    THREE_WORKING,
    day,
    days,
    due,
    local,
)

# Trigger, +3 working days, days counted, +3 calendar days, the same rolled.
VECTORS = [
    (
        "2021-09-16",
        "2021-09-22",
        ("2021-09-17", "2021-09-18", "2021-09-22"),
        "2021-09-19",
        "2021-09-22",
    ),
    (
        "2021-09-17",
        "2021-09-23",
        ("2021-09-18", "2021-09-22", "2021-09-23"),
        "2021-09-20",
        "2021-09-22",
    ),
    (
        "2021-09-24",
        "2021-09-28",
        ("2021-09-26", "2021-09-27", "2021-09-28"),
        "2021-09-27",
        "2021-09-27",
    ),
    (
        "2021-09-30",
        "2021-10-11",
        ("2021-10-08", "2021-10-09", "2021-10-11"),
        "2021-10-03",
        "2021-10-08",
    ),
    (
        "2021-04-30",
        "2021-05-08",
        ("2021-05-06", "2021-05-07", "2021-05-08"),
        "2021-05-03",
        "2021-05-06",
    ),
    (
        "2021-02-10",
        "2021-02-20",
        ("2021-02-18", "2021-02-19", "2021-02-20"),
        "2021-02-13",
        "2021-02-18",
    ),
    (
        "2025-12-31",
        "2026-01-06",
        ("2026-01-04", "2026-01-05", "2026-01-06"),
        "2026-01-03",
        "2026-01-04",
    ),
    (
        "2026-02-13",
        "2026-02-25",
        ("2026-02-14", "2026-02-24", "2026-02-25"),
        "2026-02-16",
        "2026-02-24",
    ),
    (
        "2026-09-30",
        "2026-10-10",
        ("2026-10-08", "2026-10-09", "2026-10-10"),
        "2026-10-03",
        "2026-10-08",
    ),
    (
        "2020-09-30",
        "2020-10-12",
        ("2020-10-09", "2020-10-10", "2020-10-12"),
        "2020-10-03",
        "2020-10-09",
    ),
]


@pytest.fixture(params=["00:00:00", "09:00:00", "23:59:59.999999"])
def hour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def bound(last_day: str) -> datetime:
    """24:00 in Shanghai is 16:00 UTC of the same date."""
    return datetime.combine(date.fromisoformat(last_day), datetime.min.time(), UTC) + timedelta(
        hours=16
    )


@pytest.mark.parametrize(("trigger", "working", "counted", "_plain", "_rolled"), VECTORS)
def test_three_working_days_end_where_the_rulebook_says(
    trigger: str, working: str, counted: tuple[str, ...], _plain: str, _rolled: str, hour: str
) -> None:
    """CAL-02, CAL-03"""
    started_at = local(f"{trigger} {hour}")

    found = due(THREE_WORKING, started_at)

    assert found.due_on == day(working)
    assert found.due_at == bound(working)
    assert found.counted_on == days(*counted)
    assert found.rolled_from is None
    assert found.is_working is True
    assert found.calendar_version == "cn-1.11.0"


@pytest.mark.parametrize(("trigger", "_working", "_counted", "plain", "_rolled"), VECTORS)
def test_three_calendar_days_count_every_day(
    trigger: str, _working: str, _counted: tuple[str, ...], plain: str, _rolled: str, hour: str
) -> None:
    """CAL-04"""
    started_at = local(f"{trigger} {hour}")

    found = due(THREE_CALENDAR, started_at)

    assert found.due_on == day(plain)
    assert found.due_at == bound(plain)
    assert found.counted_on == tuple(day(trigger) + timedelta(days=n) for n in (1, 2, 3))
    assert found.rolled_from is None


@pytest.mark.parametrize(("trigger", "_working", "_counted", "plain", "rolled"), VECTORS)
def test_a_rolled_clock_ends_on_the_next_working_day(
    trigger: str, _working: str, _counted: tuple[str, ...], plain: str, rolled: str, hour: str
) -> None:
    """CAL-04"""
    started_at = local(f"{trigger} {hour}")

    found = due(THREE_ROLLED, started_at)

    assert found.due_on == day(rolled)
    assert found.due_at == bound(rolled)
    assert found.rolled_from == (None if plain == rolled else day(plain))
    assert len(found.counted_on) == 3
    assert found.counted_on[-1] == day(plain)
