"""Commands for whoever keeps a deployment running: settings, migrations, back-ups."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from interfaces import bootstrap

_TO_DO: Final = 1

console = Console(highlight=False, markup=False, soft_wrap=True)


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(settings)
    app.command()(migrate)
    app.command()(backup)
    app.command()(restore)


def settings() -> None:
    """Show the settings that hold, secrets masked; a star marks those that were given."""
    for name, (value, given) in bootstrap.read_settings().shown().items():
        console.print(f"{'*' if given else ' '} {name}={value}")


def migrate(
    check: Annotated[  # noqa: FBT002 # typer reads flags so
        bool, typer.Option("--check", help="Only say what is missing; exit 1 if anything is.")
    ] = False,
    dry_run: Annotated[  # noqa: FBT002 # same
        bool, typer.Option("--dry-run", help="Apply all in one transaction and roll it back.")
    ] = False,
    despite_older: Annotated[  # noqa: FBT002 # same
        bool,
        typer.Option(
            "--despite-older", help="Apply also what a running older version will not survive."
        ),
    ] = False,
) -> None:
    """Bring the database to the shape of this version, while older versions go on working."""
    with bootstrap.owned_database(bootstrap.read_settings()) as dsn:
        if check:
            _check(dsn)
        elif dry_run:
            for name in bootstrap.rehearse(dsn):
                console.print(f"goes through: {name}")
            console.print("nothing was changed")
        else:
            for name in bootstrap.migrate(dsn, despite_older=despite_older):
                console.print(f"applied {name}")
            console.print("the database is up to date")


def _check(dsn: str) -> None:
    planned = bootstrap.plan(dsn)
    for one in planned:
        phase = one.migration.declaration.phase or "undeclared"
        waits = f"; waits for {', '.join(one.blocked_by)}" if one.blocked_by else ""
        console.print(f"missing {one.migration.name} ({phase}{waits})")
    if planned:
        raise typer.Exit(_TO_DO)
    console.print("the database is up to date")


def backup(
    folder: Annotated[Path, typer.Argument(help="Folder to write; must not exist.")],
) -> None:
    """Back the database up while it works: one instant, without the master key.

    Keep CLOSEOUT_MASTER_KEY_FILE apart: without it no back-up can be read, beside it any can. Keep
    vault-keys.dump as long as an erased person may come back by a restore, content.dump as long as
    the archive rules say.
    """
    with _bar() as told:
        manifest = bootstrap.back_up(bootstrap.read_settings(), folder, told)
    events = sum(log.head for log in manifest.content.logs.values())
    console.print(f"{folder}: {events} events of {len(manifest.content.logs)} logs")
    console.print(f"needs master key {manifest.master_key}, which is not inside")


def restore(
    folder: Annotated[Path, typer.Argument(help="A back-up.", exists=True, file_okay=False)],
    vault_keys: Annotated[
        Path | None,
        typer.Option(help="vault-keys.dump of a later back-up, where the erased are missing."),
    ] = None,
    without_vault_keys: Annotated[  # noqa: FBT002 # typer reads flags so
        bool, typer.Option("--without-vault-keys", help="Nobody's content can be opened any more.")
    ] = False,
    without_master_key: Annotated[  # noqa: FBT002 # same
        bool, typer.Option("--without-master-key", help="The content stays sealed for now.")
    ] = False,
    rebuild: Annotated[  # noqa: FBT002 # same
        bool, typer.Option("--rebuild", help="Make the read models anew from the log.")
    ] = False,
) -> None:
    """Restore a back-up into an empty database and prove that all of it is there."""
    if vault_keys is not None and without_vault_keys:
        raise typer.BadParameter("--vault-keys and --without-vault-keys exclude each other")
    keys = None if without_vault_keys else vault_keys or folder / bootstrap.VAULT_KEYS
    read = bootstrap.read_settings()
    with _bar() as told:
        manifest = bootstrap.restore_backup(
            read, folder, keys, told, without_master_key=without_master_key
        )
    for jurisdiction, log in manifest.content.logs.items():
        console.print(f"{jurisdiction}: {log.head} events, no gap, as they were backed up")
    if rebuild:
        with bootstrap.running(read) as wiring:
            for table, rows in bootstrap.rebuild(wiring, None, lambda *_: None).rows.items():
                console.print(f"{table}: {rows} rows")


class _Told(Progress):
    """A progress bar for the step at hand."""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        if not self.tasks or self.tasks[-1].description != step:
            self.add_task(step, total=total)
        self.update(self.tasks[-1].id, completed=done, total=total)


def _bar() -> _Told:
    return _Told(
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
