"""An answer is lost, and what is found afterwards belongs to somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import pytest
from psycopg.pq.abc import PGresult

from domain.kernel import ConcurrentChange
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import ConnectionLost, Session, Statement
from tests.database import Database
from tests.infrastructure.event_log.toys import boiled, bought, change


def test_the_same_event_of_another_command_is_not_taken_for_ones_own(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ENV-05: two commands decide the same at the same instant; only one of them was stored."""
    ours, theirs = database.sessions(), database.sessions()
    log, rival = PostgresEventLog(ours), PostgresEventLog(theirs)
    log.open_jurisdiction("j1", "toy")
    kettle = uuid4()
    log.append(change(bought(kettle)))
    run = Session.run
    lost: list[str] = []

    def lose_after_the_rival(
        session: Session,
        statement: Statement,
        parameters: Sequence[bytes | None],
        *,
        within: float | None = None,
    ) -> PGresult:
        if statement.name.startswith("append") and not lost:
            lost.append(statement.name)
            rival.append(change(boiled(kettle, 2), key="theirs"))
            session.close()
            raise ConnectionLost("before it was sent")
        return run(session, statement, parameters, within=within)

    monkeypatch.setattr(Session, "run", lose_after_the_rival)

    with pytest.raises(ConcurrentChange):
        log.append(change(boiled(kettle, 2), key="ours"))

    assert log.open("j1", [], key="theirs", fingerprint=b"").prior is not None
    assert log.open("j1", [], key="ours", fingerprint=b"").prior is None
    for opened in (log, rival):
        opened.close()
    for sessions in (ours, theirs):
        sessions.close()
