"""Connections for questions: one statement each, on its own snapshot, in no transaction.

A statement alone needs no BEGIN and no COMMIT, and a connection that worked a moment ago is not
asked whether it still does: each would be a round trip of its own beside the one that answers. A
connection that had died in the meantime is replaced, once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import RowFactory

from infrastructure.postgres.bounded import Bounded, in_time

Text = sql.SQL | sql.Composed
Lent = Bounded


class Readers:
    """Lends connections to the threads of one process, the last used first.

    As many are open as were ever lent at once: the bounded pool of threads that answer is the
    bound.

    Args:
        dsn: in the service's role.
    """

    def __init__(self, dsn: str) -> None:
        options = str(conninfo_to_dict(dsn).get("options") or "")
        self._dsn = make_conninfo(in_time(dsn), options=f"{options} -c TimeZone=UTC".strip())
        self._idle: deque[Lent] = deque()
        self._closed = False

    def rows(
        self, text: Text, parameters: Mapping[str, Any], row_factory: RowFactory[Any]
    ) -> list[Any]:
        """The rows of a statement that changes nothing.

        Raises:
            psycopg.OperationalError: no server, or none that answers.
        """
        connection = self._take()
        try:
            found = _rows(connection, text, parameters, row_factory)
        except psycopg.OperationalError:
            if not connection.closed:
                self._give(connection)
                raise
            # After a restart of the server every idle connection is dead: start anew, once.
            self._discard_idle()
            connection = self._take()
            found = _rows(connection, text, parameters, row_factory)
        except psycopg.Error:
            self._give(connection)
            raise
        self._give(connection)
        return found

    @contextmanager
    def lent(self) -> Iterator[Lent]:
        """A connection for the length of the block, for what takes a transaction.

        Raises:
            psycopg.OperationalError: no server.
        """
        connection = self._take()
        try:
            yield connection
        finally:
            self._give(connection)

    def close(self) -> None:
        """Close all; connections still lent are closed when they come back."""
        self._closed = True
        self._discard_idle()

    def _take(self) -> Lent:
        if self._closed:
            raise psycopg.OperationalError("closed")
        try:
            return self._idle.pop()
        except IndexError:
            return Bounded.connect(self._dsn, autocommit=True)

    def _give(self, connection: Lent) -> None:
        if connection.closed:
            return
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _discard_idle(self) -> None:
        while self._idle:
            try:
                self._idle.pop().close()
            except IndexError:  # another thread took the last one
                return


def _rows(
    connection: Lent, text: Text, parameters: Mapping[str, Any], row_factory: RowFactory[Any]
) -> list[Any]:
    with connection.cursor(row_factory=row_factory, binary=True) as cursor:
        return cursor.execute(text, parameters).fetchall()
