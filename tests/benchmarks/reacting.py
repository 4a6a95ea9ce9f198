"""Reactions beside a rebuild of the same log and beside what the database stores in batches.

One event in ten has an effect, a closing that is worth a half point to each of two units. What
counts is events of the log per second until all is booked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from uuid import UUID, uuid4

import psycopg

from application.ports import Change
from application.scenarios.clock import StoryClock
from domain.act import THE_SYSTEM, Act
from domain.calendar.working_days import WorkingCalendar
from domain.cases.case import Case
from domain.kernel import Event
from domain.policy.pack import PolicyPack
from domain.vocabulary import RouteMode
from infrastructure.projections.rebuild import rebuild
from infrastructure.projections.unit_points import UNIT_POINT_LINES, UNIT_POINTS
from interfaces.bootstrap import wired
from tests.benchmarks.measure import Sample
from tests.benchmarks.results import REACTIONS, REPLAY, ROWS, Line, Target, line, median_ratio
from tests.benchmarks.street import MASTER_KEY

_PACK = "daguan"
_AT = datetime(2021, 9, 1, 1, tzinfo=UTC)
_BATCH, _UNITS, _EVENTS = 200, 50, 10  # cases per append; units; events of a case
Task = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


@dataclass(frozen=True, slots=True)
class Reactions:
    """What a run found.

    Attributes:
        reacted: events of the log per second; ``replayed``: the same, with nothing left to do.
        rebuilt: events per second of a rebuild of the ledgers' tables.
        stored: rows per second, of as many as were booked.
    """

    reacted: Sequence[Sample]
    replayed: Sequence[Sample]
    rebuilt: Sequence[Sample]
    stored: Sequence[Sample]

    def lines(self) -> list[Line]:
        """For the table."""
        return [
            line(ROWS, 1, self.stored),
            line(REACTIONS, 1, self.reacted),
            line(REPLAY, 1, self.replayed),
        ]

    def targets(self) -> list[Target]:
        """Booking keeps up with any street: a fifth of the speed at which tables are made anew."""
        reacted, rebuilt = ([one.rate for one in found] for found in (self.reacted, self.rebuilt))
        measured = median_ratio(reacted, rebuilt)
        return [Target("reactions / rebuild of ledgers", 0.2, least=True, measured=measured)]


def measured(dsn: str, task: Task, *, cases: int, rounds: int) -> Reactions:
    """Let the points of so many closed cases follow, in each round in a jurisdiction of its own."""
    reacted, replayed, rebuilt, stored = [], [], [], []
    with wired(dsn, master_key=MASTER_KEY, clock=StoryClock(_AT)) as wiring:
        service = wiring.service
        with task("reactions", rounds) as step:
            for number in range(rounds):
                jurisdiction = f"points-{number}"
                service.organisation.open_jurisdiction(jurisdiction, _PACK, "fan", body="top")
                pack = service.packs.current(jurisdiction, _AT.date())
                calendar = wiring.calendars.current(jurisdiction)
                for events in _closed(pack, calendar, cases):
                    service.log.append(Change(jurisdiction=jurisdiction, events=events))
                before = wiring.log.head(jurisdiction)
                (points,) = (one for one in service.reactor.reactions if one.NAME == "unit_points")
                working = wiring.new_reactor()
                working.reactions = [points]
                began = monotonic()
                working.catch_up_one(jurisdiction)
                reacted.append(Sample(before / (monotonic() - began)))
                booked = wiring.log.head(jurisdiction) - before
                assert booked >= 2 * cases, "each closing is worth something to two units"
                stored.append(Sample(_stored(dsn, booked)))
                afresh = wiring.new_reactor()
                afresh.reactions = [points]
                began = monotonic()
                appended = afresh.replay(jurisdiction, lambda _done, _total: None)
                replayed.append(Sample((before + booked) / (monotonic() - began)))
                assert appended == 0, "a replay books nothing twice"
                made = rebuild(dsn, wiring.log, tables=[UNIT_POINTS, UNIT_POINT_LINES])
                rebuilt.append(Sample(made.events / made.seconds))
                step()
    return Reactions(reacted, replayed, rebuilt, stored)


def _closed(pack: PolicyPack, calendar: WorkingCalendar, cases: int) -> Iterator[list[Event]]:
    """Cases with many notes and a closing, a batch at a time."""
    act = Act(actor=THE_SYSTEM, at=_AT, pack=pack, calendar=calendar)
    for first in range(0, cases, _BATCH):
        events: list[Event] = []
        for n in range(first, min(first + _BATCH, cases)):
            events += _history(act, uuid4(), (f"u{n % _UNITS}", f"u{(n + 1) % _UNITS}"))
        yield events


def _history(act: Act, case_id: UUID, units: tuple[str, ...]) -> Iterator[Event]:
    for version in range(1, _EVENTS):
        yield Case.FollowUpNoted(
            originator_id=case_id,
            originator_version=version,
            note="looked at it",
            **act.envelope(Case.FollowUpNoted.TOPIC),
        )
    yield Case.Closed(
        originator_id=case_id,
        originator_version=_EVENTS,
        closed_by="anna",
        closing_basis="SUPERVISION",
        closing_no=1,
        mode=RouteMode.MULTI,
        level=act.pack.cases.levels[-2],
        units=units,
        lead=None,
        on_time=True,
        **act.envelope(Case.Closed.TOPIC),
    )


def _stored(dsn: str, rows: int) -> float:
    """Rows per second: an INSERT of a batch of rows per transaction, the size of a booking."""
    state, batch = b"x" * 450, 2 * _BATCH
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "CREATE TEMPORARY TABLE rows (aggregate_id uuid, version integer, topic text, "
            "recorded_at timestamptz, state bytea, PRIMARY KEY (aggregate_id, version))"
        )
        began = monotonic()
        for first in range(0, rows, batch):
            ids = [uuid4() for _ in range(min(batch, rows - first))]
            connection.execute(
                "INSERT INTO rows SELECT id, 2, 'PointsAwarded', now(), %s "
                "FROM unnest(%s::uuid[]) AS id",
                [state, ids],
            )
        return rows / (monotonic() - began)
