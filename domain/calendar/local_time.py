"""Local days and the instants they begin and end at (CAL-01)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The zone of every local day. Fixed as CAL-01 states it, so that neither the host's zone files
nor the summer times of 1986 to 1991 can move a bound."""


def local_date(at: datetime) -> date:
    """The local day of an aware instant. An instant without a zone is a ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
    return at.astimezone(ZONE).date()


def start_of(day: date) -> datetime:
    """00:00 of a local day, in UTC."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 of a local day, in UTC: the first instant that no longer belongs to it (CAL-02)."""
    return start_of(day) + timedelta(days=1)
