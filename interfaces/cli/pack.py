"""``closeout pack``: list, check and explain policy packs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.console import Console
from rich.table import Table

from domain.policy.errors import PackRefused, PackUnknown
from domain.policy.meeting_coherence import meeting_warnings
from domain.policy.pack import PolicyPack
from domain.policy.provenance import Explained
from domain.policy.shelf import PackShelf
from interfaces.cli import adopt


class LoadPacks(Protocol):
    """Reads and validates policy packs; without folders those of the product.

    Raises:
        PackRefused: B.3.
    """

    def __call__(self, *folders: Path) -> PackShelf: ...


def create_app(load_packs: LoadPacks, open_desk: adopt.OpenDesk) -> typer.Typer:
    """The sub-commands, around whatever reads the packs and runs the service."""
    app = typer.Typer(help="List, check, explain and adopt policy packs.", no_args_is_help=True)
    adopt.add(app, open_desk)

    @app.command("list")
    def list_packs() -> None:
        """Shows the packs of this installation."""
        _print_list(_loaded(load_packs))

    @app.command()
    def check(
        place: Annotated[
            Path | None, typer.Argument(help="Folder of packs, or one file. Default: all packs.")
        ] = None,
    ) -> None:
        """Validates packs; prints file, line and reason of each fault and exits with 1.

        What no community could keep is a warning: it is told, and the pack is taken.
        """
        shelf = _loaded(load_packs, *([place] if place else []))
        _print_warnings(shelf)
        typer.echo(f"{len(shelf.all())} packs are coherent.")

    @app.command()
    def explain(
        ref: Annotated[str, typer.Argument(help="Pack, as id or id@version.")],
        path: Annotated[str, typer.Argument(help="Dotted path, such as cases.clocks.")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002 # typer reads flags so
        assumptions: Annotated[bool, typer.Option(help="Assumptions first.")] = False,  # noqa: FBT002 # typer reads flags so
    ) -> None:
        """Shows each value with its rule and source, and marks what is an assumption."""
        try:
            pack = _loaded(load_packs).get(ref)
        except PackUnknown as refusal:
            typer.echo(str(refusal), err=True)
            raise typer.Exit(1) from refusal
        values = pack.explain(path)
        if not values:
            typer.echo(f"{pack.ref} has nothing at {path}.", err=True)
            raise typer.Exit(1)
        if assumptions:
            values.sort(key=lambda value: value.assumption is None)
        if as_json:
            rows = [value.model_dump() for value in values]
            typer.echo(json.dumps({"pack": pack.ref, "values": rows}, ensure_ascii=False, indent=2))
        else:
            for value in values:
                typer.echo(_line(value))

    return app


def _loaded(load_packs: LoadPacks, *folders: Path) -> PackShelf:
    try:
        return load_packs(*folders)
    except PackRefused as refusal:
        for fault in refusal.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(1) from refusal


def _print_warnings(shelf: PackShelf) -> None:
    for pack in shelf.all():
        for warning in meeting_warnings(pack):
            path = ".".join(str(key) for key in warning.path)
            typer.echo(f"{pack.ref}: {path}: warning: {warning.reason}", err=True)


def _print_list(shelf: PackShelf) -> None:
    table = Table(
        "pack", "title", "source", "status", "in force", "categories", "posts", "assumptions"
    )
    for pack in shelf.all():
        table.add_row(*_row(pack))
    Console(width=None if Console().is_terminal else 160).print(table)


def _row(pack: PolicyPack) -> tuple[str, ...]:
    meta = pack.meta
    status = meta.status
    until = f" to {meta.effective_to}" if meta.effective_to else " on"
    return (
        pack.ref,
        meta.title,
        meta.source,
        status if isinstance(status, str) else ", ".join(f"{k} {v}" for k, v in status.items()),
        f"{meta.effective_from}{until}",
        str(len(pack.cases.categories)),
        str(len(pack.posts)),
        str(len(pack.assumptions())),
    )


def _line(value: Explained) -> str:
    shown = "off" if value.value is None else json.dumps(value.value, ensure_ascii=False)
    said = " ".join(word for word in (value.rule, value.source) if word)
    status = f" ({value.status})" if value.status else ""
    mark = f"  ASSUMPTION: {value.assumption}" if value.assumption else ""
    return f"{value.path} = {shown}  [{said}{status}]{mark}"
