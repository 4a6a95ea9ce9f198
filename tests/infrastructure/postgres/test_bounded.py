"""A server that does not answer keeps nobody for ever."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from infrastructure.postgres.bounded import Bounded
from infrastructure.postgres.readers import Readers
from tests.database import Database


class Impatient(Bounded):
    """Gives up at once."""

    answer_within = 0.2


@contextmanager
def frozen(backend: int) -> Iterator[None]:
    """The server's side of a connection does nothing; the kernel keeps the connection alive."""
    os.kill(backend, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(backend, signal.SIGCONT)


def test_whoever_waits_gives_up_and_the_late_answer_is_nobodys(database: Database) -> None:
    """API conventions, bad days: bounded."""
    with Impatient.connect(database.dsn, autocommit=True) as connection:
        backend = connection.info.backend_pid
        with frozen(backend), pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        assert connection.closed


def test_waiting_for_what_may_never_come_closes_nothing(database: Database) -> None:
    """Notifications are not answers."""
    with Impatient.connect(database.dsn, autocommit=True) as connection:
        connection.execute("LISTEN nobody")
        assert list(connection.notifies(timeout=0.4)) == []
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_refusal_of_the_server_leaves_the_connection_open(database: Database) -> None:
    with Impatient.connect(database.dsn, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM nothing")
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_question_on_a_frozen_connection_is_answered_on_another(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reads survive one backend that hangs."""
    monkeypatch.setattr(Bounded, "answer_within", 0.5)
    readers = Readers(database.dsn)
    with readers.lent() as connection:
        backend = connection.info.backend_pid
    with frozen(backend), ThreadPoolExecutor(1) as thread:
        asked = thread.submit(readers.rows, psycopg.sql.SQL("SELECT 1"), {}, psycopg.rows.tuple_row)
        assert asked.result(timeout=30) == [(1,)]
    readers.close()
