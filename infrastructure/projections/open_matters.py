"""The SQL of gates and meetings that go on, by the version of the pack that judges them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from psycopg import sql
from psycopg.rows import tuple_row

from application.adoption.matters import MatterKind, OpenMatter
from infrastructure.postgres.readers import Readers

# A session that counts in two bodies is two lines of one meeting.
_OPEN = sql.SQL(
    "SELECT 'GATE' AS kind, code, pack FROM oversight_list_v1 "
    "WHERE jurisdiction = %(j)s AND kind = 'GATE' AND approved IS NULL "
    "UNION SELECT 'MEETING', code, pack FROM meeting_sessions_v1 "
    "WHERE jurisdiction = %(j)s AND state = 'CONVENED'"
)
_BY_PACK = sql.SQL("SELECT kind, pack, count(*) FROM ({}) AS o GROUP BY kind, pack").format(_OPEN)
_NOT_UNDER = sql.SQL(
    "SELECT kind, code, pack FROM ({}) AS o WHERE pack <> %(ref)s "
    'ORDER BY kind, code COLLATE "C" LIMIT %(limit)s'
).format(_OPEN)


class PostgresOpenMatters:
    """``OpenMatters`` on the read models of oversight and meetings."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def by_pack(self, jurisdiction: str) -> Mapping[MatterKind, Mapping[str, int]]:
        found: dict[MatterKind, dict[str, int]] = defaultdict(dict)
        for kind, pack, count in self._readers.rows(_BY_PACK, {"j": jurisdiction}, tuple_row):
            found[MatterKind(kind)][pack] = count
        return found

    def not_under(self, jurisdiction: str, ref: str, limit: int) -> Sequence[OpenMatter]:
        parameters = {"j": jurisdiction, "ref": ref, "limit": limit}
        rows = self._readers.rows(_NOT_UNDER, parameters, tuple_row)
        return [OpenMatter(MatterKind(kind), code, pack) for kind, code, pack in rows]
