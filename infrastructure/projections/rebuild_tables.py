"""The new tables of a rebuild: made beside those in use, and put into their place."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import psycopg
from psycopg import sql

_MARK = "_rebuild_"


@dataclass(frozen=True, slots=True)
class Side:
    """A table in use and the one that is to replace it.

    Attributes:
        name: of the table in use; ``side``: of the new one, which no other run uses.
    """

    name: str
    side: str

    def new(self, index: str) -> str:
        """What an index of the old table is called on the new one, until it takes its place."""
        return index + self.side.removeprefix(self.name)


def make_sides(owner: psycopg.Connection, names: Sequence[str]) -> list[Side]:
    """Make the new tables, without indexes; what an earlier run left behind is dropped."""
    run = token_hex(4)
    sides = [Side(name, f"{name}{_MARK}{run}") for name in names]
    drop_leftovers(owner)
    with owner.transaction():
        for one in sides:
            options = _options(owner, one.name)
            owner.execute(
                sql.SQL(
                    "CREATE TABLE {side} (LIKE {name} INCLUDING DEFAULTS INCLUDING STORAGE) {with_}"
                ).format(
                    side=sql.Identifier(one.side),
                    name=sql.Identifier(one.name),
                    with_=sql.SQL(options),
                )
            )
    return sides


def drop_leftovers(owner: psycopg.Connection) -> None:
    """Drop the new tables of runs that were broken off."""
    left = owner.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = "
        "current_schema()::regnamespace AND c.relname ~ %s",
        [f"^.+{_MARK}[0-9a-f]{{8}}$"],
    ).fetchall()
    for (name,) in left:
        owner.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))


def finish(owner: psycopg.Connection, dsn: str, sides: Sequence[Side], hands: int) -> None:
    """Give the new tables the keys, indexes and rights of the old ones, after the rows.

    Args:
        hands: indexes that are built at once, each over a connection of its own.
    """
    builds = [
        sql.SQL("CREATE {unique} INDEX {index} ON {side} {what}").format(
            unique=sql.SQL("UNIQUE" if definition.startswith("CREATE UNIQUE") else ""),
            index=sql.Identifier(one.new(index)),
            side=sql.Identifier(one.side),
            # "CREATE INDEX name ON schema.table USING …": the index itself is what follows.
            what=sql.SQL(definition[definition.index(" USING ") :]),
        )
        for one in sides
        for index, definition, _ in _indexes(owner, one.name)
    ]
    analyses = [_analysis(owner, one) for one in sides]
    with ThreadPoolExecutor(hands) as threads:
        list(threads.map(lambda statement: _alone(dsn, statement), builds))
        list(threads.map(lambda statement: _alone(dsn, statement), analyses))
    for one in sides:
        for statement in (*_keys(owner, one), *_rights(owner, one)):
            owner.execute(statement)


def take_place(cursor: psycopg.Cursor[Any], one: Side) -> None:
    """Drop the table in use and give its name, and those of its indexes, to the new one."""
    cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(one.name)))
    cursor.execute(
        sql.SQL("ALTER TABLE {} RENAME TO {}").format(
            sql.Identifier(one.side), sql.Identifier(one.name)
        )
    )
    for index, _, _ in _indexes(cursor, one.name):
        cursor.execute(
            sql.SQL("ALTER INDEX {} RENAME TO {}").format(
                sql.Identifier(index), sql.Identifier(index[: index.rindex(_MARK)])
            )
        )


def _options(owner: psycopg.Connection, name: str) -> str:
    """What the table was made WITH: LIKE leaves it behind."""
    found = owner.execute(
        "SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = %s::regclass", [name]
    ).fetchone()
    return f"WITH ({found[0]})" if found and found[0] else ""


def _analysis(owner: psycopg.Connection, one: Side) -> sql.Composed:
    """Statistics of what plans turn on: the columns of indexes; all, where one has an expression.

    Those of a wide table take longer than a year of its rows, and autovacuum makes them soon
    after: for it, an analysis of some columns does not count.
    """
    found = owner.execute(
        "SELECT array_agg(DISTINCT a.attname::text ORDER BY a.attname::text) "
        "FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
        "AND a.attnum = ANY (i.indkey) WHERE i.indrelid = %s::regclass "
        "HAVING NOT bool_or(i.indexprs IS NOT NULL)",
        [one.name],
    ).fetchone()
    columns = sql.SQL(", ").join(map(sql.Identifier, found[0])) if found else None
    return sql.SQL("ANALYZE {} {}").format(
        sql.Identifier(one.side), sql.SQL("({})").format(columns) if columns else sql.SQL("")
    )


def _alone(dsn: str, statement: sql.Composed) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


def _keys(owner: psycopg.Connection, one: Side) -> list[sql.Composed]:
    return [
        sql.SQL("ALTER TABLE {} ADD CONSTRAINT {index} PRIMARY KEY USING INDEX {index}").format(
            sql.Identifier(one.side), index=sql.Identifier(one.new(index))
        )
        for index, _, is_primary in _indexes(owner, one.name)
        if is_primary
    ]


def _rights(owner: psycopg.Connection, one: Side) -> list[sql.Composed]:
    """All that was granted on the old table, also what a deployment granted to others."""
    granted = owner.execute(
        "SELECT a.privilege_type, r.rolname FROM pg_class c, aclexplode(c.relacl) a "
        "LEFT JOIN pg_roles r ON r.oid = a.grantee "
        "WHERE c.oid = %s::regclass AND a.grantee <> c.relowner",
        [one.name],
    ).fetchall()
    return [
        sql.SQL("GRANT {} ON {} TO {}").format(
            sql.SQL(privilege),
            sql.Identifier(one.side),
            sql.SQL("PUBLIC") if role is None else sql.Identifier(role),
        )
        for privilege, role in granted
    ]


_Queried = psycopg.Connection | psycopg.Cursor[Any]


def _indexes(at: _Queried, name: str) -> list[tuple[str, str, bool]]:
    """Indexes of a table: name, definition, and whether it is the primary key."""
    return at.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid), i.indisprimary "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass ORDER BY c.relname",
        [name],
    ).fetchall()
