"""``closeout points``: the league table of units."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from application.queries.points_desk import UnitPointsDesk
from application.read_models.as_of import AsOf
from application.use_cases.request import Caller
from domain.calendar.local_time import ZONE

_COLUMNS = ("base", "withheld", "awarded", "deducted", "reversed", "settled_points", "settled_rank")


def create_app(
    desk: Callable[[], AbstractContextManager[UnitPointsDesk]], console: Console
) -> typer.Typer:
    """The commands."""
    app = typer.Typer(help="Points of units.", no_args_is_help=True)

    @app.callback()
    def points() -> None:
        """Points of units."""

    @app.command("league")
    def league(
        jurisdiction: Annotated[str, typer.Argument(help="Code of the jurisdiction.")],
        year: Annotated[int, typer.Argument(help="Calendar year.")],
        by: Annotated[str, typer.Option("--by", help="Pseudonymous id of who asks.")],
        as_of: Annotated[
            datetime | None, typer.Option("--as-of", help="As it was known then, local time.")
        ] = None,
    ) -> None:
        """Show all units of a year by rank, the formula, and what was left out by whom."""
        then = AsOf(as_of.replace(tzinfo=ZONE)) if as_of is not None else None
        with desk() as asked:
            found = asked.league(jurisdiction, Caller(by), year, as_of=then)
        table = Table("rank", "unit", "total", *_COLUMNS, caption=found.formula)
        for place in found.places:
            cells = (place.now.rank, place.unit, place.total)
            further = (getattr(place.account, name) for name in _COLUMNS)
            table.add_row(*("" if cell is None else str(cell) for cell in (*cells, *further)))
        console.print(table)
        for line in found.excluded:
            said = f"left out: {line.code} {line.case_id} {line.amount}: {line.reason}"
            console.print(f"{said} (approved by {line.approver})", markup=False)

    return app
