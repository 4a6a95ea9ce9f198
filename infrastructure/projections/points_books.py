"""``PointsBooks`` on PostgreSQL: what is owed and read by a bound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.points_books import PointsStanding
from application.ports import LogUnavailable
from application.reactions.unit_points import UnitPointsReaction
from domain.cases.case import Case
from infrastructure.postgres.readers import Readers
from infrastructure.projections.exclusion import counts
from infrastructure.projections.histories import TRACKING

_MOST = 10_000  # counted; more than that is "many"
# A miss is recorded after its bound, so it counts whenever it was recorded.
_UNREAD = sql.SQL(
    "SELECT count(*) FROM (SELECT 1 FROM events AS e WHERE e.jurisdiction = %(j)s "
    "AND e.position > (SELECT coalesce(min(coalesce(t.position, 0)), 0) "
    "FROM unnest(%(names)s::text[]) AS wanted (name) "
    "LEFT JOIN tracking AS t ON t.jurisdiction = %(j)s AND t.name = wanted.name) "
    "AND (e.recorded_at < %(bound)s OR e.topic = %(miss)s) LIMIT %(most)s) AS unread"
)
_UNDECIDED = sql.SQL(
    "SELECT count(*) FROM feedback_obligations_v1 "
    "WHERE jurisdiction = %(j)s AND status = 'OPEN' AND due_at <= %(bound)s"
)
_FEEDBACK = sql.SQL(
    "SELECT unit_id, count(*) FILTER (WHERE status = 'GIVEN'), count(*) "
    "FROM feedback_obligations_v1 AS o WHERE jurisdiction = %(j)s AND is_settled "
    "AND due_at > %(since)s AND due_at <= %(bound)s AND " + counts("o") + " GROUP BY unit_id"
)


class PostgresPointsBooks:
    """Asks the read models how far they are.

    Args:
        readers: connections of the service's role.
        caught_up: evaluates what is due in a jurisdiction, and lets everything follow.
    """

    def __init__(self, readers: Readers, caught_up: Callable[[str], None]) -> None:
        self._readers = readers
        self._caught_up = caught_up

    def standing(self, jurisdiction: str, since: datetime, bound: datetime) -> PointsStanding:
        parameters = {
            "j": jurisdiction,
            "since": since,
            "bound": bound,
            "names": [UnitPointsReaction.NAME, TRACKING],
            "miss": Case.FeedbackMissed.TOPIC,
            "most": _MOST,
        }
        try:
            ((unread,),) = self._readers.rows(_UNREAD, parameters, tuple_row)
            ((undecided,),) = self._readers.rows(_UNDECIDED, parameters, tuple_row)
            feedback = self._readers.rows(_FEEDBACK, parameters, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost
        return PointsStanding(
            undecided, unread, {unit: (on_time, settled) for unit, on_time, settled in feedback}
        )

    def catch_up(self, jurisdiction: str) -> None:
        self._caught_up(jurisdiction)
