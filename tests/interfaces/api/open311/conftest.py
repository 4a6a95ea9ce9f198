"""The door that the tests of Open311 come to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import Database
from tests.interfaces.api.open311.door import Door, open_door


@pytest.fixture(scope="module")
def door(module_database: Database) -> Iterator[Door]:
    """Shared by the tests of a module."""
    with open_door(module_database) as opened:
        yield opened
