"""The oversight list: what people narrow it by, look-ups for the sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.oversight.sweep import Unsettled
from application.ports import LogUnavailable
from application.read_models.oversight_list import Matter
from infrastructure.postgres.readers import Readers
from infrastructure.projections.listed import ListSql
from infrastructure.projections.oversight_list import OVERSIGHT_LIST

_UNSETTLED = sql.SQL(
    "SELECT settles_at, aggregate_id, kind, code FROM oversight_list_v1 "
    "WHERE jurisdiction = %(j)s AND settles_at <= %(now)s "
    "AND (%(after_at)s::timestamptz IS NULL OR "
    "(settles_at, aggregate_id) > (%(after_at)s, %(after_id)s::uuid)) "
    "ORDER BY settles_at, aggregate_id LIMIT %(limit)s"
)
_WAITING = sql.SQL(
    "SELECT code FROM oversight_list_v1 WHERE jurisdiction = %(j)s AND kind = 'GATE' "
    "AND settles_at IS NOT NULL AND (%(after)s::text IS NULL OR code > %(after)s) "
    "ORDER BY code LIMIT %(limit)s"
)
LISTED_OVERSIGHT: Final = ListSql(
    OVERSIGHT_LIST,
    {
        "kind": "o.kind = %(kind)s",
        "code": "o.code = %(code)s",
        "name": "o.name = %(name)s",
        "about": "o.about = %(about)s",
        "body": "%(body)s = ANY (o.bodies)",
        "state": "o.state = %(state)s",
        "late": "(o.late_at IS NOT NULL) = %(late)s",
    },
    order=("kind", "code"),
    mine="o.bodies && %(bodies)s",
)


class PostgresOversightIndex:
    """``OversightIndex`` on the table of the list.

    Args:
        readers: connections of the service's role.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def unsettled(
        self, jurisdiction: str, now: datetime, after: Unsettled | None, limit: int
    ) -> Sequence[Unsettled]:
        parameters = {
            "j": jurisdiction,
            "now": now,
            "after_at": after.settles_at if after else None,
            "after_id": after.aggregate_id if after else None,
            "limit": limit,
        }
        rows = self._rows(_UNSETTLED, parameters)
        return [Unsettled(at, found, Matter(kind), code) for at, found, kind, code in rows]

    def waiting_gates(self, jurisdiction: str, after: str | None, limit: int) -> Sequence[str]:
        rows = self._rows(_WAITING, {"j": jurisdiction, "after": after, "limit": limit})
        return [code for (code,) in rows]

    def _rows(self, query: sql.SQL, parameters: Mapping[str, object]) -> Sequence[tuple[Any, ...]]:
        try:
            return self._readers.rows(query, parameters, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost
