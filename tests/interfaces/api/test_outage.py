"""What callers see while the database is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from tests.database import Database
from tests.interfaces.api.stage import open_stage


@contextmanager
def away(dsn: str) -> Iterator[None]:
    """No connection to the database, neither old nor new."""
    name = str(conninfo_to_dict(dsn)["dbname"])
    allow = SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as owner:
        owner.execute(allow.format(Identifier(name), SQL("false")))
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        try:
            yield
        finally:
            owner.execute(allow.format(Identifier(name), SQL("true")))


def test_without_its_database_the_service_says_when_to_come_back(database: Database) -> None:
    """API conventions: a clear 503 with Retry-After, and recovery without a restart."""
    with open_stage(database.dsn) as stage:
        rita = stage.console("rita")
        with away(database.dsn):
            answers = [
                rita.stage.client.post(
                    rita.root, json={"grid": "g12"}, headers=rita.headers | {"Idempotency-Key": "k"}
                ),
                rita.stage.client.get(rita.root, headers=rita.headers),
                rita.stage.client.get("/readyz"),
            ]
            alive = rita.stage.client.get("/healthz")
        again = rita.report("k", grid="g12")

        assert [answer.status_code for answer in answers] == [503, 503, 503]
        assert {answer.json()["code"] for answer in answers} == {"log-unavailable"}
        assert all(answer.headers["Retry-After"] == "2" for answer in answers)
        assert alive.status_code == 200
        assert again.status_code == 201
        assert rita.get().json()["items"][0]["case_id"] == again.json()["case_id"]
