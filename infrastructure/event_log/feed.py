"""``FeedLog`` on PostgreSQL: events with the marks of their cases, in one look."""

from __future__ import annotations

import json
from collections.abc import Sequence

from psycopg.pq.abc import PGresult

from application.live.feed import CaseMarks, LoggedEvent
from application.ports import LogUnavailable
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.event_log.reading import FAR, rows_of
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement

# The narrow line of a case commits with its events, so it is never older than the event beside it.
_LOGGED = Statement(
    "logged_after",
    """
    SELECT e.position, e.aggregate_id, e.version, e.topic, e.recorded_at, e.state,
           h.reporter_ref, array_to_json(h.units_ever)::text,
           h.grid_id, h.community_id
      FROM events AS e
      LEFT JOIN case_heads_v1 AS h ON h.jurisdiction = $1 AND h.case_id = e.aggregate_id
     WHERE e.jurisdiction = $1 AND e.position > $2 AND e.position <= $3
     ORDER BY e.position LIMIT $4
    """,
    (wire.TEXT, wire.INT8, wire.INT8, wire.INT8),
)
_REPORTER, _UNITS, _GRID, _COMMUNITY = 6, 7, 8, 9


class PostgresFeedLog:
    """Reads any log of a database for its followers."""

    def __init__(self, sessions: Sessions, log: PostgresEventLog) -> None:
        self._sessions = sessions
        self._log = log

    def head(self, jurisdiction: str) -> int:
        return self._log.head(jurisdiction)

    def logged_after(
        self, jurisdiction: str, position: int, limit: int, *, up_to: int | None = None
    ) -> Sequence[LoggedEvent]:
        parameters = [
            jurisdiction.encode(),
            wire.int8(position),
            wire.int8(FAR if up_to is None else up_to),
            wire.int8(limit),
        ]
        try:
            result = self._sessions.read(_LOGGED, parameters)
        except ConnectionLost as lost:
            raise LogUnavailable("The database cannot be reached.") from lost
        return [
            LoggedEvent(row.position, self._log.decode(row), _marks(result, n))
            for n, row in enumerate(rows_of(result))
        ]


def _marks(result: PGresult, n: int) -> CaseMarks | None:
    def text(column: int) -> str | None:
        value = result.get_value(n, column)
        return None if value is None else value.decode()

    units = text(_UNITS)
    if units is None:
        return None
    return CaseMarks(text(_REPORTER), tuple(json.loads(units)), text(_GRID), text(_COMMUNITY))
