from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from infrastructure.event_log.log import PostgresEventLog
from infrastructure.security_log import PostgresSecurityLog
from tests.database import Database
from tests.infrastructure.event_log.toys import bought, change


@pytest.fixture
def service(database: Database) -> Iterator[psycopg.Connection]:
    """A login of the service, as a deployment makes one, on a log with one event."""
    sessions = database.sessions()
    log = PostgresEventLog(sessions)
    log.open_jurisdiction("j1", "toy")
    log.append(change(bought(uuid4()), key="k"))
    PostgresSecurityLog(sessions).refused(
        "j1",
        at=datetime(2021, 9, 10, tzinfo=UTC),
        actor_id="p-1",
        command="close_case",
        subject="c-1",
        code="closing-authority",
        rule="CAS-DG-08",
        detail="",
    )
    log.close()
    sessions.close()
    login = f"closeout_login_{os.getpid()}"
    with psycopg.connect(database.dsn, autocommit=True) as owner:
        owner.execute(
            SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(
                Identifier(login), Identifier(database.service)
            )
        )
        try:
            given = conninfo_to_dict(database.dsn)
            given.pop("password", None)
            given["user"] = login
            with psycopg.connect(make_conninfo(**given), autocommit=True) as connection:  # type: ignore[arg-type]  # the values come from a connection string
                yield connection
        finally:
            owner.execute(SQL("DROP ROLE {}").format(Identifier(login)))


@pytest.mark.parametrize(
    "table",
    [
        "events",
        "command_keys",
        "security_log",
        "calendar_overrides",
        "vault_items",
        "webhook_changes",
    ],
)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET jurisdiction = 'other'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "LOCK TABLE {} IN EXCLUSIVE MODE",
        "CREATE INDEX ON {} (jurisdiction)",
    ],
)
def test_the_service_can_only_append_to_history(
    service: psycopg.Connection, table: str, statement: str
) -> None:
    """ENV-02"""
    with pytest.raises(psycopg.errors.InsufficientPrivilege), service.transaction():
        service.execute(SQL(statement).format(Identifier(table)))


def test_the_service_reads_what_it_appended(service: psycopg.Connection) -> None:
    """ENV-02, ENV-05"""
    events = service.execute("SELECT jurisdiction, position, topic FROM events").fetchall()
    refusals = service.execute("SELECT command, code, rule FROM security_log").fetchall()

    assert events == [("j1", 1, "ToyKettleBought")]
    assert refusals == [("close_case", "closing-authority", "CAS-DG-08")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_heads SET jurisdiction = 'other'",
        "DELETE FROM log_heads",
        "UPDATE jurisdictions SET pack_id = 'other'",
        "UPDATE vault_keys SET wrapped = ''",
        "UPDATE vault_search SET bigrams = ''",
        "CREATE ROLE another",
    ],
)
def test_the_service_cannot_rewrite_the_frame_of_history(
    service: psycopg.Connection, statement: str
) -> None:
    """ENV-02"""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        service.execute(statement)
