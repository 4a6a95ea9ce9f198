"""Fixtures that tests everywhere may ask for, and which files begin."""

from __future__ import annotations

from typing import Final

import pytest

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

_LONG: Final = (
    "test_failing_over.py",
    "test_database_away.py",
    "test_kills.py",
    "test_schemathesis.py",
    "test_cli.py",
    "test_upkeep_cli.py",
    "test_contracts_bite.py",
    "test_permission_matrix.py",
)
"""Files of few and long tests; begun last, one of them would keep the other processes waiting."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; with one process per core a file's tests stay together."""
    items.sort(key=lambda item: item.path.name not in _LONG)
