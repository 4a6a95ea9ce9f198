"""The SQL of shares of residents: volunteers, contracts with doctors, and base data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from psycopg import sql
from psycopg.rows import tuple_row

from application.queries.listing import ListEvent
from application.queries.resident_shares import Residents, Takes
from application.read_models.as_of import AsOf
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.doctor_contracts import DOCTOR_CONTRACTS
from infrastructure.projections.record_list import RECORD_LIST
from infrastructure.projections.volunteer_accounts import VOLUNTEER_BALANCES

_RESIDENTS = sql.SQL(
    "SELECT substring(mark FROM '^residents=(.*)$')::integer, r.aggregate_id, r.no "
    "FROM record_list_v1 AS r, unnest(r.marks) AS mark "
    "WHERE r.jurisdiction = %(j)s AND r.event = 'PopulationDataUpdated' AND r.body = %(body)s "
    "AND mark LIKE 'residents=%%' ORDER BY r.held_on DESC, r.recorded_at DESC, r.no DESC LIMIT 1"
)
_VOLUNTEERS = sql.SQL(
    "SELECT count(*) FROM volunteer_balances_v1 AS o "
    "WHERE o.jurisdiction = %(j)s AND o.kind = %(kind)s AND o.body = ANY (%(bodies)s)"
)
_SIGNED = sql.SQL(
    "SELECT coalesce(sum(o.residents), 0) FROM doctor_contracts_v1 AS o "
    "WHERE o.jurisdiction = %(j)s AND o.body = ANY (%(bodies)s)"
)
_EVENTS = sql.SQL(
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND ("
    "(e.aggregate_id = %(base)s AND e.version = %(no)s) OR (e.version = 1 AND e.aggregate_id IN "
    "(SELECT o.aggregate_id FROM {table} AS o "
    "WHERE o.jurisdiction = %(j)s AND o.body = ANY (%(bodies)s) AND {of_kind}))) "
    "ORDER BY e.position LIMIT %(limit)s"
)


class PostgresShareCounts:
    """``ShareCounts`` on the tables of lists.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def residents(self, jurisdiction: str, body: str, as_of: AsOf | None) -> Residents | None:
        with self._views.view(jurisdiction, RECORD_LIST, as_of=as_of) as ask:
            rows = ask(_RESIDENTS, {"j": jurisdiction, "body": body}, tuple_row)
        return Residents(*rows[0]) if rows else None

    def volunteers(
        self, jurisdiction: str, kind: str, bodies: Collection[str], as_of: AsOf | None
    ) -> int:
        asked = {"j": jurisdiction, "kind": kind, "bodies": sorted(bodies)}
        with self._views.view(jurisdiction, VOLUNTEER_BALANCES, as_of=as_of) as ask:
            return int(ask(_VOLUNTEERS, asked, tuple_row)[0][0])

    def signed(self, jurisdiction: str, bodies: Collection[str], as_of: AsOf | None) -> int:
        asked = {"j": jurisdiction, "bodies": sorted(bodies)}
        with self._views.view(jurisdiction, DOCTOR_CONTRACTS, as_of=as_of) as ask:
            return int(ask(_SIGNED, asked, tuple_row)[0][0])

    def events(  # which count, of what, and where to go on
        self,
        jurisdiction: str,
        takes: Takes,
        kind: str | None,
        bodies: Collection[str],
        base: Residents | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        of_kind = sql.SQL("TRUE" if takes is Takes.FAMILY_DOCTOR else "o.kind = %(kind)s")
        table = DOCTOR_CONTRACTS if takes is Takes.FAMILY_DOCTOR else VOLUNTEER_BALANCES
        asked: dict[str, Any] = {
            "j": jurisdiction,
            "kind": kind,
            "bodies": sorted(bodies),
            "base": None if base is None else base.aggregate_id,
            "no": None if base is None else base.no,
            "after": after,
            "limit": limit,
        }
        text = _EVENTS.format(table=sql.Identifier(table.name), of_kind=of_kind)
        with self._views.view(jurisdiction, table, as_of=as_of) as ask:
            rows = ask(text, asked, tuple_row)
        return [ListEvent(position, found, topic) for position, found, topic in rows]
