"""Questions about sessions, answered over their table."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from psycopg import sql
from psycopg.rows import kwargs_row

from application.read_models.as_of import AsOf
from application.read_models.meeting_sessions import (
    SessionCursor,
    SessionFilter,
    SessionRow,
    SessionState,
)
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.asking import Ask
from infrastructure.projections.meeting_sessions import MEETING_SESSIONS

_COLUMNS: Final = sql.SQL(", ").join(map(sql.Identifier, MEETING_SESSIONS.columns))
_IN_WINDOWS: Final = sql.SQL(
    "SELECT {columns} FROM meeting_sessions_v1 WHERE jurisdiction = %(j)s "
    "AND body = ANY (%(bodies)s) AND held_on BETWEEN %(since)s AND %(until)s "
    "ORDER BY held_on, code, body"
).format(columns=_COLUMNS)
_PAGE: Final = sql.SQL(
    "SELECT {columns} FROM meeting_sessions_v1 WHERE jurisdiction = %(j)s "
    "AND (%(everything)s OR body = ANY (%(bodies)s)) "
    "AND (%(body)s::text IS NULL OR body = %(body)s) "
    "AND (%(type)s::text IS NULL OR type = %(type)s OR %(type)s = ANY (fulfils)) "
    "AND (%(since)s::date IS NULL OR held_on >= %(since)s) "
    "AND (%(until)s::date IS NULL OR held_on <= %(until)s) "
    "AND (%(day)s::date IS NULL OR (held_on, code, body) > (%(day)s, %(code)s, %(after)s)) "
    "ORDER BY held_on, code, body LIMIT %(limit)s"
).format(columns=_COLUMNS)


class PostgresSessions:
    """``Sessions`` over whatever answers statements."""

    def __init__(self, ask: Ask, jurisdiction: str) -> None:
        self._ask = ask
        self._jurisdiction = jurisdiction

    def between(self, bodies: Collection[str], since: date, until: date) -> Sequence[SessionRow]:
        return self._rows(_IN_WINDOWS, {"bodies": list(bodies), "since": since, "until": until})

    def page(
        self,
        which: SessionFilter,
        bodies: Collection[str] | None,
        after: SessionCursor | None,
        limit: int,
    ) -> Sequence[SessionRow]:
        return self._rows(
            _PAGE,
            {
                "everything": bodies is None,
                "bodies": list(bodies or ()),
                "body": which.body,
                "type": which.type,
                "since": which.since,
                "until": which.until,
                "day": after.held_on if after else None,
                "code": after.code if after else None,
                "after": after.body if after else None,
                "limit": limit,
            },
        )

    def _rows(self, text: sql.Composed, parameters: dict[str, Any]) -> list[SessionRow]:
        found: list[SessionRow] = self._ask(
            text, parameters | {"j": self._jurisdiction}, kwargs_row(_session)
        )
        return found


class PostgresMeetingViews:
    """``MeetingViews`` on PostgreSQL."""

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    @contextmanager
    def sessions(
        self, jurisdiction: str, *, as_of: AsOf | None
    ) -> Generator[PostgresSessions, None, None]:
        with self._views.view(jurisdiction, MEETING_SESSIONS, as_of=as_of) as ask:
            yield PostgresSessions(ask, jurisdiction)


def _session(**values: Any) -> SessionRow:
    for name in ("fulfils", "missing_sides"):
        values[name] = tuple(values[name])
    return SessionRow(**values | {"state": SessionState(values["state"])})
