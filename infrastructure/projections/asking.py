"""What a view of read models asks its questions with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from psycopg.rows import RowFactory

from infrastructure.postgres.readers import Text


class Ask(Protocol):
    """Runs a statement and gives its rows."""

    def __call__(
        self, text: Text, parameters: Mapping[str, Any], row_factory: RowFactory[Any]
    ) -> list[Any]: ...
