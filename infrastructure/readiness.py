"""Whether a process can serve: its database, its tables, the follower and the calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Final

from domain.calendar.local_time import local_date
from infrastructure.calendars.coverage import calendars
from infrastructure.observation.figures import lag
from infrastructure.postgres.declarations import Declaration, Phase
from infrastructure.postgres.migrations import (
    APPLIED,
    Applied,
    DatabaseIsNewer,
    MigrationChanged,
    migrations,
    still_to_apply,
)
from infrastructure.postgres.pool import ConnectionLost, Rejected, Session, Sessions, Statement
from infrastructure.projections.histories import TRACKING

DATABASE: Final = "database"
MIGRATIONS: Final = "migrations"
FOLLOWER: Final = "follower"
CALENDAR: Final = "calendar"
NEXT_YEAR: Final = "calendar-of-next-year"

_FRESH: Final = 1.0  # seconds: whoever probes without a login cannot load the database
_APPLIED = Statement("readiness_applied", APPLIED, ())
_WARNING_FROM: Final = 11  # November: the State Council's notice is out then


@dataclass(frozen=True, slots=True)
class Standing:
    """How a process stands.

    Attributes:
        lacking: what it needs and does not have.
        notices: what will be lacking unless somebody sees to it.
    """

    lacking: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class Readiness:
    """Looks at most once a second, and never longer than the sessions wait.

    Args:
        lag_seconds: how old the oldest event may be that the read models lack.
        calendar_days: how far ahead the working-day tables must reach.
        passed: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        sessions: Sessions,
        clock: Callable[[], datetime],
        *,
        lag_seconds: float,
        calendar_days: int,
        passed: Callable[[], float] = monotonic,
    ) -> None:
        self._sessions, self._clock, self._passed = sessions, clock, passed
        self._lag_seconds, self._calendar_days = lag_seconds, calendar_days
        self._lock = Lock()
        self._known: tuple[float, Standing] | None = None

    def standing(self) -> Standing:
        """How this process stands now."""
        with self._lock:
            if self._known is None or self._passed() - self._known[0] >= _FRESH:
                self._known = (self._passed(), self._looked())
            return self._known[1]

    def lacking(self) -> Sequence[str]:
        """What is missing; nothing: it can serve."""
        return self.standing().lacking

    def notices(self) -> Sequence[str]:
        """What should be seen to."""
        return self.standing().notices

    def _looked(self) -> Standing:
        now = self._clock()
        try:
            with self._sessions.session() as session:
                behind = max((age for _, _, age in lag(session, TRACKING, now)), default=0.0)
                tables = calendars(session).values()
                fits = _fits(session)
        except ConnectionLost:
            self._sessions.discard_idle()
            return Standing((DATABASE,))
        except Rejected:  # a table is not there, or not for this role
            return Standing((MIGRATIONS,))
        today = local_date(now)
        days = [today + timedelta(days=n) for n in range(self._calendar_days + 1)]
        covered = all(calendar.covers(day) for calendar in tables for day in days)
        found = {
            MIGRATIONS: not fits,
            FOLLOWER: behind > self._lag_seconds,
            CALENDAR: not covered,
        }
        following = date(today.year + 1, 12, 31)
        late = today.month >= _WARNING_FROM and not all(c.covers(following) for c in tables)
        return Standing(
            tuple(name for name, lacks in found.items() if lacks), (NEXT_YEAR,) if late else ()
        )


def _fits(session: Session) -> bool:
    result = session.run(_APPLIED, [])
    applied = []
    for n in range(result.ntuples):
        name, sha256, phase, needs = (
            (result.get_value(n, column) or b"").decode() for column in range(4)
        )
        applied.append(
            Applied(name, sha256, Declaration(Phase(phase) if phase else None, needs or None))
        )
    try:
        return not still_to_apply(applied, migrations())
    except (DatabaseIsNewer, MigrationChanged):
        return False
