"""Which cases of a filled log a benchmark works on."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

import psycopg

_OPEN_CASES = 500


def case_ids(dsn: str, jurisdiction: str) -> list[UUID]:
    """Every case of the log, in an order that says nothing of their age."""
    return _ids(dsn, jurisdiction, "SELECT case_id FROM case_heads_v1 WHERE jurisdiction = %s")


def open_cases(dsn: str, jurisdiction: str) -> list[UUID]:
    """As many open cases as there are in a mid-sized street, from all over the log."""
    every = _ids(
        dsn, jurisdiction, "SELECT case_id FROM case_heads_v1 WHERE jurisdiction = %s AND is_open"
    )
    return every[:: max(1, len(every) // _OPEN_CASES)][:_OPEN_CASES]


def _ids(dsn: str, jurisdiction: str, query: LiteralString) -> list[UUID]:
    with psycopg.connect(dsn) as connection:
        found = connection.execute(query, [jurisdiction]).fetchall()
    return sorted(case_id for (case_id,) in found)
