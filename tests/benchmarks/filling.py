"""Fills a log with histories that the use cases made, again and again under new ids."""

from __future__ import annotations

import psycopg
from psycopg.sql import SQL, Identifier

_CLONES = """
CREATE TEMPORARY TABLE clones AS
SELECT old.aggregate_id AS old, gen_random_uuid() AS new, turn,
       row_number() OVER (ORDER BY turn, old.aggregate_id) AS number
  FROM (SELECT aggregate_id FROM events
         WHERE jurisdiction = %(j)s AND topic = 'CaseReported') AS old,
       generate_series(1, %(turns)s) AS turn
"""
_EVENTS = """
INSERT INTO events (jurisdiction, position, aggregate_id, version, topic, recorded_at, state)
SELECT e.jurisdiction, %(head)s + row_number() OVER (ORDER BY c.number, e.version),
       c.new, e.version, e.topic, e.recorded_at, e.state
  FROM clones c JOIN events e ON e.jurisdiction = %(j)s AND e.aggregate_id = c.old
"""
# One key per event: a log that grew by single commands has nearly as many.
_KEYS = """
INSERT INTO command_keys
    (jurisdiction, key, fingerprint, aggregate_id, version, position, recorded_at)
SELECT jurisdiction, 'anna/' || replace(gen_random_uuid()::text, '-', ''),
       sha256(state), aggregate_id, version, position, recorded_at
  FROM events WHERE jurisdiction = %(j)s AND position > %(head)s ORDER BY position
"""
_HEAD = """
UPDATE log_heads SET position = (SELECT max(position) FROM events WHERE jurisdiction = %(j)s)
 WHERE jurisdiction = %(j)s RETURNING position
"""

_FOLLOWED = "UPDATE tracking SET position = %(head)s WHERE jurisdiction = %(j)s"
_NARROW, _WIDE = "case_heads_v1", "case_board_v1"


def fill(dsn: str, jurisdiction: str, events: int, *, boards: bool = False) -> int:
    """Multiply the cases of a log until it holds at least so many events; returns how many.

    The copies differ from what they are copies of in their ids only: same states, same lengths,
    same narrow lines, and a command key for each event.

    Args:
        boards: multiply the lines of the wide board, too, which lists read and no command touches;
            it must be up to date.
    """
    with psycopg.connect(dsn, autocommit=True) as owner:
        found = owner.execute(
            "SELECT (SELECT count(*) FROM events WHERE jurisdiction = %(j)s), "
            "(SELECT count(*) FROM events e JOIN case_heads_v1 b ON b.jurisdiction = %(j)s "
            "AND b.case_id = e.aggregate_id WHERE e.jurisdiction = %(j)s)",
            {"j": jurisdiction},
        ).fetchone()
        assert found is not None, "counts without groups have one row"
        head, of_cases = found
        turns = -(-(events - head) // of_cases)
        if turns > 0:
            with owner.transaction():
                given = {"j": jurisdiction, "turns": turns, "head": head}
                owner.execute(_CLONES, given)
                owner.execute(_EVENTS, given)
                owner.execute(_KEYS, given)
                for table in (_NARROW, _WIDE) if boards else (_NARROW,):
                    _fill_lines(owner, table, jurisdiction)
                (head,) = owner.execute(_HEAD, given).fetchone() or (head,)
                if boards:
                    owner.execute(_FOLLOWED, {"j": jurisdiction, "head": head})
                owner.execute("DROP TABLE clones")
        owner.execute("VACUUM (ANALYZE)")
        owner.execute("CHECKPOINT")
        return int(head)


def _fill_lines(owner: psycopg.Connection, table: str, jurisdiction: str) -> None:
    columns = [
        name
        for (name,) in owner.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND attname <> 'case_id' ORDER BY attnum",
            [table],
        )
    ]
    listed = SQL(", ").join(map(Identifier, columns))
    owner.execute(
        SQL(
            "INSERT INTO {table} (case_id, {listed}) SELECT c.new, {listed} "
            "FROM clones c JOIN {table} b ON b.jurisdiction = %s AND b.case_id = c.old"
        ).format(table=Identifier(table), listed=listed),
        [jurisdiction],
    )
