from __future__ import annotations

import psycopg

from tests.database import Database

_KEYS = """
    SELECT conrelid::regclass::text || ' ' || conname, conkey[1] AS first, conrelid AS relation
      FROM pg_constraint WHERE contype IN ('p', 'u', 'f') AND connamespace = 'public'::regnamespace
    UNION ALL
    SELECT indrelid::regclass::text || ' ' || indexrelid::regclass::text, indkey[0], indrelid
      FROM pg_index JOIN pg_class ON oid = indexrelid
     WHERE indisunique AND relnamespace = 'public'::regnamespace
"""
_OFFENDERS = f"""
    SELECT k.* FROM ({_KEYS}) AS k (name, first, relation)
      LEFT JOIN pg_attribute ON attrelid = relation AND attnum = first
     WHERE attname IS DISTINCT FROM 'jurisdiction'
"""  # noqa: S608  # constants


def test_every_key_of_every_table_starts_with_the_jurisdiction(database: Database) -> None:
    """The jurisdiction is the shard key: unique, primary and foreign keys all start with it."""
    with psycopg.connect(database.dsn) as owner:
        keys = owner.execute(_KEYS).fetchall()
        offenders = owner.execute(_OFFENDERS).fetchall()

    assert len(keys) > 20
    assert offenders == []


def test_a_key_without_the_jurisdiction_would_be_noticed(database: Database) -> None:
    """Control of the test above."""
    with psycopg.connect(database.dsn) as owner:
        owner.execute("CREATE TABLE wrong (id uuid PRIMARY KEY, jurisdiction text)")
        owner.execute("CREATE UNIQUE INDEX also_wrong ON wrong (lower(jurisdiction))")

        offenders = {name for name, *_ in owner.execute(_OFFENDERS).fetchall()}

    assert offenders == {"wrong wrong_pkey", "wrong also_wrong"}
