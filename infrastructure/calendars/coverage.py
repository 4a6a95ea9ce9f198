"""How long the working-day tables of each jurisdiction last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from domain.calendar.overrides import CalendarOverrides
from domain.calendar.working_days import WorkingCalendar
from infrastructure.calendars.chinese import china
from infrastructure.postgres.pool import Session, Statement

_FAR: Final = 3 * 366
_NOTICES = Statement(
    "coverage_notices",
    "SELECT j.jurisdiction, o.content FROM jurisdictions AS j "
    "LEFT JOIN calendar_overrides AS o ON o.jurisdiction = j.jurisdiction "
    "ORDER BY j.jurisdiction, o.imported_at, o.version",
    (),
)


def calendars(session: Session) -> Mapping[str, WorkingCalendar]:
    """The tables of every jurisdiction with the notices it imported, read within the session's
    time.

    Raises:
        ConnectionLost: no answer in time.
    """
    result = session.run(_NOTICES, [])
    found: dict[str, WorkingCalendar] = {}
    for n in range(result.ntuples):
        jurisdiction = (result.get_value(n, 0) or b"").decode()
        calendar = found.setdefault(jurisdiction, china())
        content = result.get_value(n, 1)
        if content is not None:
            found[jurisdiction] = calendar.amended(CalendarOverrides.model_validate_json(content))
    return found


def days_covered(calendar: WorkingCalendar, today: date) -> int:
    """Local days from today on, today included, until the first no table names; at most 3 years."""
    return next(
        (n for n in range(_FAR) if not calendar.covers(today + timedelta(days=n))),
        _FAR,
    )
