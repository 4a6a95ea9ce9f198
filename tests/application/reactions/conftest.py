"""A log with one empty jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Sessions


@pytest.fixture
def log(sessions: Sessions) -> Iterator[PostgresEventLog]:
    """The log as the service runs it, with the empty jurisdiction j1."""
    opened = PostgresEventLog(sessions)
    opened.open_jurisdiction("j1", "toy")
    yield opened
    opened.close()
