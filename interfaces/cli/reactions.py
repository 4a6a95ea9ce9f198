"""``closeout reactions``: what follows from the log, caught up or shown again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from application.reactions.reactor import Reactor

_Jurisdiction = Annotated[str, typer.Argument(help="Code of the jurisdiction.")]


def create_app(
    reactor: Callable[[], AbstractContextManager[Reactor]], console: Console
) -> typer.Typer:
    """The commands."""
    app = typer.Typer(help="What follows from the log.", no_args_is_help=True)

    @app.command("catch-up")
    def catch_up(jurisdiction: _Jurisdiction) -> None:
        """Let everything follow that was recorded; the scheduler does so by itself."""
        with reactor() as working:
            gone = working.catch_up_one(jurisdiction)
        console.print(f"{gone} positions, over {len(working.reactions)} reactions")

    @app.command("replay")
    def replay(jurisdiction: _Jurisdiction) -> None:
        """Show every event to every reaction again; what was done already is not done twice.

        The scheduler may run meanwhile.
        """
        with reactor() as working, _bar(console) as progress:
            task = progress.add_task("events shown", total=None)
            appended = working.replay(
                jurisdiction,
                lambda done, total: progress.update(task, completed=done, total=total),
            )
        console.print(f"{appended} events were missing and were appended")

    return app


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
