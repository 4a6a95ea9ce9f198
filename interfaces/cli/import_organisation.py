"""``closeout import organisation``: bodies, posts, links and staff from YAML or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from application.imports.errors import FileUnusable
from application.imports.import_organisation import (
    Deviation,
    OrganisationImport,
    Rehearsed,
    Tally,
)
from application.imports.organisation_entries import Entry, Source
from application.use_cases.request import Caller
from domain.kernel import DomainError
from interfaces.cli.import_cases import SOME_REFUSED, STOPPED, UNUSABLE, Importer

_SAY_EVERY: Final = 2.0
"""Seconds between two lines of progress where there is no terminal."""
_HEAD: Final = ("line", "kind", "subject", "code", "rule", "reason")


def add(
    app: typer.Typer,
    read_organisation: Callable[[Path], list[Entry]],
    open_importer: Callable[[], AbstractContextManager[Importer]],
) -> None:
    """Add the command, around whatever reads the file and runs the service."""

    @app.command()
    def organisation(
        file: Annotated[Path, typer.Argument(help="YAML or CSV file.")],
        jurisdiction: Annotated[str, typer.Option(help="Into which log; it is open already.")],
        by: Annotated[str, typer.Option(help="Pseudonymous id of who founds and appoints.")],
        dry_run: Annotated[  # noqa: FBT002 # typer reads flags so
            bool, typer.Option("--dry-run", help="List every deviation; record nothing.")
        ] = False,
        skip_refused: Annotated[  # noqa: FBT002 # typer reads flags so
            bool, typer.Option("--skip-refused", help="Enter the rest although some are refused.")
        ] = False,
        source: Annotated[
            str | None,
            typer.Option(help="Names the system whose people stand in person and leader."),
        ] = None,
        report: Annotated[Path | None, typer.Option(help="CSV file for the deviations.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002 # typer reads flags so
    ) -> None:
        """Enter an organisation through the same commands as everybody.

        Everything is tried first: while an entry would be refused nothing is entered. What is there
        is passed over: after an interruption run the same command again. Exit code: 0 all is in,
        3 some entries are refused, 2 the file cannot be used, 1 the import was stopped.
        """
        try:
            entries = read_organisation(file)
        except FileUnusable as refusal:
            typer.echo(str(refusal), err=True)
            raise typer.Exit(UNUSABLE) from refusal
        with open_importer() as importer:
            people = Source(source, importer.pseudonyms)
            one = OrganisationImport(desk=importer.service.organisation)
            try:
                done = one.rehearse(jurisdiction, Caller(by), entries, people)
                entering = not dry_run and (skip_refused or not done.refused)
                if entering:
                    done = _entered(one, jurisdiction, Caller(by), entries, people, done)
            except DomainError as refusal:
                typer.echo(f"Stopped: {refusal} ({refusal.code}) Run it again to go on.", err=True)
                raise typer.Exit(STOPPED) from refusal
        _tell(done, report, entered=entering, as_json=as_json)
        if done.refused:
            raise typer.Exit(SOME_REFUSED)


def _entered(
    one: OrganisationImport,
    jurisdiction: str,
    caller: Caller,
    entries: Sequence[Entry],
    people: Source,
    rehearsed: Rehearsed,
) -> Rehearsed:
    """The import itself; what the rehearsal said beside the refusals still holds."""
    with _progress() as show:
        done = one.run(jurisdiction, caller, entries, people, progress=show)
    besides = [each for each in rehearsed.deviations if each.kind != "refused"]
    return Rehearsed(done.tally, [*done.deviations, *besides])


def _tell(done: Rehearsed, report: Path | None, *, entered: bool, as_json: bool) -> None:
    if report is not None:
        _write(report, done.deviations)
    if as_json:
        told = {
            "recorded": entered,
            **asdict(done.tally),
            "deviations": [asdict(each) for each in done.deviations],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for each in done.deviations:
        where = f"line {each.line}: " if each.line is not None else ""
        subject = f"{each.subject}: " if each.subject is not None else ""
        rule = f" ({each.rule})" if each.rule else ""
        typer.echo(f"{where}{each.kind}: {subject}{each.code}{rule}: {each.reason}")
    typer.echo(_said(done.tally, entered=entered))
    if not entered:
        typer.echo("Nothing was recorded.")


def _said(tally: Tally, *, entered: bool) -> str:
    did = "entered" if entered else "would be entered"
    return (
        f"{tally.total:,} entries: {tally.entered:,} {did}, {tally.present:,} already there, "
        f"{tally.refused:,} refused"
    )


def _write(report: Path, deviations: Sequence[Deviation]) -> None:
    # The mark at the front tells spreadsheets that it is UTF-8. No cell begins like a formula:
    # codes and reasons are ours, and a line is a number.
    with report.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(_HEAD)
        table.writerows([getattr(each, name) for name in _HEAD] for each in deviations)


@contextmanager
def _progress() -> Iterator[Callable[[Tally], None]]:
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield _Saying()
        return
    with Progress(
        TextColumn("importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("importing", total=None)
        yield lambda tally: bar.update(task, completed=tally.done, total=tally.total)


class _Saying:
    """A line now and then, for logs."""

    def __init__(self) -> None:
        self._next = monotonic() + _SAY_EVERY

    def __call__(self, tally: Tally) -> None:
        if monotonic() >= self._next:
            typer.echo(f"{tally.done:,} of {tally.total:,}", err=True)
            self._next = monotonic() + _SAY_EVERY
