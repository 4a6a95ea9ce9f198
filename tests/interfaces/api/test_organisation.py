"""Units, grids, posts, packs and calendar as an administration console uses them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from application import errors as of_application
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from domain import ranges as of_ranges
from domain import required
from domain.calendar import errors as of_calendar
from domain.communities import errors as of_communities
from domain.grids import errors as of_grids
from domain.kernel import DomainError
from domain.organisation import errors as of_bodies
from domain.organisation import joint_errors as of_joint_work
from domain.organisation import life_errors as of_life
from domain.organisation import station_errors as of_stations
from domain.party_branches import errors as of_branches
from domain.policy import thresholds as of_thresholds
from interfaces.api import examples
from interfaces.api.bodies import body_of
from interfaces.api.organisation import OFFERED, subject_of
from interfaces.api.refused_here import EVERY_CHANGE, VERSION
from interfaces.api.refused_organisation import refusals_of
from tests.interfaces.api.sources import functions_in
from tests.interfaces.api.stage import Stage

SQUARE = {"ring": [[117.0, 30.5], [117.1, 30.5], [117.1, 30.6], [117.0, 30.6]]}


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture(scope="module")
def grid(stage: Stage) -> str:
    """A grid of c1 with its ground and two who served it, founded over HTTP."""
    olga = stage.console("olga")
    stage.clock.set("2021-09-01 10:00")
    answer = olga.send(
        "/bodies",
        code="g77", level="GRID", tree="organisation", parent="c1", is_grid=True, area=SQUARE,
        places=["P-77"],
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"].endswith("/jurisdictions/daguan/bodies/g77")
    stage.clock.set("2021-09-02 10:00")
    assert olga.send(
        "/bodies/g77/staff-grid", person_ref="hua", staff_kind="PART_TIME"
    ).is_success  # fmt: skip
    stage.clock.set("2021-09-03 10:00")
    return "g77"


# --- Commands ---


def test_a_body_is_changed_on_the_version_that_was_read(stage: Stage, grid: str) -> None:
    """ENV-05: ETag and If-Match, as for cases."""
    olga = stage.console("olga")
    path = f"/bodies/{grid}/adjust-boundary"
    tag = olga.read(f"/bodies/{grid}").headers["ETag"]

    stale = olga.send(path, headers={"If-Match": '"1"'}, places=["P-77"])
    done = olga.send(path, headers={"If-Match": tag}, area=SQUARE, places=["P-77", "P-78"])

    assert code_of(stale) == (412, "stale-version")
    assert done.status_code == 200, done.text
    assert done.headers["ETag"] == f'"{int(tag[1:-1]) + 1}"'
    assert done.json()["body"] == grid


def test_a_retry_of_a_founding_founds_once(stage: Stage) -> None:
    """ENV-05: the same key, the same receipt; another body of the request is a mistake."""
    olga = stage.console("olga")
    body: dict[str, Any] = {"code": "u7", "level": "DISTRICT", "parent": "daguan"}

    first = olga.send("/bodies", key="found-u7", **body)
    again = olga.send("/bodies", key="found-u7", **body)
    other = olga.send("/bodies", key="found-u7", **body | {"code": "u8"})

    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert code_of(other) == (422, "idempotency-key-reused")
    assert code_of(olga.send("/bodies", **body)) == (409, "already-founded")


def test_posts_are_given_and_left(stage: Stage) -> None:
    """ORG-DG-04: seen at the very next question; a resident gives none."""
    olga = stage.console("olga")
    body: dict[str, Any] = {"post": "street_officer", "person_ref": "zoe"}

    assert code_of(
        stage.console("rita").send("/bodies/street/appoint-post", **body, basis="n")
    ) == (
        403,
        "permission-denied",
    )
    unknown = olga.send("/bodies/street/appoint-post", post="king", person_ref="zoe", basis="n")
    assert code_of(unknown) == (422, "post-unknown")
    assert olga.send("/bodies/street/appoint-post", **body, basis="notice 7").is_success
    assert [p["body"] for p in olga.pages("/posts", person="zoe")] == ["street"]
    assert olga.send("/bodies/street/vacate-post", **body).is_success
    assert olga.pages("/posts", person="zoe") == []


@pytest.mark.parametrize("code", ["nowhere", "%00", "a%2Fb", "%E4%B8%AD", "x" * 65])
def test_an_unknown_body_is_refused_whatever_it_is_called(stage: Stage, code: str) -> None:
    """API conventions: no 500 on any input."""
    olga = stage.console("olga")
    address = f"/jurisdictions/daguan/bodies/{code}"

    read = stage.client.get(address, headers=olga.headers)
    sent = stage.client.post(
        f"{address}/assign-duty",
        json={"duty": "d"},
        headers=olga.headers | {"Idempotency-Key": "k"},
    )

    assert read.status_code in {404, 422}
    assert sent.status_code in {404, 422}


def test_a_wrong_method_names_the_right_ones(stage: Stage) -> None:
    """RFC 9110: for every new address."""
    allowed = {
        "/jurisdictions": "GET",
        "/jurisdictions/daguan": "GET",
        "/jurisdictions/daguan/bodies": "GET, POST",
        "/jurisdictions/daguan/bodies/c1": "GET",
        "/jurisdictions/daguan/bodies/c1/appoint-post": "POST",
        "/jurisdictions/daguan/cases/bulk/close-case": "POST",
        "/jurisdictions/daguan/indicators/closure": "GET",
        "/jurisdictions/daguan/locate": "POST",
    }
    for path, methods in allowed.items():
        answer = stage.client.delete(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, methods), path


# --- The directory ---


def test_the_trees_are_read_branch_by_branch(stage: Stage, grid: str) -> None:
    """1.2: each body names its parent."""
    gu = stage.console("gu")

    def codes(**asked: Any) -> list[str]:
        return [one["code"] for one in gu.pages("/bodies", limit=2, **asked)]

    assert {"street", "c1", "g12", grid, "u1"} <= set(codes())
    assert codes(parent="street") == ["c1"]
    assert codes(under="c1") == ["c1", "g12", grid]
    assert codes(under="c1", kind="UNIT") == ["c1"]
    assert grid not in codes(as_of="2021-09-01T09:00:00+08:00")
    assert code_of(gu.read("/bodies", under="nowhere")) == (404, "body-not-found")


def test_one_body_shows_its_people_and_its_vacant_posts(stage: Stage, grid: str) -> None:
    """ORG-DG-04."""
    station = stage.console("gu").read("/bodies/c1").json()

    held = {p["post"]: [h["person_ref"] for h in p["held"]] for p in station["posts"]}
    assert held["station_head"] == ["anna"]
    assert held["station_deputy"] == ["bo"]
    assert held["community_officer"] == []
    assert station["below"] == ["g12", grid]


def test_a_grid_shows_who_serves_it_then_and_now(stage: Stage, grid: str) -> None:
    """ORG-KD-03, ENV-06."""
    gu = stage.console("gu")

    def staff(**asked: Any) -> list[str]:
        lines = {one["code"]: one for one in gu.pages("/grids", community="c1", **asked)}
        return [one["person_ref"] for one in lines[grid]["staff"]]

    assert staff() == ["hua"]
    assert staff(as_of="2021-09-01T12:00:00+08:00") == []
    assert staff(as_of="2021-09-01T12:00:00+08:00", axis="OCCURRED") == []
    past = gu.read(f"/bodies/{grid}", as_of="2021-09-02T12:00:00+08:00")
    assert (past.json()["version"], past.headers.get("ETag")) == (None, None)
    assert [one["person_ref"] for one in past.json()["staff"]] == ["hua"]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({"lon": 117.05, "lat": 30.55}, {"grid": "g77", "community": "c1"}),
        ({"place_code": "P-77"}, {"grid": "g77", "community": "c1"}),
        ({"lon": 1.0, "lat": 1.0}, "grid-not-found"),
        ({"lon": 1.0}, "invalid-request"),
        ({}, "invalid-request"),
        ({"lon": 117.05, "lat": 30.55, "place_code": "P-77"}, "invalid-request"),
    ],
)
def test_a_place_lies_in_a_grid(stage: Stage, grid: str, place: Any, found: Any) -> None:
    """CAS-KD-01."""
    answer = stage.console("gu").send("/locate", **place)

    assert grid
    assert answer.json() == found if answer.is_success else answer.json()["code"] == found


def test_duty_tables_say_whose_it_is(stage: Stage) -> None:
    """CAS-KD-03, field notes §2: not our responsibility must say whose."""
    lin = stage.console("lin", "kundulun")

    assert {"duty": "city_management", "units": ["lights"]} in lin.pages("/duties", limit=1)
    assert lin.read("/duties", unit="c1").json()["items"] == []


def test_a_resident_reads_no_directory(stage: Stage) -> None:
    """C: O is one's own, and no body is a resident's own."""
    for path in ("/bodies", "/bodies/c1", "/grids", "/posts", "/duties"):
        assert code_of(stage.console("rita").read(path)) == (403, "permission-denied")


# --- Packs and calendar ---


def test_jurisdictions_are_those_the_token_is_good_for(stage: Stage) -> None:
    """ASVS 8.4.1."""
    everywhere = stage.console("rita")
    bound = stage.console("rita", jurisdictions=["kundulun"])

    def listed(headers: dict[str, str]) -> list[str]:
        items = stage.client.get("/jurisdictions", headers=headers).json()["items"]
        return [one["jurisdiction"] for one in items]

    assert listed(everywhere.headers) == ["daguan", "kundulun"]
    assert listed(bound.headers) == ["kundulun"]
    assert code_of(bound.read("")) == (403, "unknown-jurisdiction")
    assert everywhere.read("").json()["pack"] == "daguan@2020.1"


def test_every_value_of_the_pack_says_where_it_comes_from(stage: Stage) -> None:
    """ENV-03, B-45: what is an assumption says so."""
    rita = stage.console("rita")

    pack = rita.read("/pack").json()
    clocks = rita.pages("/pack/values", path="cases.clocks", limit=3)
    assumed = rita.pages("/pack/values", assumptions=True, limit=500)

    assert pack["pack"] == "daguan@2020.1"
    assert pack["labels"]["drainage"]["en"]
    assert len(clocks) > 3
    assert all(one["path"].startswith("cases.clocks.") for one in clocks)
    assert assumed
    assert all(one["assumption"] for one in assumed)
    assert code_of(rita.read("/pack", on="1999-01-01")) == (409, "pack-not-in-force")


def test_the_calendar_tells_working_days_and_deadlines(stage: Stage) -> None:
    """CAL-02, CAL-03: over National Day 2021."""
    rita = stage.console("rita")

    worked = {
        day: rita.read(f"/calendar/days/{day}").json()["working"]
        for day in ("2021-09-26", "2021-10-01", "2021-10-09", "2021-10-10")
    }
    due = rita.read("/calendar/deadline", start="2021-09-30T09:00:00+08:00", days=3).json()

    assert worked == {
        "2021-09-26": True, "2021-10-01": False, "2021-10-09": True, "2021-10-10": False,
    }  # fmt: skip
    assert due["due_on"] == "2021-10-11"
    assert due["counted_on"] == ["2021-10-08", "2021-10-09", "2021-10-11"]
    assert rita.read("/calendar").json()["version"] == due["calendar_version"]
    assert code_of(rita.read("/calendar/days/2098-01-04")) == (409, "calendar-missing")
    assert rita.read("/calendar/days/someday").status_code == 422


# --- The documentation ---


@pytest.mark.parametrize("name", sorted(ORGANISATION_COMMANDS))
def test_the_example_of_a_command_is_a_body_of_it(name: str) -> None:
    """API conventions: an example for each request body."""
    command = ORGANISATION_COMMANDS[name]
    without = frozenset({subject_of(command)}) if name in OFFERED else frozenset[str]()

    TypeAdapter(body_of(command, without)).validate_python(examples.ORGANISATION[name])


@pytest.mark.parametrize("name", sorted(ORGANISATION_COMMANDS))
def test_what_a_command_can_refuse_is_documented(name: str) -> None:
    """API conventions: read from the source of the command and of what it calls."""
    listed = {refusal.code for refusal in (*EVERY_CHANGE, *VERSION, *refusals_of(name))}

    named = {refusal.code for refusal in _named_under(ORGANISATION_COMMANDS[name])}
    assert named - listed <= _OF_NAMESAKES.get(name, set())


_OF_A_UNIT = {"unit-dissolved", "unit-merged", "date-in-future"}
_OF_A_GRID = {"grid-merged"}
_OF_A_RANGE = {"exception-unexplained", "range-broken"}
_OF_AN_APPOINTMENT = {
    "office-does-not-hold",
    "office-missing",
    "seat-is-taken",
    "not-eligible",
    "period-is-empty",
    "post-held-already",
    "post-is-full",
    "post-sits-elsewhere",
    "post-unknown",
}
_OF_A_PROPOSAL = {"date-in-future", "policy-silent", "step-of-another"}
_OF_NAMESAKES = {
    "hold_meeting": {"body-not-found"},
    # Begun and completed in one module; what is begun names its body.
    "complete_supervision": {"body-not-found"},
    "adjust_boundary": _OF_A_UNIT,
    "merge_grid": _OF_A_UNIT,
    "release_from_grid": _OF_A_UNIT,
    "staff_grid": _OF_A_UNIT,
    "assign_duty": _OF_A_GRID,
    "dissolve_org_unit": _OF_A_GRID,
    "link_leader": _OF_A_GRID,
    "merge_org_unit": _OF_A_GRID,
    "found_org_unit": _OF_A_UNIT | _OF_A_GRID,
    # A body that is founded this moment has neither holders nor an end, and stands at its level.
    "appoint_branch": _OF_A_UNIT | _OF_A_GRID | _OF_AN_APPOINTMENT | _OF_A_RANGE,
    "propose_branch": {"exception-unexplained"},
    # A branch is proposed, too, and goes through steps of its own.
    "complete_step": _OF_A_PROPOSAL,
    "propose_decision": _OF_A_PROPOSAL,
    "form_leading_group": _OF_A_UNIT | _OF_A_GRID,
    "issue_kit": _OF_A_UNIT,
    "post_grid_board": _OF_A_UNIT,
    **dict.fromkeys(
        (
            "add_station_member",
            "appoint_part_time_member",
            "assign_first_secretary",
            "assign_rotating_chair",
            "assign_work_item",
            "decide_upgrade",
            "elect_committee",
            "elect_head",
            "elect_team",
            "form_joint_team",
            "form_sub_committee",
            "form_sub_team",
            "form_team",
            "found_station",
            "propose_upgrade",
            "record_branch_activity",
            "register_talent",
            "report_milestone",
            "send_support",
        ),
        _OF_A_GRID,
    ),
}
"""Units and grids have methods of one name; what the other one refuses is not met here."""

_REFUSALS = {
    name: found
    for module in (
        of_application,
        of_bodies,
        of_branches,
        of_calendar,
        of_communities,
        of_grids,
        of_joint_work,
        of_life,
        of_ranges,
        of_stations,
        of_thresholds,
        required,
    )
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, DomainError) and "code" in vars(found)
}
_SOURCES = [
    *Path(inspect.getsourcefile(of_bodies) or "").parent.glob("*.py"),
    *Path(inspect.getsourcefile(of_grids) or "").parent.glob("*.py"),
    *Path(inspect.getsourcefile(FoundOrgUnit) or "").parent.glob("*.py"),
    *Path(inspect.getsourcefile(of_communities) or "").parent.glob("*.py"),
    *Path(inspect.getsourcefile(of_branches) or "").parent.glob("*.py"),
    *(Path(inspect.getsourcefile(m) or "") for m in (of_ranges, of_thresholds, required)),
    *(Path(inspect.getsourcefile(of_application) or "").parent / "directory").glob("*.py"),
]


def _named_under(command: type) -> Iterator[type[DomainError]]:
    # What a command itself decides is in its file; others of that name are other commands.
    functions, seen = functions_in(*_SOURCES), {"decide"}
    waiting: list[ast.AST] = [
        ast.parse(Path(inspect.getsourcefile(command) or "").read_text("utf-8"))
    ]
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Name) and node.id in _REFUSALS:
                yield _REFUSALS[node.id]
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "attr", getattr(called, "id", None))
            if name and name not in seen:
                seen.add(name)
                waiting += functions.get(name, [])
