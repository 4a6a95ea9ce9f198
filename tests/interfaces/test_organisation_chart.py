"""The organisation as a drawing: readable at any size, with what is missing in it."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from application.queries.coverage_desk import Chart
from application.queries.org_coverage import Organisation, org_coverage
from domain.policy.shelf import PackShelf
from interfaces.organisation_chart import organisation_chart
from tests.application.read_models.test_org_coverage import Town
from tests.domain.organisation.packed import DAY
from tests.shelves import product_packs

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shelf() -> PackShelf:
    return product_packs()


def drawn(town: Town, day: date = DAY, **how: object) -> str:
    facts = town.facts(day)
    organisation = Organisation(facts, day)
    chart = Chart(organisation, org_coverage(organisation, town.pack), town.pack)
    return organisation_chart(chart, **how)  # type: ignore[arg-type]  # named in each test


def texts(svg: str) -> list[str]:
    return [str(text.text) for text in _parsed(svg).iter(f"{_SVG}text")]


def _parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  # drawn by ourselves a moment ago


def district(shelf: PackShelf, communities: int) -> Town:
    town = Town(shelf.get("daguan"))
    town.unit("d", "DISTRICT", tree="organisation")
    town.unit("s", "STREET", "d", tree="organisation")
    for at in range(1, communities + 1):
        town.unit(f"c{at:04}", "COMMUNITY", "s", tree="organisation")
    return town


def test_bodies_hang_below_each_other_with_chinese_labels(shelf: PackShelf) -> None:
    """org_coverage: a vacant seat and a missing leader are in the drawing."""
    town = district(shelf, 1)
    town.station("w", "c0001", "lea")

    said = texts(drawn(town))

    assert "c0001（社区）" in said
    assert "红领工作站站长 lea" in said
    assert "红领工作站副站长空缺" in said
    assert "无挂联领导" in said


def test_a_thousand_bodies_are_counted_below_the_first_forty(shelf: PackShelf) -> None:
    """org_coverage: what is not drawn is counted, with its defects."""
    svg = drawn(district(shelf, 1_000))

    said = texts(svg)
    assert len([text for text in said if text.endswith("（社区）")]) == 40
    assert "另有 960 个社区" in said
    height = _parsed(svg).get("height")
    assert height is not None
    assert int(height) < 2_000


def test_bodies_with_something_missing_are_drawn_first(shelf: PackShelf) -> None:
    """org_coverage: a defect is not hidden among those left out."""
    town = district(shelf, 100)
    for code in list(town.bodies):
        if code.startswith("c") and code != "c0100":
            town.bodies[code].link_leader(  # type: ignore[attr-defined]  # a unit
                town.act, leader_ref=f"l-{code}", from_on=DAY
            )
            town.station(f"w-{code}", code, f"l-{code}")
            town.bodies[f"w-{code}"].appoint(
                town.act, post="station_deputy", person_ref="x", from_on=DAY, basis="b"
            )

    assert "c0100（社区）" in texts(drawn(town))


def test_deep_trees_are_counted_below_a_level(shelf: PackShelf) -> None:
    """org_coverage: a drawing of two levels counts the third."""
    said = texts(drawn(district(shelf, 7), depth=2))

    assert "另有 7 个社区" in said
    assert not [text for text in said if text.endswith("（社区）")]


def test_one_tree_is_drawn_alone(shelf: PackShelf) -> None:
    """1.1: two trees in one pack are two drawings."""
    town = Town(shelf.get("kundulun"))
    town.unit("fs", "FIRST_SECRETARY", tree="management")
    town.unit("sc", "STREET_COMMITTEE", tree="organisation")

    said = texts(drawn(town, tree="management"))

    assert [text for text in said if text.startswith(("fs", "sc"))] == ["fs（第一书记）"]


def test_names_are_no_markup(shelf: PackShelf) -> None:
    """A label is text, whatever is in it."""
    town = Town(shelf.get("daguan"))
    town.unit("d", "DISTRICT", tree="organisation")
    svg = drawn(town).replace("d（区）", "")

    assert not re.search(r"<script|on\w+=", svg)
