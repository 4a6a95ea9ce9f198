"""One way for the residents' adapters to ask the database."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.pq.abc import PGresult

from application.ports import LogUnavailable
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement


def asked(sessions: Sessions, statement: Statement, parameters: Sequence[bytes | None]) -> PGresult:
    """The result of a statement that may run twice without harm.

    Raises:
        LogUnavailable: the database does not answer.
    """
    try:
        return sessions.read(statement, parameters)
    except ConnectionLost as lost:
        raise LogUnavailable("The database cannot be reached.") from lost


def cell(result: PGresult, row: int, column: int) -> bytes:
    """A value that is never NULL."""
    value = result.get_value(row, column)
    assert value is not None
    return value
