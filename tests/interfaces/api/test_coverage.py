"""The coverage of the organisation over HTTP: figures, defects, evidence, a drawing."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import httpx

from tests.interfaces.api.stage import Stage

_SVG = "{http://www.w3.org/2000/svg}"
_COVERAGE = "/organisation/coverage"


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_station_is_founded_and_the_share_rises(stage: Stage) -> None:
    """ORG-DG-03: first the link, then the station, which is a body like any other."""
    olga = stage.console("olga")
    stage.service.projector.catch_up()
    before = olga.read(_COVERAGE).json()
    founding: dict[str, Any] = {
        "code": "w1",
        "community": "c1",
        "basis": "notice 4",
        "party_member": True,
    }

    early = olga.send("/stations", **founding)
    linked = olga.send("/bodies/c1/link-leader", leader_ref="lea")
    founded = olga.send("/stations", **founding)
    member = olga.send(
        "/stations/w1/add-station-member", person_ref="mei", category="JUDGE_STUDIO", basis="n"
    )

    assert code_of(early) == (409, "leader-not-linked")
    assert (linked.status_code, founded.status_code, member.status_code) == (200, 201, 200)
    assert founded.headers["Location"].endswith("/bodies/w1")
    stage.service.projector.catch_up()
    after = olga.read(_COVERAGE).json()
    assert (before["shares"]["STATION"]["text"], after["shares"]["STATION"]["text"]) == (
        "0.0 %",
        "100.0 %",
    )
    assert after["bodies"]["STATION"] == 1


def test_defects_are_listed_page_by_page(stage: Stage) -> None:
    """org_coverage: each by kind, body and what is missing; the pages add up to the count."""
    olga = stage.console("olga")
    stage.service.projector.catch_up()

    counted = olga.read(_COVERAGE).json()["defects"]
    listed = olga.pages(f"{_COVERAGE}/defects", limit=1)

    assert len(listed) == sum(counted.values())
    assert listed == sorted(listed, key=lambda one: (one["kind"], one["body"], one["word"] or ""))
    groups = olga.pages(f"{_COVERAGE}/defects", kind="INCOMPLETE_BODY")
    assert {"daguan"} <= {one["body"] for one in groups}


def test_evidence_leads_to_the_log(stage: Stage) -> None:
    """F: every figure has the positions it was counted from."""
    olga = stage.console("olga")
    stage.service.projector.catch_up()

    grids = olga.pages(f"{_COVERAGE}/evidence", figure="GRID")

    assert len(grids) == olga.read(_COVERAGE).json()["bodies"]["GRID"]
    assert code_of(olga.read(f"{_COVERAGE}/evidence", figure="NOTHING")) == (
        422,
        "coverage-figure-unknown",
    )


def test_the_organisation_is_drawn(stage: Stage) -> None:
    """org_coverage: an SVG with Chinese labels; a tree or body that there is not is refused."""
    olga = stage.console("olga")
    stage.service.projector.catch_up()

    drawing = olga.read("/organisation/chart.svg", under="c1")

    assert drawing.headers["Content-Type"] == "image/svg+xml"
    said = [text.text for text in ET.fromstring(drawing.text).iter(f"{_SVG}text")]  # noqa: S314 - it is ours
    assert "g12（网格）" in said
    assert code_of(olga.read("/organisation/chart.svg", tree="oak")) == (422, "tree-unknown")
    assert code_of(olga.read("/organisation/chart.svg", under="nowhere")) == (404, "body-not-found")


def test_the_past_is_read_as_it_was(stage: Stage) -> None:
    """ENV-06: before anything was founded there was nothing."""
    olga = stage.console("olga")
    stage.service.projector.catch_up()

    long_ago = olga.read(_COVERAGE, as_of="2015-01-01T00:00:00+08:00").json()

    assert (long_ago["bodies"], long_ago["day"]) == ({}, "2015-01-01")
