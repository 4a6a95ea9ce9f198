"""The SQL of the record list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final

from psycopg import sql
from psycopg.rows import tuple_row

from application.read_models.as_of import AsOf
from application.read_models.record_list import RecordLine
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.listed import ListSql, PostgresListing
from infrastructure.projections.record_list import RECORD_LIST

_LISTED: Final = ListSql(
    RECORD_LIST,
    {
        "record": "o.record = %(record)s",
        "event": "o.event = %(event)s",
        "body": "o.body = %(body)s",
        "from_on": "o.held_on >= %(from_on)s",
        "until_on": "o.held_on <= %(until_on)s",
        "mark": "%(mark)s = ANY (o.marks)",
    },
    "o.no = e.version",
    order=("held_on", "aggregate_id", "no"),
    mine="o.body = ANY (%(bodies)s)",
)
_DAYS = sql.SQL(
    "SELECT DISTINCT r.body, coalesce((SELECT split_part(m, '=', 2)::date "
    "FROM unnest(r.marks) AS m WHERE starts_with(m, %(dated_by)s || '=') LIMIT 1), r.held_on) "
    "FROM record_list_v1 AS r "
    "WHERE r.jurisdiction = %(j)s AND r.record = %(record)s AND r.body = ANY (%(bodies)s) "
    "AND (%(from_on)s::date IS NULL OR r.held_on >= %(from_on)s) "
    "AND r.held_on <= %(until_on)s AND r.marks @> %(marks)s::text[]"
)


class PostgresRecordList(PostgresListing[RecordLine]):
    """``RecordList`` on the table of the list, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        super().__init__(_LISTED, views)

    def days(
        self,
        jurisdiction: str,
        record: str,
        bodies: AbstractSet[str],
        marks: Sequence[str],
        *,
        from_on: date | None,
        until_on: date,
        dated_by: str | None,
        as_of: AsOf | None,
    ) -> Mapping[str, AbstractSet[date]]:
        parameters = {
            "j": jurisdiction,
            "record": record,
            "bodies": sorted(bodies),
            "marks": list(marks),
            "from_on": from_on,
            "until_on": until_on,
            "dated_by": dated_by,
        }
        with self._views.view(jurisdiction, RECORD_LIST, as_of=as_of) as ask:
            rows = ask(_DAYS, parameters, tuple_row)
        found: dict[str, set[date]] = defaultdict(set)
        for body, held_on in rows:
            found[body].add(held_on)
        return found
