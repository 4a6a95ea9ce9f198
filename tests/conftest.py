"""Fixtures that tests everywhere may ask for."""

from tests.database import (
    database,
    empty_database,
    module_database,
    server,
    sessions,
    template,
)
from tests.node import chromium, node_tools

__all__ = [
    "chromium",
    "database",
    "empty_database",
    "module_database",
    "node_tools",
    "server",
    "sessions",
    "template",
]
