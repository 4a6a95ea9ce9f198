"""The peer: the eventsourcing library as it comes, with its own recorder for PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from random import Random
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict

from tests.benchmarks.measure import Sample, drive


class Matter(Aggregate):
    """An aggregate in the library's own idiom: default events, default transcoder."""

    class Started(Aggregate.Created):
        """It begins."""

        text: str

    class Noted(Aggregate.Event):
        """A note was taken."""

        note: str
        by: str

    @event(Started)
    def __init__(self, text: str) -> None:
        self.text = text
        self.notes = 0
        self.latest = ("", "")

    @event(Noted)
    def note(self, note: str, by: str) -> None:
        """Take a note."""
        self.notes += 1
        self.latest = (note, by)


class Matters(Application[UUID]):
    """Load, decide, save."""

    def start(self, text: str, size: int, events: int) -> UUID:
        """A matter with some events of this size."""
        matter = Matter(text)
        for _ in range(events - 1):
            matter.note("x" * size, "anna")
        self.save(matter)
        return matter.id

    def note(self, matter_id: UUID, size: int) -> None:
        """The command."""
        matter: Matter = self.repository.get(matter_id)
        matter.note("x" * size, "anna")
        self.save(matter)


class StockRecorder:
    """Commands of the library on streams as long as ours, with events of the same size.

    Args:
        size: bytes of state per stored event.
        clients: the most that will run at once.
    """

    def __init__(self, dsn: str, *, size: int, clients: int, streams: int, events: int) -> None:
        place = conninfo_to_dict(dsn)
        self._app = Matters(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": str(place["dbname"]),
                "POSTGRES_HOST": str(place["host"]),
                "POSTGRES_PORT": str(place["port"]),
                "POSTGRES_USER": str(place["user"]),
                "POSTGRES_PASSWORD": "none",  # the socket asks for none, the library for one
                "POSTGRES_POOL_SIZE": str(clients),
                "POSTGRES_MAX_OVERFLOW": str(clients),
            }
        )
        sample = Matter("")
        sample.note("", "anna")
        empty = len(self._app.mapper.to_stored_event(sample.collect_events()[-1]).state)
        self._size = size - empty
        self._streams: Sequence[UUID] = [
            self._app.start("x" * self._size, self._size, events) for _ in range(streams)
        ]
        self._seeds = count(1)

    def run(self, clients: int, seconds: float) -> Sample:
        """One run; no two clients share a stream, so nothing is ever refused."""
        seed = next(self._seeds)
        choices = [Random(f"{seed}/{n}") for n in range(clients)]  # noqa: S311  # which stream is next, not a secret

        def step(client: int) -> None:
            self._app.note(choices[client].choice(self._streams[client::clients]), self._size)

        return drive(clients, seconds, step)

    def close(self) -> None:
        """Give the connections back."""
        self._app.close()
