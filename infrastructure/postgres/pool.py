"""Connections of the service: one statement, one round trip, one implicit transaction.

A ``Session`` speaks libpq's asynchronous calls directly. That costs a tenth of a cursor's work per
statement, and it bounds every wait: a server that hangs cannot hang its callers. ``Sessions`` lends
idle ones, last used first, so that a quiet process keeps few of them warm.
"""

from __future__ import annotations

import select
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq.abc import PGresult

from infrastructure.postgres.bounded import ANSWER_WITHIN, in_time

COMMIT_WITHIN = 15.0
"""Seconds for the answer to a commit."""

SERVICE_ROLE = "closeout_service"
"""Group role that holds exactly the privileges of the running service."""

# Every statement of a session is a look-up by key or reads along one, planned once. The plan must
# not depend on how full the tables were at that moment: over an empty table all plans cost the
# same, and the wrong one was kept while the table grew.
_PLANNING = (
    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off "
    "-c enable_sort=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_material=off "
    "-c jit=off -c TimeZone=UTC "
    # Who gave up waiting must not leave the server's side of it in the queue for a row.
    "-c client_connection_check_interval=5s"
)
_RESULTS = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK})
# A server that refuses says so at once; one that is frozen or cut off costs the whole patience.
_SLOW_TO_REFUSE, _NOT_ASKED_AGAIN = 1.0, 1.0  # seconds
# The server says these when the connection ends under a statement, whatever became of it, or when
# it is no longer the one that writes.
_SERVER_GOES_AWAY = frozenset({"57P01", "57P02", "57P03", "57P05", "25006"})
# Warnings by which a commit that waited for a replica returns without having been replicated.
_NOT_REPLICATED = frozenset({"01000", "57P01"})


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A statement with binary parameters, prepared once per session.

    Attributes:
        parameters: object ids of the parameter types.
    """

    name: str
    sql: str
    parameters: tuple[int, ...]


class ConnectionLost(Exception):
    """The server did not answer: whether the statement took effect is unknown."""


class CannotConnect(ConnectionLost):
    """No connection could be made: nothing was sent."""


class Rejected(Exception):
    """The server refused a statement; nothing of it took effect.

    Attributes:
        sqlstate: SQLSTATE of the refusal.
        constraint: the constraint that was violated, if it was one.
        column: the column, for a missing value.
    """

    def __init__(self, sqlstate: str, message: str, constraint: str, column: str) -> None:
        super().__init__(f"{message} ({sqlstate})")
        self.sqlstate = sqlstate
        self.constraint = constraint
        self.column = column


def with_role(dsn: str, role: str | None) -> str:
    """The same database, acting as ``role`` from the first statement on; None changes nothing."""
    if role is None:
        return dsn
    options = str(conninfo_to_dict(dsn).get("options") or "")
    return make_conninfo(dsn, options=f"{options} -c role={role}".strip())


class Session:
    """One connection. Not for two threads at once.

    Args:
        dsn: libpq connection string; several hosts with ``target_session_attrs`` are welcome.
        answer_within: seconds to wait for the answer to a statement; a commit may have to wait
            for a replica.

    Raises:
        CannotConnect: no server.
    """

    _POLL: ClassVar[int] = select.POLLIN | select.POLLPRI

    def __init__(self, dsn: str, *, answer_within: float = COMMIT_WITHIN) -> None:
        options = str(conninfo_to_dict(dsn).get("options") or "")
        try:
            self._connection = psycopg.connect(
                in_time(dsn),
                autocommit=True,
                options=f"{options} {_PLANNING}".strip(),
            )
        except psycopg.OperationalError as error:
            raise CannotConnect(str(error)) from error
        self._connection.add_notice_handler(self._notice)
        self._raw = self._connection.pgconn
        self._prepared: set[str] = set()
        self._usual = self._patience = int(answer_within * 1000)
        self._socket = select.poll()
        self._socket.register(self._raw.socket, self._POLL)
        self.unreplicated = False
        """The last statement was committed here, but its replicas had not confirmed it."""

    def run(
        self,
        statement: Statement,
        parameters: Sequence[bytes | None],
        *,
        within: float | None = None,
    ) -> PGresult:
        """Send a statement and wait for its result, in binary.

        Args:
            within: seconds to wait for the answer, if not as long as usual.

        Raises:
            Rejected: the server refused it.
            ConnectionLost: no answer; the session is closed.
        """
        self._patience = self._usual if within is None else int(within * 1000)
        if statement.name not in self._prepared:
            self._prepare(statement)
        self.unreplicated = False
        raw = self._raw
        try:
            raw.send_query_prepared(
                statement.name.encode(), parameters, [1] * len(parameters), result_format=1
            )
            return self._answer()
        except psycopg.OperationalError as error:
            self.close()
            raise ConnectionLost(str(error)) from error

    @property
    def backend(self) -> int:
        """Process id of the server's side of this connection."""
        return self._raw.backend_pid

    @property
    def closed(self) -> bool:
        """Whether it can no longer be used."""
        return self._connection.closed

    def close(self) -> None:
        """Give it back to the server."""
        self._connection.close()

    def _prepare(self, statement: Statement) -> None:
        try:
            self._raw.send_prepare(
                statement.name.encode(), statement.sql.encode(), statement.parameters
            )
            self._answer()
        except (psycopg.OperationalError, ConnectionLost) as error:
            self.close()
            raise CannotConnect(str(error)) from error  # nothing of the statement was sent yet
        self._prepared.add(statement.name)

    def _answer(self) -> PGresult:
        raw = self._raw
        deadline = 0.0
        while raw.flush():
            deadline = self._wait(deadline, select.POLLOUT)
        while raw.is_busy():
            deadline = self._wait(deadline, 0)
            raw.consume_input()
        result = raw.get_result()
        following = raw.get_result()
        while following is not None:  # a failing connection reports its end as a result of its own
            result, following = following, raw.get_result()
        if result is None:
            self.close()
            raise ConnectionLost("the connection ended without a result")
        if result.status in _RESULTS:
            return result
        raise self._refusal(result)

    def _wait(self, deadline: float, extra: int) -> float:
        """Until the socket is ready; returns the instant at which patience ends."""
        if not deadline:
            deadline = monotonic() + self._patience / 1000
            left = self._patience
        else:
            left = max(0, int((deadline - monotonic()) * 1000))
        if extra:
            self._socket.modify(self._raw.socket, self._POLL | extra)
        ready = self._socket.poll(left)
        if extra:
            self._socket.modify(self._raw.socket, self._POLL)
        if not ready:
            self.close()
            raise ConnectionLost(f"no answer within {self._patience / 1000:g} s")
        if extra and ready[0][1] & self._POLL:
            self._raw.consume_input()  # or both sides would wait for the other to read
        return deadline

    def _refusal(self, result: PGresult) -> Exception:
        def field(code: pq.DiagnosticField) -> str:
            return (result.error_field(code) or b"").decode(errors="replace")

        sqlstate = field(pq.DiagnosticField.SQLSTATE)
        message = field(pq.DiagnosticField.MESSAGE_PRIMARY)
        if not sqlstate or sqlstate in _SERVER_GOES_AWAY or self._raw.status != pq.ConnStatus.OK:
            self.close()
            return ConnectionLost(message or result.get_error_message())
        return Rejected(
            sqlstate,
            message,
            field(pq.DiagnosticField.CONSTRAINT_NAME),
            field(pq.DiagnosticField.COLUMN_NAME),
        )

    def _notice(self, notice: psycopg.errors.Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING" and notice.sqlstate in _NOT_REPLICATED:
            self.unreplicated = True


class Sessions:
    """Lends sessions to the threads of one process.

    As many are open as were ever lent at once: the bounded pool of threads that run commands is
    the bound. Lending is one operation on a stack, so it costs nothing beside a statement.
    """

    def __init__(
        self, dsn: str, *, role: str | None = None, answer_within: float = COMMIT_WITHIN
    ) -> None:
        self._dsn = in_time(with_role(dsn, role))
        self._answer_within = answer_within
        self._idle: deque[Session] = deque()
        self._closed = False
        self._away_until = 0.0

    @property
    def dsn(self) -> str:
        """How to reach the same database in the same role by other means."""
        return self._dsn

    @contextmanager
    def session(self) -> Generator[Session, None, None]:
        """A session for the length of the block.

        Raises:
            CannotConnect: no server, or these sessions were closed.
        """
        session = self.take()
        try:
            yield session
        finally:
            self.give(session)

    def take(self) -> Session:
        """As ``session``; must be given back."""
        if self._closed:
            raise CannotConnect("closed")
        try:
            return self._idle.pop()
        except IndexError:
            return self._opened()

    def give(self, session: Session) -> None:
        """Take back what was lent; a broken session is forgotten."""
        if session.closed:
            return
        if self._closed:
            session.close()
        else:
            self._idle.append(session)

    def read(self, statement: Statement, parameters: Sequence[bytes | None]) -> PGresult:
        """Run a statement that changes nothing, on a fresh connection if an idle one had died.

        Raises:
            Rejected: the server refused it.
            ConnectionLost: no server, or none that answers.
        """
        with suppress(ConnectionLost):
            return self._asked(statement, parameters)
        # After a restart of the server every idle session is dead: start anew, once.
        self.discard_idle()
        return self._asked(statement, parameters)

    def _asked(self, statement: Statement, parameters: Sequence[bytes | None]) -> PGresult:
        with self.session() as session:
            return session.run(statement, parameters, within=ANSWER_WITHIN)

    def _opened(self) -> Session:
        began = monotonic()
        if began < self._away_until:
            raise CannotConnect("the server did not answer a moment ago")
        try:
            return Session(self._dsn, answer_within=self._answer_within)
        except CannotConnect:
            if monotonic() - began > _SLOW_TO_REFUSE:
                self._away_until = monotonic() + _NOT_ASKED_AGAIN
            raise

    def discard_idle(self) -> None:
        """Close the sessions nobody uses."""
        while self._idle:
            try:
                self._idle.pop().close()
            except IndexError:  # another thread took the last one
                return

    def close(self) -> None:
        """Close all; sessions still lent are closed when they come back."""
        self._closed = True
        self.discard_idle()
