"""``closeout demo``: a street at work, from nothing to figures, in front of one's eyes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from application.demonstration import street
from application.read_models.as_of import AsOf, Axis
from application.read_models.case_board import CaseFilter, Grouping
from application.scenarios.runner import run_story
from application.use_cases.request import Caller
from domain.calendar.local_time import ZONE, end_of, local_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from application.queries.timeline import ClockShown, TimelineEntry
    from application.read_models.case_row import CaseRow
    from application.scenarios.clock import StoryClock
    from application.scenarios.story import Story
    from application.service import Service
    from domain.calendar.working_days import WorkingCalendar
    from domain.indicators.evaluation import Figure

_READER: Final = Caller(street.FOUNDER)
_SHOWN: Final = (
    "closure",
    "on_time_of_closed",
    "on_time_of_due",
    "misroute",
    "rated",
    "satisfaction",
)


def play_story(
    service: Service, clock: StoryClock, story: Story, jurisdiction: str, console: Console
) -> None:
    """Run a walk-through in a jurisdiction of its own and say whether it holds."""
    with _bar(console) as progress:
        task = progress.add_task(f"{story.walkthrough}: {story.title}", total=len(story.steps))
        outcome = run_story(story, service, clock, jurisdiction)
        progress.update(task, completed=outcome.steps)
    verdict = "holds" if outcome.holds else "[red]does not hold[/red]"
    console.print(
        f"{story.walkthrough} {verdict}: {outcome.steps} steps, "
        f"{outcome.expectations} expectations, {len(outcome.failures)} failures"
    )


def build_street(
    service: Service, clock: StoryClock, calendar: WorkingCalendar, console: Console
) -> None:
    """Found the street and carry out its seven weeks."""
    with _bar(console) as progress:
        founding = progress.add_task("founding the street and filling its posts", total=None)
        street.found_street(service, clock)
        progress.update(founding, total=1, completed=1)
        steps = street.plan(service.packs.current(street.JURISDICTION, street.BEGINS_ON), calendar)
        working = progress.add_task("reporting, routing, handling, closing", total=len(steps))
        street.carry_out(
            service, clock, steps, lambda done: progress.update(working, completed=done)
        )
        folding = progress.add_task("folding the read models", total=None)
        folded = service.projector.catch_up()
        progress.update(folding, total=folded, completed=folded)


def show_street(service: Service, clock: StoryClock, console: Console) -> None:
    """Show what came of it: board, figures, one case with its clocks, and replay."""
    clock.set(street.ENDS_AT)
    _show_board(service, console)
    _show_figures(service, console)
    shown = _one_closed_case(service)
    _show_timeline(service, shown, console)
    _show_replay(service, shown, console)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<44}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _show_board(service: Service, console: Console) -> None:
    table = Table(title=f"Case board of {street.JURISDICTION}, {_local(service.clock())}")
    for column in ("community", "open", "overdue", "due in 3 working days"):
        table.add_column(column, justify="left" if column == "community" else "right")
    for count in service.queries.board(street.JURISDICTION, _READER, Grouping.COMMUNITY):
        table.add_row(count.group or "–", str(count.open), str(count.overdue), str(count.due_soon))
    console.print(table)


def _show_figures(service: Service, console: Console) -> None:
    table = Table(title="Figures, each with the counts it was made of")
    for column in ("figure", "value", "from"):
        table.add_column(column)
    for code in _SHOWN:
        figure = service.queries.indicator(street.JURISDICTION, _READER, code).figure
        table.add_row(code.replace("_", " "), figure.text or "–", _parts(figure))
    console.print(table)


def _parts(figure: Figure) -> str:
    parts = ", ".join(f"{name} {count}" for name, count in figure.counts.items())
    return f"{figure.numerator}/{figure.denominator}  ({parts})"


def _one_closed_case(service: Service) -> CaseRow:
    """The closed case whose three working days span the most of the calendar."""
    page = service.queries.list_cases(
        street.JURISDICTION, _READER, CaseFilter(is_open=False), limit=500
    )
    return max(page.items, key=_span)


def _span(row: CaseRow) -> tuple[timedelta, int, str]:
    due, uploaded = row.due_at or row.reported_at, row.uploaded_at or row.reported_at
    return due - uploaded, row.misroutes, str(row.case_id)


def _show_timeline(service: Service, row: CaseRow, console: Console) -> None:
    entries = service.queries.timeline(street.JURISDICTION, _READER, row.case_id)
    table = Table(title=f"Timeline of case {row.case_id}", show_lines=False)
    for column in ("position", "occurred", "event", "by", "what happened"):
        table.add_column(column, overflow="fold")
    for entry in entries:
        table.add_row(
            str(entry.position),
            _local(entry.occurred_at),
            entry.event,
            entry.actor_id,
            Group(entry.sentence.en, *map(_clock_line, entry.clocks)),
        )
    console.print(table)


def _clock_line(clock: ClockShown) -> str:
    days = ", ".join(f"{day:%a %m-%d}" for day in clock.counted_on) or "given by hand"
    rolled = f", rolled from {clock.rolled_from}" if clock.rolled_from else ""
    due = f"due {clock.due_on:%a %Y-%m-%d} 24:00"
    return f"[dim]{due}: {days}{rolled} ({clock.calendar_version})[/dim]"


def _show_replay(service: Service, row: CaseRow, console: Console) -> None:
    lines = []
    entries = service.queries.timeline(street.JURISDICTION, _READER, row.case_id)
    for at in _instants(entries):
        then = service.queries.get_case(
            street.JURISDICTION, _READER, row.case_id, as_of=AsOf(at, Axis.RECORDED)
        )
        lines.append(f"as of {_local(at)}  {then.state:<12} units {', '.join(then.units) or '–'}")
    middle = end_of(local_date(entries[0].occurred_at)) + timedelta(days=14)
    figure = service.queries.indicator(
        street.JURISDICTION, _READER, "closure", as_of=AsOf(middle, Axis.RECORDED)
    ).figure
    lines.append(
        f"as of {_local(middle)}  closure of the whole street {figure.text} {_parts(figure)}"
    )
    console.print(Panel("\n".join(lines), title="Replay: what the system knew then"))


def _instants(entries: Sequence[TimelineEntry]) -> Sequence[datetime]:
    """The end of each local day on which something was recorded."""
    days = {local_date(entry.recorded_at) for entry in entries}
    return [end_of(day) - timedelta(minutes=1) for day in sorted(days)]


def _local(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
