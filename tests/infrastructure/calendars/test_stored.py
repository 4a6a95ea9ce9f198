"""Working-day notices of a jurisdiction, as every process sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import psycopg
import pytest

from domain.calendar.errors import CalendarMissing
from domain.calendar.overrides import CalendarOverrides
from infrastructure.calendars.chinese import china
from infrastructure.calendars.overrides import parse_overrides
from infrastructure.calendars.stored import StoredCalendars
from infrastructure.postgres.pool import with_role
from tests.database import Database

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2027, 1, 4)  # a Monday


def notice(year: int = 2027, day: str = "2027-01-01") -> CalendarOverrides:
    row = f"{day},false,invented,,doc-{year}"
    head = "date,is_workday,name,source_url,notice_no"
    return parse_overrides(f"covers,{year}\n{head}\n{row}\n".encode(), "notice.csv")


class Seconds:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def dsn(database: Database) -> str:
    """As the service itself connects."""
    return with_role(database.dsn, database.service)


def test_a_notice_covers_a_year_that_nobody_had_judged(dsn: str) -> None:
    """CAL-03: for the jurisdiction that imported it, and no other."""
    calendars = StoredCalendars(dsn)
    with pytest.raises(CalendarMissing):
        calendars.current("here").is_working_day(DAY)

    calendars.add("here", notice(), imported_by="olga", at=NOW)

    here = calendars.current("here")
    assert here.is_working_day(DAY)
    assert not here.is_working_day(date(2027, 1, 1))
    assert here.version == f"{china().version}+{notice().digest[:12]}"
    with pytest.raises(CalendarMissing):
        calendars.current("there").is_working_day(DAY)


def test_importing_a_notice_again_changes_nothing(dsn: str) -> None:
    """CAL-08: the first import stays, with who did it and when."""
    calendars = StoredCalendars(dsn)
    first = calendars.add("here", notice(), imported_by="olga", at=NOW)

    again = calendars.add("here", notice(), imported_by="otto", at=NOW.replace(hour=3))

    assert again.version == first.version
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT imported_by, imported_at FROM calendar_overrides")
        assert rows.fetchall() == [("olga", NOW)]


def test_a_later_notice_wins_day_by_day(dsn: str) -> None:
    """CAL-08: applied in the order of their import."""
    calendars = StoredCalendars(dsn)
    calendars.add("here", notice(day="2027-01-04"), imported_by="olga", at=NOW)
    amending = CalendarOverrides.model_validate(
        {
            "covers": [],
            "days": [
                {"date": "2027-01-04", "is_workday": True, "name": "amended", "notice_no": "2"}
            ],
        }
    )

    calendars.add("here", amending, imported_by="olga", at=NOW.replace(hour=3))

    for seen in (calendars, StoredCalendars(dsn)):
        assert seen.current("here").is_working_day(DAY)


def test_another_process_sees_a_notice_after_five_seconds(dsn: str) -> None:
    """CAL-08: a deadline decided meanwhile names the older version."""
    seconds = Seconds()
    other = StoredCalendars(dsn, passed=seconds)
    before = other.current("here")

    StoredCalendars(dsn).add("here", notice(), imported_by="olga", at=NOW)

    seconds.now = 4.9
    assert other.current("here") is before
    seconds.now = 5.0
    assert other.current("here").is_working_day(DAY)


def test_the_service_cannot_change_or_remove_a_notice(dsn: str) -> None:
    """ENV-02: stored deadlines name it."""
    StoredCalendars(dsn).add("here", notice(), imported_by="olga", at=NOW)

    for statement in ("DELETE FROM calendar_overrides", "UPDATE calendar_overrides SET version=''"):
        with (
            psycopg.connect(dsn) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement.encode())
