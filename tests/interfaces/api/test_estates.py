"""Estates and the property league as the property office uses them."""

from __future__ import annotations

import csv
import io

import pytest

from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.territory import territory
from application.use_cases.request import Caller
from tests.interfaces.api.stage import Console, Stage

BOTH = ["RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE"]
PLACE = "chengyang"


@pytest.fixture(scope="module")
def pia(stage: Stage) -> Console:
    """The property officer of a street with one community."""
    stage.clock.set("2021-09-01 09:00")
    desk, olga = stage.service.organisation, Caller("olga")
    desk.open_jurisdiction(PLACE, PLACE, "olga", body="top")
    place = territory(stage.service.packs.current(PLACE, stage.clock().date()))
    for command in (
        FoundOrgUnit(code="c1", level=place.pool, tree=place.tree, parent="top"),
        AppointPost(body="top", post="property_officer", person_ref="pia", basis="notice"),
    ):
        desk.execute(PLACE, olga, command, key=None)
    return stage.console("pia", PLACE)


def test_an_estate_is_filed_scored_ranked_and_explained(stage: Stage, pia: Console) -> None:
    """PRP-CY-01, ACC-CY-01, architecture 7"""
    for number, estate in enumerate(("=cmd", "e2", "e3", "e4")):
        made = pia.send("/estates", estate=estate, body="c1", company="sun")
        assert made.status_code == 201, made.text
        path = f"/estates/{estate}/inspect-property"
        given = pia.send(path, period="2021Q3", score=f"{90 - number}.5", inspectors=BOTH)
        assert given.status_code == 200, given.text
    again = pia.send("/estates/e2/inspect-property", period="2021Q3", score=1, inspectors=BOTH)
    assert (again.status_code, again.json()["code"]) == (409, "estate-inspected-already")
    unknown = pia.send("/estates/e9/inspect-property", period="2021Q3", score=1)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "estate-not-found")
    stage.clock.set("2022-01-01 00:05")
    stage.service.projector.catch_up()
    stage.service.ranking_sweep.sweep(PLACE)
    stage.service.projector.catch_up()

    lines = pia.pages("/property-league", year=2021, limit=2)

    assert [(one["estate"], one["rank"]) for one in lines] == [
        ("=cmd", 1), ("e2", 2), ("e3", 3), ("e4", 4),
    ]  # fmt: skip
    assert lines[3]["listed_on"] == "2021-12-31"
    assert lines[0]["periods"][0]["score"] == "90.50"
    before = {"year": 2021, "as_of": "2021-12-31T23:59:00+08:00"}
    assert {one["rank"] for one in pia.pages("/property-league", **before)} == {None}
    events = pia.pages("/property-league/evidence", year=2021, estate="e4")
    assert [one["event"] for one in events][:3] == [
        "EstateFiled", "PropertyInspected", "PropertyRanked",
    ]  # fmt: skip
    [estate] = pia.pages("/estates", estate="e2")
    assert (estate["company"], estate["missing"]) == ("sun", [])
    assert len(pia.pages("/estates/evidence", company="sun")) == 4


def test_the_league_leaves_as_csv_that_is_no_formula(pia: Console) -> None:
    """PRP-CY-01: what begins like a formula is text to a spreadsheet"""
    answer = pia.read("/property-league.csv", year=2021)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["estate"] for row in rows] == ["'=cmd", "e2", "e3", "e4"]
    assert rows[3]["listed_on"] == "2021-12-31"
    assert rows[0]["score"] == "90.50"
