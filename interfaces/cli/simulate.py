"""``closeout simulate`` and ``closeout acceptance``: stories told to the service, and judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Protocol

import typer
from rich.console import Console
from rich.table import Table

from application.ports import Clock
from application.scenarios.clock import StoryClock
from application.scenarios.document import Fault, Node, ScenarioMalformed
from application.scenarios.listing import Shown, commands_shown, queries_shown
from application.scenarios.runner import Failure, Outcome, run_story
from application.scenarios.story import Story, read_story
from application.service import Service
from domain.policy.errors import PackRefused
from domain.policy.shelf import PackShelf

SCENARIOS: Final = Path(__file__).resolve().parents[2] / "tests" / "acceptance" / "scenarios"
"""The scenario files that ship beside the program."""

INDEX: Final = "index.yaml"
"""Names the systems of the table, beside the scenario files."""

HOLDS, DIFFERS, MALFORMED = 0, 1, 2
"""Exit codes."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTH = 120


class LoadPacks(Protocol):
    """Reads and validates policy packs; without folders those of the product.

    Raises:
        PackRefused: B.3.
    """

    def __call__(self, *folders: Path) -> PackShelf: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What the commands need from outside.

    Attributes:
        read: reads a scenario file; raises ScenarioMalformed.
        scratch_service: the service on a database of its own, under the clock and the packs
            given; the database goes with the context.
    """

    read: Callable[[Path], Node]
    load_packs: LoadPacks
    scratch_service: Callable[[Clock, PackShelf], AbstractContextManager[Service]]


@dataclass(slots=True)
class _Verdict:
    """What became of one file.

    Attributes:
        faults: why it is no scenario; None for ``outcome`` then.
    """

    file: Path
    story: Story | None = None
    outcome: Outcome | None = None
    faults: Sequence[Fault] = field(default=())

    @property
    def exit_code(self) -> int:
        if self.faults:
            return MALFORMED
        return HOLDS if self.outcome is not None and self.outcome.holds else DIFFERS

    def as_json(self) -> dict[str, Any]:
        outcome = self.outcome
        return {
            "file": str(self.file),
            "title": self.story.title if self.story else None,
            "pack": self.story.pack_id if self.story else None,
            "holds": self.exit_code == HOLDS,
            "steps": outcome.steps if outcome else None,
            "expectations": outcome.expectations if outcome else None,
            "failures": [asdict(failure) for failure in outcome.failures] if outcome else [],
            "faults": [asdict(fault) for fault in self.faults],
        }


def simulate(tools: Tools) -> Callable[..., None]:
    """The command ``simulate``, around its tools."""

    def simulate_(
        files: Annotated[
            list[Path] | None, typer.Argument(metavar="FILE...", help="Scenario files.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002 # typer reads flags so
        listing: Annotated[  # noqa: FBT002 # typer reads flags so
            bool, typer.Option("--list", help="Show every command and query with its fields.")
        ] = False,
        packs: Annotated[
            Path | None, typer.Option(help="Folder of packs to try. Default: the product's.")
        ] = None,
    ) -> None:
        """Run stories on a scratch database; exit 0 if all holds, 1 with what differs, 2 for a
        malformed file."""
        if listing:
            _print_listing(as_json=as_json)
            return
        if not files:
            typer.echo("Name a scenario file, or ask for --list.", err=True)
            raise typer.Exit(MALFORMED)
        verdicts = _judge(tools, files, _shelf(tools, packs))
        if as_json:
            shown = [verdict.as_json() for verdict in verdicts]
            _print_json(shown[0] if len(shown) == 1 else shown)
        else:
            for verdict in verdicts:
                _print_verdict(verdict)
        raise typer.Exit(max(verdict.exit_code for verdict in verdicts))

    return simulate_


def acceptance(tools: Tools) -> Callable[..., None]:
    """The command ``acceptance``, around its tools."""

    def acceptance_(
        row: Annotated[int | None, typer.Option(help="One row of the table.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002 # typer reads flags so
        scenarios: Annotated[
            Path, typer.Option(help="Folder of scenario files with their index.")
        ] = SCENARIOS,
    ) -> None:
        """Show which systems work, and run the stories that show it."""
        shelf = _shelf(tools, None)
        systems = _systems(tools, scenarios / INDEX)
        if row is not None and row not in systems:
            typer.echo(f"There is no row {row}.", err=True)
            raise typer.Exit(MALFORMED)
        files = sorted(path for path in scenarios.glob("*.yaml") if path.name != INDEX)
        wanted = [path for path in files if row is None or _shows(tools, path, shelf, row)]
        verdicts = _judge(tools, wanted, shelf) if wanted else []
        rows = [
            _system(number, name, verdicts)
            for number, name in systems.items()
            if row in {None, number}
        ]
        if as_json:
            _print_json(rows)
        else:
            _print_systems(rows)
            for verdict in verdicts:
                if verdict.exit_code != HOLDS:
                    _print_verdict(verdict)
        raise typer.Exit(max((verdict.exit_code for verdict in verdicts), default=HOLDS))

    return acceptance_


# --- Judging ---


def _judge(tools: Tools, files: Sequence[Path], shelf: PackShelf) -> list[_Verdict]:
    """Run files in jurisdictions of their own; no database is made when none can run."""
    verdicts = [_read(tools, path, shelf) for path in files]
    runnable = [verdict for verdict in verdicts if verdict.story is not None]
    if not runnable:
        return verdicts
    clock = StoryClock(_EPOCH)
    with tools.scratch_service(clock, shelf) as service:
        for number, verdict in enumerate(runnable, start=1):
            assert verdict.story is not None, "only those with a story run"
            try:
                verdict.outcome = run_story(
                    verdict.story, service, clock, f"{verdict.story.pack_id}-{number}"
                )
            except ScenarioMalformed as malformed:
                verdict.faults = malformed.faults
    return verdicts


def _read(tools: Tools, path: Path, shelf: PackShelf) -> _Verdict:
    try:
        return _Verdict(path, story=read_story(tools.read(path), shelf))
    except ScenarioMalformed as malformed:
        return _Verdict(path, faults=malformed.faults)


def _shows(tools: Tools, path: Path, shelf: PackShelf, row: int) -> bool:
    """Whether a file shows a row; a malformed one is not hidden."""
    verdict = _read(tools, path, shelf)
    return verdict.story is None or row in verdict.story.rows


def _shelf(tools: Tools, folder: Path | None) -> PackShelf:
    try:
        return tools.load_packs(*([folder] if folder else []))
    except PackRefused as refusal:
        for fault in refusal.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(MALFORMED) from refusal


def _systems(tools: Tools, index: Path) -> Mapping[int, str]:
    try:
        named = tools.read(index).plain
    except ScenarioMalformed as malformed:
        for fault in malformed.faults:
            typer.echo(f"{index}:{fault}", err=True)
        raise typer.Exit(MALFORMED) from malformed
    return {int(number): str(name) for number, name in named["systems"].items()}


def _system(number: int, name: str, verdicts: Sequence[_Verdict]) -> dict[str, Any]:
    showing = [each for each in verdicts if each.story is not None and number in each.story.rows]
    works = "works" if all(each.exit_code == HOLDS for each in showing) else "does not work"
    return {
        "row": number,
        "system": name,
        "works": works if showing else "not built",
        "files": [each.file.name for each in showing],
    }


# --- Printing ---


def _print_verdict(verdict: _Verdict) -> None:
    for fault in verdict.faults:
        typer.echo(f"{verdict.file}:{fault}")
    outcome = verdict.outcome
    if outcome is None or verdict.faults:
        return
    for failure in outcome.failures:
        typer.echo(f"{verdict.file}:{_told(failure)}")
    steps, expectations = outcome.steps, outcome.expectations
    if outcome.holds:
        typer.echo(f"{verdict.file}: holds ({steps} steps, {expectations} expectations)")
    else:
        typer.echo(f"{verdict.file}: {len(outcome.failures)} differences")


def _told(failure: Failure) -> str:
    where = f"{failure.what} {failure.path}".rstrip()
    lines = [
        f"{failure.line}: {where}",
        f"  - expected {_compact(failure.expected)}",
        f"  + got      {_compact(failure.got)}",
    ]
    if failure.detail is not None:
        lines.append(f"    {failure.detail}")
    return "\n".join(lines)


def _compact(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_systems(rows: Sequence[Mapping[str, Any]]) -> None:
    table = Table("row", "system", "works", "shown by")
    for row in rows:
        table.add_row(str(row["row"]), row["system"], row["works"], ", ".join(row["files"]))
    console = Console(width=None if Console().is_terminal else _WIDTH)
    console.print(table)
    working = sum(row["works"] == "works" for row in rows)
    console.print(f"{working} of {len(rows)} systems work.")


def _print_listing(*, as_json: bool) -> None:
    commands, queries = commands_shown(), queries_shown()
    if as_json:
        _print_json(
            {
                "commands": {name: asdict(shown) for name, shown in commands.items()},
                "queries": {name: asdict(shown) for name, shown in queries.items()},
            }
        )
        return
    typer.echo("Commands: {at, by, do, with}; those marked * are addressed to a case with on")
    _print_shown(commands)
    typer.echo("\nQueries: {query, where, is}; each takes as_of and axis (RECORDED | OCCURRED)")
    _print_shown(queries)


def _print_shown(catalogue: Mapping[str, Shown]) -> None:
    for name, shown in catalogue.items():
        typer.echo(f"\n  {name}{'*' if shown.on_case else ''}: {shown.about}")
        for field_name, each in shown.fields.items():
            needed = " (required)" if each.required else ""
            typer.echo(f"      {field_name}: {each.type}{needed}")
