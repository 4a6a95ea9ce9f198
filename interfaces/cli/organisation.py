"""``closeout org``: what is there of an organisation, drawn or counted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from application.queries.coverage_desk import CoverageDesk
from application.use_cases.request import Caller
from domain.organisation.errors import TreeUnknown
from interfaces.organisation_chart import AT_ONCE, organisation_chart

_Jurisdiction = Annotated[str, typer.Argument(help="Code of the jurisdiction.")]
_By = Annotated[str, typer.Option("--by", help="Pseudonymous id of who asks.")]
_Under = Annotated[str | None, typer.Option("--under", help="This body and what is below it.")]


def create_app(
    desk: Callable[[], AbstractContextManager[CoverageDesk]], console: Console
) -> typer.Typer:
    """The commands."""
    app = typer.Typer(help="What is there of an organisation.", no_args_is_help=True)

    @app.command("chart")
    def chart(  # a drawing has that many choices
        jurisdiction: _Jurisdiction,
        out: Annotated[Path, typer.Argument(help="SVG file to write.")],
        by: _By,
        tree: Annotated[str | None, typer.Option("--tree", help="Hierarchy of the pack.")] = None,
        under: _Under = None,
        depth: Annotated[int, typer.Option("--depth", min=1, max=12)] = 6,
        at_once: Annotated[int, typer.Option("--at-once", min=1, max=500)] = AT_ONCE,
    ) -> None:
        """Draw the organisation as an SVG file, with vacant seats and what else is missing."""
        with desk() as coverage:
            found = coverage.chart(jurisdiction, Caller(by), under=under)
        if tree is not None and tree not in found.pack.hierarchies:
            raise TreeUnknown(tree)
        drawn = organisation_chart(found, tree=tree, depth=depth, at_once=at_once)
        out.write_text(drawn, encoding="utf-8")
        console.print(f"{out}: {sum(found.coverage.bodies.values())} bodies")

    @app.command("coverage")
    def coverage(jurisdiction: _Jurisdiction, by: _By, under: _Under = None) -> None:
        """Count bodies and staff, and list what is missing."""
        with desk() as asked:
            found = asked.coverage(jurisdiction, Caller(by), under=under)
        for counts in (found.bodies, found.persons, found.staff):
            for name, number in sorted(counts.items()):
                console.print(f"{number:>8}  {name}", highlight=False)
        for level, share in sorted(found.shares.items()):
            console.print(f"{share.text or '-':>8}  {level}", highlight=False)
        for defect in found.defects:
            said = " ".join(filter(None, (defect.kind, defect.body, defect.word)))
            console.print(f"{defect.strength:>8}  {said}", highlight=False, markup=False)

    return app
