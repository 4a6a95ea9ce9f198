"""``closeout indicators``: the catalogue, its values, and both as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from application.queries.figures import Cohort, Group
from application.queries.indicator_desk import IndicatorDesk, Listed
from application.read_models.as_of import AsOf, Axis
from application.use_cases.request import Caller
from domain.indicators.evaluation import Figure
from interfaces.exports.indicator_tables import (
    EVIDENCE_HEADING,
    SERIES_HEADING,
    VALUES_HEADING,
    evidence_rows,
    series_rows,
    value_rows,
)
from interfaces.exports.sheets import Row, Workbook, csv_lines
from interfaces.indicator_charts import Chart, league, trend

_PAGE: Final = 2_000

_Jurisdiction = Annotated[str, typer.Argument(help="Code of the jurisdiction.")]
_Code = Annotated[str, typer.Argument(help="Code of the indicator.")]
_Caller = Annotated[str, typer.Option("--by", help="Pseudonymous id of who asks.")]
_AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%dT%H:%M%z"], help="As it stood: 2021-10-01T00:00+08:00"
    ),
]
_OnAxis = Annotated[Axis, typer.Option("--axis", help="What was known, or what was true.")]
_Since = Annotated[
    datetime | None, typer.Option("--since", formats=["%Y-%m-%dT%H:%M%z"], help="Of this span on.")
]
_Until = Annotated[
    datetime | None, typer.Option("--until", formats=["%Y-%m-%dT%H:%M%z"], help="Before this.")
]
_Unit = Annotated[str | None, typer.Option("--unit", help="Of this unit.")]
_Grid = Annotated[str | None, typer.Option("--grid", help="In this grid.")]
_Category = Annotated[str | None, typer.Option("--category", help="Of this category.")]


class _UnknownFile(typer.BadParameter):
    """The name of a file tells what to write."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file}: the name ends with .csv, .xlsx or .svg")


def create_app(
    desk: Callable[[], AbstractContextManager[IndicatorDesk]], console: Console
) -> typer.Typer:
    """The commands."""
    app = typer.Typer(help="Rates, each with its formula and evidence.", no_args_is_help=True)

    @app.command("list")
    def list_all(jurisdiction: _Jurisdiction, by: _Caller) -> None:
        """The catalogue: what each indicator counts, and what is missing for it here."""
        with desk() as asked:
            listed = asked.list_indicators(jurisdiction, Caller(by))
        table = Table("code", "指标", "公式", "来源", "")
        for one in listed:
            table.add_row(
                one.code, one.indicator.zh, one.formula, one.indicator.source, _remark(one)
            )
        console.print(table)

    @app.command("show")
    def show(  # which values, of what, as of when
        jurisdiction: _Jurisdiction,
        by: _Caller,
        since: _Since = None,
        until: _Until = None,
        unit: _Unit = None,
        grid: _Grid = None,
        category: _Category = None,
        as_of: _AsOf = None,
        axis: _OnAxis = Axis.RECORDED,
        from_log: Annotated[  # noqa: FBT002  # typer reads flags so
            bool, typer.Option("--from-log", help="Count from the log, not from read models.")
        ] = False,
    ) -> None:
        """Every value with both sides of its fraction."""
        cohort = Cohort(since=since, until=until, unit=unit, grid=grid, category=category)
        then = AsOf(as_of, axis) if as_of is not None else None
        with desk() as asked, _progress(console) as report:
            values = asked.values(
                jurisdiction,
                Caller(by),
                cohort=cohort,
                as_of=then,
                from_log=report if from_log else None,
            )
        table = Table("code", "指标", "value", "from", "")
        for one, figure in values:
            shown, sides = ("–", "") if figure is None else _said(figure)
            table.add_row(one.code, one.indicator.zh, shown, sides, _remark(one))
        console.print(table)

    @app.command("export")
    def export(  # what, of what, and where to
        jurisdiction: _Jurisdiction,
        out: Annotated[Path, typer.Argument(help="File to write: .csv, .xlsx or .svg.")],
        by: _Caller,
        indicator: Annotated[
            str | None, typer.Option("--indicator", help="One indicator; else every value.")
        ] = None,
        group: Annotated[
            Group | None, typer.Option("--group", help="By month or dimension; else its events.")
        ] = None,
        since: _Since = None,
        until: _Until = None,
        unit: _Unit = None,
    ) -> None:
        """Write values, a series or the evidence of an indicator to a file."""
        cohort = Cohort(since=since, until=until, unit=unit)
        with desk() as asked:
            caller = Caller(by)
            if indicator is None:
                rows = value_rows(asked.values(jurisdiction, caller, cohort=cohort))
                _write(out, VALUES_HEADING, rows)
            elif group is None:
                events = _events(asked, jurisdiction, caller, indicator, cohort)
                _write(out, EVIDENCE_HEADING, events)
            else:
                points = asked.series(jurisdiction, caller, indicator, group, cohort=cohort)
                if out.suffix == ".svg":
                    draw = trend if group is Group.MONTH else league
                    drawn = draw(Chart.of(asked.indicators, indicator, points))
                    out.write_text(drawn, encoding="utf-8")
                else:
                    _write(out, SERIES_HEADING, series_rows(points))
        console.print(f"{out}: {out.stat().st_size} bytes", highlight=False)

    return app


def _remark(one: Listed) -> str:
    if one.missing:
        return "missing: " + ", ".join(one.missing)
    return "to be confirmed" if one.indicator.confirm else ""


def _said(figure: Figure) -> tuple[str, str]:
    sides = "" if figure.denominator is None else f"{figure.numerator}/{figure.denominator}"
    return figure.text or "–", sides


def _events(
    asked: IndicatorDesk, jurisdiction: str, caller: Caller, indicator: str, cohort: Cohort
) -> Iterator[Row]:
    after = None
    while True:
        page = asked.indicator_evidence(
            jurisdiction, caller, indicator, cohort=cohort, after=after, limit=_PAGE
        )
        yield from evidence_rows(page.items)
        after = page.next
        if after is None:
            return


def _write(out: Path, heading: Row, rows: Iterator[Row]) -> None:
    if out.suffix == ".csv":
        with out.open("wb") as file:
            file.writelines(csv_lines([heading]))
            file.writelines(csv_lines(rows, mark=False))
    elif out.suffix == ".xlsx":
        with out.open("wb") as file:
            book = Workbook(file, out.stem, heading)
            book.add(rows)
            book.close()
    else:
        raise _UnknownFile(out)


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[int, int], None]]:
    """Tells how far a count from the log has come."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("events", total=None, visible=False)

        def report(read: int, total: int) -> None:
            bar.update(task, completed=read, total=total, visible=True)

        yield report
