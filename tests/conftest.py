"""Fixtures that tests everywhere may ask for."""

from tests.database import (
    database,
    empty_database,
    module_database,
    server,
    sessions,
    template,
)

__all__ = ["database", "empty_database", "module_database", "server", "sessions", "template"]
