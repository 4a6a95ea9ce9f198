"""What must hold of a log and of all that is made from it, whatever happened to the processes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from uuid import UUID

import psycopg

from domain.kernel import Event
from domain.vocabulary import VaultRef
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Sessions
from infrastructure.projections.histories import TABLES
from infrastructure.projections.rebuild import digest, rebuild
from tests.benchmarks.street import JURISDICTION


def assert_log_is_whole(owner: psycopg.Connection) -> int:
    """Positions 1, 2, 3 … up to the head, versions likewise; returns the head."""
    positions = [
        row[0]
        for row in owner.execute(
            "SELECT position FROM events WHERE jurisdiction = %s ORDER BY position", [JURISDICTION]
        )
    ]
    head = owner.execute(
        "SELECT position FROM log_heads WHERE jurisdiction = %s", [JURISDICTION]
    ).fetchone()
    assert head == (len(positions),)
    assert positions == list(range(1, len(positions) + 1))
    versions = owner.execute(
        "SELECT aggregate_id, version FROM events WHERE jurisdiction = %s ORDER BY 1, 2",
        [JURISDICTION],
    ).fetchall()
    for _, stream in groupby(versions, key=lambda row: row[0]):
        numbers = [version for _, version in stream]
        assert numbers == list(range(1, len(numbers) + 1))
    return len(positions)


def assert_read_models_equal_a_rebuild(dsn: str, owner: psycopg.Connection) -> None:
    """Every read model, byte for byte."""
    grown = {table.name: digest(owner, table) for table in TABLES}
    sessions = Sessions(dsn)
    log = PostgresEventLog(sessions)
    try:
        rows: Mapping[str, int] = rebuild(dsn, log).rows
    finally:
        log.close()
        sessions.close()
    assert rows["case_board_v1"] > 0
    assert {table.name: digest(owner, table) for table in TABLES} == grown


def assert_vault_matches_log(dsn: str, owner: psycopg.Connection) -> None:
    """No item without its event, no event without its item, and each what the event says."""
    sessions = Sessions(dsn)
    log = PostgresEventLog(sessions)
    try:
        named: dict[UUID, str] = {}
        for row in log.stream_all(JURISDICTION, up_to=log.head(JURISDICTION)):
            named |= _vault_refs(log.decode(row))
    finally:
        log.close()
        sessions.close()
    kept = owner.execute(
        "SELECT item_id, encode(sha256(ciphertext), 'hex') FROM vault_items "
        "WHERE jurisdiction = %s",
        [JURISDICTION],
    ).fetchall()
    assert dict(kept) == named
    searchable = owner.execute(
        "SELECT count(*) FROM vault_search WHERE jurisdiction = %s", [JURISDICTION]
    ).fetchone()
    assert searchable == (len(named),)


def _vault_refs(event: Event) -> dict[UUID, str]:
    return {value.item_id: value.sha256 for _, value in event if isinstance(value, VaultRef)}
