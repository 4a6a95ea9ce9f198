"""``closeout webhook``: what receivers have not got, and another try.

For whoever runs the host, in the name of a person: the same permissions hold as over HTTP, and the
audit trail names that person.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated
from uuid import UUID

import typer

from application.use_cases.request import Caller
from application.webhooks.desk import ReplayDeliveries, WebhookDesk
from application.webhooks.webhook import DeliveryState

OpenDesk = Callable[[], AbstractContextManager[WebhookDesk]]
"""Opens the desk of the configured service."""

_Jurisdiction = Annotated[str, typer.Argument(help="Code of the jurisdiction.")]
_Webhook = Annotated[UUID, typer.Argument(help="Id of the webhook.")]
_By = Annotated[str, typer.Option(help="Pseudonymous id of the administrator who asks.")]


def create_app(open_desk: OpenDesk) -> typer.Typer:
    """The sub-commands, around whatever opens the desk."""
    app = typer.Typer(help="Webhooks and their dead letters.", no_args_is_help=True)

    @app.command("list")
    def list_webhooks(jurisdiction: _Jurisdiction, by: _By) -> None:
        """Show webhooks with what each has not got."""
        with open_desk() as desk:
            for webhook, backlog in desk.webhooks(jurisdiction, Caller(by)):
                reason = f" ({webhook.state_reason})" if webhook.state_reason else ""
                oldest = f", oldest of {backlog.oldest.isoformat()}" if backlog.oldest else ""
                typer.echo(
                    f"{webhook.webhook_id}  {webhook.state}{reason}  for {webhook.acts_for}  "
                    f"{backlog.outstanding} outstanding{oldest}, {backlog.dead} dead"
                )

    @app.command()
    def dead(jurisdiction: _Jurisdiction, webhook: _Webhook, by: _By) -> None:
        """Show the deliveries that were given up, with how the last attempt ended."""
        after = 0
        with open_desk() as desk:
            while True:
                page, following = desk.deliveries(
                    jurisdiction, Caller(by), webhook, state=DeliveryState.DEAD, after=after
                )
                for one in page:
                    status = f" {one.last_status}" if one.last_status else ""
                    typer.echo(
                        f"{one.position}  {one.topic}  {one.attempts} attempts  "
                        f"{one.last_reason}{status}"
                    )
                if following is None:
                    return
                after = following

    @app.command()
    def replay(
        jurisdiction: _Jurisdiction,
        webhook: _Webhook,
        by: _By,
        position: Annotated[
            list[int] | None, typer.Option(help="Only this one; may be repeated.")
        ] = None,
    ) -> None:
        """Try dead deliveries again, under their old ids: all, or those named."""
        command = ReplayDeliveries(positions=tuple(position or ()))
        with open_desk() as desk:
            done = desk.execute(jurisdiction, Caller(by), webhook, command, key=None)
        typer.echo(f"{done.replayed} deliveries are due again")

    return app
