"""``python -m tests.benchmarks``: how fast commands are, as ratios to what the same run could be.

All contenders take turns on one server, so that a busy minute of the machine slows each of them;
only ratios are to be read. The server is as durable as in production: fsync and synchronous commit.
Commands are measured alone; at the doors projector, scheduler and deliverer run beside the API.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infrastructure.postgres.embedded import EmbeddedServer
from infrastructure.postgres.migrations import migrate
from tests.benchmarks import doors, figuring, reacting, sweeping
from tests.benchmarks.command import FollowUps, Reports
from tests.benchmarks.filling import fill
from tests.benchmarks.library import StockRecorder
from tests.benchmarks.limit import PgbenchMissing, PlainInsert
from tests.benchmarks.measure import Sample
from tests.benchmarks.results import (
    AT,
    FOLLOW_UP,
    LIBRARY,
    LIMIT,
    REPORT,
    Results,
    Target,
    line,
    median_ratio,
    show,
)
from tests.benchmarks.street import EVENTS_PER_CASE, Street, street
from tests.benchmarks.street_cases import case_ids, open_cases

Run = Callable[[int, float], Sample]


class Part(StrEnum):
    """What is measured: commands beside their limit, commands by size of the log, doors, sweeps,
    reactions, indicators over many cases.
    """

    COMMANDS = "commands"
    SIZES = "sizes"
    DOORS = "doors"
    OBLIGATIONS = "obligations"
    REACTIONS = "reactions"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: times each contender has its turn.
        seconds: of one turn; ``size_seconds``: of one turn on a log of a given size.
        cases: prepared in the log that all contenders are compared on.
        sizes: events in the two logs that are compared with each other.
        door_cases: cases behind the API, and in the log that is rebuilt.
        door_seconds: of one turn at the door, or of following the log.
        rebuilds: times the log is rebuilt.
        obligations: due at once when they are swept.
        closed_cases: whose points follow.
        figure_cases: cases that indicators are counted over; ``answers`` to each question.
    """

    rounds: int
    seconds: float
    size_seconds: float
    clients: Sequence[int]
    cases: int
    sizes: tuple[int, int]
    door_cases: int
    door_seconds: float
    rebuilds: int
    obligations: int
    closed_cases: int
    figure_cases: int
    answers: int


FULL = Plan(
    rounds=5,
    seconds=2,
    size_seconds=4,
    clients=(1, 4, 8, 16),
    cases=1_250,
    sizes=(10_000, 1_000_000),
    door_cases=100_000,
    door_seconds=5,
    rebuilds=3,
    obligations=100_000,
    closed_cases=20_000,
    figure_cases=1_000_000,
    answers=100,
)
QUICK = Plan(
    rounds=3,
    seconds=1,
    size_seconds=1.5,
    clients=(1, AT),
    cases=1_250,
    sizes=(10_000, 100_000),
    door_cases=10_000,
    door_seconds=1.5,
    rebuilds=1,
    obligations=10_000,
    closed_cases=2_000,
    figure_cases=100_000,
    answers=20,
)
_WARM_UP = 0.5
_BLOCK = 50


@dataclass
class Bench:
    """One server, and what is measured on it."""

    plan: Plan
    server: EmbeddedServer
    stack: ExitStack
    progress: Progress
    notes: list[str] = field(default_factory=list)

    def database(self, name: str, template: str = "template0") -> str:
        """A new database; its connection string."""
        with psycopg.connect(self.server.dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
            )
        return self.server.dsn(name)

    @contextmanager
    def task(self, title: str, total: int) -> Iterator[Callable[[], None]]:
        """A progress bar, and what moves it."""
        task = self.progress.add_task(title, total=total)
        yield lambda: self.progress.advance(task)

    def prepare(self) -> str:
        """A database with cases that went all the way to a unit; its connection string."""
        dsn = self.database("prepared")
        migrate(dsn)
        with street(dsn) as town, self.task("prepare cases", self.plan.cases // _BLOCK) as step:
            town.open()
            for block in range(self.plan.cases // _BLOCK):
                town.cases(_BLOCK, f"block{block}")
                step()
        return dsn

    def contenders(self, town: Street, dsn: str) -> Mapping[str, Run]:
        """All four, on one server; the limit is missing where pgbench is."""
        plan = self.plan
        cases = case_ids(dsn, town.jurisdiction)
        follow_ups = FollowUps(town, dsn, cases)
        follow_ups.run(1, _WARM_UP)
        size = stored_size(dsn, town.jurisdiction)
        library = StockRecorder(
            self.database("library"),
            size=size,
            clients=max(plan.clients),
            streams=len(cases) // 4,
            events=EVENTS_PER_CASE,
        )
        self.stack.callback(library.close)
        runs: dict[str, Run] = {}
        try:
            runs[LIMIT] = PlainInsert(
                dsn,
                bin_dir=self.server.bin_dir,
                size=size,
                folder=Path(self.stack.enter_context(tempfile.TemporaryDirectory())),
            ).run
        except PgbenchMissing as missing:
            self.notes.append(f"{missing} The limit was not measured.")
        runs[LIBRARY] = library.run
        runs[FOLLOW_UP] = follow_ups.run
        runs[REPORT] = Reports(town).run
        return runs

    def compare(self) -> dict[tuple[str, int], list[Sample]]:
        """Every contender at every number of clients, in turns."""
        plan = self.plan
        dsn = self.database("compared", template="prepared")
        town = self.stack.enter_context(street(dsn))
        runs = self.contenders(town, dsn)
        samples: dict[tuple[str, int], list[Sample]] = defaultdict(list)
        turns = plan.rounds * len(plan.clients) * len(runs)
        with self.task("commands", turns) as step:
            for _ in range(plan.rounds):
                for clients in plan.clients:
                    for name, run in runs.items():
                        samples[name, clients].append(run(clients, plan.seconds))
                        step()
        return samples

    def by_size(self) -> dict[int, list[Sample]]:
        """The same command on a small log and on a large one, in turns.

        Both have the same number of open cases, drawn from the whole log: what grows is history.
        """
        plan = self.plan
        runs: dict[int, Run] = {}
        with self.task("fill logs", len(plan.sizes)) as step:
            for size in plan.sizes:
                dsn = self.database(f"log_of_{size}", template="prepared")
                town = self.stack.enter_context(street(dsn))
                events = fill(dsn, town.jurisdiction, size)
                follow_ups = FollowUps(town, dsn, open_cases(dsn, town.jurisdiction))
                follow_ups.run(AT, _WARM_UP)
                runs[events] = follow_ups.run
                step()
        samples: dict[int, list[Sample]] = defaultdict(list)
        with self.task("size of the log", plan.rounds * len(runs)) as step:
            for _ in range(plan.rounds):
                for events, run in runs.items():
                    samples[events].append(run(AT, plan.size_seconds))
                    step()
        return samples

    def doors(self) -> doors.Doors:
        """The API, its live feed and a rebuild, on one log with many cases."""
        plan = self.plan
        return doors.measured(
            self.database("doors", template="prepared"),
            self.task,
            cases=plan.door_cases,
            rounds=plan.rounds,
            seconds=plan.door_seconds,
            rebuilds=plan.rebuilds,
        )

    def sweeps(self) -> sweeping.Sweeps:
        """Obligations that are due at once."""
        plan = self.plan
        return sweeping.measured(
            self.database("sweeps", template="prepared"),
            self.task,
            obligations=plan.obligations,
            rounds=plan.rounds,
        )

    def reactions(self) -> reacting.Reactions:
        """Points that follow from closings."""
        plan = self.plan
        return reacting.measured(
            self.database("reactions", template="prepared"),
            self.task,
            cases=plan.closed_cases,
            rounds=plan.rounds,
        )

    def figures(self) -> figuring.Figures:
        """Indicators over many cases."""
        plan = self.plan
        return figuring.measured(
            self.database("figures", template="prepared"),
            self.task,
            cases=plan.figure_cases,
            answers=plan.answers,
        )


def stored_size(dsn: str, jurisdiction: str) -> int:
    """Bytes of state of the event that the measured command stores."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "SELECT round(avg(length(state)))::int FROM events "
            "WHERE jurisdiction = %s AND topic = 'FollowUpNoted'",
            [jurisdiction],
        ).fetchone()
    assert found is not None, "an aggregate without groups has one row"
    return int(found[0])


def targets(
    samples: Mapping[tuple[str, int], Sequence[Sample]], sizes: Mapping[int, Sequence[Sample]]
) -> list[Target]:
    """The three ratios that the product promises."""

    def rates(name: str) -> list[float]:
        return [sample.rate for sample in samples.get((name, AT), ())]

    limit = rates(LIMIT)
    found = []
    if samples:
        found += [
            Target(
                f"note_follow_up / pgbench, {AT} clients",
                0.4,
                least=True,
                measured=median_ratio(rates(FOLLOW_UP), limit) if limit else None,
            ),
            Target(
                f"note_follow_up / library, {AT} clients",
                5,
                least=True,
                measured=median_ratio(rates(FOLLOW_UP), rates(LIBRARY)),
            ),
        ]
    if sizes:
        small, large = sizes
        slow, fast = ([one.p95 or 0.0 for one in sizes[size]] for size in (large, small))
        found.append(
            Target(
                f"p95 at {large:,} events / at {small:,}, {AT} clients",
                1.1,
                least=False,
                measured=median_ratio(slow, fast),
            )
        )
    return found


def measure(plan: Plan, parts: Collection[Part], console: Console) -> Results:
    """Run the plan, or some parts of it."""
    began = monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        Progress(*columns, TimeElapsedColumn(), console=console) as progress,
        EmbeddedServer.start(ephemeral=True) as server,
        ExitStack() as stack,
    ):
        bench = Bench(plan, server, stack, progress)
        prepared = bench.prepare()
        samples = bench.compare() if Part.COMMANDS in parts else {}
        sizes = bench.by_size() if Part.SIZES in parts else {}
        at_doors = bench.doors() if Part.DOORS in parts else None
        sweeps = bench.sweeps() if Part.OBLIGATIONS in parts else None
        reactions = bench.reactions() if Part.REACTIONS in parts else None
        figures = bench.figures() if Part.FIGURES in parts else None
        conditions = conditions_of(prepared) | {"seconds": round(monotonic() - began)}
    lines = [
        line(name, clients, samples.get((name, clients), ()))
        for name in (LIMIT, LIBRARY, FOLLOW_UP, REPORT)
        for clients in (plan.clients if samples else ())
    ]
    return Results(
        lines,
        [(events, line(FOLLOW_UP, AT, found)) for events, found in sizes.items()],
        [
            *(at_doors.lines() if at_doors else ()),
            *(sweeps.lines() if sweeps else ()),
            *(reactions.lines() if reactions else ()),
            *(figures.lines() if figures else ()),
        ],
        [
            *targets(samples, sizes),
            *(at_doors.targets() if at_doors else ()),
            *(sweeps.targets() if sweeps else ()),
            *(reactions.targets() if reactions else ()),
            *(figures.targets() if figures else ()),
        ],
        conditions,
        bench.notes,
    )


def conditions_of(dsn: str) -> dict[str, Any]:
    """What the figures depend on besides the product."""
    names = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
    with psycopg.connect(dsn) as connection:
        shown = [connection.execute(SQL("SHOW {}").format(SQL(name))).fetchone() for name in names]
    settings = {name: row[0] for name, row in zip(names, shown, strict=True) if row}
    return settings | {"cpus": os.cpu_count(), "python": platform.python_version()}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every target is reached, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute, and less exact")
    parser.add_argument(
        "--part",
        type=Part,
        choices=list(Part),
        action="append",
        help="only this part of it; may be given several times",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there, too")
    given = parser.parse_args(arguments)
    console = Console()
    results = measure(QUICK if given.quick else FULL, given.part or list(Part), console)
    show(results, console)
    console.print(", ".join(f"{name} {value}" for name, value in results.conditions.items()))
    if given.json:
        given.json.write_text(json.dumps(results.as_json(), indent=2, ensure_ascii=False) + "\n")
    return 0 if results.reached else 1


if __name__ == "__main__":
    sys.exit(main())
