"""``Unread`` on the log and the table of positions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.ports import LogUnavailable
from infrastructure.postgres.readers import Readers

_ANY: Final = sql.SQL(
    "SELECT EXISTS (SELECT 1 FROM events AS e WHERE e.jurisdiction = %(j)s "
    "AND e.position > coalesce((SELECT t.position FROM tracking AS t "
    "WHERE t.jurisdiction = %(j)s AND t.name = %(follower)s), 0) AND e.topic = ANY (%(topics)s))"
)


class PostgresUnread:
    """Reads no more of the log than the follower is behind.

    Args:
        readers: connections of the service's role.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def any(self, jurisdiction: str, follower: str, topics: Collection[str]) -> bool:
        asked = {"j": jurisdiction, "follower": follower, "topics": sorted(topics)}
        try:
            ((found,),) = self._readers.rows(_ANY, asked, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The log cannot be reached.") from lost
        return bool(found)
