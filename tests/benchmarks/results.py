"""What a run found: medians over interleaved rounds, ratios, and the targets they must reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks import rebuilding
from tests.benchmarks.measure import Sample

AT = 8
"""Clients at which the targets hold."""

LIMIT, LIBRARY, FOLLOW_UP, REPORT = "limit", "library", "follow_up", "report"
CREATE, READ, LIST, FOLLOW = "http_create", "http_read", "http_list", "follow"
SWEEP, BATCHES = "sweep", "batches"
REACTIONS, REPLAY, ROWS = "reactions", "replay", "rows"
COUNT_ALL, FROM_LOG = "count_all", "from_log"
TITLES = rebuilding.TITLES | {
    LIMIT: "pgbench: one INSERT of the same size",
    LIBRARY: "eventsourcing's own recorder",
    FOLLOW_UP: "our command: note_follow_up",
    REPORT: "our command: report_case, text sealed",
    CREATE: "POST a case, text sealed",
    READ: "GET one case of 100,000",
    LIST: "GET a page of 50 of 100,000",
    SWEEP: "due obligations swept",
    BATCHES: "the same rows in batched INSERTs",
    REACTIONS: "events of the log until all is booked",
    REPLAY: "the same, shown again",
    ROWS: "the bookings in batched INSERTs",
    COUNT_ALL: "count(*) of a million cases",
    FROM_LOG: "events counted from the log alone",
    FOLLOW: "events to followers: acknowledged to received",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One contender at one number of clients: medians of its rounds.

    Attributes:
        rate: per second; None: it could not be measured.
        p50, p95: milliseconds.
        spread: lowest and highest rate of a round.
    """

    contender: str
    clients: int
    rate: float | None
    p50: float | None = None
    p95: float | None = None
    spread: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, what it must be, and what it is.

    Attributes:
        least: whether ``bound`` is the least or the most it may be.
        measured: None: a part of it could not be measured.
    """

    name: str
    bound: float
    least: bool
    measured: float | None

    @property
    def reached(self) -> bool:
        """Whether the bound holds; what was not measured was not reached."""
        if self.measured is None:
            return False
        return self.measured >= self.bound if self.least else self.measured <= self.bound


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a run found.

    Attributes:
        sizes: command latency by number of events in the log.
        doors: requests over HTTP, events to followers, and a rebuild.
        notes: what the reader must know, for one why something could not be measured.
        conditions: what it ran on and how.
    """

    lines: Sequence[Line]
    sizes: Sequence[tuple[int, Line]]
    doors: Sequence[Line]
    targets: Sequence[Target]
    conditions: dict[str, Any]
    notes: Sequence[str] = ()

    @property
    def reached(self) -> bool:
        """Whether every target is."""
        return all(target.reached for target in self.targets)

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "conditions": self.conditions,
            "lines": [asdict(line) for line in self.lines],
            "log_size": [{"events": events, **asdict(line)} for events, line in self.sizes],
            "doors": [asdict(one) for one in self.doors],
            "targets": [asdict(one) | {"reached": one.reached} for one in self.targets],
            "notes": list(self.notes),
            "reached": self.reached,
        }


def line(contender: str, clients: int, samples: Sequence[Sample]) -> Line:
    """The median of some rounds."""
    if not samples:
        return Line(contender, clients, None)
    rates = [sample.rate for sample in samples]
    return Line(
        contender,
        clients,
        median(rates),
        _milliseconds([sample.p50 for sample in samples if sample.p50 is not None]),
        _milliseconds([sample.p95 for sample in samples if sample.p95 is not None]),
        (min(rates), max(rates)),
    )


def median_ratio(above: Sequence[float], below: Sequence[float]) -> float | None:
    """The median of the rounds' ratios: what disturbs a round disturbs both its sides."""
    ratios = [one / other for one, other in zip(above, below, strict=True)]
    return median(ratios) if ratios else None


def show(results: Results, console: Console) -> None:
    """The tables."""
    if results.lines:
        _show_commands(results, console)
    if results.sizes:
        _show_sizes(results, console)
    if results.doors:
        _show_doors(results, console)
    _show_targets(results, console)
    for note in results.notes:
        console.print(f"[yellow]{note}[/]")


def _show_commands(results: Results, console: Console) -> None:
    rates = {(one.contender, one.clients): one for one in results.lines}
    clients = sorted({one.clients for one in results.lines})
    table = Table(title="Commands per second (median of the rounds; lowest to highest)")
    table.add_column("")
    for number in clients:
        table.add_column(f"{number} client{'s' if number > 1 else ''}", justify="right")
    for contender, title in TITLES.items():
        table.add_row(title, *(_rate(rates.get((contender, number))) for number in clients))
    console.print(table)

    table = Table(title="One command, milliseconds (p50 / p95)")
    table.add_column("")
    for number in clients:
        table.add_column(f"{number} client{'s' if number > 1 else ''}", justify="right")
    for contender in (LIBRARY, FOLLOW_UP, REPORT):
        cells = (_latency(rates.get((contender, number))) for number in clients)
        table.add_row(TITLES[contender], *cells)
    console.print(table)


def _show_sizes(results: Results, console: Console) -> None:
    table = Table(title=f"note_follow_up at {AT} clients by size of the log")
    for heading in ("events in the log", "per second", "p50 / p95, ms"):
        table.add_column(heading, justify="right")
    for events, one in results.sizes:
        table.add_row(f"{events:,}", _rate(one), _latency(one))
    console.print(table)


def _show_doors(results: Results, console: Console) -> None:
    table = Table(title="The doors, everything on one machine")
    for heading in ("", "clients", "per second", "p50 / p95, ms"):
        table.add_column(heading, justify="right")
    for one in results.doors:
        table.add_row(
            TITLES.get(one.contender, one.contender), f"{one.clients}", _rate(one), _latency(one)
        )
    console.print(table)


def _show_targets(results: Results, console: Console) -> None:
    table = Table(title="Targets")
    for heading in ("", "target", "measured", "reached"):
        table.add_column(heading)
    for target in results.targets:
        table.add_row(
            target.name,
            f"{'≥' if target.least else '≤'} {target.bound:g}",
            "not measured" if target.measured is None else f"{target.measured:,.2f}",
            "[green]yes[/]" if target.reached else "[red]no[/]",
        )
    console.print(table)


def _milliseconds(seconds: Sequence[float]) -> float | None:
    return median(seconds) * 1000 if seconds else None


def _rate(one: Line | None) -> str:
    if one is None or one.rate is None or one.spread is None:
        return "not measured"
    return f"{one.rate:,.0f}  ({one.spread[0]:,.0f}–{one.spread[1]:,.0f})"


def _latency(one: Line | None) -> str:
    if one is None or one.p50 is None or one.p95 is None:
        return "not measured"
    return f"{one.p50:.1f} / {one.p95:.1f}"
