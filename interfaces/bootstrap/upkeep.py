"""What operators do now and then: keys, back-ups, rebuilds, notices, imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from application.api_keys import ApiKeyDesk
from application.imports.import_cases import CaseImport
from application.ports import UnknownJurisdiction
from domain.calendar.working_days import WorkingCalendar
from infrastructure.backup import backup, manifest, programs
from infrastructure.backup import restore as restoring
from infrastructure.calendars.overrides import read_overrides
from infrastructure.identity.key_register import PostgresApiKeyRegister
from infrastructure.imported_cases import PostgresKnownCases
from infrastructure.postgres.migrations import (
    migrate,
)
from infrastructure.projections.rebuild import (
    Rebuilt,
    chosen,
)
from infrastructure.projections.rebuild import rebuild as rebuild_tables
from infrastructure.settings import Settings, SettingsRefused
from interfaces.bootstrap.databases import database, owned_database
from interfaces.bootstrap.wiring import Wiring, utc_now

if TYPE_CHECKING:
    from infrastructure.backup.backup import Told
    from infrastructure.backup.manifest import Manifest


VAULT_KEYS: Final = manifest.KEYS
BACKUP_REFUSALS: Final = (
    backup.BackupExists,
    manifest.NotWhole,
    programs.NoProgram,
    programs.ProgramFailed,
    restoring.DatabaseNotEmpty,
    restoring.KeyDoesNotFit,
    restoring.RestoreDiffers,
)
"""Why a back-up or a restore was not done; each says what is wrong."""


def api_keys(wiring: Wiring) -> ApiKeyDesk:
    """Issues and revokes the keys of machines, as the owner of the database."""
    return ApiKeyDesk(
        register=PostgresApiKeyRegister(wiring.dsn),
        jurisdictions=wiring.service.jurisdictions,
        clock=wiring.service.clock,
    )


def case_import(wiring: Wiring) -> CaseImport:
    """The import of cases into a running service."""
    return CaseImport(
        desk=wiring.service.cases,
        known=PostgresKnownCases(wiring.sessions),
        jurisdictions=wiring.service.jurisdictions,
    )


def back_up(settings: Settings, folder: Path, told: Told) -> Manifest:
    """Back the database up; the service may go on meanwhile.

    Raises:
        BackupExists, NoProgram, ProgramFailed, SettingsRefused.
    """
    with database(settings) as dsn:
        key = settings.master_key()
        return backup.back_up(dsn, folder, master_key=key, at=utc_now(), told=told)


def restore_backup(
    settings: Settings, folder: Path, keys: Path | None, told: Told, *, without_master_key: bool
) -> Manifest:
    """Restore a back-up into the empty database that is configured, and bring it up to date.

    Args:
        keys: see ``infrastructure.backup.restore``.
        without_master_key: do not ask whether the key at hand fits.

    Raises:
        DatabaseIsNewer: a later version took it. For the others see there.
    """
    key = None if without_master_key else settings.present_master_key()
    if key is None and not without_master_key:
        raise SettingsRefused(
            "there is no master key here; put that of the back-up at CLOSEOUT_MASTER_KEY_FILE"
        )
    with owned_database(settings) as dsn:
        restored = restoring.restore(dsn, folder, master_key=key, keys=keys, told=told)
        migrate(dsn)
    return restored


def rebuild(
    wiring: Wiring, read_model: str | None, report: Callable[[str, int, int], None]
) -> Rebuilt:
    """Make all read models, or one, anew beside the live ones and swap.

    Args:
        report: told the phase, events read, and events in all.

    Raises:
        NoSuchReadModel: with the names of those there are.
        RebuildRuns: another one is under way.
        TablesHeld: nobody let the new tables take their place.
    """
    return rebuild_tables(
        wiring.dsn,
        wiring.log,
        tables=chosen(read_model),
        report=lambda progress: report(progress.phase, progress.events, progress.total),
    )


def import_notice(
    wiring: Wiring, jurisdiction: str, file: Path, imported_by: str
) -> WorkingCalendar:
    """Import a working-day notice; the calendar that holds from now on.

    Raises:
        CalendarFileInvalid: with file and line (CAL-03).
        UnknownJurisdiction: no such log; its notice would lie about unread.
    """
    if jurisdiction not in wiring.service.jurisdictions.all():
        raise UnknownJurisdiction(f"No log {jurisdiction!r}.")
    return wiring.calendars.add(
        jurisdiction, read_overrides(file), imported_by=imported_by, at=wiring.service.clock()
    )
