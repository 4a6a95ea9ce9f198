"""The SQL of petitions that a zero counter counts, on the table of the record list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from psycopg import sql
from psycopg.rows import tuple_row

from application.read_models.as_of import AsOf
from application.read_models.petitions import PetitionFilter
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.record_list import RECORD_LIST

_WHICH: Final = sql.SQL(
    "r.jurisdiction = %(j)s AND r.record = ANY (%(records)s) AND r.event = 'PetitionRecorded' "
    "AND (%(bodies)s::text[] IS NULL OR r.body = ANY (%(bodies)s::text[])) "
    "AND r.marks && %(marks)s::text[] AND (%(since)s::timestamptz IS NULL "
    "OR r.held_on::timestamp AT TIME ZONE 'Asia/Shanghai' >= %(since)s::timestamptz) "
    "AND (%(until)s::timestamptz IS NULL "
    "OR r.held_on::timestamp AT TIME ZONE 'Asia/Shanghai' < %(until)s::timestamptz)"
)
_COUNT: Final = sql.SQL("SELECT count(*) FROM record_list_v1 AS r WHERE {}").format(_WHICH)
_POSITIONS: Final = sql.SQL(
    "SELECT e.position FROM record_list_v1 AS r JOIN events AS e "
    "ON e.jurisdiction = r.jurisdiction AND e.aggregate_id = r.aggregate_id AND e.version = r.no "
    "WHERE {} AND e.position > %(after)s ORDER BY e.position LIMIT %(limit)s"
).format(_WHICH)


class PostgresPetitions:
    """``PetitionCounts`` on the table of the record list, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def count(self, jurisdiction: str, which: PetitionFilter, *, as_of: AsOf | None) -> int:
        [(found,)] = self._rows(_COUNT, jurisdiction, _said(which), as_of)
        return int(found)

    def positions(
        self,
        jurisdiction: str,
        which: PetitionFilter,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[int]:
        said = {**_said(which), "after": after, "limit": limit}
        return [position for (position,) in self._rows(_POSITIONS, jurisdiction, said, as_of)]

    def _rows(
        self, text: sql.Composed, jurisdiction: str, said: Mapping[str, Any], as_of: AsOf | None
    ) -> Sequence[tuple[Any, ...]]:
        with self._views.view(jurisdiction, RECORD_LIST, as_of=as_of) as ask:
            return ask(text, {"j": jurisdiction, **said}, tuple_row)


def _said(which: PetitionFilter) -> dict[str, Any]:
    return {
        "records": list(which.records),
        "marks": [f"destination={word}" for word in which.destinations],
        "bodies": None if which.bodies is None else sorted(which.bodies),
        "since": which.since,
        "until": which.until,
    }
