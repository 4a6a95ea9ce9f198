"""``closeout rebuild``: makes read models anew while everybody goes on working."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final, Protocol

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_PHASES: Final[Mapping[str, str]] = {
    "READING": "reading the log",
    "INDEXING": "building indexes",
    "CATCHING_UP": "catching up",
}


class Rebuilt(Protocol):
    """What a rebuild did; ``locked``: seconds that others had to wait for the swap at most."""

    @property
    def rows(self) -> Mapping[str, int]: ...
    @property
    def events(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def locked(self) -> float: ...


Rebuild = Callable[[str | None, Callable[[str, int, int], None]], Rebuilt]
"""Given a read model, None for all, and whom to tell the phase, events done and events in all."""


def create(rebuild: Rebuild, console: Console) -> Callable[[str | None], None]:
    """The command, around what does it."""

    def command(
        read_model: Annotated[
            str | None, typer.Argument(help="One of them, such as case_board; left out: all.")
        ] = None,
    ) -> None:
        """Make read models anew from the log, beside the live ones, and swap.

        Commands, readers and the projector go on meanwhile. If it is broken off, nothing has
        changed, and the next run begins anew.
        """
        with _bar(console) as progress:
            task = progress.add_task(_PHASES["READING"], total=None)
            done = rebuild(
                read_model,
                lambda phase, events, total: progress.update(
                    task, description=_PHASES[phase], completed=events, total=total
                ),
            )
        for table, rows in done.rows.items():
            console.print(f"{table}: {rows} rows")
        console.print(
            f"{done.events} events in {done.seconds:.1f} s; "
            f"the swap held others up for {done.locked * 1000:.0f} ms"
        )

    return command


class _Speed(ProgressColumn):
    """Events per second, lately."""

    def render(self, task: Task) -> Text:
        speed = task.speed or task.finished_speed
        return Text("" if speed is None else f"{speed:,.0f} events/s")


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<16}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Speed(),
        TimeRemainingColumn(),
        console=console,
    )
