"""``FollowedLog`` on PostgreSQL: the position of a reaction moves with what it appends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from psycopg.pq.abc import PGresult

from application.ports import Change, Followed, FollowerMoved, LogUnavailable, Receipt
from application.reactions.cause import Cause
from application.reactions.reaction import Stretch
from domain.kernel import Event
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.event_log.reading import rows_of
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement

# The row is made where there is none, so that a step always finds one to move.
_PLACE = Statement(
    "follower_place",
    """
    WITH begun AS (
        INSERT INTO tracking (jurisdiction, name, position)
        SELECT $1, $2, 0 FROM log_heads WHERE jurisdiction = $1 ON CONFLICT DO NOTHING
    )
    SELECT coalesce(t.position, 0), h.position, coalesce(m.position, 0), h.directory_position
      FROM log_heads AS h
      LEFT JOIN tracking AS t ON t.jurisdiction = h.jurisdiction AND t.name = $2
      LEFT JOIN tracking AS m ON m.jurisdiction = h.jurisdiction AND m.name = $3
     WHERE h.jurisdiction = $1
    """,
    (wire.TEXT, wire.TEXT, wire.TEXT),
)
_STEP = Statement(
    "follower_step",
    "UPDATE tracking SET position = $4 WHERE jurisdiction = $1 AND name = $2 AND position = $3 "
    "RETURNING position",
    (wire.TEXT, wire.TEXT, wire.INT8, wire.INT8),
)
_BACK = Statement(
    "follower_back",
    "UPDATE tracking SET position = 0 WHERE jurisdiction = $1 AND name = $2",
    (wire.TEXT, wire.TEXT),
)
_SINCE = Statement(
    "since_versions",
    """
    SELECT e.position, e.aggregate_id, e.version, e.topic, e.recorded_at, e.state
      FROM unnest($2, $3) AS wanted (id, known), LATERAL (
               SELECT * FROM events
                WHERE jurisdiction = $1 AND aggregate_id = wanted.id AND version > wanted.known
                ORDER BY version
           ) AS e
    """,
    (wire.TEXT, wire.UUID_ARRAY, wire.INT4_ARRAY),
)


class PostgresFollowedLog:
    """Any log of a database, for whoever follows it and appends by what is read.

    Args:
        read_models: name under which the followers that keep read models have their position.
    """

    def __init__(self, sessions: Sessions, log: PostgresEventLog, read_models: str) -> None:
        self._sessions = sessions
        self._log = log
        self._read_models = read_models

    def next_stretch(
        self,
        jurisdiction: str,
        name: str,
        topics: frozenset[str],
        most: int,
        *,
        after_read_models: bool,
    ) -> Stretch | None:
        position, head, projected, _ = self._place(jurisdiction, name)
        end = min(head, projected) if after_read_models else head
        until = min(end, position + most)
        if until <= position:
            return None
        # Positions become visible in order: up to the head none is missing that comes later.
        rows = self._log.events_after(
            jurisdiction, position, most, up_to=until, topics=sorted(topics)
        )
        causes = [Cause(row.position, self._log.decode(row)) for row in rows]
        return Stretch(position, until, causes)

    def since_versions(
        self, jurisdiction: str, known: Mapping[UUID, int]
    ) -> Mapping[UUID, Sequence[Event]]:
        result = self._read(
            _SINCE,
            [jurisdiction.encode(), wire.uuids(list(known)), wire.int4s(list(known.values()))],
        )
        news: dict[UUID, list[Event]] = {aggregate_id: [] for aggregate_id in known}
        for row in rows_of(result):
            news[row.aggregate_id].append(self._log.decode(row))
        return news

    def append(self, change: Change) -> Receipt:
        return self._log.append(change)

    def step(self, jurisdiction: str, step: Followed) -> None:
        parameters = [
            jurisdiction.encode(),
            step.name.encode(),
            wire.int8(step.since),
            wire.int8(step.until),
        ]
        if not self._read(_STEP, parameters).ntuples:
            raise FollowerMoved(step.name)

    def go_back(self, jurisdiction: str, name: str) -> None:
        self._read(_BACK, [jurisdiction.encode(), name.encode()])

    def head(self, jurisdiction: str) -> int:
        return self._log.head(jurisdiction)

    def directory_position(self, jurisdiction: str) -> int:
        return self._place(jurisdiction, self._read_models)[3]

    def _place(self, jurisdiction: str, name: str) -> tuple[int, int, int, int]:
        result = self._read(
            _PLACE, [jurisdiction.encode(), name.encode(), self._read_models.encode()]
        )
        if not result.ntuples:
            return 0, 0, 0, 0
        position, head, projected, directory = (
            wire.to_int(result.get_value(0, column) or b"") for column in range(4)
        )
        return position, head, projected, directory

    def _read(self, statement: Statement, parameters: Sequence[bytes | None]) -> PGresult:
        try:
            return self._sessions.read(statement, parameters)
        except ConnectionLost as lost:
            raise LogUnavailable("The database cannot be reached.") from lost
