"""What the log can say besides the refusals of its port."""

from __future__ import annotations

from eventsourcing.persistence import (
    DatabaseError,
    DataError,
    IntegrityError,
    InternalError,
    NotSupportedError,
    OperationalError,
    PersistenceError,
    ProgrammingError,
)

from infrastructure.postgres.pool import Rejected


class VersionGap(Exception):
    """An event does not follow the last one of its aggregate: a mistake in the program."""


_BY_CLASS: dict[str, type[PersistenceError]] = {
    "08": OperationalError,
    "0A": NotSupportedError,
    "22": DataError,
    "23": IntegrityError,
    "26": ProgrammingError,
    "40": OperationalError,
    "42": ProgrammingError,
    "53": OperationalError,
    "54": OperationalError,
    "55": OperationalError,
    "57": OperationalError,
    "XX": InternalError,
}


def translated(refusal: Rejected) -> PersistenceError:
    """The server's refusal in the vocabulary of the eventsourcing library."""
    return _BY_CLASS.get(refusal.sqlstate[:2], DatabaseError)(str(refusal))
