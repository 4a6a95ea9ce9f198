"""Questions about sessions, answered over their table."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final

from application.queries.listing import Sight
from application.read_models.as_of import AsOf
from application.read_models.meeting_sessions import SessionFilter, SessionRow
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.asking import Ask
from infrastructure.projections.listed import ListSql, PostgresListing
from infrastructure.projections.meeting_sessions import MEETING_SESSIONS

_LISTED: Final = ListSql(
    MEETING_SESSIONS,
    {
        "body": "o.body = %(body)s",
        "type": "(o.type = %(type)s OR %(type)s = ANY (o.fulfils))",
        "since": "o.held_on >= %(since)s",
        "until": "o.held_on <= %(until)s",
    },
    order=("held_on", "code", "body"),
    mine="o.body = ANY (%(bodies)s)",
)


class PostgresMeetings(PostgresListing[SessionRow]):
    """``MeetingViews`` beside the list of sessions, now or as they stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        super().__init__(_LISTED, views)

    @contextmanager
    def sessions(
        self, jurisdiction: str, *, as_of: AsOf | None
    ) -> Generator[PostgresSessions, None, None]:
        with self._views.view(jurisdiction, MEETING_SESSIONS, as_of=as_of) as ask:
            yield PostgresSessions(self, ask, jurisdiction)


class PostgresSessions:
    """``Sessions`` over whatever answers statements."""

    def __init__(self, listed: PostgresMeetings, ask: Ask, jurisdiction: str) -> None:
        self._listed = listed
        self._ask = ask
        self._jurisdiction = jurisdiction

    def between(self, bodies: Collection[str], since: date, until: date) -> Sequence[SessionRow]:
        which = SessionFilter(since=since, until=until)
        return self._listed.whole_from(
            self._ask, self._jurisdiction, which, Sight(frozenset(bodies))
        )
