"""Composition root: the only package that knows every concrete class."""

from __future__ import annotations

from infrastructure.csv_rows import open_csv
from infrastructure.import_maps import read_map
from infrastructure.observation.admin import AdminAddressTaken
from infrastructure.organisation_files import read_organisation
from infrastructure.policy_files import load_packs
from infrastructure.postgres.declarations import PhaseUndeclared
from infrastructure.postgres.embedded import EmbeddedServerUnavailable
from infrastructure.postgres.environment import Environment
from infrastructure.postgres.migrations import (
    DatabaseIsNewer,
    MigrationChanged,
    OlderVersionRuns,
    TableBusy,
    migrate,
    plan,
    rehearse,
)
from infrastructure.projections.rebuild import NoSuchReadModel, RebuildRuns, TablesHeld
from infrastructure.projections.rebuild_crew import HelperLost
from infrastructure.scenario_files import read_scenario
from infrastructure.settings import Settings, SettingsRefused, read_settings
from interfaces.bootstrap.databases import (
    DatabaseUnusable,
    drop_database,
    make_database,
    owned_database,
)
from interfaces.bootstrap.observing import Observing, admin, observing
from interfaces.bootstrap.processes import deliverer, follower, following, leadership, reacting
from interfaces.bootstrap.running import DATABASE_LOST, environment, running
from interfaces.bootstrap.serving import TokensRefused, api, new_development_key, require_tokens
from interfaces.bootstrap.stories import demonstration, scratch_service
from interfaces.bootstrap.upkeep import (
    BACKUP_REFUSALS,
    VAULT_KEYS,
    api_keys,
    back_up,
    case_import,
    import_notice,
    rebuild,
    restore_backup,
)
from interfaces.bootstrap.wiring import Wiring, utc_now, wired

__all__ = [
    "BACKUP_REFUSALS",
    "DATABASE_LOST",
    "VAULT_KEYS",
    "AdminAddressTaken",
    "DatabaseIsNewer",
    "DatabaseUnusable",
    "EmbeddedServerUnavailable",
    "Environment",
    "HelperLost",
    "MigrationChanged",
    "NoSuchReadModel",
    "Observing",
    "OlderVersionRuns",
    "PhaseUndeclared",
    "RebuildRuns",
    "Settings",
    "SettingsRefused",
    "TableBusy",
    "TablesHeld",
    "TokensRefused",
    "Wiring",
    "admin",
    "api",
    "api_keys",
    "back_up",
    "case_import",
    "deliverer",
    "demonstration",
    "drop_database",
    "environment",
    "follower",
    "following",
    "import_notice",
    "leadership",
    "load_packs",
    "make_database",
    "migrate",
    "new_development_key",
    "observing",
    "open_csv",
    "owned_database",
    "plan",
    "reacting",
    "read_map",
    "read_organisation",
    "read_scenario",
    "read_settings",
    "rebuild",
    "rehearse",
    "require_tokens",
    "restore_backup",
    "running",
    "scratch_service",
    "utc_now",
    "wired",
]
