"""The street that ``closeout demo`` shows: the source's counts, the same events at every run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from application.demonstration import street
from application.read_models.as_of import AsOf
from application.read_models.case_board import Grouping
from application.scenarios.clock import StoryClock
from application.service import Service
from application.use_cases.request import Caller
from infrastructure.calendars.chinese import china
from tests.application.wiring import service_on
from tests.database import Database

READER = Caller(street.FOUNDER)


def carried_out(database: Database) -> Service:
    clock = StoryClock(datetime(2020, 1, 1, tzinfo=UTC))
    with service_on(database, clock) as service:
        street.found_street(service, clock)
        pack = service.packs.current(street.JURISDICTION, street.BEGINS_ON)
        steps = street.plan(pack, china())
        told: list[int] = []
        street.carry_out(service, clock, steps, told.append)
        assert told == list(range(1, len(steps) + 1))
        service.projector.catch_up()
        return service


@pytest.fixture(scope="module")
def shown(module_database: Database) -> Iterator[Service]:
    clock = StoryClock(street.ENDS_AT)
    carried_out(module_database)
    with service_on(module_database, clock) as service:
        yield service


def test_438_are_uploaded_400_closed_and_38_open(shown: Service) -> None:
    """F01, F02: 91.3 %."""
    share = shown.queries.indicator(street.JURISDICTION, READER, "closure").figure

    assert (share.numerator, share.denominator) == (400, 438)
    assert share.text == "91.3 %"
    board = shown.queries.board(street.JURISDICTION, READER, Grouping.COMMUNITY)
    assert sum(count.open for count in board) == 38
    assert len(board) == street.COMMUNITIES


def test_the_figures_are_those_of_a_day_that_the_fixture_names(shown: Service) -> None:
    """B-30: "to date" needs a date; the share of rated cases is no figure of the source"""
    then = AsOf(street.ENDS_AT)
    share = shown.queries.indicator(street.JURISDICTION, READER, "closure", as_of=then).figure
    before = shown.queries.indicator(
        street.JURISDICTION, READER, "closure", as_of=AsOf(street.ENDS_AT - timedelta(days=30))
    ).figure

    assert (share.numerator, share.denominator) == (400, 438)
    assert (before.numerator, before.denominator) != (400, 438)


@pytest.mark.usefixtures("shown")
def test_the_counts_are_those_of_the_events(module_database: Database) -> None:
    """8.1: nothing is entered as a figure."""
    with psycopg.connect(module_database.dsn) as connection:
        rows = connection.execute(
            "SELECT topic, count(*) FROM events WHERE jurisdiction = %s GROUP BY topic",
            [street.JURISDICTION],
        )
        counts: dict[str, int] = dict(rows.fetchall())

    assert counts["CaseReported"] == counts["CaseUploaded"] == 438
    assert counts["CaseClosed"] - counts.get("CaseReopened", 0) == 400
    assert counts["CaseReturned"] == 438 // 37
    assert counts["CaseOverdue"] > 0


@pytest.mark.usefixtures("shown")
def test_the_positions_of_the_demonstration_have_no_gap(module_database: Database) -> None:
    """Architecture 3."""
    with psycopg.connect(module_database.dsn) as connection:
        row = connection.execute(
            "SELECT count(*), min(position), max(position) FROM events WHERE jurisdiction = %s",
            [street.JURISDICTION],
        ).fetchone()

    assert row is not None
    assert (row[1], row[2]) == (1, row[0])


@pytest.mark.usefixtures("shown")
def test_every_run_gives_the_same_events(module_database: Database, database: Database) -> None:
    """Deliver 2: deterministic. Vault ids and digests alone are drawn anew, as they must be."""
    carried_out(database)

    first, second = digests(module_database), digests(database)

    assert len(first) == len(second)
    assert [n for n, (a, b) in enumerate(zip(first, second, strict=True)) if a != b] == []


def digests(database: Database) -> list[bytes]:
    """Digests of the stored events in the order of the log, references to the vault blanked."""
    with psycopg.connect(database.dsn) as connection:
        rows = connection.execute(
            "SELECT topic, state, recorded_at FROM events WHERE jurisdiction = %s"
            " ORDER BY position",
            [street.JURISDICTION],
        ).fetchall()
    return [
        hashlib.sha256(repr((topic, at, _REFERENCE.sub(b"", bytes(state)))).encode()).digest()
        for topic, state, at in rows
    ]


_REFERENCE = re.compile(rb'"item_id":"[^"]+","sha256":"[^"]+"')
