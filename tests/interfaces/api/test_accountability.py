"""Files and dossiers as a console of the discipline commission uses them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from uuid import UUID

import httpx

from application.dossier.desk import Chain, Dossier
from application.dossier.told import ToldEvent
from application.read_models.accountability_files import FileLine, FileState
from application.read_models.pages import Page
from interfaces.dossier_file import dossier_csv
from tests.interfaces.api.stage import Stage
from tests.shelves import product_packs

SPAN = {"from_on": "2021-01-01", "until_on": "2021-12-31"}
AT = datetime(2021, 9, 27, 16, 0, tzinfo=UTC)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_dossier_is_for_those_who_may_replay_and_reading_it_is_recorded(stage: Stage) -> None:
    """C, F: allowed and logged; the others are refused"""
    olga, uma = stage.console("olga"), stage.console("uma")

    read = olga.read("/accountability-dossiers/u1", **SPAN)
    assert read.status_code == 200, read.text
    assert read.json()["chains"] == []
    assert code_of(uma.read("/accountability-dossiers/u1", **SPAN)) == (403, "permission-denied")

    assert olga.read("/accountability", subject="u1").json() == {"items": [], "next": None}
    evidence = olga.read("/accountability-dossiers/u1/evidence", **SPAN).json()
    assert evidence == {"items": [], "next": None}


def test_a_period_is_needed_and_bounded(stage: Stage) -> None:
    """API conventions"""
    olga = stage.console("olga")
    assert olga.read("/accountability-dossiers/u1").status_code == 422
    long = olga.read("/accountability-dossiers/u1", from_on="2010-01-01", until_on="2021-12-31")
    assert code_of(long) == (422, "span-too-long")


def test_an_export_has_a_head_and_is_csv(stage: Stage) -> None:
    """Deliver 6: export"""
    found = stage.console("olga").read("/accountability-dossiers/u1/dossier.csv", **SPAN)
    assert found.headers["content-type"].startswith("text/csv")
    head, *_ = csv.reader(io.StringIO(found.text.removeprefix("\ufeff")))
    assert head[:4] == ["section", "file", "trigger", "event"]


def test_no_cell_is_taken_for_a_formula() -> None:
    """A spreadsheet runs what begins with = + - @"""
    told = ToldEvent(
        ref=f"event:{UUID(int=7)}/1", position=1, aggregate_id=UUID(int=7),
        event="InterviewTriggered", occurred_at=AT, recorded_at=AT, late_recorded=False,
        actor_post="=cmd|' /C calc'!A0", actor_no=1, on_behalf_of_unit="+1", pack="daguan@2020.1",
        rule_ids=(), reason=None, documents=(), facts={"code": "@f1"}, evidence_event_ids=(),
    )  # fmt: skip
    nothing = dict.fromkeys(
        ("period", "called", "caller", "caller_body", "due_on", "held_at", "minutes_ref",
         "opened_at", "measure", "decided_at", "notice_ref", "circulated_at", "appealed_at")
    )  # fmt: skip
    line = FileLine(
        jurisdiction="j", aggregate_id=UUID(int=7), version=1, changed_at=AT,
        latest_occurred_at=AT, code="-f1", trigger_code="T", subject="u1", body="u1",
        state=FileState.CALLED, begun_with="InterviewTriggered", begun_at=AT, evidence=(),
        pack="daguan@2020.1", **nothing,
    )  # fmt: skip
    chain = Chain(line=line, steps=[told], orders=[], exclusions=[], speaks_for=[])
    dossier = Dossier(
        subject="u1", from_on=AT.date(), until_on=AT.date(), as_of=None, asked_at=AT,
        pack=product_packs().get("daguan"), names={}, chains=[chain], orders=[],
        missed=[], feedback=Page([], None), closings=Page([], None),
    )  # fmt: skip

    _, row = csv.reader(io.StringIO(dossier_csv(dossier).decode("utf-8-sig")))

    assert row[1] == "'-f1"
    assert row[4] == "2021-09-28T00:00:00+08:00"
    assert row[6:8] == ["'=cmd|' /C calc'!A0", "'+1"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
