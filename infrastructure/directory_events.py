"""``DirectoryEvents`` on PostgreSQL: the few events of units, grids and posts in a long log."""

from __future__ import annotations

from collections.abc import Sequence

from application.ports import LogUnavailable
from domain.kernel import Event
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.event_log.reading import rows_of
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement

# The list of topics stands here word for word as in the partial index: the planner uses the index
# only for a condition that it can prove from the text.
_DIRECTORY = Statement(
    "directory_events",
    """
    SELECT position, aggregate_id, version, topic, recorded_at, state FROM events
     WHERE jurisdiction = $1 AND position > $2
       AND topic IN (
           'OrgUnitFounded', 'OrgUnitMerged', 'OrgUnitDissolved', 'OrgUnitUpgraded',
           'PostAppointed', 'PostVacated', 'GridStaffed', 'GridMerged', 'BoundaryAdjusted',
           'WorkItemAssigned', 'LeaderLinked', 'EventCorrected'
       )
     ORDER BY position
    """,
    (wire.TEXT, wire.INT8),
)


class PostgresDirectoryEvents:
    """Reads the directory's events of any jurisdiction."""

    def __init__(self, sessions: Sessions, log: PostgresEventLog) -> None:
        self._sessions = sessions
        self._log = log

    def directory_events(self, jurisdiction: str, after: int) -> Sequence[tuple[int, Event]]:
        try:
            result = self._sessions.read(_DIRECTORY, [jurisdiction.encode(), wire.int8(after)])
        except ConnectionLost as lost:
            raise LogUnavailable("The directory cannot be reached.") from lost
        return [(row.position, self._log.decode(row)) for row in rows_of(result)]
