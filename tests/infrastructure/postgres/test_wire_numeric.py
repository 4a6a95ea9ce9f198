"""Exact figures in PostgreSQL's binary format."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from infrastructure.postgres import wire
from tests.database import Database

FIGURES = (
    "0", "1", "-1", "10", "10000", "9999", "0.1", "0.0001", "-0.05", "12345678.9", "100000000",
    "3.75", "0.00", "1E+5", "-123456789012.3456", "0.5000", "20000.0002",
)  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES)
def test_the_server_reads_what_it_would_have_sent(figure: str, module_database: Database) -> None:
    """Rebuild: byte-identical rows"""
    with psycopg.connect(module_database.dsn) as connection:
        row = connection.execute(
            "SELECT numeric_send(%(text)s::numeric)",
            {"text": figure},
        ).fetchone()

    assert row is not None
    assert wire.numeric(Decimal(figure)) == row[0]
