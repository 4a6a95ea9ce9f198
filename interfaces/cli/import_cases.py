"""``closeout import``: cases from a file of any layout."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Annotated, Final, Protocol, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from application.imports.errors import FileUnusable, MapRefused
from application.imports.import_cases import CaseImport, Refusal, Tally
from application.imports.map import ImportMap
from application.imports.prepare import prepare
from application.imports.pseudonyms import Pseudonyms
from application.imports.recipe import Recipe
from application.imports.rows import Rows
from application.service import Service
from domain.kernel import DomainError
from interfaces.exports.sheets import guarded

STOPPED: Final = 1
"""Exit code: the service refused or went away; the next run goes on from there."""
UNUSABLE: Final = 2
"""Exit code: nothing was entered, for the file, its map or the report cannot be used."""
SOME_REFUSED: Final = 3
"""Exit code: all rows were dealt with, and some are in the report."""

_SAY_EVERY = 2.0
"""Seconds between two lines of progress where there is no terminal."""
_SHOWN = 10
_HEAD = ("line", "source_id", "code", "rule", "reason")


class MapOnFile(Protocol):
    """A map that knows the lines its values stand on."""

    @property
    def plan(self) -> ImportMap: ...

    def recipe(self, columns: Sequence[str], pseudonyms: Pseudonyms) -> Recipe:
        """The map made ready for a file with these columns.

        Raises:
            MapRefused: it does not fit.
        """
        ...


class OpenRows(Protocol):
    """Opens a file of records.

    Raises:
        FileUnusable: it has no usable head.
    """

    def __call__(
        self, path: Path, *, encoding: str, delimiter: str
    ) -> AbstractContextManager[Rows]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """A running service, and what an import needs besides."""

    service: Service
    cases: CaseImport
    pseudonyms: Pseudonyms


def create_app(
    read_map: Callable[[Path], MapOnFile],
    open_rows: OpenRows,
    open_importer: Callable[[], AbstractContextManager[Importer]],
) -> typer.Typer:
    """The sub-commands, around whatever reads the files and runs the service."""
    app = typer.Typer(help="Import records from other systems.", no_args_is_help=True)

    @app.callback()
    def import_() -> None:
        """Import records from other systems."""

    @app.command()
    def cases(
        file: Annotated[Path, typer.Argument(help="CSV file, one case a row.")],
        map_file: Annotated[Path, typer.Option("--map", help="YAML file: cells to commands.")],
        jurisdiction: Annotated[str, typer.Option(help="Into which log.")],
        report: Annotated[Path | None, typer.Option(help="CSV file for the refused rows.")] = None,
        workers: Annotated[int, typer.Option(min=1, max=64, help="Rows at a time.")] = 8,
        prepared: Annotated[  # noqa: FBT002 # typer reads flags so
            bool, typer.Option("--prepare", help="First make the bodies and posts of the map.")
        ] = False,
    ) -> None:
        """Enter each row of FILE as a case, through the same commands as everybody.

        Rows that are there are passed over: after an interruption run the same command again.
        Exit code: 0 all rows are in, 3 some were refused, 2 the file or the map cannot be used,
        1 the import was stopped.
        """
        with ExitStack() as stack:
            try:
                plan = read_map(map_file)
                rows = stack.enter_context(
                    open_rows(file, encoding=plan.plan.encoding, delimiter=plan.plan.delimiter)
                )
                sink = stack.enter_context(_refusal_report(report))
                importer = stack.enter_context(open_importer())
                recipe = plan.recipe(rows.columns, importer.pseudonyms)
            except (MapRefused, FileUnusable) as refusal:
                typer.echo(str(refusal), err=True)
                raise typer.Exit(UNUSABLE) from refusal
            try:
                if prepared:
                    _prepare(importer.service, jurisdiction, plan.plan)
                with _progress(rows) as show:
                    tally = importer.cases.run(
                        jurisdiction, recipe, rows, workers=workers, refused=sink, progress=show
                    )
            except DomainError as refusal:
                typer.echo(f"Stopped: {refusal} ({refusal.code}) Run it again to go on.", err=True)
                raise typer.Exit(STOPPED) from refusal
            sink.summarise(report)
            if tally.refused:
                raise typer.Exit(SOME_REFUSED)

    return app


def _prepare(service: Service, jurisdiction: str, plan: ImportMap) -> None:
    if plan.setup is None:
        typer.echo("The map has no setup to prepare.", err=True)
        raise typer.Exit(UNUSABLE)
    done = prepare(service, jurisdiction, plan.setup)
    typer.echo(f"Prepared {jurisdiction}: {done} bodies and posts were missing.")


# --- The refused rows. ---


@dataclass(slots=True)
class _Refused:
    """Writes the refused rows down one by one, so that an interrupted run has told them, too."""

    file: TextIO | None
    codes: Counter[str] = field(default_factory=Counter)
    first: list[Refusal] = field(default_factory=list)

    def __call__(self, refusal: Refusal) -> None:
        self.codes[refusal.code] += 1
        if len(self.first) < _SHOWN:
            self.first.append(refusal)
        if self.file is not None:
            cells = (refusal.source_id, refusal.code, refusal.rule, refusal.reason)
            row = [refusal.line, *(guarded(cell or "") for cell in cells)]
            csv.writer(self.file).writerow(row)

    def summarise(self, report: Path | None) -> None:
        """Say which refusals there were, and all of the first few where no report has them."""
        for code, count in self.codes.most_common():
            typer.echo(f"  refused {count:>7,}  {code}")
        if report is not None and self.codes:
            typer.echo(f"The refused rows with their reasons are in {report}.")
        elif self.codes:
            for one in self.first:
                typer.echo(f"line {one.line}: {one.code}: {one.reason}", err=True)
            typer.echo("--report FILE writes down all of them.", err=True)


@contextmanager
def _refusal_report(path: Path | None) -> Iterator[_Refused]:
    if path is None:
        yield _Refused(None)
        return
    try:
        # The mark at the front tells spreadsheets that it is UTF-8; a line is on disk when told.
        file = path.open("w", encoding="utf-8-sig", newline="", buffering=1)
    except OSError as error:
        raise FileUnusable(str(path), f"cannot be written: {error.strerror}") from error
    with file:
        csv.writer(file).writerow(_HEAD)
        yield _Refused(file)


# --- Progress. ---


@contextmanager
def _progress(rows: Rows) -> Iterator[Callable[[Tally], None]]:
    console = Console(file=sys.stdout)
    began = monotonic()
    last = Tally()

    def said(tally: Tally) -> str:
        rate = tally.rows / max(monotonic() - began, 1e-3)
        return (
            f"{tally.rows:,} rows: {tally.entered:,} entered, {tally.present:,} already there, "
            f"{tally.refused:,} refused, {rate:,.0f} rows/s"
        )

    if console.is_terminal:
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        ) as bar:
            task = bar.add_task("importing", total=rows.size)

            def draw(tally: Tally) -> None:
                nonlocal last
                last = tally
                bar.update(task, completed=rows.consumed, description=said(tally))

            yield draw
    else:
        next_line = began + _SAY_EVERY

        def say(tally: Tally) -> None:
            nonlocal last, next_line
            last = tally
            if monotonic() >= next_line:
                share = rows.consumed / max(rows.size, 1)
                typer.echo(f"{share:>4.0%}  {said(tally)}")
                next_line = monotonic() + _SAY_EVERY

        yield say
    typer.echo(f"{said(last)}, {last.events:,} events, {monotonic() - began:,.1f} s")
