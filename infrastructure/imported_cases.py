"""``KnownCases`` on the event log."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.ports import LogUnavailable
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement

# The limit keeps the planner from turning the look-ups into a join that reads the whole log.
_KNOWN = Statement(
    "known_cases",
    """
    SELECT wanted.id
      FROM unnest($2) AS wanted (id), LATERAL (
               SELECT version FROM events
                WHERE jurisdiction = $1 AND aggregate_id = wanted.id AND version = 1
                LIMIT 1
           ) AS first
    """,
    (wire.TEXT, wire.UUID_ARRAY),
)


class PostgresKnownCases:
    """Looks up many cases in one round trip, without reading what happened to them."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def known(self, jurisdiction: str, case_ids: Sequence[UUID]) -> frozenset[UUID]:
        """See the port.

        Raises:
            LogUnavailable: the database cannot be reached.
        """
        if not case_ids:
            return frozenset()
        try:
            result = self._sessions.read(_KNOWN, [jurisdiction.encode(), wire.uuids(case_ids)])
        except ConnectionLost as lost:
            raise LogUnavailable("The event log cannot be reached.") from lost
        return frozenset(UUID(bytes=result.get_value(n, 0)) for n in range(result.ntuples))
