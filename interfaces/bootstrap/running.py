"""The service of a deployment, on its own database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import psycopg

from application.ports import LogUnavailable
from domain.policy.shelf import PackShelf
from infrastructure.policy_files import PACKAGED, load_packs
from infrastructure.postgres.environment import Environment, environment_of, state_environment
from infrastructure.postgres.pool import (
    ConnectionLost,
    Rejected,
    with_role,
)
from infrastructure.postgres.running_versions import registered
from infrastructure.settings import Settings
from interfaces.bootstrap.databases import DatabaseUnusable, database, require_migrated
from interfaces.bootstrap.observing import Observing
from interfaces.bootstrap.wiring import UNOBSERVED, Wiring, wired

LOGGER = logging.getLogger(__name__)
DATABASE_LOST: Final = (psycopg.OperationalError, psycopg.InterfaceError, LogUnavailable)
"""Errors of a connection that ended, or that could not be made."""


@contextmanager
def running(
    settings: Settings, kind: str = "command", observing: Observing | None = None
) -> Iterator[Wiring]:
    """The service of a deployment, on its own database, registered as running there.

    Args:
        kind: what the process is, for whoever wonders why a migration waits.

    Raises:
        EmbeddedServerUnavailable: nothing is configured and no server can run here.
        DatabaseUnusable: the configured one cannot be reached or was not migrated.
        PackRefused: a pack has a fault; nothing starts (B.3).
        SettingsRefused: the master key cannot be used.
    """
    packs, master_key = packs_of(settings), settings.master_key()
    observation = observing.observation if observing else UNOBSERVED
    with database(settings) as dsn:
        require_migrated(dsn)
        role = settings.service_role
        receivers = settings.webhook_places()
        if environment_of(with_role(dsn, role or None)) is not Environment.DEVELOPMENT:
            receivers = replace(receivers, loopback=False)
        with (
            wired(
                dsn,
                master_key=master_key,
                role=role,
                packs=packs,
                receivers=receivers,
                residents=settings,
                observation=observation,
            ) as wiring,
            _registered(wiring, kind),
        ):
            require_migrated(dsn)  # a migration that did not see us coming has been applied
            LOGGER.info("%s runs", kind)
            yield wiring
            LOGGER.info("%s ends", kind)


@contextmanager
def _registered(wiring: Wiring, kind: str) -> Iterator[None]:
    try:
        with registered(wiring.sessions, kind):
            yield
    except (ConnectionLost, Rejected) as error:
        raise DatabaseUnusable(f"the database cannot be used: {error}".strip()) from error


def packs_of(settings: Settings) -> PackShelf:
    """The packs of the product and those of the deployment's own folder.

    Raises:
        PackRefused: with file, line and reason for each fault; nothing starts (B.3).
    """
    folders: list[Path] = [PACKAGED, *([settings.packs] if settings.packs else [])]
    return load_packs(*folders)


def environment(wiring: Wiring, stated: Environment | None) -> Environment:
    """What the database is for, after stating it where something is to be stated."""
    if stated is not None:
        state_environment(wiring.dsn, stated)
    return environment_of(wiring.dsn)
