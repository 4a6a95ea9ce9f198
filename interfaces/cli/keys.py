"""``closeout key``: the keys by which machines prove themselves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

import typer

from application.api_keys import LONGEST, ApiKey, ApiKeyDesk
from application.identity import AccessScope
from domain.calendar.local_time import ZONE

OpenDesk = Callable[[], AbstractContextManager[ApiKeyDesk]]

_Jurisdiction = Annotated[str, typer.Argument(help="Code of the jurisdiction the key is good in.")]
_REPRESENTS: Final = "It may name a person to act for."
_By = Annotated[str, typer.Option(help="Pseudonymous id of who does it.")]


class Scope(StrEnum):
    """What a key may be used for."""

    READ = "read"
    WRITE = "write"


_SCOPES = {Scope.READ: AccessScope.READ, Scope.WRITE: AccessScope.WRITE}


def create_app(open_desk: OpenDesk) -> typer.Typer:
    """The sub-commands, around whatever keeps the keys."""
    app = typer.Typer(help="Issue, list and revoke the keys of machines.", no_args_is_help=True)

    @app.command()
    def issue(
        jurisdiction: _Jurisdiction,
        machine: Annotated[
            str, typer.Argument(help="Id of the machine; its rights are those of its posts.")
        ],
        scope: Annotated[list[Scope], typer.Option(help="What it may be used for; repeatable.")],
        days: Annotated[int, typer.Option(min=1, max=LONGEST.days, help="How long it is good.")],
        by: _By,
        represents: Annotated[bool, typer.Option("--represents", help=_REPRESENTS)] = False,  # noqa: FBT002 # typer reads flags so
    ) -> None:
        """Make a key and print it, this once: only its digest is kept."""
        with open_desk() as desk:
            key, text = desk.issue(
                jurisdiction,
                machine,
                scopes={_SCOPES[one] for one in scope},
                lifetime=timedelta(days=days),
                by=by,
                may_represent=represents,
            )
        typer.echo(f"key {key.key_id} of {machine}, good until {_local(key.expires_at)}", err=True)
        typer.echo(text)

    @app.command("list")
    def list_keys(jurisdiction: _Jurisdiction) -> None:
        """Show every key that was ever issued, oldest first."""
        with open_desk() as desk:
            issued, now = desk.all(jurisdiction), desk.clock()
        for key in issued:
            typer.echo(_line(key, now))

    @app.command()
    def revoke(
        jurisdiction: _Jurisdiction,
        key_id: Annotated[str, typer.Argument(help="Id of the key, as `key list` shows it.")],
        by: _By,
    ) -> None:
        """End a key: the next request with it is refused."""
        with open_desk() as desk:
            key = desk.revoke(jurisdiction, key_id, by=by)
        assert key.revoked_at is not None, "it was revoked just now or before"
        typer.echo(f"key {key_id} of {key.machine} is revoked since {_local(key.revoked_at)}")

    return app


def _line(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        state = f"revoked {_local(key.revoked_at)} by {key.revoked_by}"
    elif now >= key.expires_at:
        state = f"expired {_local(key.expires_at)}"
    else:
        state = f"good until {_local(key.expires_at)}"
    parts = (
        key.key_id,
        key.machine,
        " ".join(sorted(key.scopes)) + (" represents" if key.may_represent else ""),
        f"issued {_local(key.issued_at)} by {key.issued_by}",
        state,
        f"last used {key.last_used_on or 'never'}",
    )
    return "  ".join(parts)


def _local(instant: datetime) -> str:
    return f"{instant.astimezone(ZONE):%Y-%m-%d %H:%M}"
