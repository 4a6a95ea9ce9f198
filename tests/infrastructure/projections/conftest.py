"""A jurisdiction of its own for each test, in one database for the module."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.database import Database
from tests.infrastructure.projections.world import World

_numbers = count(1)


@pytest.fixture
def world(module_database: Database) -> Iterator[World]:
    """An empty log with its read models."""
    made = World(module_database, f"j{next(_numbers)}")
    yield made
    made.close()


@pytest.fixture
def lone_world(database: Database) -> Iterator[World]:
    """As ``world``, in a database of its own, for what concerns whole tables."""
    made = World(database, "j")
    yield made
    made.close()
