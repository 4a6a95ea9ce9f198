"""The stage that the tests of the API play on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import Database
from tests.interfaces.api.stage import Stage, open_stage


@pytest.fixture(scope="module")
def stage(module_database: Database) -> Iterator[Stage]:
    """A running API; the tests of a module share it and bring cases of their own."""
    with open_stage(module_database.dsn) as opened:
        yield opened
