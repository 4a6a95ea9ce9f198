"""The sweep of obligations, beside what the same database stores in batches of the same size."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from time import monotonic
from typing import cast
from uuid import uuid4

import psycopg

from application.ports import Change
from application.scenarios.clock import StoryClock
from domain.act import THE_SYSTEM, Act
from domain.calendar.local_time import end_of, start_of
from domain.kernel import Event
from domain.obligations.obligation import Obligation, Owed
from domain.obligations.spans import Span
from infrastructure.calendars.chinese import china
from interfaces.bootstrap import wired
from tests.benchmarks.measure import Sample
from tests.benchmarks.results import BATCHES, SWEEP, Line, Target, line, median_ratio
from tests.benchmarks.street import MASTER_KEY

_PACK, _CODE = "kundulun", "RHYTHM_MONTH"
_BATCH = 1_000  # as the sweep's own
_SPAN = Span(start_of(date(2021, 9, 1)), end_of(date(2021, 9, 30)))
_BEFORE, _AFTER = datetime(2021, 9, 1, 1, tzinfo=UTC), datetime(2021, 9, 30, 16, 5, tzinfo=UTC)
_MEGABYTE = 1024  # getrusage counts in kilobytes
Task = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


@dataclass(frozen=True, slots=True)
class Sweeps:
    """What a run found.

    Attributes:
        swept: misses recorded per second, by round; ``limit``: rows stored per second.
        grown: megabytes that the process grew by in the sweeps.
    """

    swept: Sequence[Sample]
    limit: Sequence[Sample]
    grown: float

    def lines(self) -> list[Line]:
        """For the table."""
        return [line(BATCHES, 1, self.limit), line(SWEEP, 1, self.swept)]

    def targets(self) -> list[Target]:
        """Batches in bounded memory; the CPU of the one process that decides is the limit."""
        swept, limit = ([one.rate for one in found] for found in (self.swept, self.limit))
        return [
            Target("sweep / batched INSERT", 0.01, least=True, measured=median_ratio(swept, limit)),
            Target("megabytes that a sweep takes", 200, least=False, measured=self.grown),
        ]


def measured(dsn: str, task: Task, *, obligations: int, rounds: int) -> Sweeps:
    """Sweep so many due obligations, once in each round, in a jurisdiction of its own."""
    swept, limit = [], []
    grown = 0.0
    clock = StoryClock(_BEFORE)
    with wired(dsn, master_key=MASTER_KEY, clock=clock) as wiring:
        service = wiring.service
        with task("sweep of obligations", rounds) as step:
            for number in range(rounds):
                jurisdiction = f"sweep-{number}"
                clock.set(_BEFORE)
                service.organisation.open_jurisdiction(jurisdiction, _PACK, "fan", body="top")
                act = Act(
                    actor=THE_SYSTEM,
                    at=_BEFORE,
                    pack=service.packs.current(jurisdiction, _SPAN.first_day),
                    calendar=china(),
                )
                for events in _opened(act, jurisdiction, obligations):
                    service.log.append(Change(jurisdiction=jurisdiction, events=events))
                service.projector.catch_up()
                clock.set(_AFTER)
                before, began = _peak(), monotonic()
                changed = service.obligation_sweep.sweep(jurisdiction)
                seconds = monotonic() - began
                grown = max(grown, _peak() - before)
                assert changed >= obligations, "every one of them was due"
                swept.append(Sample(changed / seconds))
                limit.append(Sample(_stored(dsn, changed)))
                step()
    return Sweeps(swept, limit, grown)


def _opened(act: Act, jurisdiction: str, obligations: int) -> Iterator[list[Event]]:
    """The openings, a batch at a time."""
    rule = act.pack.duties[_CODE]
    for first in range(0, obligations, _BATCH):
        events: list[Event] = []
        for n in range(first, min(first + _BATCH, obligations)):
            owed = Owed(code=_CODE, subject=f"g{n}", holder=f"g{n}", body="top")
            one = Obligation.open(act, jurisdiction=jurisdiction, owed=owed, rule=rule, span=_SPAN)
            events += cast("Sequence[Event]", one.collect_events())
        yield events


def _stored(dsn: str, rows: int) -> float:
    """Rows per second: an INSERT of a batch of rows per transaction, the size of a miss."""
    state = b"x" * 300
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "CREATE TEMPORARY TABLE batches (aggregate_id uuid, version integer, topic text, "
            "recorded_at timestamptz, state bytea, PRIMARY KEY (aggregate_id, version))"
        )
        began = monotonic()
        for first in range(0, rows, _BATCH):
            ids = [uuid4() for _ in range(min(_BATCH, rows - first))]
            connection.execute(
                "INSERT INTO batches SELECT id, 2, 'ObligationMissed', now(), %s "
                "FROM unnest(%s::uuid[]) AS id",
                [state, ids],
            )
        return rows / (monotonic() - began)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
