"""``Signals`` by LISTEN: one connection for all logs and all who wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import psycopg

from infrastructure.event_log.statements import CHANNEL

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0


class PostgresSignals:
    """Notices of appends, over a connection that is made anew whenever it is lost.

    Args:
        dsn: the database, past any pooler that changes connections between transactions.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def appended(self) -> AsyncGenerator[str | None, None]:
        pause = _FIRST_PAUSE
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._dsn,
                    autocommit=True,
                    connect_timeout=5,
                    keepalives_idle=10,
                    keepalives_interval=5,
                    keepalives_count=2,
                )
                async with connection:
                    await connection.execute("LISTEN " + CHANNEL)
                    pause = _FIRST_PAUSE
                    yield None  # whatever was appended until now, nobody told us
                    async for notify in connection.notifies():
                        yield notify.payload
            except (psycopg.OperationalError, psycopg.InterfaceError):
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
