"""Real records of two origins, where they lie beside the checkout; they are never part of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.application.imports.importing import (
    MESSAGE_MAP,
    REQUEST_MAP,
    ROOT,
    importing,
    topics,
)
from tests.database import Database

DATA = ROOT.parent / "shared" / "data"
MESSAGES = DATA / "tipdm2020c_messages_replies.csv"
REQUESTS = DATA / "la311" / "service_requests_2020.csv"


def records(file: Path) -> Sequence[Mapping[str, str]]:
    """The file as the standard library reads it; skips the test where there is none."""
    if not file.is_file():
        pytest.skip(f"the records are not here: {file.name}")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_every_message_and_every_answer_is_entered(database: Database) -> None:
    """Import: 2,816 messages, found by their words afterwards."""
    given = records(MESSAGES)
    assert len(given) == 2816
    answered = sum(1 for record in given if record["reply"].strip())
    about_parking = sum(
        1 for record in given if "停车" in record["subject"] + "\n" + record["content"]
    )

    with importing(database.dsn, MESSAGE_MAP) as imports:
        tally, refused = imports.run(MESSAGES, MESSAGE_MAP, workers=8)
        found = imports.wiring.service.vault.find_cases(  # type: ignore[attr-defined]  # searchable, too
            "imported", "停车"
        )

    assert refused == []
    assert tally.entered == 2816
    assert topics(database.dsn) == {
        "CaseReported": 2816,
        "CaseUploaded": 2816,
        "ReporterInformed": answered,
    }
    assert len(found) == about_parking > 0


def test_every_request_is_entered_and_those_with_a_closing_date_are_closed(
    database: Database,
) -> None:
    """Import: 9,989 requests."""
    given = records(REQUESTS)
    assert len(given) == 9989
    closed = sum(1 for record in given if record["closed_date"].strip())

    with importing(database.dsn, REQUEST_MAP) as imports:
        tally, refused = imports.run(REQUESTS, REQUEST_MAP, workers=8)
        again, _ = imports.run(REQUESTS, REQUEST_MAP, workers=8)

    assert refused == []
    assert (tally.entered, again.entered, again.present) == (9989, 0, 9989)
    steps = ("CaseReported", "CaseUploaded", "CaseTriaged", "CaseRouted", "CaseAccepted")
    assert topics(database.dsn) == dict.fromkeys(steps, 9989) | {
        "ResolutionReported": closed,
        "CaseClosed": closed,
    }
