"""What a database is for, as whoever made it stated: development tokens need it said."""

from __future__ import annotations

from enum import StrEnum

import psycopg


class Environment(StrEnum):
    """What a database is for."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def environment_of(dsn: str) -> Environment:
    """What the database is for; one where nothing is stated is taken for production."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        rows = connection.execute("SELECT environment FROM deployment").fetchall()
    stated = {environment for (environment,) in rows}
    return Environment.DEVELOPMENT if stated == {"development"} else Environment.PRODUCTION


def state_environment(dsn: str, environment: Environment, *, anew: bool = True) -> None:
    """State what the database is for.

    Args:
        dsn: as the owner of the tables.
        anew: also where something is stated already.
    """
    with psycopg.connect(dsn) as connection:
        # There is no key to hold the row unique.
        connection.execute("LOCK TABLE deployment IN EXCLUSIVE MODE")
        if anew:
            connection.execute("DELETE FROM deployment")
        connection.execute(
            "INSERT INTO deployment (environment) SELECT %s"
            " WHERE NOT EXISTS (SELECT FROM deployment)",
            [environment],
        )
