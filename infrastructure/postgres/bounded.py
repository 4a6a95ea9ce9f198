"""Connections of psycopg whose every wait ends.

A server that is frozen, or cut off without a word, keeps its connections: nothing the kernel does
ends them, and neither does a timeout of the server. Only whoever waits can give up.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

import psycopg
from psycopg import pq
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ANSWER_WITHIN: Final = 10.0
"""Seconds for the answer to a question: many times what the slowest one takes."""
CONNECT_WITHIN: Final = 5
"""Seconds for a connection, for each host that is named."""

_INTERVAL: Final = 0.1  # seconds between looks at signals, as psycopg has it


def in_time(dsn: str) -> str:
    """The same database, with a bound on connecting, unless it has one already."""
    given = conninfo_to_dict(dsn)
    if given.get("connect_timeout"):
        return dsn
    return make_conninfo(dsn, connect_timeout=CONNECT_WITHIN)


class Bounded(psycopg.Connection[Any]):
    """A connection that is closed when the server does not answer.

    Waiting for notifications has a time of its own and closes nothing.
    """

    answer_within: ClassVar[float] = ANSWER_WITHIN

    def wait(
        self, gen: PQGen[Any], interval: float = _INTERVAL, timeout: float | None = None
    ) -> Any:
        """Drive an exchange with the server to its end.

        Raises:
            psycopg.OperationalError: no answer in time, or the connection is lost.
        """
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.answer_within)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == pq.TransactionStatus.ACTIVE:
                self.close()  # or the late answer would be taken for that of the next question
            raise


BOUNDED: Final[type[psycopg.Connection]] = Bounded
"""The same, for pools, which are typed by the class of their connections."""
