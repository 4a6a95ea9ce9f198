"""Pages and drawings for who would rather look: whole, true, and drawn for the caller alone."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import httpx
import pytest

from application.scenarios.clock import StoryClock
from application.scenarios.runner import run_story
from application.scenarios.story import read_story
from infrastructure.identity.development import DevelopmentIssuer
from infrastructure.scenario_files import read_scenario
from interfaces.api.app import create_app
from tests.application.wiring import service_on
from tests.database import Database
from tests.interfaces.api.stage import served
from tests.node import NodeTools
from tests.shelves import product_packs

STORIES: Final = Path(__file__).parents[2] / "acceptance" / "scenarios"
_SCRIPT: Final = Path(__file__).parents[2] / "node" / "pages.mjs"
_PATIENCE: Final = 240  # seconds, on a busy machine
W1, FILE = "w-1", "row-43"
SHEET: Final = "indicator-sheet.html"
LEAGUE: Final = "points-league/2021"
CHAIN: Final = "accountability-dossiers/u2/chain"
YEAR: Final = {"from_on": "2021-01-01", "until_on": "2021-12-31"}


class Told:
    """Two stories that were played, and an API over what they left.

    ``w-1``: two units, one of which misses its feedback twice. ``row-43``: a unit that is called to
    a talk, and appeals.
    """

    def __init__(self, client: httpx.Client, issuer: DevelopmentIssuer) -> None:
        self.client, self.issuer = client, issuer

    def get(self, person: str, path: str, jurisdiction: str = W1, **params: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.issuer.mint(person)}"}
        address = f"/jurisdictions/{jurisdiction}/{path}"
        return self.client.get(address, params=params, headers=headers)

    def page(self, person: str, path: str, jurisdiction: str = W1, **params: Any) -> ET.Element:
        """A page, which must be well-formed."""
        return parsed(self.get(person, path, jurisdiction, **params))


def parsed(answer: httpx.Response) -> ET.Element:
    assert answer.status_code == 200, answer.text
    return ET.fromstring(answer.text.removeprefix("<!doctype html>"))  # noqa: S314  # ours


def text_of(node: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(node.itertext()))


@pytest.fixture(scope="module")
def told(module_database: Database) -> Iterator[Told]:
    clock = StoryClock(datetime(2021, 1, 1, tzinfo=UTC))
    packs = product_packs()
    with service_on(module_database, clock, packs=packs) as service:
        for name in (W1, FILE):
            story = read_story(read_scenario(STORIES / f"{name}.yaml"), packs)
            assert run_story(story, service, clock, name).holds
        clock.set(datetime(2021, 10, 20, 4, tzinfo=UTC))
        issuer = DevelopmentIssuer(host="127.0.0.1", clock=clock)
        app = create_app(service=service, verifier=issuer.verifier, mint=issuer)
        with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
            yield Told(client, issuer)


PAGES: Final = [
    ("anna", W1, SHEET, {}),
    ("u1.principal", W1, f"{LEAGUE}/table.html", {}),
    ("u2.principal", W1, f"{LEAGUE}/u2/chain.html", {}),
    ("dora", FILE, f"{CHAIN}.html", YEAR),
]


@pytest.mark.parametrize(("person", "jurisdiction", "path", "params"), PAGES)
def test_a_page_is_whole_and_runs_nothing(
    told: Told, person: str, jurisdiction: str, path: str, params: dict[str, str]
) -> None:
    """ADR 37: its style lies in it and is the only thing that its policy lets in"""
    answer = told.get(person, path, jurisdiction, **params)
    page = parsed(answer)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    [style] = page.iter("style")
    digest = base64.b64encode(hashlib.sha256(str(style.text).encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy
    tags = {node.tag.rpartition("}")[2] for node in page.iter()}
    assert not tags & {"script", "img", "iframe", "object", "form", "link"}
    outside = [
        value
        for node in page.iter()
        for name, value in node.attrib.items()
        if name in {"src", "style"} or name.startswith("on") or "//" in value
    ]
    assert outside == []
    ids = [node.get("id") for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("person", "jurisdiction", "path", "params"), PAGES)
def test_every_link_of_a_page_leads_somewhere(
    told: Told, person: str, jurisdiction: str, path: str, params: dict[str, str]
) -> None:
    """F: evidence and files of exactly what is shown"""
    answer = told.get(person, path, jurisdiction, **params)
    links = [str(node.get("href")) for node in parsed(answer).iter("a")]
    one_card = [link for link in links if not re.match(r"indicators/(?!closure/)", link)]
    headers = {"Authorization": f"Bearer {told.issuer.mint(person)}"}

    statuses = {
        link: told.client.get(urljoin(str(answer.url), link), headers=headers).status_code
        for link in one_card
    }

    assert statuses
    assert set(statuses.values()) == {200}, statuses


# --- Indicators. ---


def card(page: ET.Element, code: str) -> ET.Element:
    [found] = [node for node in page.iter("article") if node.get("id") == f"i-{code}"]
    return found


def test_the_sheet_shows_what_the_queries_answer(told: Told) -> None:
    """F: value, both sides, formula; the figure of W-1: two of four answered in time"""
    page = told.page("founder", SHEET)

    for code in ("closure", "timeliness"):
        said = told.get("founder", f"indicators/{code}").json()
        shown = text_of(card(page, code))
        assert f"{said['text']} {said['numerator']} ÷ {said['denominator']}" in shown
    shown = text_of(card(page, "timeliness"))
    assert "2 ÷ 4" in shown
    listed = told.get("founder", "indicators").json()["items"]
    formulas = {one["code"]: one["formula"] for one in listed if not one["missing"]}
    for node in page.iter("article"):
        assert formulas[str(node.get("id"))[2:]] in text_of(node)


def test_a_league_ranks_and_marks_those_that_are_level(told: Told) -> None:
    """RANK-01: u1 answered both in time, u2 neither; both closed the one case they shared"""
    page = told.page("founder", SHEET)

    def rows(code: str) -> list[list[str]]:
        return [
            [text_of(cell).strip() for cell in row][:3]
            for table in card(page, code).iter("tbody")
            for row in table.iter("tr")
        ]

    assert rows("timeliness") == [
        ["1", "u1", "100.0 % 2 ÷ 2"],
        ["2", "u2", "0.0 % 0 ÷ 2"],
    ]
    assert [row[:2] for row in rows("closure")] == [["1", "u1 并列"], ["1", "u2 并列"]]


def test_what_cannot_be_computed_says_which_fact_is_missing(told: Told) -> None:
    """B-45: nothing is made up"""
    page = told.page("founder", SHEET)

    listed = told.get("founder", "indicators").json()["items"]
    missing = {one["zh"] for one in listed if one["missing"]}
    [section] = [s for s in page.iter("section") if text_of(s).startswith("不能计算的指标")]
    assert missing
    assert all(name in text_of(section) for name in missing)


def test_a_sheet_of_the_past_shows_what_was_known(told: Told) -> None:
    """ENV-06: before the first upload nothing was counted"""
    then = {"as_of": "2021-09-10T09:00:00+08:00"}
    page = told.page("founder", SHEET, **then)

    assert "无数据" in text_of(card(page, "closure"))
    assert "截至 2021-09-10 09:00（按当时已记录的）" in text_of(page)
    assert all("as_of=2021" in str(node.get("href")) for node in page.iter("a"))


def test_one_family_is_shown_alone_and_an_unknown_one_refused(told: Told) -> None:
    """Annex F"""
    titles = [text_of(node) for node in told.page("founder", SHEET, family="hotline").iter("h2")]
    unknown = told.get("founder", SHEET, family="none")

    assert titles[0] == "接诉即办"
    assert (unknown.status_code, unknown.json()["code"]) == (404, "indicator-family-unknown")


def test_what_one_may_not_see_is_not_drawn(told: Told) -> None:
    """C: the sheet counts the caller's rows alone: a resident's own case, a stranger's none"""
    own = text_of(card(told.page("li", SHEET), "closure"))
    none = text_of(card(told.page("stranger", SHEET), "closure"))

    assert "1 ÷ 1" in own
    assert "无数据" in none
    assert "u1" not in text_of(told.page("stranger", SHEET))


# --- Points. ---


def test_the_league_has_formula_ranks_and_a_way_to_each_unit(told: Told) -> None:
    """W-1: 60.5 and 54.5"""
    page = told.page("u1.principal", f"{LEAGUE}/table.html")

    rows = [[text_of(cell).strip() for cell in row][:3] for row in page.iter("tr")][1:]
    assert rows == [["1", "u1", "60.5"], ["2", "u2 末位 奖励与末位同时成立，由人决定", "54.5"]]
    assert "60 + 1 × " in text_of(page)
    assert "0.5 × 协办清单" in text_of(page)
    assert "没有因剔除而冲回的分" in text_of(page)


def test_why_a_unit_is_last_is_told_booking_by_booking(told: Told) -> None:
    """Demand 6 of the discipline view: a chain of events; 60 − 3 − 3 + 0.5"""
    svg = ET.fromstring(told.get("u2.principal", f"{LEAGUE}/u2/chain.svg").text)  # noqa: S314  # ours
    said = [str(node.text) for node in svg.iter("{http://www.w3.org/2000/svg}text")]

    assert "第 2 名，共 2 个单位，54.5 分；末位，比前一名 u1 少 6.0 分" in said
    assert [one for one in said if one.startswith("= ")] == ["= 60.0", "= 57.0", "= 54.0", "= 54.5"]
    assert [one for one in said if one.startswith(("+", "-"))] == ["+60.0", "-3.0", "-3.0", "+0.5"]
    described = svg.find("{http://www.w3.org/2000/svg}desc")
    assert described is not None
    assert "= 54.5" in str(described.text)
    page = text_of(told.page("u2.principal", f"{LEAGUE}/u2/chain.html"))
    assert page.count("event:") >= 4


def test_the_bookings_of_a_unit_are_for_its_own_people(told: Told) -> None:
    """C: a unit sees its own account; another's does not exist for it"""
    other = told.get("u1.principal", f"{LEAGUE}/u2/chain.svg")
    absent = told.get("u1.principal", f"{LEAGUE}/nowhere/chain.html")
    before = told.get("u2.principal", f"{LEAGUE}/u2/chain.svg", as_of="2021-10-11T23:59:00+08:00")

    assert (other.status_code, other.json()["code"]) == (404, "body-not-found")
    assert (absent.status_code, absent.json()["code"]) == (404, "body-not-found")
    assert "= 54.0" not in before.text
    assert "= 57.0" in before.text


# --- Accountability. ---


def test_the_chain_is_drawn_from_its_causes_to_the_talk(told: Told) -> None:
    """Row 43: two misses, the call, the appeal and its answer, the talk with minutes"""
    svg = ET.fromstring(told.get("dora", f"{CHAIN}.svg", FILE, **YEAR).text)  # noqa: S314  # ours
    said = [str(node.text) for node in svg.iter("{http://www.w3.org/2000/svg}text")]

    titles = [one for one in said if re.match(r"\d (触发|提出|答复|申诉|约谈)|未按时反馈", one)]
    assert titles == [
        "未按时反馈",
        "未按时反馈",
        "1 触发约谈",
        "2 提出申诉",
        "3 答复申诉",
        "4 申诉不成立",
        "5 约谈",
    ]
    times = [one for one in said if re.fullmatch(r"2021-\d\d-\d\d \d\d:\d\d", one)]
    assert times[:3] == ["2021-09-23 00:00", "2021-09-28 00:00", "2021-09-28 00:00"]
    notes = "".join(said)
    assert "纪要 m-1" in notes
    assert "系统按规则" in notes
    assert "两人：" in notes
    assert sum("marker-end" in node.attrib for node in svg.iter()) == 2 + 4


def test_nobody_is_named_in_a_chain(told: Told) -> None:
    """C-G3, ENV-07: posts act; two words are two persons"""
    page = told.get("dora", f"{CHAIN}.html", FILE, **YEAR).text
    drawn = told.get("dora", f"{CHAIN}.svg", FILE, **YEAR).text

    for person in ("lea", "leo", "dora", "anna", "gu", "u2.principal"):
        assert not re.search(rf"\b{re.escape(person)}\b", page + drawn), person


def test_the_list_says_what_the_drawing_says(told: Told) -> None:
    """WCAG 1.1.1: each event with its reference stands in the text, too"""
    told_ = told.get("dora", "accountability-dossiers/u2", FILE, **YEAR).json()["chains"][0]
    page = text_of(told.page("dora", f"{CHAIN}.html", FILE, **YEAR))
    svg = told.get("dora", f"{CHAIN}.svg", FILE, **YEAR).text
    refs = [step["ref"] for step in told_["steps"]]
    refs += [one["ref"] for step in told_["steps"] for one in step["because"]]

    [described] = re.findall(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    assert len(refs) == 7
    assert all(ref in page and ref in described for ref in refs)


def test_a_chain_is_told_as_of_both_axes(told: Told) -> None:
    """ENV-06: known from the sweep at 00:05 on, true since 00:00"""
    then = {**YEAR, "as_of": "2021-09-28T00:04:00+08:00"}

    known = told.get("dora", f"{CHAIN}.svg", FILE, **then).text
    true = told.get("dora", f"{CHAIN}.svg", FILE, **then, axis="OCCURRED").text

    assert "这段时间里没有约谈、问责或整改" in known
    assert "1 触发约谈" in true
    assert "2 提出申诉" not in true


def test_a_chain_is_for_those_who_may_replay(told: Told) -> None:
    """C: and each look is on record, as that at a dossier"""
    answer = told.get("u2.principal", f"{CHAIN}.svg", FILE, **YEAR)

    assert (answer.status_code, answer.json()["code"]) == (403, "permission-denied")


# --- In a browser. ---


def test_the_viewer_is_the_same_for_everybody(told: Told) -> None:
    """ADR 37: it holds nothing of any jurisdiction, and lets in nothing from outside"""
    page = told.client.get("/pages")
    policy = page.headers["content-security-policy"]

    assert page.status_code == 200
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert told.client.get("/pages/viewer.js").headers["etag"]
    missing = told.client.get("/pages/..%2Fapp.py")
    assert (missing.status_code, missing.json()["code"]) == (404, "route-not-found")


@pytest.mark.parametrize("width", [390, 1366])
def test_a_reader_looks_at_every_page(
    told: Told, node_tools: NodeTools, chromium: str, width: int
) -> None:
    """Opened in a browser: nothing from elsewhere, no complaint, no sideways scrolling"""
    address = str(told.client.base_url).rstrip("/")
    tokens = json.dumps({name: told.issuer.mint(name) for name in ("founder", "dora")})

    seen = _read(node_tools, chromium, address, tokens, str(width))

    assert (seen["complaints"], seen["outside"]) == ([], [])
    assert seen["sideways"] == []
    assert seen["titles"] == {
        "indicators": "指标一览",
        "league": "单位积分 2021 年",
        "points": "积分由来：u2",
        "chain": "问责链条：u2",
    }
    assert seen["events"] > 1
    assert seen["file"].endswith(".csv")
    assert seen["refused"].startswith("422 The span is too long")
    assert not any("eyJ" in one for one in seen["addresses"])


def _read(node_tools: NodeTools, *arguments: str) -> Any:
    done = subprocess.run(
        [node_tools.node, _SCRIPT, *arguments],
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)
